"""延期, 挂账 and 申诉: what may be asked and when, and what a granted one does to the clock."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from inspections import actions, suspensions
from inspections.enums import Decision, TaskAction, TaskState
from inspections.models import RemediationTask, Suspension
from inspections.tasks import resume_due
from tataboo_portal.refusals import Refusal, StaleEdit
from tests import makers
from tests.inspections.acts import act
from tests.people import unit_of

CHINA = ZoneInfo("Asia/Shanghai")
FRIDAY = "2026-11-20 10:00"


def at(words):
    """A moment in China."""
    return datetime.fromisoformat(words).replace(tzinfo=CHINA)


@pytest.fixture
def clock():
    """The Friday morning every story here begins on."""
    with time_machine.travel(at(FRIDAY), tick=False) as moved:
        yield moved


def dispatched(category="signboard", **values):
    """A task of two 工作日 given out under its category's rule, due on Tuesday at ten."""
    return act(actions.assign, "wang", makers.reported(category=category, **values), unit=unit_of("1"))


def fresh(task):
    return RemediationTask.objects.get(pk=task.pk)


def local(moment):
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


# 延期 -------------------------------------------------------------------------------------------------------------------


def test_an_extension_is_one_more_original_limit_over_the_real_calendar(db, clock):
    task = dispatched()
    assert local(task.due_at) == "2026-11-24 10:00"
    request = makers.decided(makers.asked("extension", task))
    later = fresh(task)
    assert local(later.due_at) == "2026-11-26 10:00"
    assert (request.due_from, request.due_to) == (task.due_at, later.due_at)
    assert (later.first_due_at, later.extension_count) == (task.due_at, 1)
    step = later.steps.latest("id")
    assert (step.action, step.due_from, step.due_to) == (TaskAction.EXTEND, task.due_at, later.due_at)
    makers.decided(makers.asked("extension", later))
    assert local(fresh(task).due_at) == "2026-11-30 10:00"


def test_it_is_granted_twice_at_most(db, clock):
    task = dispatched()
    for _ in range(2):
        makers.decided(makers.asked("extension", task))
    with pytest.raises(Refusal, match="已经延期 2 次，不能再延。"):
        makers.asked("extension", task)


@pytest.mark.parametrize(("kind", "word"), [("extension", "延期"), ("suspension", "挂账")])
def test_what_is_overdue_is_not_extended_nor_paused(db, clock, kind, word):
    task = dispatched()
    clock.move_to(task.due_at + timedelta(seconds=1))
    with pytest.raises(Refusal, match=f"已经逾期，不能再申请{word}。先整改，逾期有原因的可以申诉。"):
        makers.asked(kind, task)


def test_what_was_asked_in_time_may_be_granted_late(db, clock):
    task = dispatched()
    request = makers.asked("extension", task)
    clock.move_to(task.due_at + timedelta(hours=3))
    assert fresh(task).is_overdue()
    makers.decided(request)
    assert local(fresh(task).due_at) == "2026-11-26 10:00"
    assert not fresh(task).is_overdue()


# 挂账 -------------------------------------------------------------------------------------------------------------------


def test_a_pause_keeps_what_was_left_and_a_person_may_end_it(db, clock):
    task = dispatched()
    clock.move_to(at("2026-11-23 10:00"))  # one of the two days is used
    paused = makers.suspended(task, until=date(2026, 12, 20))
    assert (paused.state, paused.suspended_at, paused.due_at) == (TaskState.SUSPENDED, timezone.now(), task.due_at)
    clock.move_to(at("2026-12-02 16:00"))
    assert not paused.is_overdue()
    assert not RemediationTask.objects.due_counted().exists()
    resumed = act(actions.resume, "wang", paused)
    assert (resumed.state, resumed.suspended_at) == (TaskState.DISPATCHED, None)
    assert local(resumed.due_at) == "2026-12-03 16:00"
    step = resumed.steps.latest("id")
    assert (step.due_from, step.due_to) == (task.due_at, resumed.due_at)
    assert Suspension.objects.get().ended_at == timezone.now()
    assert suspensions.running(resumed) is None


def test_on_its_day_the_clock_goes_on_from_midnight_whenever_the_portal_gets_to_it(db, clock):
    task = dispatched("dead_corner")  # four 工作时: until 16:00
    clock.move_to(at("2026-11-20 11:00"))
    makers.suspended(task, until=date(2026, 12, 2))
    clock.move_to(at("2026-12-01 23:59"))
    resume_due()
    assert fresh(task).state == TaskState.SUSPENDED
    clock.move_to(at("2026-12-02 09:40"))
    assert suspensions.resume_due() == 1
    resumed = fresh(task)
    assert (resumed.state, local(resumed.due_at)) == (TaskState.DISPATCHED, "2026-12-02 11:00")
    assert local(Suspension.objects.get().ended_at) == "2026-12-02 00:00"
    last = resumed.steps.latest("id")
    assert (last.action, last.by, last.note) == (TaskAction.RESUME, None, "挂账到期")
    assert suspensions.resume_due() == 0


def test_one_pause_somebody_ended_meanwhile_does_not_hold_up_the_others(db, clock, monkeypatch):
    first, second = dispatched(), dispatched()
    for task in (first, second):
        makers.suspended(task, until=date(2026, 12, 2))
    clock.move_to(at("2026-12-02 09:40"))
    resume = suspensions.resume

    def overtaken(*, task, **values):
        if task == first:
            act(resume, "wang", task)
        return resume(task=task, **values)

    monkeypatch.setattr(suspensions, "resume", overtaken)
    assert suspensions.resume_due() == 1
    assert {fresh(task).state for task in (first, second)} == {TaskState.DISPATCHED}
    assert fresh(first).steps.filter(action=TaskAction.RESUME).count() == 1


def test_a_paused_rework_is_rework_again(db, clock):
    task = makers.fixed(dispatched("dead_corner"))
    act(actions.send_back, "wang", task, note="没有清干净")
    paused = makers.suspended(fresh(task))
    assert paused.state == TaskState.SUSPENDED
    assert act(actions.resume, "wang", paused).state == TaskState.REWORK


def test_a_task_is_paused_once(db, clock):
    task = makers.suspended(dispatched())
    with pytest.raises(StaleEdit, match=r"王 10:00 已批准挂账，恢复计时以后再办。"):
        makers.asked("suspension", task)
    act(actions.resume, "wang", task)
    with pytest.raises(Refusal, match="这条已经挂过账，只能挂一次。"):
        makers.asked("suspension", task)


@pytest.mark.parametrize(("days", "allowed"), [(0, False), (1, True), (365, True), (366, False)])
def test_a_pause_lasts_from_tomorrow_to_a_year(db, clock, days, allowed):
    task, until = dispatched(), date(2026, 11, 20) + timedelta(days=days)
    if allowed:
        assert makers.asked("suspension", task, until=until).until == until
        return
    with pytest.raises(Refusal, match="挂账要选明天到一年以内的日期。"):
        makers.asked("suspension", task, until=until)


def test_a_pause_whose_day_has_passed_cannot_be_granted_any_more(db, clock):
    request = makers.asked("suspension", dispatched(), until=date(2026, 11, 21))
    clock.move_to(at("2026-11-21 09:00"))
    with pytest.raises(Refusal, match="挂到的日期已经过了，这个申请不批准，让单位重新申请。"):
        makers.decided(request)
    assert (fresh(request.task).state, Suspension.objects.get().decision) == (TaskState.DISPATCHED, Decision.PENDING)
    assert makers.decided(request, approved=False).decision == Decision.REFUSED


@pytest.mark.parametrize("end", [actions.force_close, actions.void])
def test_a_pause_ends_with_its_task(db, clock, end):
    task = act(end, "wang", makers.suspended(dispatched()), note="已拆除")
    assert (task.suspended_at, Suspension.objects.get().ended_at) == (None, timezone.now())
    clock.shift(timedelta(days=30))
    assert suspensions.resume_due() == 0


# 申诉 -------------------------------------------------------------------------------------------------------------------


def test_a_granted_appeal_leaves_the_statistics_and_keeps_the_facts(db, clock):
    task = dispatched()
    clock.shift(timedelta(days=30))
    tasks = RemediationTask.objects
    assert list(tasks.due_counted()) == list(tasks.overdue_counted()) == [task]
    makers.decided(makers.asked("appeal", task))
    exempted = fresh(task)
    assert not tasks.due_counted().exists()
    assert not tasks.overdue_counted().exists()
    assert exempted.exempted_at == timezone.now()
    assert (exempted.is_overdue(), list(tasks.overdue())) == (True, [task])
    assert (exempted.due_at, exempted.state) == (task.due_at, task.state)
    assert list(tasks.counted()) == [task]
    with pytest.raises(Refusal, match="申诉已经成立，不用再交。"):
        makers.asked("appeal", task)


def test_a_task_closed_in_time_leaves_the_on_time_ones_too(db, clock):
    task = makers.closed(makers.fixed(dispatched()))
    assert list(RemediationTask.objects.on_time()) == [task]
    makers.decided(makers.asked("appeal", task))
    assert not RemediationTask.objects.on_time().exists()
    assert fresh(task).state == TaskState.CLOSED


# What ends with something else ------------------------------------------------------------------------------------------


def test_what_a_unit_asked_for_ends_when_it_returns_the_task(db, clock):
    task = dispatched()
    waiting = [makers.asked(kind, task) for kind in ("extension", "suspension", "appeal")]
    act(actions.return_to_office, "li", fresh(task), note="非本单位职责")
    for request in waiting:
        request.refresh_from_db()
        assert (request.decision, request.decided_by) == (Decision.WITHDRAWN, None)
        assert request.decision_note == "单位已退回这条任务，申请不用再决定。"
    with pytest.raises(Refusal, match="系统 10:00 已作废这个申请。"):
        makers.decided(waiting[0])
