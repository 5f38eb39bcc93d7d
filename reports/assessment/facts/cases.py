"""Facts of cases: in time, closed, done again, come back; the same cohorts and calibers as 综合评价 and the dashboard."""

from collections import defaultdict

from django.db.models import Count, Exists, F, OuterRef, Q

from inspections.enums import HANDED_IN_STATES, TaskState
from inspections.evaluation.counting import cohort, within
from inspections.evaluation.rates import Basis
from inspections.models import RemediationTask
from reports.assessment.samples import Event, Fact, from_events

MOST_WORDS = 200
CLOSED = Q(state=TaskState.CLOSED, is_forced=False)
IN_TIME = Q(state__in=HANDED_IN_STATES, fixed_at__lte=F("due_at"))


def gathered(cases, failing):
    """{unit id: Sample}: all cases counted by the database, those that fail read one by one."""
    cases = cases.order_by()
    wholes = dict(cases.values_list("unit").annotate(count=Count("pk")))
    return from_events(wholes, events_of(cases.filter(failing)))


def events_of(cases):
    """{unit id: [Event]} of cases, oldest first."""
    found = defaultdict(list)
    rows = cases.order_by("pk").values_list("unit", "number", "title", "source", "rework_count")
    for unit, number, title, source, times in rows.iterator():
        found[unit].append(Event("task", number, f"{number} {title}"[:MOST_WORDS], source, max(times, 1)))
    return found


def due_in_time(units, span, now, params):
    """按时率: of what was to be handled (应办), what was handed in by its deadline."""
    cases = RemediationTask.objects.counted().due_counted(now).filter(within("due_at", span.start, span.end))
    if params.get("urgent_only"):
        cases = cases.filter(is_urgent=True)
    return gathered(cases.filter(unit__in=units), ~IN_TIME)


def to_close(units, span, now, params, *, is_timed):
    """应结案; as timeliness counts it, cases with a granted appeal are left out."""
    cases = cohort(span.start, span.end, now).filter(unit__in=units)
    if params.get("basis") == Basis.NOT_PUT_OFF:
        cases = cases.exclude(state=TaskState.SUSPENDED)
    return cases.filter(exempted_at__isnull=True) if is_timed else cases


def closing_in_time(units, span, now, params):
    """按期结案率."""
    return gathered(to_close(units, span, now, params, is_timed=True), ~(CLOSED & IN_TIME))


def closing(units, span, now, params):
    """结案率."""
    return gathered(to_close(units, span, now, params, is_timed=False), ~CLOSED)


def closed(units, span, now):
    """Cases of the period that were verified and closed."""
    return cohort(span.start, span.end, now).filter(CLOSED, unit__in=units)


def rework(units, span, now, params):
    """返工: closed cases that had been sent back."""
    return gathered(closed(units, span, now), Q(rework_count__gt=0))


def recurrence(units, span, now, params):
    """反弹: closed cases that came back."""
    again = RemediationTask.objects.counted().filter(recurrence_of=OuterRef("pk"))
    return gathered(closed(units, span, now), Q(Exists(again)))


FACTS = (
    Fact(
        "case_in_time",
        "任务按时率",
        "期限前交了整改 ÷ 应办任务；期限落在考核期内，挂账的和申诉成立的不算。",
        due_in_time,
        ("urgent_only",),
    ),
    Fact(
        "closing_in_time",
        "按期结案率",
        "核查结案而且期限前交了整改 ÷ 应结案；申诉成立的不算，强制结案不算结案。",
        closing_in_time,
        ("basis",),
    ),
    Fact("closing", "结案率", "核查结案 ÷ 应结案；强制结案不算结案。", closing, ("basis",)),
    Fact("rework", "返工", "核查结案的案件里退回返工过的。", rework),
    Fact("recurrence", "反弹", "核查结案的案件里同一处又发生的。", recurrence),
)
