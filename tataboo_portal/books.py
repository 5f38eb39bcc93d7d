"""A sheet as the office's ledger form: title, who fills it in, rows, sums, signature line, ready for paper; or as csv."""

import csv
import io
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from tataboo_portal import photos
from tataboo_portal.enums import PhotoSize
from tataboo_portal.lines import lines_of
from tataboo_portal.sheets import harmless

STREET = "塔塔埠街道"
OFFICE = f"{STREET}双创办"
NUMBERED = "序号"
TOTAL, PART_TOTAL = "合计", "小计"  # of several kinds each has its own, and nothing adds them up
HEADER_ROW = 2  # below the title and the line that says who fills it in
MOST_SHEET_NAME = 31
MOST_PHOTOS = 200
NO_MORE_PHOTOS = "照片见平台"
PHOTO_WIDTH, PHOTO_HEIGHT = 120, 90  # pixels on paper
REPORT_EVERY = 1000
EXCEL_EPOCH = date(1899, 12, 30).toordinal()
SECONDS = 86_400
FONT = "宋体"
CELL_LOOK = {"font_name": FONT, "font_size": 10, "border": 1, "valign": "vcenter"}
NUMBER_LOOK = CELL_LOOK | {"align": "center"}
HEADER_LOOK = NUMBER_LOOK | {"bold": True, "text_wrap": True, "bg_color": "#E6EFEC"}
SPECIAL_FORMATS = {int: "0", float: "General", Decimal: "General", date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm"}


@dataclass(frozen=True)
class Head:
    """What stands around the rows: the title with its period, the unit that fills it in, the day."""

    title: str
    unit: str
    day: date
    has_sums: bool = True


class Tally:
    """Sums of a sheet's counted columns, per indicator and 量词 where the sheet names them: different 量词 are never added."""

    def __init__(self, columns, summed=(), apart=()):
        headings = [column.column_name for column in columns]
        self.summed = [headings.index(name) for name in summed if name in headings]
        self.apart = [headings.index(name) for name in apart if name in headings]
        self.totals = defaultdict(lambda: [0] * len(self.summed))

    def add(self, cells):
        """Take one row in."""
        if self.summed:
            found = self.totals[tuple(cells[place] for place in self.apart)]
            for at, place in enumerate(self.summed):
                found[at] += cells[place] or 0

    def rows(self):
        """One row of {place of the column: value} per kind that was counted."""
        for words, totals in self.totals.items():
            yield dict(zip(self.apart, words, strict=True)) | dict(zip(self.summed, totals, strict=True))


def write_csv(out, columns, rows, *, on_rows=None):
    """The same columns as text with the mark by which spreadsheet programs know UTF-8; nothing in it runs as a formula."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="")
    sheet = csv.writer(text)
    sheet.writerow([column.column_name for column in columns])
    for number, (values, _) in enumerate(lines_of(columns, rows), start=1):
        sheet.writerow([plain(value) for value in values])
        if on_rows and not number % REPORT_EVERY:
            on_rows(number)
    text.flush()
    text.detach()


def plain(value):
    """A value as text of a csv: days as 2026-11-23, moments to the minute in local time."""
    if value.__class__ is datetime:
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return harmless(value) if value.__class__ is str else value


def write_book(out, columns, rows, head, *, tally=None, on_rows=None, pictures=None):
    """The ledger form as xlsx, row by row in constant memory; `pictures` are headings and the photos of a row, or None."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        Form(book, columns, head, tally or Tally(columns), pictures).write(rows, on_rows)


class Form:
    """One ledger form while it is written, from the title down."""

    def __init__(self, book, columns, head, tally, pictures):
        self.columns, self.head, self.tally = columns, head, tally
        self.photo_headings, self.photos_of = (pictures.headings, pictures.of) if pictures else ((), None)
        self.headings = [NUMBERED, *(column.column_name for column in columns), *self.photo_headings]
        self.last = len(self.headings) - 1
        self.formats = formats(book)
        self.page = book.add_worksheet(sheet_name(head.title))
        self.photo_count = 0

    def write(self, rows, on_rows):
        """Everything, in the order of the rows."""
        self.write_lines(lines_of(self.columns, rows, with_rows=bool(self.photos_of)), on_rows)

    def write_lines(self, lines, on_rows=None):
        """Everything, in the order of the lines: the values of each, and the row they are of or None."""
        self._above()
        at = HEADER_ROW
        for number, (values, row) in enumerate(lines, start=1):
            at += 1
            if self.photos_of:
                self.page.set_row(at, PHOTO_HEIGHT * 0.75 + 6)  # before its cells: a row that is out cannot change
            self.put_line(at, number, values)
            self.tally.add(values)
            if self.photos_of:
                self._put_photos(at, self.photos_of(row))
            if on_rows and not number % REPORT_EVERY:
                on_rows(number)
        if at > HEADER_ROW:
            self.page.autofilter(HEADER_ROW, 0, at, self.last)
        self._below(at + 1)
        self._paper()

    def _above(self):
        page, formats, day = self.page, self.formats, self.head.day
        page.set_row(0, 30)
        page.merge_range(0, 0, 0, self.last, self.head.title, formats["title"])
        half = max(1, self.last // 2)
        page.merge_range(1, 0, 1, half, f"填报单位（盖章）：{self.head.unit}", formats["line"])
        filled_on = f"填报日期：{day.year}年{day.month}月{day.day}日"
        put_across(page, 1, half + 1, self.last, filled_on, formats["line_end"])
        page.set_row(HEADER_ROW, 30)
        for at, heading in enumerate(self.headings):
            page.write_string(HEADER_ROW, at, heading, formats["header"])

    def put_line(self, at, number, values):
        """One row of values; the innermost loop of a large export, so it asks for nothing twice."""
        page, formats = self.page, self.formats
        text, put_text, put_number = formats[str], page.write_string, page.write_number
        put_number(at, 0, number, formats[int])
        for place, value in enumerate(values, start=1):
            kind = value.__class__
            if kind is str:
                put_text(at, place, value, text) if value else page.write_blank(at, place, None, text)
            elif kind is date:
                put_number(at, place, value.toordinal() - EXCEL_EPOCH, formats[date])
            else:
                put_number(at, place, moment_number(value) if kind is datetime else value, formats[kind])

    def _put_photos(self, at, found):
        """Small copies of the photos that may leave the portal; words where there is none or enough of them."""
        for place, photo in enumerate(found, start=len(self.columns) + 1):
            content = small_copy(photo) if photo and self.photo_count < MOST_PHOTOS else None
            self.page.write_string(at, place, NO_MORE_PHOTOS if photo and not content else "", self.formats[str])
            if content:
                self.photo_count += 1
                options = {"image_data": content, "object_position": 1, "x_offset": 3, "y_offset": 3}
                self.page.insert_image(at, place, "photo.jpg", options | scale_of(content))

    def _below(self, at):
        found = list(self.tally.rows()) if self.head.has_sums else []
        for sums in found:
            self.page.write_string(at, 0, TOTAL if len(found) == 1 else PART_TOTAL, self.formats["total"])
            for place in range(1, self.last + 1):
                value = sums.get(place - 1, "")
                write = self.page.write_string if isinstance(value, str) else self.page.write_number
                write(at, place, value, self.formats["total"])
            at += 1
        signed = "填报人：____________　　　　审核人：____________"
        put_across(self.page, at + 1, 0, self.last, signed, self.formats["line"])

    def _paper(self):
        page = self.page
        for at, width in enumerate((6, *(column.width for column in self.columns))):
            page.set_column(at, at, width)
        if self.photo_headings:
            page.set_column(len(self.columns) + 1, self.last, PHOTO_WIDTH / 7 + 1)
        set_paper(page)


def set_paper(page):
    """A4 across, the head on every sheet of paper and in sight while scrolling, as wide as the paper, numbered."""
    page.freeze_panes(HEADER_ROW + 1, 0)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    page.center_horizontally()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0, HEADER_ROW)
    page.set_footer("&C第 &P 页，共 &N 页")


def put_across(page, at, first, last, words, style):
    """Words over several cells of a row, as far as there are several."""
    if last > first:
        page.merge_range(at, first, at, last, words, style)
    elif last == first:
        page.write_string(at, first, words, style)


def formats(book):
    """The looks of the form's cells; text is marked as text, so that a cell somebody edits does not become a formula."""
    looks = {kind: NUMBER_LOOK | {"num_format": words} for kind, words in SPECIAL_FORMATS.items()}
    looks |= {
        str: CELL_LOOK | {"num_format": "@", "text_wrap": True},
        "title": {"font_name": "黑体", "font_size": 18, "align": "center", "valign": "vcenter"},
        "line": {"font_name": FONT, "font_size": 11},
        "line_end": {"font_name": FONT, "font_size": 11, "align": "right"},
        "header": HEADER_LOOK,
        "total": NUMBER_LOOK | {"bold": True},
    }
    return {name: book.add_format(look) for name, look in looks.items()}


def sheet_name(title):
    """The title as the name of a worksheet."""
    kept = "".join(letter for letter in title.removeprefix(STREET) if letter not in "[]:*?/\\'")
    # A spreadsheet program counts a letter beyond the basic plane as two.
    return kept.encode("utf-16-le")[: 2 * MOST_SHEET_NAME].decode("utf-16-le", errors="ignore") or "台账"


def moment_number(moment):
    """A moment as spreadsheets count it, in local time and to the minute."""
    local = timezone.localtime(moment)
    return local.toordinal() - EXCEL_EPOCH + (local.hour * 3600 + local.minute * 60) / SECONDS


def small_copy(photo):
    """The small served picture as bytes: the covered copy where there is one; None while there is none."""
    if not photo.is_ready:
        return None
    try:
        with default_storage.open(photos.paper_path(photo, PhotoSize.SMALL)) as source:
            return io.BytesIO(source.read())
    except FileNotFoundError:
        return None


def scale_of(content):
    """How much smaller a picture is drawn, so that it stays in its cell."""
    width, height = Image.open(content).size
    scale = min(PHOTO_WIDTH / width, PHOTO_HEIGHT / height)
    return {"x_scale": scale, "y_scale": scale}
