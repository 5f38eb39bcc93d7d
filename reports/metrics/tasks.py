"""整改任务: reported, due, on time, overdue and closed, each by its own day."""

from django.db.models import Count, Max, Min
from django.db.models.functions import TruncDate
from django.utils import timezone

from inspections.enums import TaskState
from inspections.models import RemediationTask
from reports.metrics.cells import AXES, Cell, local_day, within_days

TABLE = RemediationTask._meta.label
PREFIX = "task:"
MOVES_WITH_TIME = True

REPORTED, DUE, ON_TIME, OVERDUE, CLOSED = "task:reported", "task:due", "task:on_time", "task:overdue", "task:closed"
MOMENTS = ("reported_at", "due_at", "closed_at")


def questions(now):
    """Which tasks each metric counts, and the moment whose day it counts them on."""
    tasks = RemediationTask.objects.counted()
    return {
        REPORTED: (tasks, "reported_at"),
        DUE: (tasks.due_counted(now), "due_at"),
        ON_TIME: (tasks.on_time(now), "due_at"),
        OVERDUE: (tasks.overdue_counted(now), "due_at"),
        CLOSED: (tasks.filter(state=TaskState.CLOSED), "closed_at"),
    }


def _day_of(field):
    return TruncDate(field, tzinfo=timezone.get_default_timezone())


def day_cells(days, now):
    """The cells of these days as they stand at `now`."""
    for metric, (tasks, field) in questions(now).items():
        groups = (
            tasks.filter(within_days(field, days)).order_by().annotate(day=_day_of(field)).values_list(*AXES, "day")
        )
        for *axes, day, value in groups.annotate(value=Count("pk")):
            yield Cell(metric, *axes, day, value)


def days_moved(since, until):
    """The due days of tasks whose deadline passed between two moments: only these cells change by the clock.

    A task is counted as due or overdue from its deadline on; whatever else changes it leaves a mark in `ChangedDay`.
    `since=None` asks for every deadline up to `until`.
    """
    first, last = sorted((since or until, until))
    passed = RemediationTask.objects.counted().filter(due_at__lte=last)
    if since is not None:
        passed = passed.filter(due_at__gte=first)
    return set(passed.order_by().values_list(_day_of("due_at"), flat=True).distinct())


def known_days():
    """The first and the last day a task was reported, due or closed on, or Nones."""
    edges = [summary(field) for summary in (Min, Max) for field in MOMENTS]
    found = [local_day(moment) for moment in RemediationTask.objects.aggregate(*edges).values() if moment]
    return (min(found), max(found)) if found else (None, None)


def records_of(metric, period):
    """The list of the rows behind a number."""
    start, end = period.start, period.end
    return "task_list", {
        REPORTED: {"reported_from": start, "reported_to": end},
        DUE: {"due_from": start, "due_to": end, "outcome": "due"},
        ON_TIME: {"due_from": start, "due_to": end, "outcome": "on_time"},
        OVERDUE: {"due_from": start, "due_to": end, "outcome": "overdue"},
        CLOSED: {"closed_from": start, "closed_to": end},
    }[metric]
