"""Any file a person brings as tables of cells: guarded before anything parses it, and read row by row."""

import csv
import hashlib
import io
import unicodedata
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from tataboo_portal.imports import old_books, packages
from tataboo_portal.imports.marks import Marks
from tataboo_portal.imports.segments import height
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


def tables_of(batch, *, is_glance=False, only=None):
    """The tables of a batch's file, or `only` one of them read."""
    with batch.file.open("rb") as source:
        return tables(source.read(), is_pasted=batch.is_pasted, is_glance=is_glance, only=only)


def tables(content, *, is_pasted=False, is_glance=False, only=None):
    """The tables of a file's bytes, at a glance only with the first rows of workbooks; Refusal about any other file."""
    if not content.strip(b"\x00 \r\n\t"):
        raise Refusal(EMPTY if not content else NO_ROWS)
    if is_pasted:
        return [text_table(content.decode("utf-8", "replace"), "\t")]
    if content.startswith(b"PK"):
        package = packages.opened(content)
        return workbook(package.beginning() if is_glance else package.content, package, is_glance=is_glance, only=only)
    if content.startswith(OLE):
        if ENCRYPTED in content:
            raise Refusal(old_books.LOCKED)
        book = old_books.opened(content)
        return workbook(book.content, book, only=only)
    if content[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(MARKUP):
        raise Refusal(WEB_PAGE)
    return [text_table(decoded(content))]


def workbook(content, package, *, is_glance=False, only=None):
    """The tables of a spreadsheet, read by calamine; all but `only` one stay unread where one is named."""
    with readable():
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [
            sheet_table(book, at, meta, package, is_glance) if only in {None, at} else Table(meta.name, list)
            for at, meta in enumerate(book.sheets_metadata)
        ]


@contextmanager
def readable():
    """Refuse what the reader cannot read, in whatever way it gives up."""
    try:
        yield
    except PasswordError:
        raise Refusal(old_books.LOCKED) from None
    except (CalamineError, OSError, ValueError, IndexError):
        raise Refusal(BROKEN) from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # a bug in the reader met a broken file
            raise Refusal(BROKEN) from None
        raise


def sheet_table(book, at, meta, package, is_glance):
    """One sheet; charts and the like are empty tables."""
    is_hidden = meta.visible != SheetVisibleEnum.Visible
    notes = package.notes_of(meta.name, at)
    marks = Marks() if is_glance else package.marks(meta.name, at)
    unread = {spot: Unread(packages.FORMULA) for spot in marks.formulas}
    unread |= {spot: Unread(packages.ERROR) for spot in marks.errors}
    facts = {"is_hidden": is_hidden, "is_1904": package.is_1904, "unread": unread, "notes": notes}
    segments = None if is_glance else package.segments(meta.name, at)
    if segments:
        source = partial(padded, segments.sheets, unread)
        return Table(meta.name, source, row_count=package.last_row(meta.name), merged=spans(segments.merged()), **facts)
    try:
        sheet = book.get_sheet_by_index(at)
    except CalamineError:
        if package.is_worksheet(meta.name, at):
            raise
        return Table(meta.name, list, is_hidden=True)
    row_count = max([height(sheet), *(row + 1 for row, _ in unread)])
    if row_count > MOST_ROWS:
        raise Refusal(MANY_ROWS)
    row_count = package.last_row(meta.name) if is_glance else row_count
    source = partial(padded, lambda: [(0, sheet)], unread)
    return Table(meta.name, source, row_count=row_count, merged=spans(sheet.merged_cell_ranges or ()), **facts)


def spans(merged):
    """[(first row, first column, last row, last column)] of merged cells."""
    return [(*first, *last) for first, last in merged]


def padded(sheets, unread):
    """The rows of a sheet's pieces with cells from column A on, unreadable cells marked."""
    by_row, at = {}, -1
    for (row, column), mark in unread.items():
        by_row.setdefault(row, []).append((column, mark))
    for done, sheet in guarded(sheets()):
        before = [""] * (sheet.start[1] if sheet.start else 0)
        for at, cells in enumerate(islice(sheet.iter_rows(), done, None), done):
            full = before + cells if before else cells
            yield (marked(full, by_row[at]) if at in by_row else full)[:MOST_COLUMNS]
    for row in range(at + 1, max(by_row, default=0) + 1):
        yield marked([], by_row.get(row, ()))[:MOST_COLUMNS]


def guarded(pieces):
    """The pieces as they come; a piece the reader cannot read is refused."""
    source = iter(pieces)
    while True:
        with readable():
            piece = next(source, None)
        if piece is None:
            return
        yield piece


def marked(cells, marks):
    """A row with its unreadable cells marked."""
    full = list(cells)
    for column, mark in marks:
        full.extend([""] * (column + 1 - len(full)))
        full[column] = mark
    return full


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
    raise Refusal(packages.NO_TABLE if b"\x00" in content[:SAMPLE] else OTHER_CODE)


def text_table(text, delimiter=None):
    """A table of separated values; its rows are numbered as a spreadsheet would show them."""
    delimiter = delimiter or delimiter_of(text[:SAMPLE])
    try:
        count = sum(1 for _ in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        widest = max(map(len, islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 200)), default=0)
    except csv.Error:
        raise Refusal(packages.NO_TABLE) from None
    if count > MOST_ROWS:
        raise Refusal(MANY_ROWS)
    if widest < 2:
        raise Refusal(packages.NO_TABLE)

    def rows():
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield cells[:MOST_COLUMNS]

    return Table("", rows, row_count=count)


def delimiter_of(sample):
    """The sign that separates the cells: the one that stands most often in the first lines."""
    lines = sample.splitlines()[:20]
    return max(DELIMITERS, key=lambda sign: sum(line.count(sign) for line in lines))
