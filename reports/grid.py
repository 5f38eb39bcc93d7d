"""九+五: who keeps up and who falls behind, as tiles, and every indicator by unit as a matrix."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from campaigns import bases
from campaigns.enums import IndicatorGroup, Ledger
from campaigns.models import Indicator
from reports.metrics.tasks import DUE, ON_TIME, OVERDUE
from tataboo_portal.fairness import wilson
from tataboo_portal.quantities import on_screen

# What 落后 and 临近 mean; the page shows it in these words.
EXPECTED_RATE = 80
LATE_BY_POINTS = 10
LATE_FROM_OVERDUE = 2
CALIBER = (
    f"按时率＝期限内整改并交核查的任务 ÷ 应办任务；应办是期限已到或已交核查的任务，按期限所在日计，应达 {EXPECTED_RATE}%。",
    f"落后：比应达低 {LATE_BY_POINTS} 个百分点及以上，或逾期 {LATE_FROM_OVERDUE} 项及以上。临近：不到应达，或逾期 1 项。",
    "样本少：应办太少，按时率低于应达可能只是碰巧（95% 威尔逊区间包含应达），先看逾期，不急着比高低；率后面的小字是按时/应办。",
    "逾期：期限已过、还没有整改的任务；看本周、本月、今年时是现在的全部逾期，看以前的期间时是期限在那段时间里的。",
)
MANY_LATE = 3  # more late tiles than this share a row on a phone, so that all stay on its first screen
LATE, SOON, OK, NONE = "late", "soon", "ok", "none"
FLAGS = {
    LATE: ("alert-triangle", "落后"),
    SOON: ("clock", "临近"),
    OK: ("circle-check", "按时"),
    NONE: ("circle-dashed", "无任务"),
}


def standing(rate, overdue):
    """落后, 临近, 按时, or nothing to judge by."""
    if overdue >= LATE_FROM_OVERDUE or (rate is not None and rate <= EXPECTED_RATE - LATE_BY_POINTS):
        return LATE
    if overdue or (rate is not None and rate < EXPECTED_RATE):
        return SOON
    return NONE if rate is None else OK


@dataclass(frozen=True)
class Tile:
    """One of the 九+五 in one period."""

    unit: object
    due: int
    on_time: int
    rate: int | None
    overdue: int
    kind: str
    url: str
    overdue_url: str

    @property
    def name(self):
        """Its short name, for narrow places."""
        return self.unit.short_name or self.unit.name

    @property
    def title(self):
        """Its name on the tile: market groups have little room."""
        return self.name if self.unit.market_group_key else self.unit.name

    @property
    def icon(self):
        return FLAGS[self.kind][0]

    @property
    def words(self):
        return FLAGS[self.kind][1]

    @property
    def sample(self):
        """What the rate is a share of: “3/4”."""
        return f"{self.on_time}/{self.due}" if self.due else ""

    @property
    def may_be_chance(self):
        """Whether a rate below the expected one may be so by chance: its 95 % interval (Wilson) reaches the expected."""
        if self.rate is None or self.rate >= EXPECTED_RATE:
            return False
        return wilson(self.on_time, self.due).high >= Decimal(EXPECTED_RATE) / 100

    @property
    def remark(self):
        """What stands beside the rate when nothing is overdue."""
        if self.rate is None:
            return "没有到期任务"
        if self.rate == 100:
            return "全部按时"
        if self.may_be_chance:
            return "样本少"
        return "无逾期" if self.rate >= EXPECTED_RATE else f"差 {EXPECTED_RATE - self.rate} 个点"


def tiles(units, totals, overdue, period, today, links):
    """The tiles in their fixed order; `overdue` is {unit id: tasks}."""
    found = []
    for unit in units:
        rate, late_tasks = totals.rate(period, unit.pk), overdue.get(unit.pk, 0)
        found.append(
            Tile(
                unit=unit,
                due=totals.value(DUE, period, unit.pk),
                on_time=totals.value(ON_TIME, period, unit.pk),
                rate=rate,
                overdue=late_tasks,
                kind=standing(rate, late_tasks),
                url=links.records(DUE, period, unit),
                overdue_url=links.overdue(period, today, unit),
            )
        )
    return found


def many_late(tiles):
    """Whether late tiles are too many to have a row each on a phone."""
    return sum(tile.kind == LATE for tile in tiles) > MANY_LATE


def overdue_by_unit(totals, period, today):
    """{unit id: tasks} that a tile calls overdue: all of them now (`OVERDUE_NOW` beside), or in a past period those due in it."""
    return totals.by_unit(OVERDUE, period) if period.end < today else totals.overdue_now()


def metric_of(indicator):
    """The metric code of an indicator in its ledger."""
    return f"{indicator.ledger}:{indicator.code}"


def counted_indicators():
    """Every indicator a ledger counts: the eight totals first, then forms, drives and publicity."""
    order = {group: position for position, group in enumerate(IndicatorGroup.values)}
    return sorted(Indicator.objects.exclude(ledger=Ledger.NONE), key=lambda row: (order[row.group], row.position))


@dataclass(frozen=True)
class Column:
    """One column of the matrix."""

    metric: str
    name: str
    unit_word: str
    group: str
    indicator_id: int | None = None


@dataclass(frozen=True)
class Number:
    """A number as the page prints it, with the way to its records where there is one, and what a historical base adds."""

    text: str
    url: str
    with_base: str = ""


@dataclass(frozen=True)
class Row:
    """One line of the matrix."""

    name: str
    code: str
    numbers: list


TASK_COLUMNS = (
    Column(DUE, "应办", "项", "整改任务"),
    Column(ON_TIME, "按时", "项", "整改任务"),
)


def bases_by_unit(period, today):
    """{unit id, or None for all together: {indicator id: historical base within the period}}."""
    figures = bases.figures_in_use()
    found = {None: bases.within(period.start, period.end, figures, today=today)}
    for unit_id in {figure.unit_id for figure in figures} - {None}:
        own = [figure for figure in figures if figure.unit_id == unit_id]
        found[unit_id] = bases.within(period.start, period.end, own, today=today)
    return found


def columns(indicators, totals, period, based=None):
    """Tasks, then every indicator in use, with a total in the period or with a base in `based`."""
    return list(TASK_COLUMNS) + [
        Column(metric_of(row), row.name, row.unit_word, row.get_group_display(), row.pk)
        for row in indicators
        if row.is_active or totals.value(metric_of(row), period) or row.pk in (based or {}).get(None, {})
    ]


def column_groups(shown):
    """(heading, number of columns) over the columns."""
    return [(group, len(list(members))) for group, members in groupby(shown, key=lambda column: column.group)]


def number(totals, metric, period, links, unit=None, base=None):
    """One cell: the total of the records and the way to them, and what it comes to with the base."""
    value = totals.value(metric, period, unit and unit.pk)
    url = links.records(metric, period, unit) if value else ""
    return Number(on_screen(value), url, base.sentence(value) if base else "")


def matrix(units, shown, totals, period, links, based=None):
    """A line per zone, a line per other unit with records or a base, and the sum of all."""
    based = based or {}

    def line(name, code, unit=None):
        own = based.get(unit and unit.pk, {})
        cells = [number(totals, one.metric, period, links, unit, own.get(one.indicator_id)) for one in shown]
        return Row(name, code, cells)

    zones = [line(unit.short_name or unit.name, unit.code, unit) for unit in units if unit.is_zone]
    others = [
        line(unit.short_name or unit.name, unit.code, unit)
        for unit in units
        if not unit.is_zone
        and (based.get(unit.pk) or any(totals.value(column.metric, period, unit.pk) for column in shown))
    ]
    return {"zones": zones, "others": others, "sum": line("合计", "")}
