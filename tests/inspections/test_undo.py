"""撤销: what was just handed in is taken back by whoever did it, once, in time, and only while nobody has gone on with it."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from inspections import actions
from inspections.enums import TaskState
from inspections.models import RemediationTask
from tataboo_portal.models import AuditEvent
from tataboo_portal.refusals import Refusal
from tests import makers
from tests.inspections.acts import task_in

MORNING = datetime(2026, 11, 24, 2, tzinfo=UTC)


def undo(task, by, **step):
    return actions.undo(by=by, task=task, client_uuid=uuid.uuid4(), **step)


def refused(task, by):
    with pytest.raises(Refusal) as found:
        undo(task, by)
    return found.value.sentence


def trail(task):
    return [(step.action, step.by.username, step.note) for step in task.steps.select_related("by").order_by("id")]


def test_a_report_taken_back_is_voided_with_its_photo_and_its_reason(db, li):
    task = makers.reported()
    undo(task, li)
    task.refresh_from_db()
    assert (task.state, task.photos.count()) == (TaskState.VOID, 1)
    assert trail(task)[-1] == ("undo", "li", "撤销")
    assert AuditEvent.objects.latest("id").reason == "撤销"
    assert not RemediationTask.objects.counted().exists()


def test_an_after_photo_taken_back_leaves_the_task_where_it_was_and_can_be_handed_in_anew(db, li):
    task = makers.fixed()
    undo(task, li)
    task.refresh_from_db()
    assert (task.state, task.fixed_by, task.fixed_at) == (TaskState.PROCESSING, None, None)
    assert [row.stage for row in task.photos.all()] == ["before", "after"]
    makers.fixed(task)
    task.refresh_from_db()
    assert (task.state, task.photos.count()) == (TaskState.RESOLVED, 3)


def test_rework_taken_back_is_rework_again_under_the_same_deadline(db, li):
    reworked = task_in(TaskState.REWORK)
    due = reworked.due_at
    task = undo(makers.fixed(reworked), li)
    assert (task.state, task.due_at, task.rework_count) == (TaskState.REWORK, due, 1)


def test_whoever_went_on_with_it_meanwhile_is_named(db, li):
    accepted = task_in(TaskState.ACCEPTED)
    judged, returned = makers.closed(), task_in(TaskState.REWORK)
    assert "已立案" in refused(accepted, li)
    assert "已核查过这条" in refused(judged, li)
    assert "已把这条退回" in refused(returned, li)


def test_only_the_one_who_handed_it_in_takes_it_back(db, li, zhang):
    task = makers.fixed(makers.assigned(by=li))
    assert refused(task, zhang) == "这一步不是自己交的，只有交的人能撤销。"


def test_after_five_minutes_it_stays_handed_in(db, li):
    with time_machine.travel(MORNING, tick=False) as clock:
        early, late = makers.fixed(), makers.fixed()
        clock.shift(timedelta(minutes=5))
        assert undo(early, li).state == TaskState.PROCESSING
        clock.shift(timedelta(seconds=1))
        assert refused(late, li).startswith("交上去超过 5 分钟了")


def test_the_same_undo_five_times_is_one(db, li):
    task, token = makers.fixed(), uuid.uuid4()
    for _ in range(5):
        actions.undo(by=li, task=task, client_uuid=token)
    task.refresh_from_db()
    assert [action for action, *_ in trail(task)].count("undo") == 1
    assert (task.state, task.version) == (TaskState.PROCESSING, makers.fixed().version + 1)


def test_the_page_offers_it_as_a_plain_button_as_long_as_it_is_possible(sign_in, li):
    client = sign_in(li)
    task = makers.fixed()
    address, button = reverse("task_undo", args=[task.number]), "撤销（5 分钟内）"
    page = client.get(reverse("task_detail", args=[task.number])).content.decode()
    assert f'action="{address}"' in page
    assert button in page
    token = {"client_uuid": str(uuid.uuid4())}
    for _ in range(2):
        answer = client.post(address, token, follow=True).content.decode()
        assert "已撤销，照片还留着" in answer
        assert button not in answer
    assert "拍整改后" in answer
    assert "超过" not in answer


def test_the_page_says_why_it_is_too_late(sign_in, li):
    task = makers.closed()
    address = reverse("task_undo", args=[task.number])
    answer = sign_in(li).post(address, {"client_uuid": str(uuid.uuid4())}, follow=True).content.decode()
    assert "已核查过这条" in answer
