"""The table of 综合评价: units × rates, each with its sample, and a link wherever a list holds exactly those cases."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from inspections.evaluation import rates
from inspections.evaluation.rates import Basis, Counts, Rate
from tataboo_portal.permissions import Permission


@dataclass(frozen=True)
class Column:
    """One rate: its name, formula, the words of its caliber, and the lists that may hold its part and its whole."""

    name: str
    rate: Callable[[Counts, Basis], Rate]
    caliber: str
    part: str = ""
    whole: str = ""


COLUMNS = (
    Column(
        "立案率", rates.filing_rate, "立案 ÷ 上报；按上报日期，上报含不予受理、重复和作废的。", "reports", "reports"
    ),
    Column("处置率", rates.handling_rate, "已交整改 ÷ 应结案。", whole="due"),
    Column("按期处置率", rates.handling_on_time_rate, "期限前交了整改 ÷ 应结案。", "on_time", "due"),
    Column("结案率", rates.closing_rate, "核查结案 ÷ 应结案；强制结案另计。", "closed", "due"),
    Column("按期结案率", rates.closing_on_time_rate, "核查结案而且期限前交了整改 ÷ 应结案。", "on_time", "due"),
    Column("返工率", rates.rework_rate, "退回返工过的结案案件 ÷ 结案。", whole="closed"),
    Column("超期率", rates.overdue_rate, "期限后才交，或者到期还没交 ÷ 应结案。", "late", "due"),
    Column("延期率", rates.extension_rate, "批准过延期的案件 ÷ 应结案（含缓办）。", whole="due"),
    Column("挂账率", rates.suspension_rate, "批准过挂账的案件 ÷ 应结案（含缓办）。", whole="due"),
    Column("申诉率", rates.appeal_rate, "提出过申诉的案件 ÷ 应结案（含缓办）。", whole="due"),
    Column("申诉通过率", rates.appeal_success_rate, "成立的申诉 ÷ 已决定的申诉。"),
    Column("反弹率", rates.recurrence_rate, "结案以后同一处又发生的案件 ÷ 结案。", whole="closed"),
)


class Lists:
    """Task lists that hold exactly the cases behind a number of one span, for one person."""

    def __init__(self, user, span):
        self._user, self._address = user, reverse("task_list")
        due = {"due_from": span.start, "due_to": span.end}
        self._lists = {
            "reports": (lambda c: c.reported_cases, {"reported_from": span.start, "reported_to": span.end}),
            "due": (lambda c: c.to_close_in_time(Basis.NOT_PUT_OFF), due | {"outcome": "due"}),
            "on_time": (lambda c: c.handled_on_time, due | {"outcome": "on_time"}),
            "late": (lambda c: c.overdue_open, due | {"outcome": "overdue"}),
            "closed": (lambda c: c.closed + c.forced, due | {"group": "closed"}),
            "forced": (lambda c: c.forced, due | {"group": "forced"}),
        }

    def sees(self, unit):
        """Whether this person's lists show every case of the unit (of all units: None)."""
        own = unit is not None and unit.pk == self._user.unit_id
        return own or self._user.may(Permission.SEE_ALL_UNITS)

    def url(self, name, number, counts, unit):
        """The list's address when it holds as many cases as the number says: each pair is one set and a part of it."""
        if not name or not number or not self.sees(unit):
            return ""
        size, params = self._lists[name]
        if size(counts) != number:
            return ""
        return f"{self._address}?{urlencode(params | ({'unit': unit.code} if unit else {}))}"


@dataclass(frozen=True)
class Cell:
    """One rate of one unit, ready to print."""

    rate: Rate
    part_url: str
    whole_url: str


@dataclass(frozen=True)
class Row:
    """One unit (or all of them: None) with its cells and mean handling times."""

    unit: object
    counts: Counts
    cells: list
    work_hours: str
    days: str


def row_of(unit, counts, basis, lists):
    """One line of the table."""
    cells = []
    for column in COLUMNS:
        rate = column.rate(counts, basis)
        part_url = lists.url(column.part, rate.part, counts, unit)
        cells.append(Cell(rate, part_url, lists.url(column.whole, rate.whole, counts, unit)))
    return Row(unit, counts, cells, rates.mean_work_hours(counts), rates.mean_days(counts))


def rows_of(units, found, basis, lists):
    """(rows of the units, the row of all): units in use, and those with cases though no longer in use."""
    shown = [unit for unit in units if unit.is_active or unit.pk in found]
    rows = [row_of(unit, found.get(unit.pk, Counts()), basis, lists) for unit in shown]
    return rows, row_of(None, sum(found.values(), Counts()), basis, lists)


def headline(words, counts, basis):
    """The page's first sentence."""
    if not counts.due:
        return f"{words}还没有到期的案件。"
    closing, on_time = rates.closing_rate(counts, basis), rates.closing_on_time_rate(counts, basis)
    return (
        f"{words}应结案 {counts.to_close(basis)} 项，结案 {counts.closed} 项，"
        f"结案率 {closing.words}，按期结案率 {on_time.words}。"
    )


def remarks(counts):
    """What the rates leave out or were eased by, one sentence each; nothing is left out silently."""
    extension, suspension = rates.extension_rate(counts), rates.suspension_rate(counts)
    accuracy, returns = rates.dispatch_accuracy(counts), rates.return_rate(counts)
    found = (
        (counts.exempted, f"申诉成立 {counts.exempted} 项，不计超时。"),
        (counts.extended, f"批准延期 {counts.extended} 项，占 {extension.words}。"),
        (
            counts.suspended,
            f"批准挂账 {counts.suspended} 项，占 {suspension.words}；现在还缓办 {counts.put_off} 项。",
        ),
        (counts.forced, f"强制结案 {counts.forced} 项，不算结案。"),
        (
            counts.dispatched,
            f"派遣准确率 {accuracy.full_words}，单位退回率 {returns.full_words}，按派单日期，退回不分单位。",
        ),
    )
    return [words for number, words in found if number]
