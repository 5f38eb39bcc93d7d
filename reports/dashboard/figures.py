"""How much was done: each indicator's total with the period before, the year, and its course over eight periods."""

from dataclasses import dataclass, replace

from campaigns import goals
from reports.grid import Number, metric_of
from reports.links import LAST_WORDS
from tataboo_portal.enums import PeriodKind
from tataboo_portal.periods import Period
from tataboo_portal.quantities import on_screen

TREND_LENGTH = 8
WIDTH, HEIGHT, MARGIN = 76, 28, 3


@dataclass(frozen=True)
class Figure:
    """One indicator in one period."""

    name: str
    unit_word: str
    total: Number
    before: Number
    in_year: Number | None
    points: str
    course: str
    with_base: tuple = ()
    goal: goals.Progress | None = None


def periods_back(period, count=TREND_LENGTH):
    """The period and those before it, oldest first."""
    found = [period]
    while len(found) < count:
        found.append(found[-1].previous())
    return found[::-1]


def figures(indicators, totals, trend, period, today, links, based=None, meant=None):
    """The figures of the indicators in use, and of those out of use with a total; `based` as in `base_words`, `meant` as in `goal_of`."""
    periods = periods_back(period)
    made = [figure(row, totals, trend, periods, today, links) for row in indicators]
    made = [
        replace(one, with_base=base_words(row, totals, based), goal=goal_of(row, totals, period, today, meant or {}))
        for one, row in zip(made, indicators, strict=True)
    ]
    return [one for one, row in zip(made, indicators, strict=True) if row.is_active or one.total.url or one.with_base]


def base_words(indicator, totals, based):
    """What the historical base adds to a total, for each of {period: bases within it}: “2017年合计1100余处，其中…”."""
    found = ((period, bases.get(indicator.pk)) for period, bases in (based or {}).items())
    metric = metric_of(indicator)
    return tuple(f"{period.label}{base.sentence(totals.value(metric, period))}" for period, base in found if base)


def goal_of(indicator, totals, period, today, meant, unit=None):
    """How far the goal of the period is, or that of its year; `meant` is {(indicator id, period): goal}."""
    for one in (period, Period.of(PeriodKind.YEAR, period.end)):
        goal = meant.get((indicator.pk, one))
        if goal:
            done = totals.value(metric_of(indicator), one, unit and unit.pk)
            return goals.progress(goal, done, one, indicator.unit_word, today)
    return None


def figure(indicator, totals, trend, periods, today, links):
    """One indicator's figure in the last of the periods."""
    metric, period = metric_of(indicator), periods[-1]
    year, course = Period.of(PeriodKind.YEAR, period.end), [trend.value(metric, one) for one in periods]
    return Figure(
        name=indicator.name,
        unit_word=indicator.unit_word,
        total=linked(totals.value(metric, period), metric, period, links),
        before=before(course, metric, periods, today, links),
        in_year=None if period == year else linked(totals.value(metric, year), metric, year, links),
        points=spark_points(course),
        course="、".join(on_screen(value) for value in course),
    )


def linked(value, metric, period, links, unit=None):
    """A total with its records; a zero has none."""
    return Number(on_screen(value), links.records(metric, period, unit) if value else "")


def before(course, metric, periods, today, links, unit=None):
    """The period before: its total while this one still runs, the signed change once this one is over or as long as that one."""
    (then, now), (previous, period) = course[-2:], periods[-2:]
    if not any(course[:-1]):
        return Number("", "")  # the first period there is has nothing to be compared with
    if period.kind in LAST_WORDS and period.end >= today:
        number = linked(then, metric, previous, links, unit)
        return Number(f"{LAST_WORDS[period.kind]} {number.text}", number.url)
    return Number("环比持平" if now == then else f"环比 {now - then:+,}", "")


def spark_points(values):
    """The values as points of a line that starts at zero; nothing where there is nothing to draw."""
    if sum(map(bool, values)) < 2:
        return ""
    step = (WIDTH - 2 * MARGIN) / (len(values) - 1)
    scale = (HEIGHT - 2 * MARGIN) / max(values)
    return " ".join(
        f"{MARGIN + step * place:.1f},{HEIGHT - MARGIN - scale * value:.1f}" for place, value in enumerate(values)
    )
