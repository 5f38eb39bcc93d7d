"""回头看: drawn the same on every run, nothing missed, judged by somebody else, and what came back is a task again."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.conf import settings

from inspections import actions, lookbacks
from inspections.enums import LookBackOutcome, TaskSource
from inspections.models import LookBack, LookBackRule, RemediationTask
from inspections.tasks import plan_look_backs
from tataboo_portal.enums import AuditAction
from tataboo_portal.models import AuditEvent
from tataboo_portal.refusals import Refusal, StaleEdit
from tests import makers
from tests.counting import count_queries
from tests.people import person
from tests.reports import rows

MONDAY = datetime(2026, 11, 2, 2, tzinfo=UTC)  # 10:00 in Asia/Shanghai
LIST = "/tasks/lookbacks/"


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(MONDAY, tick=False) as moved:
        yield moved


@pytest.fixture
def every(db):
    """Rules that draw every closed task."""
    LookBackRule.objects.update(percent=100)


def looked_at(task=None, days=7):
    """A look-back that is due at a task closed a while ago."""
    rule = LookBackRule.objects.get(days=days)
    return LookBack.objects.create(task=task or makers.closed(), rule=rule, due_on=date(2026, 11, 9))


def judged(look_back, outcome=LookBackOutcome.HELD, by=None, client_uuid=None, photo=None, **values):
    """What 刘 found, unless said otherwise."""
    if outcome == LookBackOutcome.CAME_BACK and photo is None:
        photo = makers.photo_upload("red")
    return actions.judge_look_back(
        by=by or person("liu"),
        look_back=look_back,
        outcome=outcome,
        client_uuid=client_uuid or uuid.uuid4(),
        photo=photo,
        **values,
    )


def test_a_closed_task_is_looked_at_seven_and_thirty_days_later(clock, every):
    task = makers.closed()
    found = []
    for day in range(1, 33):
        clock.shift(timedelta(days=1))
        plan_look_backs()
        found += [(day, look_back.rule.days) for look_back in LookBack.objects.all()[len(found) :]]
    assert found == [(7, 7), (30, 30)]
    assert [look_back.due_on for look_back in task.look_backs.all()] == [date(2026, 11, 9), date(2026, 12, 2)]


def test_the_day_is_that_of_closing_in_china(clock, every):
    clock.move_to(datetime(2026, 11, 1, 16, 30, tzinfo=UTC))  # 2 November, 0:30
    makers.closed()
    assert lookbacks.plan(date(2026, 11, 8)) == 0
    assert lookbacks.plan(date(2026, 11, 9)) == 1


def test_missed_nights_are_caught_up_with_the_day_it_was_due(clock, every):
    makers.closed()
    clock.shift(timedelta(days=12))
    assert lookbacks.plan() == 1
    assert LookBack.objects.get().due_on == date(2026, 11, 9)
    makers.closed()
    clock.shift(timedelta(days=7 + lookbacks.CATCH_UP_DAYS + 1))
    lookbacks.plan()
    assert LookBack.objects.filter(rule__days=7).count() == 1


def test_only_verified_tasks_are_drawn(clock, every):
    makers.fixed()
    actions.force_close(by=person("wang"), task=makers.assigned(), note="拆迁", client_uuid=uuid.uuid4())
    clock.shift(timedelta(days=7))
    assert lookbacks.plan() == 0


def test_a_rule_out_of_use_draws_nothing(clock, every):
    LookBackRule.objects.filter(days=7).update(is_active=False)
    makers.closed()
    clock.shift(timedelta(days=7))
    assert lookbacks.plan() == 0


def test_every_run_draws_the_same_share(clock):
    closed_at = MONDAY
    for _ in range(60):
        rows.task("1", closed_at, "closed", closed_at)
    clock.shift(timedelta(days=7))
    rule = LookBackRule.objects.get(days=7)
    expected = {pk for pk in RemediationTask.objects.values_list("pk", flat=True) if lookbacks.is_drawn(pk, rule)}
    assert lookbacks.plan() == len(expected)
    drawn = set(LookBack.objects.values_list("task_id", flat=True))
    assert drawn == expected
    assert lookbacks.plan() == 0
    LookBack.objects.all().delete()
    lookbacks.plan()
    assert set(LookBack.objects.values_list("task_id", flat=True)) == drawn


def test_the_share_is_what_the_rule_says_and_rules_draw_apart():
    seven, thirty = LookBackRule.objects.get(days=7), LookBackRule.objects.get(days=30)
    drawn = {pk for pk in range(1, 5001) if lookbacks.is_drawn(pk, seven)}
    assert 0.18 < len(drawn) / 5000 < 0.22
    assert drawn != {pk for pk in range(1, 5001) if lookbacks.is_drawn(pk, thirty)}
    seven.percent = 100
    assert all(lookbacks.is_drawn(pk, seven) for pk in range(1, 200))


def test_beat_plans_every_night():
    entry = settings.CELERY_BEAT_SCHEDULE["plan look backs"]
    assert (entry["task"], entry["schedule"].hour, entry["schedule"].minute) == (
        "inspections.plan_look_backs",
        {1},
        {10},
    )


def test_nothing_came_back(clock):
    look_back = judged(looked_at(), note="很干净")
    assert (look_back.outcome, look_back.checked_by, look_back.new_task) == ("held", person("liu"), None)
    event = AuditEvent.objects.get(object_type="inspections.LookBack")
    assert (event.action, event.actor_name, event.after["outcome"]) == (AuditAction.CHANGE, "刘", "held")


def test_what_came_back_is_a_task_again_on_the_same_spot(clock):
    task = makers.closed(location="2号楼后")
    clock.shift(timedelta(days=40))  # too long ago to be linked by place alone
    new = judged(looked_at(task, 30), LookBackOutcome.CAME_BACK, note="又堆上了").new_task
    assert (new.source, new.recurrence_of, new.category, new.unit) == (TaskSource.CHECK, task, task.category, task.unit)
    assert (new.location, new.title, new.description) == ("2号楼后", task.title, "又堆上了")
    assert (new.community_id, new.state, new.reported_by) == (task.community_id, "reported", person("liu"))
    assert new.photos.count() == 1
    assert AuditEvent.objects.filter(object_type="inspections.LookBack").count() == 1


def test_the_same_judgement_twice_is_one(clock):
    look_back, token = looked_at(), uuid.uuid4()
    first = judged(look_back, LookBackOutcome.CAME_BACK, client_uuid=token)
    again = judged(look_back, LookBackOutcome.CAME_BACK, client_uuid=token)
    assert first.new_task == again.new_task
    assert RemediationTask.objects.count() == 2
    assert AuditEvent.objects.filter(object_type="inspections.LookBack").count() == 1


def test_who_comes_later_is_told_who_and_when(clock):
    look_back = judged(looked_at())
    with pytest.raises(StaleEdit, match="刘 10:00 已经看过这条，没有反弹。"):
        judged(look_back, LookBackOutcome.CAME_BACK, by=person("wang"))
    look_back.refresh_from_db()
    assert look_back.outcome == "held"


def test_nobody_looks_back_at_their_own_fix(clock, sign_in, wang):
    look_back = looked_at()
    RemediationTask.objects.update(fixed_by=wang)
    with pytest.raises(Refusal, match="自己办的整改要由别人回头看。"):
        judged(look_back, by=wang)
    client = sign_in(wang)
    assert client.get(LIST).context["rows"] == []
    page = client.get(f"{LIST}{look_back.pk}/")
    assert page.status_code == 403
    assert "自己办的整改要由别人回头看。" in page.content.decode()


def test_what_was_filed_already_is_linked_and_not_filed_twice(clock, sign_in, liu):
    task = makers.closed()
    known = makers.reported(recurrence_of=task)
    look_back = looked_at(task)
    client = sign_in(liu)
    page = client.get(f"{LIST}{look_back.pk}/").content.decode()
    assert f'这里已经又报过：<a href="/tasks/{known.number}/">' in page
    data = {"client_uuid": str(uuid.uuid4()), "outcome": "came_back"}
    assert client.post(f"{LIST}{look_back.pk}/", data, follow=True).status_code == 200
    look_back.refresh_from_db()
    assert (look_back.new_task, RemediationTask.objects.count()) == (known, 2)


def test_coming_back_needs_a_photo_and_a_mistake_keeps_what_was_typed(clock, sign_in, liu):
    look_back = looked_at()
    client, address = sign_in(liu), f"{LIST}{look_back.pk}/"
    data = {"client_uuid": str(uuid.uuid4()), "note": "又堆上了"}
    page = client.post(address, data | {"outcome": "came_back"})
    assert page.status_code == 400
    assert "反弹要拍一张现在的照片。" in page.content.decode()
    assert "又堆上了" in page.content.decode()
    assert "选没有反弹或者反弹。" in client.post(address, data).content.decode()
    page = client.post(
        address, data | {"outcome": "came_back", "photo_album": makers.photo_upload()}, follow=True
    ).content.decode()
    new = LookBack.objects.get().new_task
    assert f"已记反弹：{new.number}" in page


def test_those_due_first_and_those_done_in_their_own_tab(clock, sign_in, liu):
    late, today = looked_at(), looked_at()
    LookBack.objects.filter(pk=late.pk).update(due_on=date(2026, 10, 30))
    done = judged(looked_at())
    client = sign_in(liu)
    assert [row["look_back"] for row in client.get(LIST).context["rows"]] == [late, today]
    assert [row["look_back"] for row in client.get(f"{LIST}?show=done").context["rows"]] == [done]
    assert "晚了 3 天" in client.get(LIST).content.decode()
    assert "没有反弹" in client.get(f"{LIST}{done.pk}/").content.decode()


def test_an_empty_list_says_so(sign_in, wang):
    assert "没有到期的回头看。" in sign_in(wang).get(LIST).content.decode()


def test_the_list_asks_as_often_for_many_as_for_one(clock, sign_in, liu):
    client, counts = sign_in(liu), []
    for number in (1, 3):
        for _ in range(number):
            looked_at()
        counts.append(count_queries(client, LIST))
    assert counts[0] == counts[1] <= 8
