"""How long handling took, from the trail: dispatch to hand-in in office hours and in days, without the time on 挂账."""

from collections import defaultdict
from datetime import timedelta

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from inspections.enums import HANDED_IN_STATES, TaskAction, TaskState
from inspections.models import Suspension, TaskStep
from tataboo_portal.clocks import office_calendar

MOST_TIMED = 20_000
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class WorkedTime:
    """Office hours up to any moment since a first day, in constant time once a day has been asked for."""

    def __init__(self, calendar, first_day):
        self._calendar = calendar
        self._days = [first_day]
        self._before = [0.0]
        self._spans = {}

    def until(self, moment):
        """Office hours from the start of the first day to the moment."""
        day = timezone.localdate(moment)
        if day < self._days[0]:
            return 0.0
        while self._days[-1] < day:
            self._before.append(self._before[-1] + sum((end - start) / HOUR for start, end in self._of(self._days[-1])))
            self._days.append(self._days[-1] + DAY)
        passed = (max(min(moment, end) - start, timedelta()) for start, end in self._of(day))
        return self._before[(day - self._days[0]).days] + sum(part / HOUR for part in passed)

    def between(self, start, end):
        """Office hours between two moments."""
        return self.until(end) - self.until(start)

    def _of(self, day):
        if day not in self._spans:
            self._spans[day] = self._calendar.spans(day)
        return self._spans[day]


def dispatched_moment():
    """When the present unit got the case: the last dispatch that made a deadline; changing hands among units restarts nothing."""
    given = TaskStep.objects.filter(task=OuterRef("pk"), action=TaskAction.ASSIGN, from_state=TaskState.ACCEPTED)
    return Coalesce(Subquery(given.order_by("-id").values("at")[:1]), "dispatched_at")


def handling_times(cases):
    """{unit id: (cases, office hours, days)} of the newest MOST_TIMED cases that were handed in; four queries."""
    handed_in = cases.filter(state__in=HANDED_IN_STATES, fixed_at__isnull=False)
    rows = handed_in.annotate(began=dispatched_moment()).filter(began__isnull=False).order_by("-id")
    rows = list(rows.values_list("pk", "unit_id", "began", "fixed_at")[:MOST_TIMED])
    if not rows:
        return {}
    worked = WorkedTime(office_calendar(), timezone.localdate(min(began for _, _, began, _ in rows)))
    pauses = _pauses(handed_in)
    found = defaultdict(lambda: [0, 0.0, 0.0])
    for pk, unit, began, ended in rows:
        spans = [(max(start, began), min(end, ended)) for start, end in pauses.get(pk, ())]
        spans = [(start, end) for start, end in spans if start < end]
        sums = found[unit]
        sums[0] += 1
        sums[1] += worked.between(began, ended) - sum(worked.between(*span) for span in spans)
        sums[2] += (ended - began - sum((end - start for start, end in spans), timedelta())) / DAY
    return found


def _pauses(cases):
    """{task id: [(start, end)]} of the pauses that are over."""
    over = Suspension.objects.approved().filter(task__in=cases.order_by(), ended_at__isnull=False)
    found = defaultdict(list)
    for pk, start, end in over.values_list("task_id", "started_at", "ended_at")[:MOST_TIMED]:
        found[pk].append((start, end))
    return found
