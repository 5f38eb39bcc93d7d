"""看板: who is behind, what to press on, and how much was done — read from ready totals, every number with its records."""

from datetime import timedelta

from campaigns import bases, goals
from campaigns.enums import IndicatorGroup
from reports import grid
from reports.dashboard import figures, heat, verdict
from reports.dashboard.pair import latest_pair
from reports.links import Links, named, page_of, period_choices, words_of
from reports.metrics.tasks import CLOSED, DUE, ON_TIME
from reports.totals import OVERDUE_NOW, Totals, cells_of
from tataboo_portal.enums import PeriodKind
from tataboo_portal.models import Unit
from tataboo_portal.periods import Period
from tataboo_portal.quantities import on_screen

STALE_AFTER = timedelta(hours=24)
MOST_READINGS = 3
FIGURE_GROUPS = {
    "totals": ("八项总账", (IndicatorGroup.TOTALS,)),
    "forms": ("整治形式", (IndicatorGroup.FORMS, IndicatorGroup.DRIVES)),
    "publicity": ("宣传发动", (IndicatorGroup.PUBLICITY, IndicatorGroup.MEETINGS)),
    "civility": ("文明创建", (IndicatorGroup.CIVILITY,)),
}


def page(user, period, now, today):
    """Everything the board prints for one person and one period, all of it from one state of the totals."""
    year, weeks = Period.of(PeriodKind.YEAR, period.end), heat.weeks_shown(period, today)
    for _ in range(MOST_READINGS):
        totals = Totals.load([period, year], beside=cells_of(weeks, (DUE, ON_TIME)) | OVERDUE_NOW)
        trend = Totals.load(figures.periods_back(period), axis=None)
        # A refresh that ends between two readings would show old and new side by side.
        if len({reading.run for reading in (totals, trend)} - {None}) <= 1:
            break
    links, words = Links(user), words_of(period, today)
    historical = bases.figures_in_use()
    overdue = grid.overdue_by_unit(totals, period, today)
    tiles = grid.tiles(Unit.objects.zones(), totals, overdue, period, today, links)
    headline = verdict.headline(tiles, words)
    return {
        "period": period,
        "period_words": words,
        "choices": period_choices("dashboard", period, today),
        "asked": named(period),
        "as_of": totals.as_of,
        "is_stale": totals.as_of is None or now - totals.as_of > STALE_AFTER,
        "headline": headline,
        "rest": verdict.rest(tiles, headline.kind),
        "tasks": task_numbers(totals, overdue, period, today, links),
        "tiles": tiles,
        "many_late": grid.many_late(tiles),
        "expected": grid.EXPECTED_RATE,
        "caliber": grid.CALIBER,
        "press": verdict.to_press(tiles, links, now),
        "pair": latest_pair(user, period),
        **figure_groups(totals, trend, period, today, links, historical),
        "heat": heat.table(tiles, totals, weeks, links),
        "bases": campaigns_with_base(period, historical),
        "grid_url": page_of("grid", period),
    }


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
