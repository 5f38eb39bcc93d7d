"""Where a table's header stands, which of the ledger's columns each of its headings means, and which rows are no data."""

import re
from dataclasses import dataclass, field

from tataboo_portal.imports import files
from tataboo_portal.imports.cells import is_blank, key, plain, raw
from tataboo_portal.models import ColumnMemory
from tataboo_portal.sheets import sheet_of

EXACT, ALIAS, REMEMBERED, NONE = "exact", "alias", "remembered", "none"
SEARCHED_ROWS = 30
SAMPLES = 3
SAMPLED_ROWS = 60
BRACKETS = re.compile(r"[（(\[【].*?[)）\]】]")
SIGNS = re.compile(r"[*＊:：、/／\s_\-·]+")
TOTALS = re.compile(r"(?:本页|本月|本表|累计)?(?:合计|小计|总计|共计|累计)(?:[（(].*)?[:：]?")
PART_TOTAL = re.compile(r"(?:本页|本月)?小计|本页合计")
BELOW = re.compile(
    r"(?:填报人|审核人|制表人?|填表人?|负责人签字|单位负责人|复核人?|注|备注|说明|填表说明|填报单位|填报日期)[:：（(].*"
)
FIRST_LETTERS = set("合小总共累本填审制负单复注备说")
YEAR = re.compile(r"(20\d{2})\s*年")


@dataclass
class Heading:
    """One column of the file: its number from 0, its words, the ledger's column it probably means, how sure, and samples."""

    at: int
    words: str
    column: str = ""
    how: str = NONE
    samples: list = field(default_factory=list)


@dataclass
class Look:
    """What a batch's file holds, as the page of columns shows it."""

    tables: list  # [(name, rows, hidden)]
    table: int
    header_row: int | None
    headings: list
    columns: list  # the ledger's headings that may be chosen
    needed: list  # those without which nothing can be read
    title: str = ""
    notes: list = field(default_factory=list)

    @property
    def mapping(self):
        """The proposed mapping as a batch keeps it: {column of the file: heading of the ledger}."""
        return {str(heading.at): heading.column for heading in self.headings if heading.column}


def look(batch, *, table=None, header_row=None):
    """The look at a batch's file: the table that was chosen or the first one seen, its header as found or as told."""
    found = files.tables_of(batch, is_glance=True)
    at = batch.table if table is None else table
    at = at if 0 <= at < len(found) else 0
    sheet = sheet_of(batch.sheet)()
    rows = list(found[at].rows(SAMPLED_ROWS))
    header_row = header_row or batch.header_row or header_row_of(rows, sheet)
    return Look(
        tables=[(one.name or "文件", one.row_count, one.is_hidden) for one in found],
        table=at,
        header_row=header_row,
        headings=headings(rows, header_row, sheet),
        columns=[column.column_name for column in sheet.read_columns()],
        needed=[column.column_name for column in sheet.read_columns() if column.required],
        title=title_of(rows, header_row),
        notes=list(found[at].notes),
    )


def normal(words):
    """A heading as it is compared: without brackets and what stands in them, without signs and spaces."""
    return SIGNS.sub("", BRACKETS.sub("", plain(words)))


def known(sheet):
    """{normal heading: [(how sure, rank, column)]} of everything a ledger's columns are called."""
    found = {}
    for column in sheet.read_columns():
        names = [(EXACT, 0, column.column_name)] + [(ALIAS, rank, name) for rank, name in enumerate(column.aliases)]
        for how, rank, name in names:
            for words in {normal(name), SIGNS.sub("", plain(name))}:
                found.setdefault(words, []).append((how, rank, column.column_name))
    return found


def header_row_of(rows, sheet):
    """The number of the row most of whose cells are headings of the ledger; of a header of two rows the lower."""
    names = set(known(sheet))
    scores = {number: score_of(cells, names) for number, cells in rows[:SEARCHED_ROWS]}
    best = max(scores, key=scores.get, default=None)
    if best is None or not scores[best] or (scores[best] == 1 and filled(rows, best) > 2):
        return next((number for number, cells in rows if sum(not is_blank(cell) for cell in cells) > 1), None)
    return best + 1 if is_second_half(rows, best + 1, scores.get(best + 1, 0)) else best


def score_of(cells, names):
    """How many different headings of the ledger stand in a row."""
    return len({normal(cell) for cell in cells if isinstance(cell, str)} & names)


def is_second_half(rows, number, score):
    """Whether the row below a header goes on with it: mostly headings."""
    return score >= 2 and score * 2 >= filled(rows, number)


def filled(rows, number):
    """How many cells of a row hold something."""
    return sum(not is_blank(cell) for row, cells in rows if row == number for cell in cells)


def words_of_header(rows, header_row):
    """The words of each column: the header's own, else what stands above them in a header of two rows."""
    by_number = dict(rows)
    own, above = by_number.get(header_row, []), by_number.get((header_row or 0) - 1, [])
    is_double = sum(not is_blank(cell) for cell in above) > 1
    words = [raw(cell) for cell in own]
    if is_double:
        words += [""] * (len(above) - len(words))
        words = [own or (raw(above[at]) if at < len(above) else "") for at, own in enumerate(words)]
    return told_apart(words)


def told_apart(words):
    """Headings that stand twice with the number of their column."""
    seen, found = set(), []
    for at, one in enumerate(words):
        found.append(f"{one}（第 {at + 1} 列）" if one and normal(one) in seen else one)
        seen.add(normal(one))
    return found


def headings(rows, header_row, sheet):
    """The file's columns with the ledger's column each probably means; every column of the ledger is proposed once."""
    if header_row is None:
        return []
    below = [cells for number, cells in rows if number > header_row]
    found = [
        Heading(at, words, samples=samples(below, at))
        for at, words in enumerate(words_of_header(rows, header_row))
        if words or samples(below, at)
    ]
    propose(found, sheet)
    return found


def propose(found, sheet):
    """Fill in what the headings mean: remembered first, then the same words, then other words offices use."""
    names, taken = known(sheet), set()
    allowed = {column.column_name for column in sheet.read_columns()}
    memories = {memory.heading: memory.column for memory in ColumnMemory.objects.filter(sheet=sheet.slug)}
    for heading in found:
        if (column := memories.get(heading.words[:60])) in allowed and column not in taken:
            heading.column, heading.how = column, REMEMBERED
            taken.add(column)
        elif column == "":
            heading.how = REMEMBERED
    choices = sorted(
        (how != EXACT, rank, heading.at, column)
        for heading in found
        if heading.how == NONE
        for how, rank, column in names.get(normal(heading.words), ())
    )
    by_column = {heading.at: heading for heading in found}
    for is_alias, _, at, column in choices:
        if by_column[at].how == NONE and column not in taken:
            by_column[at].column, by_column[at].how = column, ALIAS if is_alias else EXACT
            taken.add(column)


def samples(rows, at):
    """The first different values of a column."""
    seen = dict.fromkeys(raw(cells[at])[:40] for cells in rows if at < len(cells) and not is_blank(cells[at]))
    return list(seen)[:SAMPLES]


def title_of(rows, header_row):
    """The words above the header."""
    above = [cells for number, cells in rows if header_row is None or number < header_row]
    return " ".join(raw(cell) for cells in above for cell in cells if not is_blank(cell))[:200]


def year_in(words):
    """The one year the words name, or None."""
    years = set(YEAR.findall(words))
    return int(years.pop()) if len(years) == 1 else None


def may_be_no_data(cells):
    """Whether one of the first two cells begins as no data does; most rows are settled by this."""
    seen = 0
    for cell in cells:
        if cell.__class__ is str:
            words = cell.strip()
            if not words:
                continue
            if words[0] in FIRST_LETTERS:
                return True
        elif cell is None:
            continue
        seen += 1
        if seen == 2:
            break
    return False


def is_total(cells):
    """Whether a row is a sum of the rows above it, by one of its first two words."""
    return any(TOTALS.fullmatch(words) for words in first_words(cells))


def is_part_total(cells):
    """Whether a row sums up a part only."""
    return any(PART_TOTAL.match(words) for words in first_words(cells))


def is_below(cells):
    """Whether a row is the line of signatures or a remark below the table."""
    words = next(iter(first_words(cells)), "")
    return BELOW.fullmatch(words) is not None and sum(not is_blank(cell) for cell in cells) <= 4


def first_words(cells):
    """The first two cells that hold something, as keys."""
    found = []
    for cell in cells:
        if not is_blank(cell):
            found.append(key(cell))
            if len(found) == 2:
                break
    return found
