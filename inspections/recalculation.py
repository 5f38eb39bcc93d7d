"""What the office's calendar as it is now would make of deadlines given under an earlier one; nothing moves unasked."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from inspections.enums import TaskAction, TaskState
from inspections.models import Extension, RemediationTask, Suspension, TaskStage, TaskStep
from tataboo_portal.clocks import office_calendar

MOST_CHANGES = 200
SCANNED_AT_ONCE = 1000


@dataclass(frozen=True)
class DueChange:
    """One task whose deadline the present calendar would move."""

    task: RemediationTask
    due_to: datetime


def changes(limit=MOST_CHANGES):
    """Tasks in hands whose deadline would move, the earliest first; a deadline somebody named stays, and so does a paused one.

    At most `limit`; seven queries per thousand tasks looked at.
    """
    calendar, found, after = office_calendar(), [], 0
    while len(found) < limit:
        tasks = list(_clocked().filter(pk__gt=after).order_by("pk")[:SCANNED_AT_ONCE])
        if not tasks:
            break
        events = _events(tasks)
        for task in tasks:
            due_to = replayed(task, events[task.pk], calendar)
            if due_to != task.due_at:
                found.append(DueChange(task, due_to))
        after = tasks[-1].pk
    return sorted(found[:limit], key=lambda change: (change.task.due_at, change.task.pk))


def digest(found):
    """Names exactly these changes, so that what is confirmed is what was looked at."""
    facts = repr([(change.task.pk, change.task.due_at, change.due_to) for change in found])
    return hashlib.sha256(facts.encode()).hexdigest()


def change_of(task, calendar):
    """The deadline the present calendar gives one task, whose row the caller has locked."""
    fresh = _clocked().filter(pk=task.pk).first()
    return replayed(fresh, _events([fresh])[fresh.pk], calendar) if fresh else task.due_at


def replayed(task, events, calendar):
    """The deadline from the task's own start, with every extension and pause since in their order."""
    due_at = calendar.add(task.began, task.limit_value, task.limit_kind)
    for started, ended in sorted(event for event in events if event[0] >= task.began):
        if ended is None:
            due_at = calendar.add(due_at, task.limit_value, task.limit_kind)
        else:
            left = calendar.between(started, due_at, task.limit_kind)
            due_at = calendar.add(ended, max(left, 0), task.limit_kind)
    return due_at


def _clocked():
    """Tasks in hands with a computed deadline, and the moment their present clock began."""
    given = TaskStep.objects.filter(task=OuterRef("pk"), action=TaskAction.ASSIGN, from_state=TaskState.ACCEPTED)
    stage = TaskStage.objects.filter(task=OuterRef("pk"), started_at__isnull=False, done_at__isnull=True)
    began = Coalesce(
        Subquery(stage.order_by("position").values("started_at")[:1]), Subquery(given.order_by("-id").values("at")[:1])
    )
    dated = RemediationTask.objects.in_hands().filter(due_at__isnull=False, due_is_named=False)
    return dated.annotate(began=began).filter(began__isnull=False).select_related("unit")


def _events(tasks):
    """{task id: [(moment, end of a pause or None for an extension)]}."""
    found = defaultdict(list)
    for pk, at in Extension.objects.approved().filter(task__in=tasks).values_list("task", "decided_at"):
        found[pk].append((at, None))
    ended = Suspension.objects.approved().filter(task__in=tasks, started_at__isnull=False, ended_at__isnull=False)
    for pk, start, end in ended.values_list("task", "started_at", "ended_at"):
        found[pk].append((start, end))
    return found
