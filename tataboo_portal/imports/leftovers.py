"""The rows that were not imported, in the file's own columns with what is wrong with each, ready to be mended and brought again."""

from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from operator import itemgetter
from pathlib import PurePath

import xlsxwriter

from tataboo_portal.enums import ExportFormat, ProblemKind
from tataboo_portal.imports.cells import raw
from tataboo_portal.imports.checking import Reading
from tataboo_portal.models import ImportBatch
from tataboo_portal.sheets import harmless

REASON = "错误说明"
ROW = "原来的行号"
WIDTH, REASON_WIDTH = 14, 48
MOST_TITLE = 70
REPORT_EVERY = 1_000


@dataclass(frozen=True)
class Leftovers:
    """The wrong rows of one batch, as something that one person may take out at once or in the background."""

    batch: object
    user: object
    kind = ExportFormat.XLSX
    slug = "import-errors"

    @property
    def listing(self):
        """What is taken out: itself."""
        return self

    @property
    def params(self):
        """By what it is found again."""
        return {"batch": self.batch.pk}

    @property
    def title(self):
        """The name of the file."""
        return f"错误行-{PurePath(self.batch.shown_name or '粘贴的文字').stem}"[:MOST_TITLE]

    def write(self, out, *, on_rows=None):
        """Write an xlsx with the header and every bad row of the file, mended cells as they were mended; how many rows."""
        reading = Reading(self.batch)
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(out, options) as book:
            page = book.add_worksheet("错误行")
            header = [raw(cell) for cell in reading.header]
            width = len(header)
            page.set_column(0, width, WIDTH)
            page.set_column(width + 1, width + 1, REASON_WIDTH)
            put(page, 0, [*header, ROW, REASON])
            at = 0
            for at, (number, cells, words) in enumerate(wrong_rows(reading), start=1):
                put(page, at, [*cells[:width], *[""] * (width - len(cells)), number, words])
                if on_rows and not at % REPORT_EVERY:
                    on_rows(at)
        return at


def asked_for(user, params):
    """The leftovers a stored export means, as far as this person may still have them; None otherwise."""
    batch = ImportBatch.objects.visible_to(user).filter(pk=params.get("batch")).first()
    return None if batch is None or batch.is_under_way else Leftovers(batch, user)


def wrong_rows(reading):
    """(row number, cells, reasons) of every wrong row, row by row beside the file."""
    found = reading.batch.problems.filter(kind=ProblemKind.BAD).order_by("row_number", "id")
    told = groupby(found.values_list("row_number", "words").iterator(), key=itemgetter(0))
    wanted, reasons = next(told, (None, ()))
    for number, cells in reading.table.rows():
        full = reading.plan.filled(number, cells)  # every row, for what stands in merged cells
        if number == wanted:
            yield number, full, "".join(words for _, words in reasons)
            wanted, reasons = next(told, (None, ()))
        if wanted is None:
            return


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
