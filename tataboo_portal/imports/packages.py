"""xlsx packages before anything parses them: what they unpack to, what they hide, and what the reader would lose in silence."""

import io
import re
import zipfile
import zlib
from functools import cached_property
from hashlib import sha256
from posixpath import join, normpath

from tataboo_portal.imports.marks import FAILED, UNSAVED, Marks, spots
from tataboo_portal.imports.segments import Segments
from tataboo_portal.refusals import Refusal

MOST_UNPACKED = 300 * 1024 * 1024
MOST_RATIO = 200  # a sheet of equal rows packs well; a bomb packs a thousandfold
SMALL = 20 * 1024 * 1024
MOST_ENTRIES = 3_000
MOST_CELLS_IN_ROW = 2_000
CHUNK = 1024 * 1024
BEGINNING = 256 * 1024
LAST_ROW = 100_000
KNOWN = {}  # what this process saw of the last packages that have nothing odd, by their SHA-256
MOST_KNOWN = 64
BOMB = "这个文件解开来太大了，不像平常的表格。把要导的那张表单独复制到一个新文件再导。"
MACRO = "这个文件带宏，为了安全不收：用 Excel 或 WPS 打开，另存为 .xlsx 再导。"
ENTITY = "这个文件里夹带了外部引用，为了安全不收：用 Excel 或 WPS 打开，另存为 .xlsx 再导。"
NO_TABLE = "这个文件不是表格，请用 Excel 或 WPS 另存为 .xlsx 再导。"
NOT_XLSX = "这个压缩文件不是 Excel 表格：解开后选里面的 .xlsx，或者用 Excel 另存为 .xlsx 再导。"
BROKEN = "这个文件不完整或者坏了，读不出来：用 Excel 或 WPS 打开，另存为 .xlsx 再导。"
FORMULA = "是没有算出来的公式：用 Excel 打开这个文件，保存一次再导"
ERROR = "是错误值（#REF!、#N/A 之类）：改成数或字再导"
FAR_CELLS = "BH 列往右的格子离表太远，没有读。"
FAR_ROWS = f"第 {LAST_ROW} 行往下没有读。"
FAR_LETTERS = rb"(?:[A-Z]{3}|[C-Z][A-Z]|B[I-Z])"
FAR_NUMBER = (
    rb"(?:[1-9][0-9]{6,}|[2-9][0-9]{5}|1(?:[1-9][0-9]{4}|0[1-9][0-9]{3}|00[1-9][0-9]{2}|000[1-9][0-9]|0000[1-9]))"
)
FAR_COLUMN = re.compile(rb' r="' + FAR_LETTERS + rb"[0-9]")
FAR_CELL = re.compile(rb'<c\s[^>]*?\br="' + FAR_LETTERS + rb'[0-9]+"[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
FAR_ROW = re.compile(rb'<row r="' + FAR_NUMBER + rb'"')
# One search that a usual piece of a sheet passes; whatever it finds gets the closer look.
NOTABLE = re.compile(
    rb'<(?:[!f]|[A-Za-z0-9_]+:|c(?:[>/\t\r\n]| (?!r="(?:[A-Z]|A[A-Z]|B[A-H])[0-9]))|row(?:[>/\t\r\n]| (?!r="[1-9][0-9]{0,4}")))'
)
ANY_FAR_ROW = re.compile(rb'<row\s[^>]*?\br="' + FAR_NUMBER + rb'"')
UNUSUAL = re.compile(rb"<(?:[A-Za-z0-9_]+:)?(?:c|row)[\t\r\n]|<[A-Za-z0-9_]+:(?:c|row)[\s>/]")
SHEET = re.compile(rb"<(?:\w+:)?sheet\s([^>]*)/?>")
RELATION = re.compile(rb"<(?:\w+:)?Relationship\s([^>]*)/?>")
ATTRIBUTE = re.compile(rb'([\w:]+)\s*=\s*"([^"]*)"')
ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'"}


def opened(content):
    """The guarded package of these bytes; raises Refusal."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        return Package(content, archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError, UnicodeDecodeError):
        raise Refusal(BROKEN) from None


class Package:
    """One xlsx whose sizes, names and declarations were looked at; far cells are cut away before it is read.

    Parts are looked through in pieces; only a sheet with something odd in it is held whole.
    """

    def __init__(self, content, archive):
        self.content, self.archive = content, archive
        self._guard_sizes(len(content))
        self._guard_kind()
        self.workbook = self.inflated("xl/workbook.xml")
        self.odd, self.notes, self.last_rows, self.unusual = {}, {}, {}, set()
        digest = sha256(content).digest()
        if digest in KNOWN:
            self.last_rows, self.unusual = KNOWN[digest]
            return
        for name in archive.namelist():
            if self._scan(name) and name.startswith("xl/worksheets/"):
                self.odd[name], self.notes[name] = without_far_cells(self.inflated(name))
                self.last_rows[name] = last_row(self.odd[name]) or self.last_rows[name]
        if any(self.notes.values()):
            self.content = self._packed()
        if not self.odd:
            KNOWN[digest] = self.last_rows, self.unusual
            while len(KNOWN) > MOST_KNOWN:
                KNOWN.pop(next(iter(KNOWN)), None)

    def _guard_sizes(self, packed):
        entries = self.archive.infolist()
        unpacked = sum(entry.file_size for entry in entries)
        if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED:
            raise Refusal(BOMB)
        if unpacked > SMALL and unpacked > packed * MOST_RATIO:
            raise Refusal(BOMB)

    def _guard_kind(self):
        names = {name.lower() for name in self.archive.namelist()}
        if any(name.endswith("vbaproject.bin") for name in names):
            raise Refusal(MACRO)
        if "xl/workbook.xml" not in names:
            raise Refusal(NOT_XLSX)
        if b"macroenabled" in self.inflated("[Content_Types].xml").lower():
            raise Refusal(MACRO)

    def _pieces(self, name):
        """The part's bytes in pieces, never more than its entry promised."""
        entry, found = self.archive.getinfo(name), 0
        with self.archive.open(entry) as source:
            while piece := source.read(CHUNK):
                found += len(piece)
                if found > entry.file_size:
                    raise Refusal(BOMB)
                yield piece

    def inflated(self, name):
        return b"".join(self._pieces(name))

    def _scan(self, name):
        """Whether something in this part needs a closer look; declarations of entities are refused wherever they stand."""
        if not name.endswith((".xml", ".rels")):
            return False
        if not name.startswith("xl/worksheets/"):
            for window in self.tags(name):
                guard_declarations(window)
            return False
        is_odd, is_far, filled, before = False, False, b"", b""
        for window in self.tags(name):
            if b"<v" in window or b"<is>" in window or b"<f" in window:
                filled, before = window, filled
            if NOTABLE.search(window) is None and b't="e"' not in window and window[:1] == b"<":
                continue
            guard_declarations(window)
            is_far = is_far or FAR_ROW.search(window) is not None
            is_odd = is_odd or (is_far and (b"<v" in window or b"<is" in window)) or needs_a_look(window)
            if is_unusual(window):
                self.unusual.add(name)
        self.last_rows[name] = last_row(before + filled)
        return is_odd

    def tags(self, name):
        """The part in pieces that end with whole tags, a sheet without its far cells once they are known."""
        held = self.odd.get(name)
        pieces = self._pieces(name) if held is None else (held[at : at + CHUNK] for at in range(0, len(held), CHUNK))
        before = b""
        for piece in pieces:
            window = before + piece
            end = window.rfind(b">") + 1
            before = window[end:]
            yield window[:end]

    def size(self, name):
        """How many bytes a part has once it is unpacked; none where there is no such part."""
        return self.archive.getinfo(name).file_size if name in self.archive.NameToInfo else 0

    @cached_property
    def is_1904(self):
        """Whether the workbook counts its days from 1904."""
        return re.search(rb'date1904\s*=\s*"(?:1|true)"', self.workbook) is not None

    @cached_property
    def sheets(self):
        """{name of the sheet: its part}."""
        relations = {}
        rels = "xl/_rels/workbook.xml.rels"
        for found in RELATION.finditer(self.inflated(rels) if rels in self.archive.namelist() else b""):
            facts = attributes(found[1])
            target = facts.get("Target", "")
            relations[facts.get("Id")] = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
        named = [attributes(found[1]) for found in SHEET.finditer(self.workbook)]
        return {facts.get("name", ""): relations.get(facts.get("r:id"), "") for facts in named}

    def is_worksheet(self, name, at):
        """Whether the sheet of this name holds cells."""
        return "worksheets/" in self.sheets.get(name, "")

    def marks(self, name, at):
        """What the reader would lose of the sheet of this name."""
        content = self.odd.get(self.sheets.get(name, ""), b"")
        return Marks(spots(UNSAVED, content), spots(FAILED, content))

    def notes_of(self, name, at):
        """What was left out of the sheet of this name."""
        return tuple(self.notes.get(self.sheets.get(name, ""), ()))

    def segments(self, name, at):
        """The sheet of this name in segments, where it is long enough to be cut; its place among the sheets is told."""
        segments = Segments(self, self.sheets.get(name, ""), at)
        return segments if segments.is_worth_it() else None

    def last_row(self, name):
        """The number of the last row that holds something in the sheet of this name, within the limit."""
        return min(self.last_rows.get(self.sheets.get(name, ""), 0), LAST_ROW)

    def beginning(self):
        """The package with the first rows of every sheet only."""
        return self._packed(self._first_rows)

    def _first_rows(self, name):
        if not name.startswith("xl/worksheets/"):
            return self.inflated(name)
        first = self.odd.get(name) or next(self._pieces(name), b"")
        end = first.rfind(b"</row>", 0, BEGINNING)
        if len(first) <= BEGINNING or end < 0:
            return self.odd.get(name) or self.inflated(name)
        return without_far_cells(first[: end + len(b"</row>")])[0] + b"</sheetData></worksheet>"

    def _packed(self, part_of=None):
        """The package anew with the cut sheets."""
        part_of = part_of or (lambda name: self.odd.get(name) or self.inflated(name))
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            for name in self.needed_parts():
                archive.writestr(name, part_of(name))
        return out.getvalue()

    def needed_parts(self):
        """The names of the parts that cells are read from."""
        others = ("docProps/", "xl/drawings/")
        return [
            name for name in self.archive.namelist() if name.endswith((".xml", ".rels")) and not name.startswith(others)
        ]


def last_row(window):
    """The number of the last row in a piece of a sheet that holds something, or 0."""
    filled = max(window.rfind(mark) for mark in (b"<v>", b"<v ", b"<is>", b"<f"))
    at = window.rfind(b'<row r="', 0, filled) if filled >= 0 else -1
    return int(window[at + 8 : window.index(b'"', at + 8)]) if at >= 0 else 0


def needs_a_look(window):
    """Whether a piece of a part holds formulas, error values, far cells, or cells written in an unusual way."""
    return b"<f" in window or b't="e"' in window or FAR_COLUMN.search(window) is not None or is_unusual(window)


def is_unusual(window):
    """Whether cells or rows are written in another way than every spreadsheet program writes them."""
    return (
        b"<c>" in window
        or b"<!" in window
        or UNUSUAL.search(window) is not None
        or window.count(b"<c ") != window.count(b'<c r="')
        or window.count(b"<row ") != window.count(b'<row r="')
    )


def guard_declarations(window):
    """Refuse declarations of entities and other encodings than the usual one."""
    if b"<!DOCTYPE" in window or b"<!ENTITY" in window or window.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refusal(ENTITY)


def without_far_cells(content):
    """(the sheet without cells beyond the limits, what to say about it)."""
    notes = []
    if FAR_COLUMN.search(content):
        content = FAR_CELL.sub(b"", content)
        notes.append(FAR_CELLS)
    far = ANY_FAR_ROW.search(content)
    if far and (b"<v" in content[far.start() :] or b"<is" in content[far.start() :]):
        notes.append(FAR_ROWS)
    if far:
        end = content.find(b"</sheetData>", far.start())
        content = content[: far.start()] + content[end:] if end > 0 else content
    if max((row.count(b"<c") for row in content.split(b"<row")), default=0) > MOST_CELLS_IN_ROW:
        raise Refusal(BOMB)
    return content, notes


def attributes(text):
    """{attribute: value} of a start tag."""
    found = {}
    for name, value in ATTRIBUTE.findall(text):
        words = value.decode("utf-8", "replace")
        for entity, letter in ENTITIES.items():
            words = words.replace(entity, letter)
        found[name.decode()] = words
    return found
