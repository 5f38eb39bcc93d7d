"""A batch as its pages show it: what every row of the file came to, the rows with a problem, and what was added."""

from dataclasses import dataclass

from django.db.models import Sum

from tataboo_portal.enums import ProblemKind
from tataboo_portal.sheets import sheet_of

MOST_ADDED = 30
KINDS = (ProblemKind.BAD, ProblemKind.ALIKE, ProblemKind.UNCHANGED, ProblemKind.SKIPPED)


@dataclass(frozen=True)
class Cell:
    """One cell of a row with a problem; `field` names the input that mends it."""

    heading: str
    words: str
    is_wrong: bool = False
    field: str = ""


@dataclass(frozen=True)
class Row:
    """One row with a problem: its number in the file, what is wrong, and its cells."""

    number: int
    kind: str
    words: str
    offer: str
    cells: list

    @property
    def wrong(self):
        """The cell that is to be mended, if it is a single one."""
        return next((cell for cell in self.cells if cell.is_wrong), None)


def columns_of(batch):
    """[(number of the file's column as text, heading of the ledger)] in the order of the file."""
    return sorted(batch.mapping.items(), key=lambda pair: int(pair[0]))


def rows_of(batch, problems):
    """The problems as rows of the table on the page."""
    columns = columns_of(batch)
    return [
        Row(
            number=problem.row_number,
            kind=problem.kind,
            words=problem.words,
            offer=problem.offer,
            cells=[_cell(problem, at, heading) for at, heading in columns],
        )
        for problem in problems
    ]


def _cell(problem, at, heading):
    is_wrong = problem.kind == ProblemKind.BAD and heading == problem.column
    name = f"fix_{problem.row_number}_{at}" if is_wrong else ""
    return Cell(heading, problem.cells.get(heading, ""), is_wrong, name)


def tabs(counts, kind):
    """What the rows came to, as ways to look at them: (key, words, count, whether it is the one shown)."""
    found = [(one.value, one.label, counts.get(one, 0)) for one in KINDS]
    found = [(key, words, count) for key, words, count in found if count]
    every = sum(count for _, _, count in found)
    return [(key, words, count, key == kind) for key, words, count in [*found, ("all", "全部", every)]]


def control_totals(batch):
    """The sums of the check with what the file's own total row says, and by how much they differ."""
    return [
        line | {"gap": None if line["theirs"] is None else line["theirs"] - line["read"]} for line in batch.sums or ()
    ]


def added(batch):
    """[(what, how many, 量词)] of the rows a batch made and that still count, as far as the ledger counts anything."""
    sheet = sheet_of(batch.sheet)()
    columns = {column.column_name: column.attribute for column in sheet.columns()}
    apart = [columns.get(heading) for heading in sheet.apart]
    summed = [columns.get(heading) for heading in sheet.summed]
    if len(apart) != 2 or len(summed) != 1 or not all([*apart, *summed]):
        return []
    rows = sheet.made_by(batch).live().order_by().values_list(*apart).annotate(total=Sum(summed[0]))
    return [(what, total, word) for what, word, total in rows.order_by("-total")[:MOST_ADDED]]
