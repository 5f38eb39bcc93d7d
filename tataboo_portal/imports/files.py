"""Any file a person brings as tables of cells: guarded before anything parses it, and read row by row."""

import csv
import hashlib
import io
import unicodedata
from dataclasses import dataclass, field
from itertools import islice

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from tataboo_portal.imports import packages
from tataboo_portal.models import ImportBatch
from tataboo_portal.refusals import Refusal

MOST_BYTES = 20 * 1024 * 1024
MOST_PASTED = 2 * 1024 * 1024
MOST_ROWS = 100_000
MOST_COLUMNS = 60
MOST_NAME = 80
SAMPLE = 65_536
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head")
DELIMITERS = "\t,;，"
EMPTY = "这个文件是空的（0 字节），换一个文件。"
BIG = f"文件超过 {MOST_BYTES // 1024 // 1024} MB，删掉图片和没用的表再导，或者分成几个文件。"
LONG_PASTE = "粘贴的内容太多了，存成 Excel 文件再导。"
NO_ROWS = "没有找到数据：表里是空的。换一个文件，或者把有数据的那张表放在最前面。"
NO_TABLE = "这个文件不是表格，请用 Excel 或 WPS 另存为 .xlsx 再导。"
LOCKED = "这个文件加了密码，打不开：用 Excel 或 WPS 打开，另存为 .xlsx，去掉密码再导。"
WEB_PAGE = "这个文件其实是网页，不是 Excel 表格：用 Excel 或 WPS 打开，另存为 .xlsx 再导。"
BROKEN = "这个文件不完整或者坏了，读不出来：用 Excel 或 WPS 打开，另存为 .xlsx 再导。"
OTHER_CODE = "这个文字文件的编码认不出来：用 Excel 或 WPS 打开，另存为 .xlsx 再导。"
MANY_ROWS = f"一次最多导入 {MOST_ROWS // 10_000} 万行，请分成几个文件。"


class Unread:
    """What stands where a cell has no value that could be read; its sentence says why."""

    def __init__(self, sentence):
        self.sentence = sentence

    def __str__(self):
        return "公式"


@dataclass
class Table:
    """One table of a file: its name, whether a person can see it, and its cells."""

    name: str
    source: object
    is_hidden: bool = False
    is_1904: bool = False
    row_count: int = 0
    merged: list = field(default_factory=list)  # [(first row, first column, last row, last column)], from 0
    unread: dict = field(default_factory=dict)  # {(row, column) from 0: Unread}
    notes: tuple = ()

    def rows(self, most=None):
        """(row number as the spreadsheet shows it, [cells]) from the top, as many as asked for."""
        for at, cells in enumerate(islice(self.source(), most)):
            yield at + 1, cells


def keep(upload, *, by, sheet, client_uuid, is_pasted=False):
    """The batch of a file or pasted text, stored as it came; the same submission again is the same batch. Raises Refusal."""
    existing = ImportBatch.objects.filter(client_uuid=client_uuid, created_by=by).first()
    if existing:
        return existing
    content = upload.encode() if isinstance(upload, str) else read_whole(upload)
    if is_pasted and len(content) > MOST_PASTED:
        raise Refusal(LONG_PASTE)
    found = tables(content, is_pasted=is_pasted, is_glance=True)
    visible = [at for at, table in enumerate(found) if not table.is_hidden and table.row_count]
    if not visible:
        raise Refusal(NO_ROWS)
    batch = ImportBatch(
        client_uuid=client_uuid,
        sheet=sheet,
        shown_name=shown_name(getattr(upload, "name", "") or ""),
        byte_count=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        is_pasted=is_pasted,
        table=visible[0],
        created_by=by,
    )
    batch.file.save("file", ContentFile(content), save=False)
    try:
        with transaction.atomic():
            batch.save()
    except IntegrityError:
        batch.file.delete(save=False)
        return kept_before(client_uuid, by)
    return batch


def kept_before(client_uuid, by):
    """The batch an equal submission made a moment ago; another person's number gives nothing away."""
    existing = ImportBatch.objects.filter(client_uuid=client_uuid, created_by=by).first()
    if existing is None:
        raise Refusal("页面不完整，刷新后再试。")
    return existing


def read_whole(upload):
    """The bytes of an upload that is not too big."""
    if upload.size > MOST_BYTES:
        raise Refusal(BIG)
    return upload.read()


def shown_name(name):
    """The file's name as it may be shown: no folders, no letters that turn the writing round."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")[-MOST_NAME:]


def tables_of(batch, *, is_glance=False):
    """The tables of a batch's file."""
    with batch.file.open("rb") as source:
        return tables(source.read(), is_pasted=batch.is_pasted, is_glance=is_glance)


def tables(content, *, is_pasted=False, is_glance=False):
    """The tables of a file's bytes, at a glance only with the first rows of workbooks; Refusal about any other file."""
    if not content.strip(b"\x00 \r\n\t"):
        raise Refusal(EMPTY if not content else NO_ROWS)
    if is_pasted:
        return [text_table(content.decode("utf-8", "replace"), "\t")]
    if content.startswith(b"PK"):
        package = packages.opened(content)
        return workbook(package.beginning() if is_glance else package.content, package, is_glance=is_glance)
    if content.startswith(OLE):
        if ENCRYPTED in content:
            raise Refusal(LOCKED)
        return workbook(content, None)
    if content[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(MARKUP):
        raise Refusal(WEB_PAGE)
    return [text_table(decoded(content))]


def workbook(content, package, *, is_glance=False):
    """The tables of a spreadsheet, read by calamine."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [sheet_table(book, at, meta, package, is_glance) for at, meta in enumerate(book.sheets_metadata)]
    except PasswordError:
        raise Refusal(LOCKED) from None
    except (CalamineError, OSError, ValueError, IndexError):
        raise Refusal(BROKEN) from None


def sheet_table(book, at, meta, package, is_glance):
    """One sheet; charts and the like are empty tables."""
    try:
        sheet = book.get_sheet_by_index(at)
    except CalamineError:
        if package and package.is_worksheet(meta.name):
            raise
        return Table(meta.name, list, is_hidden=True)
    merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    marks = package.marks(meta.name) if package and not is_glance else packages.Marks()
    last_row = max([sheet.total_height, *(row + 1 for row, _ in [*marks.formulas, *marks.errors])])
    if last_row > MOST_ROWS:
        raise Refusal(MANY_ROWS)
    offset = sheet.start[1] if sheet.start else 0
    unread = {spot: Unread(packages.FORMULA) for spot in marks.formulas} | {
        spot: Unread(packages.ERROR) for spot in marks.errors
    }
    return Table(
        meta.name,
        lambda: padded(sheet, offset, unread),
        is_hidden=meta.visible != SheetVisibleEnum.Visible,
        is_1904=bool(package and package.is_1904),
        row_count=package.last_row(meta.name) if is_glance else last_row if sheet.start else 0,
        merged=merged,
        unread=unread,
        notes=tuple(package.notes.get(package.sheets.get(meta.name, ""), ())) if package else (),
    )


def padded(sheet, offset, unread):
    """The sheet's rows with cells from column A on, unreadable cells marked."""
    by_row = {}
    for (row, column), mark in unread.items():
        by_row.setdefault(row, []).append((column, mark))
    before = [""] * offset
    for at, cells in enumerate(sheet.iter_rows()):
        full = before + cells if offset else cells
        for column, mark in by_row.get(at, ()):
            full.extend([""] * (column + 1 - len(full)))
            full[column] = mark
        yield full[:MOST_COLUMNS]


def decoded(content):
    """The text of a csv: UTF-8 or UTF-16 by their marks or their look, else GB18030."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    elif content[:200].count(b"\x00") > len(content[:200]) // 4:
        encodings = ("utf-16-le" if content[1:2] == b"\x00" else "utf-16-be",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if (
            sum(
                unicodedata.category(letter) in {"Cc", "Cn", "Co"} and letter not in "\t\r\n"
                for letter in text[:SAMPLE]
            )
            > len(text[:SAMPLE]) // 50
        ):
            break
        return text
    raise Refusal(NO_TABLE if b"\x00" in content[:SAMPLE] else OTHER_CODE)


def text_table(text, delimiter=None):
    """A table of separated values; its rows are numbered as a spreadsheet would show them."""
    delimiter = delimiter or delimiter_of(text[:SAMPLE])
    try:
        count = sum(1 for _ in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        widest = max(map(len, islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 200)), default=0)
    except csv.Error:
        raise Refusal(NO_TABLE) from None
    if count > MOST_ROWS:
        raise Refusal(MANY_ROWS)
    if widest < 2:
        raise Refusal(NO_TABLE)

    def rows():
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield cells[:MOST_COLUMNS]

    return Table("", rows, row_count=count)


def delimiter_of(sample):
    """The sign that separates the cells: the one that stands most often in the first lines."""
    lines = sample.splitlines()[:20]
    return max(DELIMITERS, key=lambda sign: sum(line.count(sign) for line in lines))
