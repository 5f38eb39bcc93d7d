"""Where a case stands: the seven steps of GB/T 30428, the stages of a long case, and the tasks it is tied to."""

from dataclasses import dataclass

from django.db.models import Q

from inspections.enums import CasePhase, TaskState
from inspections.models import RemediationTask

DONE, NOW, TO_COME = "is-done", "is-now", ""
STATUS_WORDS = {DONE: "已完成", NOW: "现在", TO_COME: "还没到"}
MOST_TIES = 20
# The step a state waits in; a state without one never became a case.
PRESENT = {
    TaskState.REPORTED: CasePhase.FILED,
    TaskState.ACCEPTED: CasePhase.DISPATCHED,
    TaskState.DISPATCHED: CasePhase.DISPATCHED,
    TaskState.PROCESSING: CasePhase.HANDLED,
    TaskState.REWORK: CasePhase.HANDLED,
    TaskState.SUSPENDED: CasePhase.HANDLED,
    TaskState.RESOLVED: CasePhase.VERIFIED,
    TaskState.CLOSED: CasePhase.EVALUATED,
}


@dataclass(frozen=True)
class Phase:
    """One of the seven steps of a case: done, now, or to come."""

    words: str
    css: str

    @property
    def status(self):
        """The same for readers of the page."""
        return STATUS_WORDS[self.css]


def phases(task):
    """The seven steps of this case, or none for what never became one; a closed case counts in the evaluation."""
    present = PRESENT.get(TaskState(task.state))
    if present is None:
        return []
    order = list(CasePhase)
    at = order.index(present) + (task.state == TaskState.CLOSED)
    return [
        Phase(phase.label, DONE if index < at else NOW if index == at else TO_COME) for index, phase in enumerate(order)
    ]


def coming_stage(stages):
    """The stage that begins when the present one is done, or None; `stages` are all of the task's."""
    return next((stage for stage in stages if stage.started_at is None), None)


def present_stage(stages):
    """The stage that is being worked on, or None."""
    return next((stage for stage in stages if stage.started_at and not stage.done_at), None)


def ties(task, user):
    """The tasks this one is tied to, as far as the person may know of them: (words, tasks), in one query."""
    own = [pk for pk in (task.original_id, task.recurrence_of_id) if pk]
    tied = Q(original=task) | Q(recurrence_of=task) | Q(pk__in=own)
    rows = list(RemediationTask.objects.visible_to(user).filter(tied)[:MOST_TIES])
    kinds = (
        ("和这条重复，按它办", [row for row in rows if row.pk == task.original_id]),
        ("重复上报的", [row for row in rows if row.original_id == task.pk]),
        ("反弹自", [row for row in rows if row.pk == task.recurrence_of_id]),
        ("办结以后又反弹", [row for row in rows if row.recurrence_of_id == task.pk]),
    )
    return [(words, found) for words, found in kinds if found]
