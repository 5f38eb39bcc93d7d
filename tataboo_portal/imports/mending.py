"""What a person changed on the page of a check: cells by the names of their inputs, and offered names taken everywhere."""

import re

from tataboo_portal.enums import ProblemKind

FIX = re.compile(r"fix_(\d{1,7})_(\d{1,3})", re.ASCII)


def changed_cells(data, batch):
    """(row number, heading, text) of every cell of a wrong row that says something else than before."""
    typed = {}
    for name, text in data.items():
        found = FIX.fullmatch(name)
        if found and found[2] in batch.mapping:
            typed[int(found[1]), batch.mapping[found[2]]] = text.replace("\x00", "")
    wrong = batch.problems.filter(kind=ProblemKind.BAD, row_number__in={row for row, _ in typed})
    for problem in wrong:
        text = typed.get((problem.row_number, problem.column))
        if text is not None and text != problem.cells.get(problem.column, ""):
            yield problem.row_number, problem.column, text


def offered(name, batch):
    """(heading, what stands there, what it is read as) of the offer a button names, or None."""
    found = FIX.fullmatch(name)
    if not found:
        return None
    column = batch.mapping.get(found[2], "")
    problem = (
        batch.problems.filter(kind=ProblemKind.BAD, row_number=int(found[1]), column=column).exclude(offer="").first()
    )
    return (column, problem.cells.get(column, ""), problem.offer) if problem else None
