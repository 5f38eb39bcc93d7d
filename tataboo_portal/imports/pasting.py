"""Rows pasted from a spreadsheet: those that come without headings are read in the order of the quick row."""

import csv
import io
from itertools import islice

from tataboo_portal.imports.cells import key
from tataboo_portal.imports.headers import REMEMBERED, known, normal
from tataboo_portal.imports.scope import Scope

SEARCHED = 5
OWN = "责任单位"


def headed(text, sheet, user):
    """The text with the quick row's headings above it where none of its first lines names two of the ledger's columns."""
    try:
        first = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter="\t"), SEARCHED))
    except csv.Error:
        return text
    names = known(sheet)
    if any(len({normal(cell) for cell in cells if key(cell)} & set(names)) > 1 for cells in first):
        return text
    width = max(map(len, first), default=0)
    return "\t".join(order(sheet, user)[:width]) + "\n" + text


def order(sheet, user):
    """The headings of a row without any: as the quick row stands, without the unit where it goes without saying."""
    found = sheet.quick_row or [column.column_name for column in sheet.read_columns() if column.name != "number"]
    return [heading for heading in found if heading != OWN or Scope(by=user).own_unit is None]


def is_plain(look, needed):
    """Whether every column with words is known and nothing that is needed is missing, so that nobody has to choose."""
    chosen = {heading.column for heading in look.headings}
    is_clear = all(heading.column or heading.how == REMEMBERED for heading in look.headings)
    return look.header_row is not None and is_clear and set(needed) <= chosen
