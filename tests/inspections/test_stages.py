"""Long cases: 僵尸车 and 违章搭建 go through their stages in turn, each with a clock of its own."""

import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from inspections import actions
from inspections.enums import TaskAction, TaskState
from inspections.models import RemediationTask
from tataboo_portal.clocks import office_calendar
from tataboo_portal.refusals import Refusal
from tests import makers
from tests.inspections.acts import act
from tests.people import person, unit_of

FRIDAY = datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
# category: (name, limit in words) of each stage
STAGES = {
    "zombie_vehicle": [
        ("张贴告知书等车主驶离", "15自然日"),
        ("拖移到停放场", "3工作日"),
        ("公告认领后处置", "60自然日"),
    ],
    "illegal_structure": [("送达告知书", "3工作日"), ("动员自拆", "7工作日"), ("拆除并清理现场", "15工作日")],
}
each_category = pytest.mark.parametrize("category", STAGES)


@pytest.fixture
def clock():
    with time_machine.travel(FRIDAY, tick=False) as moved:
        yield moved


def dispatched(category="zombie_vehicle"):
    """A long case given out under its category's first rule."""
    return act(actions.assign, "wang", makers.reported(category=category), unit=unit_of("1"))


def stages(task):
    return list(task.stages.order_by("position"))


@each_category
def test_each_stage_begins_when_the_one_before_is_done_and_has_its_own_deadline(db, clock, category):
    task, calendar = dispatched(category), office_calendar()
    assert [(stage.name, stage.limit) for stage in stages(task)] == STAGES[category]
    for position, stage in enumerate(stages(task)):
        stage.refresh_from_db()
        due = calendar.add(timezone.now(), stage.limit_value, stage.limit_kind)
        assert (stage.started_at, stage.due_at, stage.done_at) == (timezone.now(), due, None)
        assert (task.due_at, task.limit) == (due, stage.limit)
        assert [later.started_at for later in stages(task)[position + 1 :]] == [None] * (2 - position)
        clock.shift(timedelta(days=2))
        if position < 2:
            task = act(actions.finish_stage, "li", task)
    last = task.steps.latest("id")
    assert (last.action, last.due_to) == (TaskAction.STAGE, task.due_at)
    task = makers.closed(makers.fixed(task))
    assert all(stage.done_at for stage in stages(task))
    assert [stage.done_by.username for stage in stages(task)] == ["li", "li", "liu"]


@each_category
def test_the_fix_waits_for_the_last_stage(db, clock, category):
    task = dispatched(category)
    for name, _ in STAGES[category][1:]:
        with pytest.raises(Refusal, match=f"还有阶段没有办完：{name}。先办完这个阶段；提前办结的"):
            makers.fixed(task)
        assert RemediationTask.objects.get().fixed_at is None
        task = act(actions.finish_stage, "li", task)
    assert makers.fixed(task).state == TaskState.RESOLVED


def test_the_last_stage_ends_with_the_fix_and_a_short_case_has_none(db, clock):
    task = dispatched()
    for _ in range(2):
        task = act(actions.finish_stage, "li", task)
    for stuck in (task, makers.assigned()):
        with pytest.raises(Refusal, match="这条任务没有后面的阶段，直接拍整改后。"):
            act(actions.finish_stage, "li", stuck)


def test_what_moves_the_deadline_moves_the_stages_too(db, clock):
    def both():
        present = RemediationTask.objects.get()
        return present.due_at, stages(present)[0].due_at

    task = dispatched()
    makers.decided(makers.asked("extension", task))
    assert both() == (task.due_at + timedelta(days=15),) * 2
    makers.suspended(task, until=timezone.localdate() + timedelta(days=9))
    clock.shift(timedelta(days=5))
    act(actions.resume, "wang", task)
    assert both() == (task.due_at + timedelta(days=20),) * 2
    named = timezone.now() + timedelta(days=1)
    act(actions.assign, "wang", task, unit=unit_of("1"), due_at=named)
    assert both() == (named, named)


def test_each_stage_may_be_extended_anew(db, clock):
    task = dispatched()
    for _ in range(2):
        makers.decided(makers.asked("extension", task))
    task = act(actions.finish_stage, "li", task)
    assert task.extension_count == 0
    makers.decided(makers.asked("extension", task))
    assert RemediationTask.objects.get().extension_count == 1


def test_a_case_given_back_begins_its_stages_again_with_the_next_unit(db, clock):
    task = act(actions.receive, "li", dispatched())
    task = act(actions.return_to_office, "li", task, note="非本单位职责")
    clock.shift(timedelta(days=4))
    task = act(actions.assign, "wang", task, unit=unit_of("2"))
    first, *later = stages(task)
    assert (first.started_at, first.due_at, task.due_at) == (timezone.now(), task.due_at, first.due_at)
    assert [stage.started_at for stage in later] == [None, None]
    assert local_days(task) == 15


def local_days(task):
    return (task.due_at - timezone.now()).days


@each_category
def test_a_long_case_ends_early_with_a_reason(db, clock, category):
    task = dispatched(category)
    task = actions.fix(
        by=person("li"),
        task=task,
        client_uuid=uuid.uuid4(),
        photo=makers.photo_upload("green"),
        quantity=1,
        note="车主已经驶离",
    )
    assert (task.state, task.steps.latest("id").note) == (TaskState.RESOLVED, "车主已经驶离")
    task = makers.closed(task)
    first, *later = stages(task)
    assert first.done_at
    assert [stage.done_at for stage in later] == [None, None]
