"""What a unit and its helpers do on a case's pages: sign, hand on, return, end a stage, say what stands in the way."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from inspections import actions, acts
from inspections.enums import TaskAction, TaskState
from tataboo_portal.models import User
from tests import makers
from tests.inspections.acts import act
from tests.inspections.pages import html, phrase, send, url
from tests.people import person, unit_of


def test_signing_takes_one_tap_and_a_second_one_is_harmless(sign_in, li):
    task, client = makers.assigned(), sign_in(li)
    assert "签收" in html(client, task)
    data = {"client_uuid": str(uuid.uuid4())}
    for _ in range(2):
        assert client.post(url(task, "task_receive"), data).status_code == 302
    task.refresh_from_db()
    assert task.state == TaskState.PROCESSING
    assert [step.action for step in task.steps.all()].count(TaskAction.RECEIVE) == 1
    late = client.post(url(task, "task_receive"), {"client_uuid": str(uuid.uuid4())}, follow=True)
    assert "已签收，正在整改。看看再办。" in late.content.decode()
    assert "页面不完整，刷新后再试。" in client.post(url(task, "task_receive"), follow=True).content.decode()


def colleague(name, busy=0):
    """Another person of 绣品厂社区 with so many open tasks."""
    mate = User.objects.create(username=name, full_name=name, role=person("li").role, unit=person("li").unit)
    for _ in range(busy):
        act(actions.hand_over, "li", makers.assigned(), assignee=mate)
    return mate


def test_a_task_is_handed_to_a_person_of_the_unit_the_busiest_last(sign_in, li, zhang):
    busy, gone = colleague("忙人", busy=2), colleague("走了")
    colleague("闲人")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    task, client = makers.assigned(), sign_in(li)
    response = client.get(url(task, "task_hand_over"))
    assert [mate.full_name for mate in response.context["people"]] == ["李", "闲人", "忙人"]
    assert "在办 2 条" in response.content.decode()
    for other in (zhang, gone):
        refused = send(client, task, "task_hand_over", assignee=other.pk)
        assert refused.status_code == 400
        assert "这个人不在你们单位，换一个人。" in refused.content.decode()
    assert send(client, task, "task_hand_over", assignee=busy.pk).status_code == 302
    task.refresh_from_db()
    assert (task.assignee, task.state) == (busy, TaskState.PROCESSING)


def test_what_was_returned_goes_back_to_dispatching_with_its_reason_on_the_page(sign_in, li, wang):
    task = makers.assigned()
    send(sign_in(li), task, "task_return", phrase=phrase("return").pk)
    task.refresh_from_db()
    assert (task.state, task.due_at) == (TaskState.ACCEPTED, None)
    page = html(sign_in(wang), task)
    assert "非本单位职责" in page
    assert "派单" in page


def test_a_long_case_offers_its_stage_first_and_the_photo_last(sign_in, li):
    task, client = makers.assigned(category="zombie_vehicle"), sign_in(li)
    names = [stage.name for stage in task.stages.order_by("position")]
    for name in names[:-1]:
        page = html(client, task)
        assert "完成阶段" in page.split('<div class="dock">')[1]
        assert name in html(client, task, "task_stage")
        assert send(client, task, "task_stage").status_code == 302
    page = html(client, task)
    assert "拍整改后" in page.split('<div class="dock">')[1]
    assert all(name in page for name in names)
    assert "没有后面的阶段" in send(client, task, "task_stage").content.decode()


def test_two_people_ending_one_stage_end_one(sign_in, li):
    task, client = makers.assigned(category="zombie_vehicle"), sign_in(li)
    version = task.version
    assert send(client, task, "task_stage", version=version).status_code == 302
    late = send(client, task, "task_stage", version=version)
    assert late.status_code == 400
    assert "刚办完一个阶段，看看再办。" in late.content.decode()
    assert task.stages.filter(done_at__isnull=False).count() == 1


def test_helpers_see_the_task_and_may_add_a_word_but_not_fix_it(sign_in, zhang):
    task, client = makers.assigned(), sign_in(zhang)
    assert client.get(url(task)).status_code == 404
    task.assisting_units.add(zhang.unit)
    page = html(client, task)
    assert url(task, "task_say") in page
    assert url(task, "task_fix") not in page
    assert send(client, task, "task_say", note="我们出一辆车").status_code == 302
    assert "我们出一辆车" in html(client, task)
    for name in ("task_fix", "task_hand_over", "task_return", "task_stage", "task_cannot"):
        assert client.get(url(task, name)).status_code == 403
    assert client.post(url(task, "task_receive"), {"client_uuid": str(uuid.uuid4())}).status_code == 403


def test_an_empty_word_is_refused_and_a_closed_task_hears_none(sign_in, wang):
    client = sign_in(wang)
    assert "写一句再交。" in send(client, makers.assigned(), "task_say").content.decode()
    task = makers.closed()
    assert url(task, "task_say") not in html(client, task)
    assert send(client, task, "task_say", note="再看看").status_code == 400


FOLLOWED = {
    "return": (TaskState.ACCEPTED, TaskAction.RETURN, "非本单位职责"),
    "extend": (TaskState.DISPATCHED, TaskAction.ASK, "延期：工程量大，要分几天做完"),
    "suspend": (TaskState.DISPATCHED, TaskAction.ASK, "挂账：等上级资金"),
    "cannot": (TaskState.DISPATCHED, TaskAction.NOTE, "需要街道协调：需要环卫车辆"),
}


@pytest.mark.parametrize("topic", FOLLOWED)
def test_a_reason_for_not_doing_it_leads_where_it_must(sign_in, li, topic):
    task, client = makers.assigned(), sign_in(li)
    assert set(acts.WAYS) == set(FOLLOWED)
    assert url(task, "task_cannot") in html(client, task)
    assert send(client, task, "task_cannot", reason=phrase(topic).pk).status_code == 302
    task.refresh_from_db()
    last = task.steps.last()
    assert (task.state, last.action, last.note) == FOLLOWED[topic]
    if topic == "suspend":
        assert task.suspensions.get().until == timezone.localdate() + timedelta(days=30)


def test_only_reasons_that_can_be_followed_are_offered(sign_in, li):
    late, client = makers.assigned(due_at=timezone.now() - timedelta(hours=1)), sign_in(li)
    page = html(client, late, "task_cannot")
    assert "需要环卫车辆" in page
    assert "下雨，等天晴再做" not in page
    refused = send(client, late, "task_cannot", reason=phrase("extend").pk)
    assert "这个原因现在不能用，换一个。" in refused.content.decode()
    assert "选一个原因。" in send(client, late, "task_cannot").content.decode()


def test_a_call_for_help_stands_above_the_task_until_the_office_answers(sign_in, li, wang):
    task = makers.assigned()
    send(sign_in(li), task, "task_cannot", reason=phrase("cannot").pk)
    call = "<b>需要街道协调：需要环卫车辆</b>"
    assert call in html(sign_in(wang), task)
    act(actions.assign, "wang", task, unit=unit_of("2"))
    page = html(sign_in(wang), task)
    assert call not in page
    assert "需要街道协调：需要环卫车辆" in page
