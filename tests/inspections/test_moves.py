"""Laws of the task loop: whatever anybody does in whatever order, no task leaves the table of moves."""

import uuid
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspections import suspensions
from inspections.deadlines import MOST_EXTENSIONS
from inspections.enums import CAME_FROM, STAYING, TRANSITIONS, Decision, TaskAction, TaskState
from inspections.models import RemediationTask, TaskStep
from inspections.steps import TALK
from tataboo_portal.models import AuditEvent, ChangedDay
from tataboo_portal.refusals import Refusal
from tests import makers
from tests.inspections.acts import ACTS, goal
from tests.people import PEOPLE, person, unit_of

MORNING = datetime(2026, 11, 24, 2, tzinfo=UTC)  # a Tuesday, 10:00 in Asia/Shanghai
CATEGORIES = ("dead_corner", "sticker", "zombie_vehicle")
HOURS = (0, 0, 0, 1, 5, 30, 200, 900)
# What moves the deadline; everything else leaves it where it was.
MOVES_DEADLINE = {TaskAction.ASSIGN, TaskAction.RETURN, TaskAction.STAGE, TaskAction.EXTEND, TaskAction.RESUME}


def rows():
    """All that a refused act must leave as it was."""
    tables = (RemediationTask, TaskStep)
    return [list(table.objects.order_by("id").values()) for table in tables], counts()


def counts():
    return AuditEvent.objects.count(), ChangedDay.objects.count()


def assert_in_table(step):
    """The step is one the table of moves knows."""
    action, source = TaskAction(step.action), step.from_state
    if action == TaskAction.REPORT:
        assert (source, step.to_state) == ("", TaskState.REPORTED)
    elif action in STAYING:
        assert source == step.to_state
        assert source in STAYING[action]
    elif (action, source) in CAME_FROM:
        entered = step.task.steps.filter(action=CAME_FROM[action, source], pk__lt=step.pk).latest("id")
        assert step.to_state == entered.from_state
    else:
        assert TRANSITIONS[action][source] == step.to_state


def assert_told(task):
    """The trail tells how the task came to be what it is."""
    trail = list(task.steps.order_by("id"))
    assert trail[0].action == TaskAction.REPORT
    assert trail[-1].to_state == task.state
    for earlier, later in pairwise(trail):
        assert earlier.to_state == later.from_state
        assert earlier.at <= later.at
    for step in trail:
        assert_in_table(step)


def assert_lawful(task):
    """What holds of a task at any moment."""
    assert task.state in TaskState
    assert None in (task.fixed_by_id, task.verified_by_id) or task.fixed_by_id != task.verified_by_id
    assert (task.suspended_at is not None) == (task.state == TaskState.SUSPENDED)
    assert bool(suspensions.running(task)) == (task.state == TaskState.SUSPENDED)
    assert (task.closed_at is not None) == (task.state == TaskState.CLOSED)
    assert task.extension_count <= MOST_EXTENSIONS
    assert task.suspensions.filter(decision=Decision.APPROVED).count() <= task.steps.filter(action="suspend").count()
    assert task.rework_count == task.steps.filter(action=TaskAction.SEND_BACK).count()
    assert (task.work_record is None) or (task.state == TaskState.CLOSED and not task.is_forced)


def assert_one_breath(before, task, steps, action):
    """One act wrote its step, moved the deadline only by its right, and told both deadlines."""
    last = steps[-1]
    assert last.action == action
    moved = before.due_at != task.due_at
    if moved:
        assert action in MOVES_DEADLINE
    expected = (before.due_at, task.due_at) if moved and before.due_at else (None, None)
    assert (last.due_from, last.due_to) == expected
    assert task.version == before.version + (action not in TALK)
    if action == TaskAction.SEND_BACK:
        assert (task.due_at, task.suspended_at) == (before.due_at, None)


def one_act(chance, task, clock):
    """Somebody does something; mostly what is possible, sometimes what is not, by whomever."""
    possible = [action for action in ACTS if goal(action, TaskState(task.state))]
    action = chance.choice(possible if possible and chance.random() < 0.7 else list(ACTS))
    usual, do = ACTS[action]
    who = person(usual if chance.random() < 0.7 else chance.choice(list(PEOPLE)))
    if action == TaskAction.ASSIGN and chance.random() < 0.3:
        task.unit = unit_of("2")  # 张's, who then goes on with it instead of 李
    token = uuid.uuid4()
    before, known, kept, events = task, set(task.steps.values_list("pk", flat=True)), rows(), counts()[0]
    try:
        with transaction.atomic():
            do(who, task, token)
    except Refusal:
        assert rows() == kept
        return RemediationTask.objects.get(pk=task.pk)
    task = RemediationTask.objects.get(pk=task.pk)
    assert_one_breath(before, task, [step for step in task.steps.order_by("id") if step.pk not in known], action)
    assert counts()[0] > events
    after = rows()
    do(who, task, token)
    assert rows() == after, "the same act arriving again changed something"
    clock.shift(timedelta(hours=chance.choice(HOURS)))
    return task


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chance=st.randoms(use_true_random=False), category=st.sampled_from(CATEGORIES), length=st.integers(4, 20))
def test_no_sequence_of_acts_leaves_the_table(db, chance, category, length):
    with time_machine.travel(MORNING, tick=False) as clock, transaction.atomic():
        makers.reported()  # the other one, of which a report may be a duplicate
        task = makers.reported(category=category)
        for _ in range(length):
            task = one_act(chance, task, clock)
            assert_lawful(task)
        assert_told(task)
        transaction.set_rollback(True)


def test_a_reworked_task_stays_under_the_clock_it_had(db):
    with time_machine.travel(MORNING, tick=False) as clock:
        task = makers.fixed(category="sticker")
        due = task.due_at
        clock.shift(timedelta(days=3))
        usual, send_back = ACTS[TaskAction.SEND_BACK]
        task = send_back(person(usual), task, uuid.uuid4())
        assert (task.due_at, task.is_overdue()) == (due, True)
