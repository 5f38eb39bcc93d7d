"""Every act from every state, through the actions: the table of moves is what happens, and a refusal writes nothing."""

import uuid

import pytest

from inspections.enums import ON_THE_WAY, STAYING, TRANSITIONS, TaskAction, TaskState
from inspections.models import RemediationTask, TaskStep
from inspections.steps import LATE_WORDS, TALK
from tataboo_portal.models import AuditEvent, ChangedDay
from tataboo_portal.refusals import Refusal
from tests import makers
from tests.inspections.acts import ACTS, goal, other, task_in
from tests.people import person


def prepared(state, action):
    """A task in this state for which the act wants nothing else."""
    if action != TaskAction.STAGE:
        return task_in(state)
    task = makers.assigned(category="zombie_vehicle")
    RemediationTask.objects.filter(pk=task.pk).update(state=state)
    task.refresh_from_db()
    return task


def facts(task):
    """All that a refused act must leave as it was."""
    row = RemediationTask.objects.filter(pk=task.pk).values().get()
    return row, TaskStep.objects.count(), AuditEvent.objects.count(), ChangedDay.objects.count()


def test_every_act_of_the_table_is_tried():
    assert set(ACTS) == set(TRANSITIONS) | set(STAYING) == set(TaskAction) - {TaskAction.REPORT}


@pytest.mark.parametrize("action", ACTS)
@pytest.mark.parametrize("state", TaskState)
def test_an_act_leads_where_the_table_says_or_is_refused(db, state, action):
    task, (who, do), target = prepared(state, action), ACTS[action], goal(action, state)
    other(task)
    before = facts(task)
    if target is None:
        with pytest.raises(Refusal) as refused:
            do(person(who), task, uuid.uuid4())
        assert refused.value.sentence.endswith("。")
        assert facts(task) == before
        return
    do(person(who), task, uuid.uuid4())
    version, task.state = task.version, None
    task.refresh_from_db()
    last, between = task.steps.latest("id"), ON_THE_WAY.get((action, state))
    assert (task.state, last.action, last.to_state) == (target, action, target)
    assert task.version == version + (action not in TALK)
    assert TaskStep.objects.count() == before[1] + (2 if between else 1)
    assert AuditEvent.objects.count() == before[2] + 1


def test_whoever_comes_late_is_told_what_the_last_act_means():
    assert set(LATE_WORDS) | set(TALK) == set(TaskAction)
    assert not set(LATE_WORDS) & set(TALK)
