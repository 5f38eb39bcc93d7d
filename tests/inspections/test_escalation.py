"""Escalation under a moved clock: who is told at 75, 100, 150 and 200 %, never twice, never at night, never a flood."""

import threading
import uuid
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection, connections
from django.utils import timezone

from inspections import actions, alarms, escalation, tasks
from inspections.enums import AlarmRecipient, TaskAction
from inspections.models import CaseRule, EscalationAlarm, EscalationRule, RemediationTask, TaskCategory
from tataboo_portal import jobs, robots
from tataboo_portal.enums import LimitKind, RobotKind, Role
from tataboo_portal.models import Job, Notice, RobotChannel, RobotDelivery, User
from tests import makers
from tests.people import person, unit_of

CHINA = ZoneInfo("Asia/Shanghai")
MONDAY = "2026-11-23 08:00"  # 8 office hours from here end at 18:00; 75 % of them at 16:00, 150 % on Tuesday at 12:00


def at(words):
    """A moment in China."""
    return datetime.fromisoformat(words).replace(tzinfo=CHINA)


def somebody(username, name, **values):
    """One more person of the street."""
    return User.objects.create_user(username, full_name=name, **values)


@pytest.fixture
def street(wang, li, sun):
    """绣品厂社区 with 李 and its head 周, its 分管领导 何, and the leader 孙."""
    somebody("zhou", "周", role=Role.COMMUNITY, unit=unit_of("1"), is_unit_head=True)
    he = somebody("he", "何", role=Role.LEADER)
    he.units_in_charge.add(unit_of("1"))


def dispatched(start=MONDAY, value=8, kind=LimitKind.WORK_HOUR, assignee=None, unit="1", **values):
    """A task given to its unit at a moment with a limit of its own."""
    category = TaskCategory.objects.get(code="dead_corner")
    rule = CaseRule.objects.get_or_create(
        category=category, condition=f"示例{value}{kind}", defaults={"limit_value": value, "limit_kind": kind}
    )[0]
    with time_machine.travel(at(start), tick=False):
        task = makers.reported(unit=unit, by=person("wang"), **values)
        number = {"client_uuid": uuid.uuid4(), "unit": task.unit, "rule": rule, "assignee": assignee}
        return actions.assign(by=person("wang"), task=task, **number)


def run(words):
    """A beat at a moment: the names told in it, in the order of their accounts."""
    seen = set(Notice.objects.values_list("pk", flat=True))
    with time_machine.travel(at(words), tick=False):
        escalation.escalate()
    return "".join(
        Notice.objects.exclude(pk__in=seen)
        .order_by("recipient__username")
        .values_list("recipient__full_name", flat=True)
    )


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


# Groups ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def channels(db):
    """Two groups in use and one that is not."""
    for number, in_use in enumerate((True, True, False), start=1):
        RobotChannel.objects.create(
            name=f"示例群{number}", kind=RobotKind.WECOM, url="https://qyapi.weixin.qq.com/?key=1", is_active=in_use
        )


def test_groups_hear_only_of_the_rules_that_say_so_once_per_run(street, li, channels):
    task = dispatched(assignee=li)
    run("2026-11-23 18:00")
    assert not RobotDelivery.objects.exists()
    run("2026-11-24 12:00")
    run("2026-11-24 12:10")
    deliveries = RobotDelivery.objects.order_by("channel__name")
    assert [delivery.channel.name for delivery in deliveries] == ["示例群1", "示例群2"]
    assert deliveries[0].text.startswith("双创提醒：1 项任务到提醒线，1 项已逾期\n")
    assert task.number in deliveries[0].text
    waiting = Job.objects.filter(task=robots.DELIVER_TASK).values_list("arguments__delivery_id", flat=True)
    assert sorted(waiting) == sorted(delivery.pk for delivery in deliveries)


def test_with_the_broker_away_nothing_is_lost_and_each_group_hears_it_once(
    street, li, channels, monkeypatch, django_capture_on_commit_callbacks
):
    sent, said = [], []
    monkeypatch.setattr(robots, "send", lambda channel, text, path: said.append(channel.name) or "")

    def refuse(*arguments, **options):
        raise jobs.OperationalError

    dispatched(assignee=li)
    with monkeypatch.context() as patch, django_capture_on_commit_callbacks(execute=True):
        patch.setattr(jobs.current_app, "send_task", refuse)
        assert run("2026-11-24 12:00") == "何李周"
    monkeypatch.setattr(jobs.current_app, "send_task", lambda name, **options: sent.append(options["kwargs"]["job_id"]))
    for _ in range(2):
        jobs.sweep(at("2026-11-24 12:20"))
    assert said == []
    for job in sent:
        jobs.run(job, robots.deliver)
    assert sorted(said) == ["示例群1", "示例群2"]
    assert not RobotDelivery.objects.filter(sent_at=None).exists()
    assert run("2026-11-24 12:30") == ""


# Two beats at once ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_say_it_once(reference_again):
    li = person("li")
    task = dispatched(assignee=li)
    start, problems = threading.Barrier(2), []

    def beat():
        try:
            start.wait(10)
            escalation.escalate(at("2026-11-23 18:00"))
        except Exception as problem:
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=beat) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert Notice.objects.filter(recipient=li).count() == 1
    assert EscalationAlarm.objects.filter(task=task).count() == 3
    assert task.steps.filter(action=TaskAction.ALARM).count() == 1


# The dry run ----------------------------------------------------------------------------------------------------------


def preview(client, words="2026-11-24T12:00", now="2026-11-23 09:00"):
    """The preview page, opened on a Monday morning, of another moment."""
    with time_machine.travel(at(now), tick=False):
        return client.get("/manage/alarms/", {"at": words} if words else {})


def test_the_preview_shows_the_very_digests_and_writes_nothing(street, li, wang, sign_in, channels, count_queries):
    task = dispatched(assignee=li, location="二棉宿舍")
    client = sign_in(wang)
    preview(client)
    written = []

    def note_writes(execute, sql, params, many, context):
        written.extend([sql] if sql.startswith(("INSERT", "UPDATE", "DELETE")) else [])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note_writes):
        response = preview(client)
    assert written == []
    assert not Notice.objects.exists()
    assert not EscalationAlarm.objects.exists()
    shown = {digest.person.full_name: (digest.title, digest.body) for digest in response.context["digests"]}
    group = response.context["group_text"]
    assert set(shown) == {"李", "周", "何"}
    page = response.content.decode()
    assert "如果在 11月24日 12:00 运行，会发出：" in page
    assert task.number in page
    run("2026-11-24 12:00")
    told = {notice.recipient.full_name: (notice.title, notice.body) for notice in Notice.objects.all()}
    assert told == shown
    assert {delivery.text for delivery in RobotDelivery.objects.all()} == {group}


def test_the_preview_of_now_of_the_night_and_of_a_quiet_day(street, li, wang, sign_in):
    dispatched(assignee=li)
    client = sign_in(wang)
    for moment in ("", "2026-11-23T15:59", "2026-11-23T22:00"):
        assert "没有要通知的。" in preview(client, moment).content.decode()
    assert "如果现在运行，会发出：" in preview(client, "").content.decode()
    assert "没有要通知的。" not in preview(client, "", now="2026-11-23 16:00").content.decode()


def test_the_preview_tells_the_rules_in_words_and_what_was_sent(street, li, wang, qian, sign_in):
    task = dispatched(assignee=li)
    run("2026-11-23 18:00")
    page = preview(sign_in(wang)).content.decode()
    assert "用掉 150% 时限时通知分管领导，同时发到群" in page
    assert "20:00 到次日 07:30 不发，过后补发" in page
    assert f'<a href="/tasks/{task.number}/">' in page
    assert "/admin/" not in page
    assert "/admin/inspections/escalationrule/" in preview(sign_in(qian)).content.decode()


def test_the_preview_names_the_levels_nobody_stands_at(wang, li, sign_in):
    dispatched(assignee=li)
    page = preview(sign_in(wang)).content.decode()
    assert f"没有单位负责人，这一级没有人收到：{unit_of('1')}。" in page
    assert f"没有分管领导，这一级没有人收到：{unit_of('1')}。" in page


@pytest.mark.parametrize("words", ["x", "\x00", "0001-01-01T00:00", "9999-12-31T23:59", "2027-11-24T12:00", "9" * 400])
def test_a_moment_the_preview_cannot_show_is_refused_in_words(wang, sign_in, words):
    response = preview(sign_in(wang), words)
    assert response.status_code == 200
    assert 'class="error"' in response.content.decode()
    assert response.context["is_now"]


def test_the_preview_costs_the_same_for_one_and_for_many(street, li, wang, sign_in, count_queries):
    client = sign_in(wang)
    dispatched(assignee=li)
    preview(client)
    one = count_queries(lambda: preview(client))
    for _ in range(3):
        dispatched(assignee=li)
    assert count_queries(lambda: preview(client)) == one
    assert len(preview(client).context["digests"][0].lines) == 4
