"""减负: what a week's forms cost each unit, for those who may lighten it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Sum
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from reports import burden
from reports.models import BurdenWeek
from tataboo_portal.access import permission_required
from tataboo_portal.models import Unit
from tataboo_portal.permissions import Permission
from tataboo_portal.weeks import Week

FIRST_DAY = date(2000, 1, 3)
CHART_HEIGHT, BAR_STEP = 88, 80
PAGES = {"works": "work_detail", "placements": "placement_detail"}


@dataclass(frozen=True)
class Bar:
    """One week of the trend: its words, its number, and where its bar stands."""

    words: str
    forms: int
    photos: int
    twice: int
    x: int
    y: float
    height: float


def week_asked(params):
    """The week of `?week=2026-11-16`; the last whole one when nothing or nonsense is asked."""
    today = timezone.localdate()
    try:
        day = date.fromisoformat(params.get("week", ""))
    except ValueError:
        return Week.of(today).shifted(-1)
    return Week.of(min(max(day, FIRST_DAY), today))


@require_GET
@permission_required(Permission.SEE_BURDEN)
def burden_board(request):
    """Every unit's forms, photos, doubles and minutes of one week, and the course of eight weeks."""
    week = week_asked(request.GET)
    rows = list(BurdenWeek.objects.filter(monday=week.monday).select_related("unit").order_by("unit__position"))
    sums = {name: sum(getattr(row, name) for row in rows) for name in ("forms", "photos", "typed_twice", "handed_in")}
    context = {
        "week": week,
        "rows": [(row, burden.minutes_words(row.median_minutes)) for row in rows],
        "sums": sums,
        "trend": trend(week),
        "weeks": [(one, one == week) for one in (Week.current().shifted(-back) for back in range(5))],
        "counted_at": BurdenWeek.objects.aggregate(at=Max("counted_at"))["at"],
    }
    return render(request, "burden/board.html", context)


def trend(week):
    """The bars of eight weeks up to this one, all units together."""
    mondays = [week.shifted(-back).monday for back in reversed(range(burden.WEEKS_SHOWN))]
    kept = BurdenWeek.objects.filter(monday__in=mondays).order_by().values("monday")
    told = {row["monday"]: row for row in kept.annotate(f=Sum("forms"), p=Sum("photos"), t=Sum("typed_twice"))}
    most = max((row["f"] for row in told.values()), default=0) or 1
    bars = []
    for at, monday in enumerate(mondays):
        row = told.get(monday, {"f": 0, "p": 0, "t": 0})
        height = round(row["f"] / most * CHART_HEIGHT, 1)
        y = round(CHART_HEIGHT - height + 20, 1)
        bars.append(Bar(f"{monday.month}月{monday.day}日", row["f"], row["p"], row["t"], at * BAR_STEP + 8, y, height))
    return bars


@require_GET
@permission_required(Permission.SEE_BURDEN)
def burden_unit(request, code):
    """What one unit's numbers of one week are made of."""
    unit, week = get_object_or_404(Unit, code=code.replace("\x00", "")), week_asked(request.GET)
    row = BurdenWeek.objects.filter(unit=unit, monday=week.monday).first()
    listed = row.listed if row else {}
    context = {
        "unit": unit,
        "week": week,
        "row": row,
        "median": burden.minutes_words(row.median_minutes if row else None),
        "kinds": [(burden.kind_words(table), count) for table, count in row.kinds.items()] if row else [],
        "twice": [(pk, reverse(PAGES[slug], args=[pk])) for slug, pk in listed.get("twice", [])],
        "tasks": [(number, burden.minutes_words(minutes)) for number, minutes in listed.get("tasks", [])],
    }
    return render(request, "burden/unit.html", context)
