"""Escalation under a moved clock: who is told at 75, 100, 150 and 200 %, never twice, never at night, never a flood."""

import uuid
from datetime import time, timedelta

import pytest
import time_machine
from django.utils import timezone

from inspections import actions, alarms, escalation, tasks
from inspections.enums import AlarmRecipient, TaskAction
from inspections.models import EscalationAlarm, EscalationRule, RemediationTask
from tataboo_portal import robots
from tataboo_portal.enums import LimitKind, RobotKind, Role
from tataboo_portal.models import Notice, User
from tests import makers
from tests.inspections.street import at, dispatched, run, somebody
from tests.people import person, unit_of


def test_each_line_of_the_clock_reaches_its_own_people_once(street, li):
    task = dispatched(assignee=li)
    moments = {
        "2026-11-23 15:59": "",
        "2026-11-23 16:00": "李",
        "2026-11-23 16:10": "",
        "2026-11-23 17:59": "",
        "2026-11-23 18:00": "李周",
        "2026-11-24 07:50": "",
        "2026-11-24 11:59": "",
        "2026-11-24 12:00": "何周",
        "2026-11-24 17:50": "",
        "2026-11-24 18:00": "何孙",
        "2026-11-25 09:00": "",
    }
    assert {moment: run(moment) for moment in moments} == moments
    assert EscalationAlarm.objects.filter(task=task, due_at=task.due_at).count() == EscalationRule.objects.count()


def test_the_digest_names_task_share_and_deadline_and_leads_there(street, li):
    task = dispatched(assignee=li, location="二棉宿舍")
    run("2026-11-23 16:00")
    notice = Notice.objects.get()
    assert notice.title == "1 项任务到提醒线"
    assert notice.body == f"{task.number} {task.title}，用掉 75%，11月23日 18:00 到期"
    assert notice.url == f"/tasks/{task.number}/"
    run("2026-11-24 12:00")
    late = Notice.objects.get(recipient__full_name="何")
    assert late.title == "1 项任务到提醒线，1 项已逾期"
    assert "用掉 150%，11月23日 18:00 已到期" in late.body


def test_several_tasks_make_one_digest_the_most_pressing_first(street, li, sign_in):
    calm, pressing, fresh = dispatched(value=9), dispatched(value=8), dispatched(value=16)
    assert run("2026-11-24 08:00") == "李周"
    notice = Notice.objects.get(recipient=li)
    assert notice.title == "2 项任务到提醒线，1 项已逾期"
    assert notice.body.index(pressing.number) < notice.body.index(calm.number)
    assert fresh.number not in notice.body
    assert notice.url == "/tasks/?group=in_hands&unit=1"
    listed = sign_in(li).get(notice.url).content.decode()
    assert pressing.number in listed
    assert calm.number in listed


def test_a_long_digest_stops_and_says_how_many_more(street):
    task, lines = dispatched(), []
    for share in range(alarms.LINES_IN_A_NOTICE + 7):
        lines.append(alarms.Line(task, share, False))
    body = alarms.body(lines, alarms.LINES_IN_A_NOTICE).splitlines()
    assert len(body) == alarms.LINES_IN_A_NOTICE + 1
    assert body[-1] == "还有 7 项，到任务列表里看。"
    assert len(alarms.group_text(lines).encode()) < robots.LONGEST_TEXT[RobotKind.WECOM]


def test_the_night_is_quiet_and_the_first_run_after_it_says_the_highest_line_only(street, li):
    task = dispatched("2026-11-23 14:00", 8, LimitKind.EMERGENCY_HOUR, assignee=li)
    for moment in ("2026-11-23 20:00", "2026-11-23 23:50", "2026-11-24 00:00", "2026-11-24 07:29"):
        assert run(moment) == ""
    assert not EscalationAlarm.objects.exists()
    assert run("2026-11-24 07:30") == "何李孙周"
    assert run("2026-11-24 07:40") == ""
    assert EscalationAlarm.objects.filter(task=task).count() == EscalationRule.objects.count()
    assert Notice.objects.count() == 4
    assert task.steps.filter(action=TaskAction.ALARM).count() == 1


@pytest.mark.parametrize(
    ("quiet_from", "quiet_to", "quiet", "loud"),
    [
        ("20:00", "07:30", ("20:00", "23:59", "00:00", "07:29"), ("07:30", "12:00", "19:59")),
        ("12:00", "14:00", ("12:00", "13:59"), ("11:59", "14:00", "00:00")),
        ("00:00", "00:00", (), ("00:00", "12:00", "23:59")),
    ],
)
def test_quiet_hours_begin_at_their_first_minute_and_end_before_their_last(quiet_from, quiet_to, quiet, loud):
    rule = EscalationRule(quiet_from=time.fromisoformat(quiet_from), quiet_to=time.fromisoformat(quiet_to))
    assert all(escalation.is_quiet(rule, at(f"2026-11-23 {clock}")) for clock in quiet)
    assert not any(escalation.is_quiet(rule, at(f"2026-11-23 {clock}")) for clock in loud)


def test_after_days_of_silence_nobody_hears_of_a_task_more_than_once(street, li):
    head = User.objects.get(username="zhou")
    task = dispatched(assignee=head)
    assert run("2026-11-30 09:00") == "何孙周"
    assert Notice.objects.get(recipient=head).body.count(task.number) == 1
    assert run("2026-11-30 09:10") == ""


def test_a_lower_rule_added_later_is_not_said_after_a_higher_one(street, li):
    task = dispatched(assignee=li)
    assert run("2026-11-23 18:00") == "李周"
    rule = EscalationRule.objects.create(percent=90, recipient=AlarmRecipient.HANDLER)
    assert run("2026-11-23 18:10") == ""
    assert EscalationAlarm.objects.filter(task=task, rule=rule).exists()


def test_a_rule_out_of_use_says_nothing(street, li):
    dispatched(assignee=li)
    EscalationRule.objects.filter(percent__gte=100).update(is_active=False)
    assert run("2026-11-25 09:00") == "李"
    EscalationRule.objects.update(is_active=False)
    dispatched(assignee=li)
    assert run("2026-11-25 09:10") == ""


def test_a_paused_clock_alarms_nobody_and_goes_on_where_it_stood(street, li):
    task = dispatched(assignee=li)
    with time_machine.travel(at("2026-11-23 12:00"), tick=False):
        makers.suspended(task, until=at("2026-12-01 00:00").date())
    assert run("2026-11-26 09:00") == ""
    with time_machine.travel(at("2026-11-26 14:00"), tick=False):
        actions.resume(by=person("wang"), task=task, client_uuid=uuid.uuid4())
    assert run("2026-11-26 15:59") == ""
    assert run("2026-11-26 16:00") == "李"


def test_an_extension_moves_the_line(street, li):
    task = dispatched(assignee=li)
    assert run("2026-11-23 16:00") == "李"
    with time_machine.travel(at("2026-11-23 17:00"), tick=False):
        makers.decided(makers.asked("extension", task))
    assert run("2026-11-23 18:00") == ""
    assert run("2026-11-24 11:59") == ""
    assert run("2026-11-24 12:00") == "李"
    assert run("2026-11-24 18:00") == "李周"


@pytest.mark.parametrize(
    "ended", [makers.fixed, lambda task: makers.closed(makers.fixed(task))], ids=["fixed", "closed"]
)
def test_what_was_handed_in_alarms_nobody(street, li, ended):
    task = dispatched(assignee=li)
    with time_machine.travel(at("2026-11-23 15:00"), tick=False):
        ended(task)
    assert run("2026-11-25 09:00") == ""


def test_without_a_person_in_charge_the_whole_unit_is_told(street, li, zhang, chen):
    dispatched()
    assert run("2026-11-23 16:00") == "李周"


@pytest.mark.parametrize("change", [{"is_active": False}, {"unit": "2"}])
def test_a_handler_who_left_is_stood_in_for_by_the_unit(street, li, change):
    gone = somebody("gone", "吴", role=Role.COMMUNITY, unit=unit_of("1"))
    dispatched(assignee=gone)
    values = {"unit": unit_of(change["unit"])} if "unit" in change else change
    User.objects.filter(pk=gone.pk).update(**values)
    assert run("2026-11-23 16:00") == "李周"


def test_only_leaders_in_use_and_in_charge_of_the_unit_are_told(street, li, zhang):
    other = somebody("other", "冯", role=Role.LEADER)
    other.units_in_charge.add(unit_of("2"))
    zhang.units_in_charge.add(unit_of("1"))  # sees only an own unit: told of nothing they may not open
    somebody("retired", "褚", role=Role.LEADER, is_active=False).units_in_charge.add(unit_of("1"))
    dispatched(assignee=li)
    run("2026-11-23 18:00")
    assert run("2026-11-24 12:00") == "何周"
    assert run("2026-11-24 18:00") == "何冯孙"


def test_the_trail_says_who_was_told_and_the_open_page_stays_good(street, li):
    task = dispatched(assignee=li)
    version = task.version
    run("2026-11-23 18:00")
    step = task.steps.get(action=TaskAction.ALARM)
    assert (step.by, step.from_state, step.to_state) == (None, task.state, task.state)
    assert step.note == "用掉时限的 100%，提醒了责任人 李、单位负责人 周"
    task.refresh_from_db()
    assert task.version == version


def test_a_level_nobody_stands_at_is_written_down(wang, li, sun):
    task = dispatched()
    run("2026-11-24 12:00")
    note = task.steps.get(action=TaskAction.ALARM).note
    assert note == "用掉时限的 150%，提醒了责任人 李、群机器人；没有单位负责人、分管领导可提醒"
    many = alarms.trail_note(1, {"handler": [User(full_name="很长的名字" * 8)] * 60, "leader": []})
    assert len(many) <= alarms.LONGEST_NOTE


def test_a_task_that_moved_on_meanwhile_is_left_out(street, li):
    gone, moved, stays = (dispatched(assignee=li) for _ in range(3))
    with time_machine.travel(at("2026-11-23 16:00"), tick=False):
        found = escalation.due_alarms(timezone.now())
        makers.fixed(gone)
        RemediationTask.objects.filter(pk=moved.pk).update(due_at=moved.due_at + timedelta(hours=1))
        assert escalation.speak(found, timezone.now()) == 1
    assert [alarm.task for alarm in EscalationAlarm.objects.all()] == [stays]
    body = Notice.objects.get().body
    assert stays.number in body
    assert gone.number not in body
    assert moved.number not in body


def test_beat_calls_it_and_a_quiet_street_costs_a_fixed_number_of_queries(street, li, count_queries):
    tasks.escalate()
    dispatched("2026-11-23 10:00", 50, LimitKind.WORK_DAY)
    moment = at("2026-11-23 11:00")
    one = count_queries(lambda: escalation.escalate(moment))
    for _ in range(2):
        dispatched("2026-11-23 10:00", 50, LimitKind.WORK_DAY)
    assert count_queries(lambda: escalation.escalate(moment)) == one


def test_more_tasks_than_a_run_takes_go_out_in_the_next(street, li, monkeypatch):
    monkeypatch.setattr(escalation, "MOST_TASKS", 2)
    first, second, third = (dispatched(assignee=li) for _ in range(3))
    assert run("2026-11-23 16:00") == "李"
    assert run("2026-11-23 16:10") == "李"
    assert run("2026-11-23 16:20") == ""
    bodies = [notice.body for notice in Notice.objects.order_by("pk")]
    assert [first.number in bodies[0], second.number in bodies[0], third.number in bodies[1]] == [True] * 3
