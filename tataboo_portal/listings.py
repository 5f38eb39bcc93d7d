"""Lists that can be taken out of the portal: which rows, in whose eyes, under which title."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from tataboo_portal import books, registers, sheets
from tataboo_portal.enums import ExportFormat
from tataboo_portal.permissions import Permission
from tataboo_portal.registers import PRIVATE
from tataboo_portal.registers import masked_words as masked
from tataboo_portal.widgets import Choice, Day, Fraction, Number, Quantity, YesNo

MOST_ROWS = 500_000
LONGEST_WORDS = 200
LONGEST_PERIOD = 40
# Columns on paper, in pixels as spreadsheet programs reckon widths: A4 across without its margins, letters of ten points not
# printed smaller than seven, and a little to spare for rounding.
PIXELS, MARGIN, LETTER = 7, 5, 14
ROOM = 10.69 * 96 / 0.71
NUMBER_WIDTH, PICTURE_WIDTH = 6, 18.2
LEAST = ((Day, 11), ((Number, Quantity, Fraction, Choice, YesNo), 6))
LEAST_WORDS = 8


class Pictures(NamedTuple):
    """Photos of a list's rows: the headings of their columns, what to fetch with a chunk of rows, and a row's own."""

    headings: tuple
    prefetch: tuple
    of: Callable


@dataclass(frozen=True)
class Listing:
    """One list that can be taken out: its sheet, its own filter over what a person may see, its gate, its order.

    `filtered(user, params)` returns the list's own FilterSet; `is_plain(user, row)` says whose phone numbers may be whole.
    """

    slug: str
    url_name: str
    filtered: Callable
    order: tuple
    permission: Permission | None = None
    url_args: tuple = ()
    pictures: Pictures | None = None
    prefetch: tuple = ()
    words: Callable | None = None
    is_plain: Callable | None = None
    sheet: type | None = None

    @property
    def form(self):
        """The sheet whose columns it has: its own, else the ledger's of the same name."""
        return self.sheet or sheets.sheet_of(self.slug)

    @property
    def private_words(self):
        """What of it may be whole for those who may see it: “电话”, “姓名”; empty where nothing is hidden."""
        if self.is_plain is None:
            return ""
        found = [PRIVATE.get(column.attribute) for column in self.form.fields.values()]
        return "和".join(dict.fromkeys(filter(None, found)))

    @property
    def url(self):
        """Where the list is taken out."""
        return reverse(self.url_name, args=self.url_args)

    def is_open_to(self, user):
        """Whether this person may take the list out at all; which rows, `filtered` decides."""
        return user.is_active and (self.permission is None or user.may(self.permission))


@dataclass(frozen=True)
class Asked:
    """What one person wants of one list: its filter, the format, with photos, with plain phone numbers."""

    listing: Listing
    filters: object
    user: object
    kind: ExportFormat = ExportFormat.XLSX
    has_photos: bool = False
    has_plain: bool = False

    @classmethod
    def read(cls, listing, user, params):
        """The wish that an address or a stored export holds; what is not understood is left out."""
        kind = ExportFormat.CSV if params.get("format") == ExportFormat.CSV else ExportFormat.XLSX
        has_photos = bool(params.get("photos")) and listing.pictures is not None and kind == ExportFormat.XLSX
        has_plain = bool(params.get("phones")) and listing.is_plain is not None
        return cls(listing, listing.filtered(user, params), user, kind, has_photos, has_plain)

    @property
    def rows(self):
        """The rows in the order of the form."""
        found = self.filters.qs
        found = found.for_list() if hasattr(found, "for_list") else found
        pictures = self.listing.pictures.prefetch if self.has_photos else ()
        found = found.prefetch_related(*self.listing.prefetch, *pictures)
        return found.order_by(*self.listing.order)

    def count(self):
        """How many rows there are, to one beyond what may be taken out."""
        return self.filters.qs.order_by()[: MOST_ROWS + 1].count()

    @property
    def params(self):
        """The filter as it was understood, so that it means the same tomorrow: “this month” becomes its days."""
        kept = {name: self.filters.data.get(name) for name, value in understood_by(self.filters).items() if value}
        kept = {name: str(value)[:LONGEST_WORDS] for name, value in kept.items()}
        extras = {"format": self.kind.value, "photos": self.has_photos, "phones": self.has_plain}
        return kept | {name: str(value) for name, value in extras.items() if value}

    @property
    def title(self):
        """The form's title: “塔塔埠街道整治台账（2026年11月）”."""
        words = self.listing.words(self.filters) if self.listing.words else period_words(understood_by(self.filters))
        voided = "作废的" if self.filters.data.get("show") == "voided" else ""
        words = "".join(letter for letter in words if letter.isprintable())[:LONGEST_PERIOD]
        inside = "，".join(part for part in (words, voided) if part)
        return f"{books.STREET}{self.listing.form.title}" + (f"（{inside}）" if inside else "")

    @property
    def file_name(self):
        """The name under which it is saved."""
        return file_name(self.title, self.kind)


def understood_by(filters):
    """{name: value} of what a list's filter understood of its address, whatever else stood there."""
    if hasattr(filters, "understood"):
        return filters.understood
    filters.form.is_valid()
    return filters.form.cleaned_data


def of_records():
    """The first photo of a row people recorded."""
    return Pictures(("照片",), ("photos__release",), lambda row: [next(iter(row.photos.all()), None)])


def file_name(title, kind):
    """A title as the name of a file of this kind."""
    return f"{title.removeprefix(books.STREET)}.{ExportFormat(kind).value}".replace("/", "-")


def period_words(asked):
    """The period of a ledger's filter in words: a month by its name, else its days; a month that still runs is that month."""
    start, end = (asked.get(name) or asked.get(f"day_{name}") for name in ("from", "to"))
    if start and end:
        is_month = start.day == 1 and (start.year, start.month) == (end.year, end.month)
        if is_month and ((end + timedelta(days=1)).day == 1 or end == timezone.localdate()):
            return f"{start.year}年{start.month}月"
        return f"{_words(start)}—{_words(end).removeprefix(f'{start.year}年')}"
    return f"{_words(start)}起" if start else f"到{_words(end)}" if end else ""


def _words(day):
    return f"{day.year}年{day.month}月{day.day}日"


class Masked:
    """A column of phone numbers or names, whole only where the person may see them."""

    def __init__(self, column, is_plain):
        self.attribute, self.column_name = column.attribute, column.column_name
        self.width, self.widget = column.width, column.widget
        self._column, self._is_plain = column, is_plain

    def get_value(self, row):
        """The number or name, or what may be seen of it."""
        value = self._column.get_value(row)
        if not value or self._is_plain(row):
            return value
        return registers.masked_name(value) if PRIVATE[self.attribute] == "姓名" else masked(value)


def columns_of(sheet, asked):
    """The sheet's columns as this person may see them, without those that hold nothing here."""
    listing, is_voided = asked.listing, asked.filters.data.get("show") == "voided"

    def is_plain(row):
        return asked.has_plain and listing.is_plain(asked.user, row)

    shown = [column for column in sheet.columns() if is_voided or column.attribute != "void_reason"]
    pictures = len(listing.pictures.headings) if asked.has_photos else 0
    is_paper = asked.kind == ExportFormat.XLSX
    return hidden(filled(sheet, shown, asked.filters.qs, is_paper=is_paper, pictures=pictures), is_plain)


def filled(sheet, columns, rows, *, is_paper, pictures=0):
    """The columns without those of single indicators that hold nothing in these rows, on paper so that they can be read."""
    spare = [column for column in columns if hasattr(column, "sources")]
    empty = set(spare) - used(spare, rows)
    kept = [column for column in columns if column not in empty]
    return on_paper(sheet, kept, pictures) if is_paper else kept


def on_paper(sheet, columns, pictures=0):
    """The columns as narrow as a readable sheet of paper asks for; where that is not enough, the own ones of single indicators in one."""
    own = [column for column in columns if hasattr(column, "sources")]
    if own and sheet.folded and paper_width([least(column) for column in columns], pictures) > ROOM:
        at = columns.index(own[0])
        columns = [column for column in columns if column not in own]
        columns.insert(at, sheet.folded)
    widths = [max(column.width, least_for(column.column_name)) for column in columns]
    over = paper_width(widths, pictures) - ROOM
    spare = [max(0, width - least(column)) for width, column in zip(widths, columns, strict=True)]
    part = min(1, max(0, over) / PIXELS / sum(spare)) if any(spare) else 0
    for column, width, room in zip(columns, widths, spare, strict=True):
        column.width = round(width - room * part, 1)
    return columns


def paper_width(widths, pictures=0):
    """Pixels from the first to the last column, the running number and the photos with them."""
    every = [NUMBER_WIDTH, *widths, *[PICTURE_WIDTH] * pictures]
    return sum(width * PIXELS + MARGIN for width in every)


def least(column):
    """The least width in which a column's values still stand in few lines, and its heading in two."""
    narrow = next((width for kind, width in LEAST if isinstance(column.widget, kind)), LEAST_WORDS)
    return min(max(narrow, least_for(column.column_name)), max(column.width, least_for(column.column_name)))


def least_for(heading):
    """The width in which a heading stands in two lines."""
    return (-(-len(heading) // 2) * LETTER + MARGIN) / PIXELS


def hidden(columns, is_plain=lambda row: False):
    """The columns, with phone numbers and names whole only in rows where the person may see them."""
    return [Masked(column, is_plain) if column.attribute in PRIVATE else column for column in columns]


def used(columns, rows):
    """Those of a ledger's own columns in which any of these rows has a value."""
    found, waiting = set(), list(columns)
    if not waiting:
        return found
    told = rows.order_by().exclude(details={}).values_list(*columns[0].sources)
    for values in told.iterator():
        now = {column for column in waiting if column.value_from(*values) not in {None, ""}}
        found |= now
        waiting = [column for column in waiting if column not in now]
        if not waiting:
            break
    return found


@cache
def listings():
    """{slug: Listing} of every floor; the bottom floor finds them by name and imports nothing upward."""
    found = [listing for path in settings.OFFICE_LISTS for listing in import_string(path)]
    return {listing.slug: listing for listing in found if listing.sheet or listing.slug in sheets.office_sheets()}
