"""The rows that prove a clause as the office's form, for eyes outside: what lists hide is hidden, and phone numbers in free words too."""

import re

from django.utils import timezone

from tataboo_portal import books
from tataboo_portal.listings import PRIVATE, filled, hidden, listings
from tataboo_portal.registers import masked_digits

MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


class Spoken:
    """A column of words in which no mobile number stays whole."""

    def __init__(self, column):
        self.attribute, self.column_name = column.attribute, column.column_name
        self.width, self.widget = column.width, column.widget
        self._column = column

    def get_value(self, row):
        """The words without the middle of a number."""
        value = self._column.get_value(row)
        return MOBILE.sub(lambda found: masked_digits(found[0]), value) if isinstance(value, str) else value


def write(out, source, found):
    """The rows of these proofs, newest first."""
    listing = listings()[source.slug]
    sheet, rows = listing.form(), source.model.objects.filter(pk__in=[proof.row.pk for proof in found]).for_list()
    rows = rows.prefetch_related(*listing.prefetch).order_by(f"-{source.day}", "-pk")
    columns = [column for column in sheet.columns() if column.attribute != "void_reason"]
    shown = hidden(filled(sheet, columns, rows, is_paper=True))
    shown = [column if column.attribute in PRIVATE else Spoken(column) for column in shown]
    head = books.Head(f"{books.STREET}{sheet.title}", books.OFFICE, timezone.localdate())
    books.write_book(out, shown, rows, head, tally=books.Tally(shown, sheet.summed, sheet.apart))
