"""A case among several units: given back, helped with, closed by force, seen from two axes, and coming back."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from campaigns.models import WorkRecord
from inspections import actions
from inspections.enums import TaskAction, TaskState
from inspections.models import RemediationTask
from reports import rollups
from reports.models import Rollup
from tataboo_portal.refusals import Refusal, StaleEdit
from tests import makers
from tests.inspections.acts import ACTS, act
from tests.people import person, unit_of

MORNING = datetime(2026, 11, 24, 2, tzinfo=UTC)  # a Tuesday, 10:00 in Asia/Shanghai


@pytest.fixture
def clock():
    with time_machine.travel(MORNING, tick=False) as moved:
        yield moved


def numbers_seen(who):
    return set(RemediationTask.objects.visible_to(person(who)).values_list("number", flat=True))


# 单位退回 ---------------------------------------------------------------------------------------------------------------


def test_what_a_unit_gives_back_waits_for_dispatching_and_the_next_unit_has_its_own_clock(db, clock):
    task = act(actions.assign, "wang", makers.reported(category="signboard"), unit=unit_of("1"))
    makers.decided(makers.asked("extension", task))
    clock.shift(timedelta(days=1))
    given = RemediationTask.objects.get()
    back = act(actions.return_to_office, "li", given, note="非本单位职责")
    assert (back.state, back.due_at, back.first_due_at, back.assignee) == (TaskState.ACCEPTED, None, None, None)
    step = back.steps.latest("id")
    assert (step.note, step.due_from, step.due_to) == ("非本单位职责", given.due_at, None)
    clock.shift(timedelta(days=1))
    again = act(actions.assign, "wang", back, unit=unit_of("2"))
    assert again.due_at == again.first_due_at == timezone.now() + timedelta(days=4)  # two 工作日 over a weekend
    assert (again.unit, again.extension_count, again.dispatched_at) == (unit_of("2"), 0, given.dispatched_at)


@pytest.mark.parametrize("who", ["wang", "zhang", "zhao", "liu"])
@pytest.mark.parametrize("action", [TaskAction.RECEIVE, TaskAction.HAND_OVER, TaskAction.RETURN, TaskAction.FIX])
def test_only_the_unit_that_has_the_task_goes_on_with_it(db, who, action):
    task = makers.assigned()
    with pytest.raises(Refusal, match="这条已改派给绣品厂社区，不用再办。"):
        ACTS[action][1](person(who), task, uuid.uuid4())
    assert RemediationTask.objects.get().state == TaskState.DISPATCHED


def test_who_is_named_must_belong_to_the_unit(db, zhang):
    with pytest.raises(Refusal, match="张不在绣品厂社区，换一个人。"):
        act(actions.hand_over, "li", makers.assigned(), assignee=zhang)


def test_a_named_deadline_holds_and_only_a_name_moves_it(db, clock):
    named = timezone.now() + timedelta(days=9)
    task = act(actions.assign, "wang", makers.reported(), unit=unit_of("1"), due_at=named)
    assert (task.due_at, task.first_due_at) == (named, named)
    clock.shift(timedelta(days=2))
    moved = act(actions.assign, "wang", task, unit=unit_of("2"))
    assert (moved.unit, moved.due_at) == (unit_of("2"), named)
    later = act(actions.assign, "wang", moved, unit=unit_of("2"), due_at=named + timedelta(days=1))
    assert (later.due_at, later.first_due_at) == (named + timedelta(days=1), named)
    assert [step.due_to for step in later.steps.order_by("id")] == [None, None, None, None, later.due_at]


def test_the_trail_tells_the_very_moment_the_clock_began(db):
    with time_machine.travel(MORNING, tick=True):
        task = act(actions.assign, "wang", makers.reported(category="signboard"), unit=unit_of("1"))
        step = task.steps.latest("id")
    assert (step.at, task.due_at) == (task.dispatched_at, task.dispatched_at + timedelta(days=2))
    assert [earlier.at <= step.at for earlier in task.steps.all()] == [True] * 3


# 强制结案 ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [makers.assigned, makers.fixed, makers.suspended], ids=lambda make: make.__name__)
def test_closing_by_force_leaves_its_mark_and_posts_nothing(db, make):
    task = act(actions.force_close, "wang", make(), note="已无法整改")
    assert (task.state, task.is_forced, task.verified_by.username) == (TaskState.CLOSED, True, "wang")
    assert (task.work_record, WorkRecord.objects.count()) == (None, 0)
    assert task.steps.latest("id").note == "已无法整改"
    if make is not makers.fixed:
        assert not RemediationTask.objects.on_time().exists()


@pytest.mark.parametrize("action", sorted(set(ACTS) - {TaskAction.ASK, TaskAction.EXEMPT, TaskAction.REFUSE}))
def test_nobody_undoes_it(db, action):
    task = act(actions.force_close, "wang", makers.assigned(), note="已无法整改")
    makers.reported()
    for who in ("wang", "li", "liu", "sun", "qian"):
        with pytest.raises(Refusal):
            ACTS[action][1](person(who), task, uuid.uuid4())
    task.refresh_from_db()
    assert (task.state, task.is_forced) == (TaskState.CLOSED, True)


def test_nobody_forces_what_they_fixed_themselves(db, li):
    with pytest.raises(Refusal, match="自己办的整改要由别人核查。"):
        act(actions.force_close, "li", makers.fixed(), note="已无法整改")


# 重复与不予受理 ---------------------------------------------------------------------------------------------------------


def test_a_duplicate_is_linked_to_the_task_that_handles_it_and_counted_nowhere(db):
    kept, again = makers.assigned(), makers.reported()
    again = act(actions.mark_duplicate, "wang", again, original=kept)
    assert (again.state, again.original, list(kept.duplicates.all())) == (TaskState.DUPLICATE, kept, [again])
    assert list(RemediationTask.objects.counted()) == [kept]


def test_a_duplicate_of_itself_or_of_no_case_is_refused(db):
    task, rejected = makers.reported(), act(actions.reject, "wang", makers.reported(), note="不属实")
    with pytest.raises(Refusal, match="不能和自己重复，选另一条任务。"):
        act(actions.mark_duplicate, "wang", task, original=task)
    with pytest.raises(Refusal, match=f"{rejected.number} 本身没有立案，选一条在办或者办结的任务。"):
        act(actions.mark_duplicate, "wang", task, original=rejected)
    stale = RemediationTask.objects.get(pk=task.pk)
    act(actions.void, "wang", task, note="记错了")
    with pytest.raises(Refusal, match=f"{task.number} 本身没有立案"):
        act(actions.mark_duplicate, "wang", makers.reported(), original=stale)


def test_who_would_fix_what_was_rejected_is_told_so(db):
    task = act(actions.reject, "wang", makers.reported(), note="不属实")
    with pytest.raises(StaleEdit, match=r"^王 \d\d:\d\d 已判为不予受理，不用再办。$"):
        makers.fixed(task)


# 协办, 一处两线, 反弹 ---------------------------------------------------------------------------------------------------


def test_who_helps_sees_the_task_and_does_not_fix_it_and_a_stranger_sees_nothing(db, zhao, zhang):
    helpers = [unit_of("A"), unit_of("1")]
    task = act(actions.assign, "wang", makers.reported(), unit=unit_of("1"), assisting_units=helpers)
    assert list(task.assisting_units.all()) == [unit_of("A")]
    assert [numbers_seen(who) for who in ("li", "zhao", "zhang")] == [{task.number}, {task.number}, set()]
    with pytest.raises(Refusal, match="这条已改派给绣品厂社区，不用再办。"):
        makers.fixed(task, by=zhao)
    act(actions.assign, "wang", task, unit=unit_of("1"))
    assert numbers_seen("zhao") == {task.number}
    act(actions.assign, "wang", task, unit=unit_of("1"), assisting_units=[])
    assert numbers_seen("zhao") == set()


def market(name="示例农贸市场"):
    """A market in 社区 1's area and on line A."""
    return unit_of("1").places_in_area.create(name=name, kind="market", market_group=unit_of("A"))


def test_what_lies_in_an_area_and_on_a_line_is_seen_by_both_and_counted_once(db, zhang):
    task = makers.reported(place=market())
    task = act(actions.assign, "wang", task, unit=unit_of("A"))
    assert [numbers_seen(who) for who in ("li", "zhao", "zhang")] == [{task.number}, {task.number}, set()]
    rollups.refresh()
    (cell,) = Rollup.objects.filter(metric="task:reported", period_kind="day")
    line, area = unit_of("A").pk, unit_of("1").pk
    assert (cell.value, cell.unit_id, cell.community_id, cell.market_group_id) == (1, line, area, line)


def closed_at(place, **values):
    task = act(actions.assign, "wang", makers.reported(place=place, **values), unit=unit_of("1"))
    return makers.closed(makers.fixed(task))


def test_the_same_problem_at_the_same_place_within_thirty_days_came_back(db, clock):
    place = market()
    first = closed_at(place)
    clock.shift(timedelta(days=30))
    again = makers.reported(place=place)
    assert (again.recurrence_of, list(first.recurrences.all())) == (first, [again])


def test_it_is_linked_to_the_last_time_it_was_closed(db, clock):
    place = market()
    first = closed_at(place)
    clock.shift(timedelta(days=3))
    second = closed_at(place)
    clock.shift(timedelta(days=3))
    assert (second.recurrence_of, makers.reported(place=place).recurrence_of) == (first, second)


def test_nothing_else_counts_as_coming_back(db, clock):
    place = market()
    closed_at(place)
    act(actions.void, "wang", makers.reported(place=place, category="signboard"), note="记错了")
    assert makers.reported(place=market("示例二号市场")).recurrence_of is None
    assert makers.reported(place=place, category="signboard").recurrence_of is None
    assert makers.reported(location="示例农贸市场").recurrence_of is None
    clock.shift(timedelta(days=30, seconds=1))
    assert makers.reported(place=place).recurrence_of is None
