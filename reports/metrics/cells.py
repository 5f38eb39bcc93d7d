"""What the metric modules share: the cell they yield, and days turned into conditions an index can answer."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import Q, Sum
from django.utils import timezone

AXES = ("unit_id", "community_id", "market_group_id")


class Cell(NamedTuple):
    """So much of one metric on one day, for one leading unit, area and line."""

    metric: str
    unit_id: int
    community_id: int | None
    market_group_id: int | None
    day: date
    value: int


def spans(days):
    """Runs of consecutive days as (first, last), in order."""
    runs = []
    for day in sorted(days):
        if runs and day - runs[-1][1] == timedelta(days=1):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def moment(day):
    """The first moment of a day in Asia/Shanghai."""
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


def local_day(value):
    """The date of a moment in Asia/Shanghai, or None."""
    return value and timezone.localtime(value, timezone.get_default_timezone()).date()


def on_days(field, days):
    """Rows whose date field lies on one of the days."""
    condition = Q(pk__in=())
    for first, last in spans(days):
        condition |= Q(**{f"{field}__gte": first, f"{field}__lte": last})
    return condition


def within_days(field, days):
    """Rows whose moment lies on one of the days."""
    condition = Q(pk__in=())
    for first, last in spans(days):
        condition |= Q(**{f"{field}__gte": moment(first), f"{field}__lt": moment(last + timedelta(days=1))})
    return condition


def summed_quantities(rows, *, prefix, code, days):
    """Cells of a ledger: its live quantities by code, axes and day, in one grouped query."""
    groups = rows.live().filter(on_days("day", days)).order_by().values_list(code, *AXES, "day")
    for indicator_code, *axes, day, value in groups.annotate(value=Sum("quantity")):
        yield Cell(f"{prefix}{indicator_code}", *axes, day, value)
