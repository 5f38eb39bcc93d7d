"""The rows that were not imported, in the file's own columns with what is wrong with each, ready to be mended and brought again."""

from datetime import date, datetime, time

import xlsxwriter

from tataboo_portal.enums import ProblemKind
from tataboo_portal.imports.cells import raw
from tataboo_portal.imports.checking import Reading
from tataboo_portal.sheets import harmless

REASON = "错误说明"
ROW = "原来的行号"
WIDTH, REASON_WIDTH = 14, 48


def write_leftovers(out, batch):
    """Write an xlsx with the header and every bad row of a batch's file, mended cells as they were mended; how many rows."""
    found = batch.problems.filter(kind=ProblemKind.BAD).order_by("row_number", "id")
    reasons = {}
    for number, words in found.values_list("row_number", "words").iterator():
        reasons[number] = f"{reasons[number]}{words}" if number in reasons else words
    reading = Reading(batch)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        page = book.add_worksheet("错误行")
        header = [raw(cell) for cell in reading.header]
        width = len(header)
        page.set_column(0, width, WIDTH)
        page.set_column(width + 1, width + 1, REASON_WIDTH)
        put(page, 0, [*header, ROW, REASON])
        at = 0
        for number, cells in reading.table.rows():
            full = reading.plan.filled(number, cells)  # every row, for what stands in merged cells
            if number in reasons:
                at += 1
                padded = [*full[:width], *[""] * (width - len(full))]
                put(page, at, [*padded, number, reasons[number]])
    return at


def put(page, at, values):
    """One row of cells as they are: numbers as numbers, everything else as text that does not run."""
    for place, value in enumerate(values):
        if value.__class__ in {int, float}:
            page.write_number(at, place, value)
        else:
            page.write_string(at, place, harmless(words_of(value)))


def words_of(value):
    """A cell as text: days and times as this portal reads them again."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time.min else f"{value:%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else raw(value)
