"""One unit's own page: how it stands, what presses, what it did, its places, its people, its proof."""

from datetime import timedelta

from django.db.models import Count, Q
from django.urls import reverse

from campaigns import bases, goals
from inspections.models import RemediationTask
from reports import grid, pairs
from reports.dashboard import figures
from reports.links import Links, period_choices, words_of
from reports.metrics.cells import moment
from reports.metrics.tasks import CLOSED, DUE, ON_TIME
from reports.models import SupervisionOrder
from reports.totals import OVERDUE_NOW, Totals
from tataboo_portal.enums import PeriodKind
from tataboo_portal.models import Place
from tataboo_portal.periods import Period

SHOWN_TASKS, SHOWN_ORDERS, SHOWN_PAIRS, SHOWN_PEOPLE = 6, 4, 4, 30
SOON = timedelta(days=2)
HEADLINES = {grid.LATE: "落后", grid.SOON: "临近", grid.OK: "按时", grid.NONE: "没有到期任务"}


def page(user, unit, period, now, today):
    """Everything a unit's page prints for one period, in a fixed number of queries."""
    year, links = Period.of(PeriodKind.YEAR, period.end), Links(user)
    totals = Totals.load([period, period.previous(), year], beside=OVERDUE_NOW)
    overdue = grid.overdue_by_unit(totals, period, today)
    tile = grid.tiles([unit], totals, overdue, period, today, links)[0]
    words = words_of(period, today)
    return {
        "unit": unit,
        "period": period,
        "period_words": words,
        "choices": period_choices(reverse("area_detail", args=[unit.code]), period, today),
        "as_of": totals.as_of,
        "tile": tile,
        "headline": f"{words}{HEADLINES[tile.kind]}",
        "expected": grid.EXPECTED_RATE,
        "tasks": {
            name: grid.number(totals, metric, period, links, unit)
            for name, metric in (("due", DUE), ("on_time", ON_TIME), ("closed", CLOSED))
        },
        "figures": figures_of(unit, totals, period, today, links),
        "late": late_tasks(unit, now),
        "soon": soon_tasks(unit, now),
        "orders": SupervisionOrder.objects.waiting().filter(unit=unit).order_by("due_on", "id")[:SHOWN_ORDERS],
        "places": places_of(unit, today),
        "people": unit.people.filter(is_active=True).order_by("-is_unit_head", "full_name", "id")[:SHOWN_PEOPLE],
        "pairs": pairs_of(user, unit, period),
    }


def figures_of(unit, totals, period, today, links):
    """What the unit did: every indicator with a total in the period or its year, a base or a goal."""
    year = Period.of(PeriodKind.YEAR, period.end)
    meant = goals.of_periods(dict.fromkeys((period, year)), unit)
    based = bases.within(period.start, period.end, bases.figures_in_use(unit), today=today)
    found = []
    for row in grid.counted_indicators():
        metric, base = grid.metric_of(row), based.get(row.pk)
        value = totals.value(metric, period, unit.pk)
        goal = figures.goal_of(row, totals, period, today, meant, unit)
        if value or goal or base or totals.value(metric, year, unit.pk):
            before = totals.value(metric, period.previous(), unit.pk)
            found.append(
                figures.Figure(
                    name=row.name,
                    unit_word=row.unit_word,
                    total=grid.number(totals, metric, period, links, unit),
                    before=figures.before([before, value], metric, [period.previous(), period], today, links, unit),
                    in_year=None if period == year else grid.number(totals, metric, year, links, unit),
                    points="",
                    course="",
                    with_base=(base.sentence(value),) if base else (),
                    goal=goal,
                )
            )
    return found


def late_tasks(unit, now):
    """The unit's longest overdue tasks."""
    return RemediationTask.objects.overdue(now).filter(unit=unit).for_list().order_by("due_at", "id")[:SHOWN_TASKS]


def soon_tasks(unit, now):
    """Tasks in the unit's hands that fall due today or in the days after."""
    ahead = RemediationTask.objects.in_hands().filter(unit=unit, due_at__gte=now, due_at__lt=now + SOON)
    return ahead.for_list().order_by("due_at", "id")[:SHOWN_TASKS]


def places_of(unit, today):
    """How many places lie in the unit's area or on its line, how many have to be patrolled, are late, or have no keeper."""
    own = Place.objects.active().filter(Q(community=unit) | Q(market_group=unit))
    asked, unkept = Q(patrol_days__isnull=False), Q(keeper__isnull=True) | Q(keeper__is_active=False)
    return own.aggregate(
        all=Count("pk"),
        patrolled=Count("pk", filter=asked),
        late=Count("pk", filter=asked & Q(next_patrol_on__lt=today)),
        unkept=Count("pk", filter=unkept),
    )


def pairs_of(user, unit, period):
    """The newest pairs of photos of tasks the unit closed in the period."""
    closed = pairs.closed_tasks(moment(period.start), moment(period.end + timedelta(days=1))).filter(unit=unit)
    return pairs.newest(closed.visible_to(user), closed, SHOWN_PAIRS)[0]
