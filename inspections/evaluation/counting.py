"""Counts of 综合评价 for a period, per leading unit, in a fixed number of grouped queries."""

from collections import defaultdict
from datetime import datetime, time, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from inspections.enums import (
    HANDED_IN_STATES,
    IN_HANDS_STATES,
    NO_CASE_STATES,
    Decision,
    TaskAction,
    TaskState,
)
from inspections.evaluation.rates import Counts
from inspections.evaluation.timing import handling_times
from inspections.models import Appeal, Extension, RemediationTask, Suspension, TaskStep


def first_moment(day):
    """The first moment of a local day (Asia/Shanghai)."""
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


def within(field, start, end):
    """Rows whose moment lies on one of the days of a closed interval."""
    return Q(**{f"{field}__gte": first_moment(start), f"{field}__lt": first_moment(end + timedelta(days=1))})


def cohort(start, end, now):
    """应结案: cases whose deadline lies in the period and has passed, or which were handed in before it did."""
    fallen = Q(due_at__lt=now) | Q(state__in=HANDED_IN_STATES)
    return RemediationTask.objects.counted().filter(within("due_at", start, end), fallen)


def count(start, end, now=None):
    """{unit id: Counts} of a closed interval of dates; twelve queries, however many cases there are."""
    now = now or timezone.now()
    cases = cohort(start, end, now)
    found = defaultdict(dict)
    for part in (_reports(start, end), _dispatches(start, end), _outcomes(cases, now), _recurrences(cases)):
        for unit, values in part:
            found[unit] |= values
    for part in (_requests(Extension, cases, "extended"), _requests(Suspension, cases, "suspended"), _appeals(cases)):
        for unit, values in part:
            found[unit] |= values
    for unit, (timed, work_hours, days) in handling_times(cases).items():
        found[unit] |= {"timed": timed, "work_hours": work_hours, "days": days}
    return {unit: Counts(**values) for unit, values in found.items()}


def _grouped(rows, unit="unit_id", **counts):
    """(unit id, counts) pairs of one grouped query."""
    for row in rows.order_by().values(unit).annotate(**counts):
        yield row.pop(unit), row


def _reports(start, end):
    case = ~Q(state__in=NO_CASE_STATES)
    return _grouped(
        RemediationTask.objects.filter(within("reported_at", start, end)),
        reported=Count("pk"),
        reported_cases=Count("pk", filter=case),
        filed=Count("pk", filter=case & ~Q(state=TaskState.REPORTED)),
    )


def _dispatches(start, end):
    sent_back = TaskStep.objects.filter(task=OuterRef("pk"), action=TaskAction.RETURN)
    rows = RemediationTask.objects.counted().filter(within("dispatched_at", start, end))
    return _grouped(
        rows.annotate(was_returned=Exists(sent_back)),
        dispatched=Count("pk"),
        returned=Count("pk", filter=Q(was_returned=True)),
    )


def _outcomes(cases, now):
    """One query for all that stands on the case itself."""
    handed_in, in_hands = Q(state__in=HANDED_IN_STATES), Q(state__in=IN_HANDS_STATES)
    counts_in_time, put_off = Q(exempted_at__isnull=True), Q(state=TaskState.SUSPENDED)
    in_time = Q(fixed_at__lte=F("due_at"))
    late = Q(fixed_at__gt=F("due_at")) | Q(fixed_at__isnull=True, closed_at__gt=F("due_at"))
    closed = Q(state=TaskState.CLOSED, is_forced=False)
    late_open = in_hands & Q(due_at__lt=now)
    kinds = {
        "put_off": put_off,
        "exempted": ~counts_in_time,
        "exempted_put_off": put_off & ~counts_in_time,
        "handled": handed_in & Q(fixed_at__isnull=False),
        "handled_on_time": handed_in & in_time & counts_in_time,
        "closed": closed,
        "closed_on_time": closed & in_time & counts_in_time,
        "forced": Q(is_forced=True),
        "reworked": closed & Q(rework_count__gt=0),
        "overdue": counts_in_time & ((handed_in & late) | late_open),
        "overdue_open": counts_in_time & late_open,
    }
    return _grouped(cases, due=Count("pk"), **{name: Count("pk", filter=kind) for name, kind in kinds.items()})


def _recurrences(cases):
    """Closed cases that came back, by the unit that had closed them."""
    closed = cases.filter(state=TaskState.CLOSED, is_forced=False)
    again = RemediationTask.objects.counted().filter(recurrence_of=OuterRef("pk"))
    return _grouped(closed.filter(Exists(again)), came_back=Count("pk"))


def _requests(model, cases, name):
    """Cases for which a request of this kind was granted."""
    granted = model.objects.approved().filter(task=OuterRef("pk"))
    return _grouped(cases.filter(Exists(granted)), **{name: Count("pk")})


def _appeals(cases):
    appeals = Appeal.objects.filter(task__in=cases.order_by())
    return _grouped(
        appeals,
        unit="task__unit_id",
        appealed=Count("task", distinct=True),
        appeals_decided=Count("pk", filter=Q(decision__in=(Decision.APPROVED, Decision.REFUSED))),
        appeals_granted=Count("pk", filter=Q(decision=Decision.APPROVED)),
    )
