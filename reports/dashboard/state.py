"""What of the board changes only when totals or reference rows do: reckoned and drawn once per state, kept in this process."""

from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Subquery
from django.template.loader import render_to_string

from campaigns import bases, goals
from campaigns.enums import IndicatorGroup
from campaigns.models import BaseFigure, Campaign, Goal, Indicator
from reports import grid
from reports.dashboard import figures, heat, verdict
from reports.links import Links, page_of, words_of
from reports.metrics.tasks import CLOSED, DUE, ON_TIME
from reports.models import RollupRun
from reports.totals import OVERDUE_NOW, Totals, cells_of
from tataboo_portal.enums import PeriodKind
from tataboo_portal.models import AuditEvent, Community, ImportBatch, MarketGroup, ResponsibilityZone, Unit
from tataboo_portal.periods import Period
from tataboo_portal.quantities import on_screen

KEPT = 256
MOST_READINGS = 3
FIGURE_GROUPS = {
    "totals": ("八项总账", (IndicatorGroup.TOTALS,)),
    "forms": ("整治形式", (IndicatorGroup.FORMS, IndicatorGroup.DRIVES)),
    "publicity": ("宣传发动", (IndicatorGroup.PUBLICITY, IndicatorGroup.MEETINGS)),
    "civility": ("文明创建", (IndicatorGroup.CIVILITY,)),
}
PANELS = {
    "tiles": ("reports/_tiles.html", {}),
    "heat": ("reports/_heat.html", {}),
    "totals": ("reports/_figures.html", {}),
    "forms": ("reports/_figures.html", {"bases": None}),
    "publicity": ("reports/_figures.html", {"bases": None, "css": " kpis--two", "span": " panel--tall"}),
    "civility": ("reports/_figures.html", {"bases": None}),
}
# Whose changes the board shows; each of them leaves an audit event, an import that of its batch.
REFERENCE = tuple(
    model._meta.label
    for model in (Unit, Community, MarketGroup, ResponsibilityZone, Indicator, Campaign, BaseFigure, Goal, ImportBatch)
)


@dataclass(frozen=True)
class Stamp:
    """Which totals and which reference rows a state of the board is made of."""

    run: int | None
    reference: int | None


def stamp():
    """The present stamp and the newest act of anybody, in one query."""
    changed = AuditEvent.objects.filter(object_type__in=REFERENCE).order_by("-pk").values("pk")[:1]
    acts = AuditEvent.objects.order_by("-pk").values("pk")[:1]
    found = RollupRun.objects.order_by("-id").values_list("pk", Subquery(changed), Subquery(acts)).first()
    run, reference, act = found or (None, None, None)
    return Stamp(run, reference), act


@lru_cache(maxsize=KEPT)
def state_of(made_of, period, today, scope):
    """What the board says of a period to everybody who sees the same rows (`Links.scope`); nobody changes what is in it."""
    totals, trend, weeks = read(period, today)
    links, words = Links.within(scope), words_of(period, today)
    historical = bases.figures_in_use()
    overdue = grid.overdue_by_unit(totals, period, today)
    tiles = grid.tiles(Unit.objects.zones(), totals, overdue, period, today, links)
    headline = verdict.headline(tiles, words)
    state = {
        "period_words": words,
        "as_of": totals.as_of,
        "headline": headline,
        "rest": verdict.rest(tiles, headline.kind),
        "tasks": task_numbers(totals, overdue, period, today, links),
        "tiles": tiles,
        "many_late": grid.many_late(tiles),
        "expected": grid.EXPECTED_RATE,
        "caliber": grid.CALIBER,
        **figure_groups(totals, trend, period, today, links, historical),
        "heat": heat.table(tiles, totals, weeks, links),
        "bases": campaigns_with_base(period, historical),
        "grid_url": page_of("grid", period),
    }
    return state | {"drawn": {name: drawn(name, state) for name in PANELS}}


def read(period, today):
    """The totals of the period, its year and the weeks of the heat table, and its course, all from one state of the cells."""
    year, weeks = Period.of(PeriodKind.YEAR, period.end), heat.weeks_shown(period, today)
    for _ in range(MOST_READINGS):
        totals = Totals.load([period, year], beside=cells_of(weeks, (DUE, ON_TIME)) | OVERDUE_NOW)
        trend = Totals.load(figures.periods_back(period), axis=None)
        # A refresh that ends between two readings would show old and new side by side.
        if len({reading.run for reading in (totals, trend)} - {None}) <= 1:
            break
    return totals, trend, weeks


def drawn(name, state):
    """One panel as HTML."""
    template, own = PANELS[name]
    return render_to_string(template, state | {"group": state[name]} | own)


def task_numbers(totals, overdue, period, today, links):
    """The sums of the sentence under the headline, of all units together."""
    late = sum(overdue.values())
    return {
        "due": grid.number(totals, DUE, period, links),
        "on_time": grid.number(totals, ON_TIME, period, links),
        "closed": grid.number(totals, CLOSED, period, links),
        "overdue": grid.Number(on_screen(late), links.overdue(period, today) if late else ""),
        "rate": totals.rate(period),
    }


def based_in(period, historical, today):
    """{period: historical bases within it} of the shown period and of its year."""
    year = Period.of(PeriodKind.YEAR, period.end)
    return {one: bases.within(one.start, one.end, historical, today=today) for one in dict.fromkeys((period, year))}


def figure_groups(totals, trend, period, today, links, historical):
    """The eight totals, the forms with the drives, publicity and civility, each with its base and its goal."""
    indicators, based = grid.counted_indicators(), based_in(period, historical, today)
    meant = goals.of_periods(based)
    return {
        name: {
            "number": number,
            "title": title,
            "figures": figures.figures(
                [row for row in indicators if row.group in groups], totals, trend, period, today, links, based, meant
            ),
        }
        for number, (name, (title, groups)) in enumerate(FIGURE_GROUPS.items(), start=1)
    }


def campaigns_with_base(period, historical):
    """Campaigns of the shown year that keep a historical base, whose own words are on their pages."""
    year = Period.of(PeriodKind.YEAR, period.end)
    found = {figure.campaign for figure in historical}
    lasting = [one for one in found if one.start <= year.end and (one.end is None or one.end >= year.start)]
    return sorted(lasting, key=lambda one: one.start)
