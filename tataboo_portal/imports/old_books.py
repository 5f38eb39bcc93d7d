"""xls books before the reader gets them: a new container with nothing but the book, far cells out, lost cells marked.

The reader makes room for whatever a book claims to hold; so its claims are taken out, and chains that never end are refused.
"""

from struct import error as struct_error
from struct import pack, pack_into, unpack_from

from tataboo_portal.imports.marks import MOST_MARKS, Marks
from tataboo_portal.imports.packages import BROKEN, FAR_CELLS, MACRO, NO_TABLE
from tataboo_portal.refusals import Refusal

LOCKED = "这个文件加了密码，打不开：用 Excel 或 WPS 打开，另存为 .xlsx，去掉密码再导。"
MOST_COLUMNS = 60
MOST_SHEETS = 255
SIGN = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SECTOR, SMALL_SECTOR, CUTOFF = 4096, 64, 4096
END, FREE, FAT, LAST = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFA
ENTRY = 128
NOBODYS = 0x0001  # a kind of record that no reader knows
EOF, FORMULA, DATE_1904, FILE_PASS, SHEET, MANY, SHARED, SIZES, TRUTH, WORDS = (
    *(0x000A, 0x0006, 0x0022, 0x002F, 0x0085, 0x00BD, 0x00FC, 0x0200, 0x0205, 0x0207),
)
CELLS = {FORMULA, MANY, TRUTH, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x027E}


def opened(content):
    """The guarded book of these bytes; raises Refusal."""
    try:
        return OldBook(Compound(content).book())
    except (struct_error, IndexError, ValueError):
        raise Refusal(BROKEN) from None


class Compound:
    """The container of old office files, as far as it takes to get the book out; every chain has an end."""

    def __init__(self, content):
        self.content = content
        self.sector = 1 << unpack_from("<H", content, 30)[0]
        if self.sector not in {512, 4096}:
            raise ValueError
        self.most = len(content) // self.sector + 1
        self.fat = []
        for sector in self._fat_sectors():
            self.fat += self._numbers(sector)
            if len(self.fat) > self.most + 2 * self.sector:
                raise ValueError
        found = self.stream(unpack_from("<I", content, 48)[0])
        self.entries = [found[at : at + ENTRY] for at in range(0, len(found) - ENTRY + 1, ENTRY)]

    def _numbers(self, sector):
        return unpack_from(f"<{self.sector // 4}I", self.content, (sector + 1) * self.sector)

    def _fat_sectors(self):
        yield from (sector for sector in unpack_from("<109I", self.content, 76) if sector < LAST)
        following = unpack_from("<I", self.content, 68)[0]
        for _ in range(self.most):
            if following >= LAST:
                return
            *sectors, following = self._numbers(following)
            yield from (sector for sector in sectors if sector < LAST)

    def stream(self, start):
        """The bytes of a chain of sectors."""
        return b"".join(
            self.content[(sector + 1) * self.sector : (sector + 2) * self.sector]
            for sector in chain(start, self.fat, self.most)
        )

    def book(self):
        """The bytes of the book itself."""
        by_name = {entry[: max(0, unpack_from("<H", entry, 64)[0] - 2)]: entry for entry in self.entries}
        named = {name.decode("utf-16-le", "replace"): entry for name, entry in by_name.items()}
        if "_VBA_PROJECT_CUR" in named:
            raise Refusal(MACRO)
        entry = named.get("Workbook") or named.get("Book")
        if entry is None:
            raise Refusal(NO_TABLE)
        start, size = unpack_from("<II", entry, 116)
        return self.stream(start)[:size] if size >= CUTOFF else self._small(start)[:size]

    def _small(self, start):
        """The bytes of a chain of the small sectors that lie together in the root's stream."""
        found = self.stream(unpack_from("<I", self.content, 60)[0])
        fat = unpack_from(f"<{len(found) // 4}I", found)
        held = self.stream(unpack_from("<I", self.entries[0], 116)[0])
        return b"".join(held[at * SMALL_SECTOR : (at + 1) * SMALL_SECTOR] for at in chain(start, fat, len(fat)))


def chain(start, fat, most):
    """The numbers of a chain's sectors; ValueError for one that goes round."""
    found = []
    while start < LAST:
        found.append(start)
        start = fat[start]
        if len(found) > most:
            raise ValueError
    return found


class OldBook:
    """One xls: its cells within the limits, and which of them the reader would lose."""

    def __init__(self, book):
        self.book = bytearray(book)
        self.is_1904 = False
        self.positions, self.are_worksheets = [], []
        self._read_globals()
        self.formulas = [[] for _ in self.positions]
        self.errors = [[] for _ in self.positions]
        self.far = [False for _ in self.positions]
        self.is_computed = False
        left = len(self.book)
        for at, position in enumerate(self.positions):
            left -= self._read_sheet(at, position)
            if left < 0:  # sheets that lie in each other
                raise ValueError
        self.content = contained(bytes(self.book))

    def _records(self, at):
        """(where it stands, kind, where its data begins, their length) of every record up to the end of the part."""
        book, size = self.book, len(self.book)
        while at + 4 <= size:
            kind, length = unpack_from("<HH", book, at)
            if kind == EOF:
                return
            yield at, kind, at + 4, length
            at += 4 + length

    def _read_globals(self):
        for _, kind, data, length in self._records(0):
            if kind == FILE_PASS:
                raise Refusal(LOCKED)
            if kind == DATE_1904:
                self.is_1904 = unpack_from("<H", self.book, data)[0] == 1
            elif kind == SHEET:
                self.positions.append(unpack_from("<I", self.book, data)[0])
                self.are_worksheets.append(self.book[data + 5] == 0)
            elif kind == SHARED and length >= 8 and unpack_from("<I", self.book, data + 4)[0] * 3 > len(self.book):
                raise ValueError
        if len(self.positions) > MOST_SHEETS:
            raise ValueError

    def _read_sheet(self, sheet, position):
        """Look at every cell of one sheet; how many bytes it takes."""
        is_out, end = False, position
        for at, kind, data, length in self._records(position):
            end = data + length
            if kind in CELLS:
                row, column = unpack_from("<HH", self.book, data)
                is_out = column >= MOST_COLUMNS
                if is_out:
                    self._take_out(sheet, at)
                elif kind == MANY:
                    self._shorten(sheet, at, column, length)
                elif kind == FORMULA:
                    self._judge(sheet, (row, column), data, length)
                elif kind == TRUTH and self.book[data + 7]:
                    self.errors[sheet].append((row, column))
            elif kind == SIZES or (kind == WORDS and is_out):
                pack_into("<H", self.book, at, NOBODYS)
        return end - position

    def _take_out(self, sheet, at):
        pack_into("<H", self.book, at, NOBODYS)
        self.far[sheet] = True

    def _shorten(self, sheet, at, first, length):
        """Leave of a record of many numbers those within the limit; what is cut off becomes a record of its own."""
        kept = MOST_COLUMNS - first
        if (length - 6) // 6 > kept:
            cut = 6 + 6 * kept
            pack_into("<H", self.book, at + 2, cut)
            pack_into("<H", self.book, at + 4 + cut - 2, MOST_COLUMNS - 1)
            pack_into("<HH", self.book, at + 4 + cut, NOBODYS, length - cut - 4)
            self.far[sheet] = True

    def _judge(self, sheet, spot, data, length):
        """Mark a formula that holds an error; one without words of its own that holds nothing was perhaps never computed."""
        result = bytes(self.book[data + 6 : data + 14])
        kind = result[0] if result[6:] == b"\xff\xff" else None
        if kind == 2:
            self.errors[sheet].append(spot)
        if kind == 3 or not any(result):
            if b"\x17\x00" not in self.book[data + 20 : data + length]:
                self.formulas[sheet].append(spot)
        else:
            self.is_computed = True

    def marks(self, name, at):
        """What the reader would lose of the sheet at this place: formulas only of a book in which none was computed."""
        formulas = () if self.is_computed else tuple(self.formulas[at][:MOST_MARKS])
        return Marks(formulas, tuple(self.errors[at][:MOST_MARKS]))

    def notes_of(self, name, at):
        """What was left out of the sheet at this place."""
        return (FAR_CELLS,) if self.far[at] else ()

    def is_worksheet(self, name, at):
        """Whether the sheet at this place holds cells."""
        return self.are_worksheets[at]

    def segments(self, name, at):
        """Nothing: these books are small."""


def contained(book):
    """The book in a container of its own."""
    book += bytes(-len(book) % SECTOR)
    count = len(book) // SECTOR
    each = SECTOR // 4
    fats = -(-(count + 1) // (each - 1))
    numbers = [*range(1, count), END, END, *[FAT] * fats]
    numbers += [FREE] * (fats * each - len(numbers))
    # Version 3 although its sectors are 512 bytes elsewhere: of version 4 the reader demands small sectors too.
    head = SIGN + bytes(16) + pack("<5H", 0x3E, 3, 0xFFFE, 12, 6) + bytes(6)
    head += pack("<9I", 1, fats, count, 0, CUTOFF, END, 0, END, 0)
    sectors = [*range(count + 1, count + 1 + fats), *[FREE] * (109 - fats)]
    head += pack("<109I", *sectors)
    entries = entry("Root Entry", 5, END, 0, child=1) + entry("Workbook", 2, 0, len(book))
    entries += bytes(SECTOR - len(entries))
    return head + bytes(SECTOR - len(head)) + book + entries + pack(f"<{len(numbers)}I", *numbers)


def entry(name, kind, start, size, child=FREE):
    """One entry of a container's directory."""
    words = name.encode("utf-16-le")
    found = words + bytes(64 - len(words)) + pack("<HBB3I", len(words) + 2, kind, 1, FREE, FREE, child)
    return found + bytes(36) + pack("<IQ", start, size)
