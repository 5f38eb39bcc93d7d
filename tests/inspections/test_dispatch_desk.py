"""派单台: row by row or many at once, each task in its own transaction and with the deadline of its own rule."""

import re
import uuid
from datetime import UTC, datetime

import pytest
import time_machine

from inspections import actions
from inspections.enums import TaskAction, TaskState
from inspections.models import CaseRule, RemediationTask, TaskStep
from tataboo_portal.models import AuditEvent, Unit
from tests import makers
from tests.counting import count_queries

URL = "/tasks/dispatch/"
WEDNESDAY = datetime(2026, 11, 25, 2, 30, tzinfo=UTC)  # 10:30 in Asia/Shanghai


def unit(code):
    return Unit.objects.get(code=code)


def sent(*tasks, code="7", **values):
    """What the desk sends for these tasks as they are on the screen now."""
    chosen = [f"{task.number}@{task.version}" for task in tasks]
    return {"client_uuid": str(uuid.uuid4()), "task": chosen, "unit": unit(code).pk} | values


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_the_oldest_waits_first_and_its_own_unit_is_chosen_already(sign_in, wang):
    first, second, done = makers.reported(unit="1"), makers.reported(unit="3"), makers.assigned()
    response = sign_in(wang).get(URL)
    assert [row["task"].number for row in response.context["rows"]] == [first.number, second.number]
    for row, task in zip(response.context["rows"], (first, second), strict=True):
        assert re.findall(r'value="(\d+)" selected', row["options"]) == [str(task.unit_id)]
    html = response.content.decode()
    assert f">{unit('7').label}<" in html
    assert done.number not in html


def test_a_row_without_a_photo_says_so(sign_in, wang):
    makers.reported().photos.all().delete()
    makers.reported()
    page = sign_in(wang).get(URL).content.decode()
    assert page.index('<span class="thumb">无照片</span>') < page.index('<span class="thumb">还不能看</span>')


def test_a_row_says_the_limit_it_will_get(sign_in, wang):
    makers.reported()
    rule = CaseRule.objects.filter(category__code="dead_corner", is_active=True).order_by("position", "id").first()
    assert sign_in(wang).get(URL).context["rows"][0]["limit"] == rule.limit
    other = rule.category.rules.create(condition="示例条件", limit_value=9, limit_kind="work_hour")
    actions.accept(by=wang, task=RemediationTask.objects.get(), client_uuid=uuid.uuid4(), rule=other)
    assert sign_in(wang).get(URL).context["rows"][0]["limit"] == "9工作时"


def test_one_row_is_dispatched_with_its_deadline_and_the_next_comes_forward(sign_in, wang):
    CaseRule.objects.filter(category__code="dead_corner").update(limit_value=1, limit_kind="work_day")
    task, following = makers.reported(), makers.reported()
    with time_machine.travel(WEDNESDAY, tick=False):
        response = sign_in(wang).post(URL, sent(task))
        assert response.url == f"{URL}#t-{following.number}"
        shown = sign_in(wang).get(URL)
    assert said(shown) == [f"已派 {task.number} 给{unit('7').name}，期限 11月26日 10:30"]
    task.refresh_from_db()
    assert (task.state, task.unit.code, task.due_at) == (TaskState.DISPATCHED, "7", WEDNESDAY.replace(day=26))
    assert [row["task"].number for row in shown.context["rows"]] == [following.number]


def test_the_desk_comes_back_to_its_own_page_and_to_no_other_site(sign_in, wang):
    client = sign_in(wang)
    assert client.post(URL, sent(makers.reported(), next=f"{URL}?after=1")).url == f"{URL}?after=1"
    assert client.post(URL, sent(makers.reported(), next="//example.org/")).url == URL


def test_many_go_to_one_unit_each_with_the_deadline_of_its_own_rule(sign_in, wang):
    CaseRule.objects.filter(category__code="dead_corner").update(limit_value=1, limit_kind="work_day")
    CaseRule.objects.filter(category__code="sticker").update(limit_value=2, limit_kind="work_hour")
    one, two = makers.reported(), makers.reported(category="sticker")
    with time_machine.travel(WEDNESDAY, tick=False):
        client = sign_in(wang)
        client.post(URL, sent(one, two))
        sentences = said(client.get(URL))
    for task in (one, two):
        task.refresh_from_db()
    assert one.due_at == WEDNESDAY.replace(day=26)
    assert two.due_at == WEDNESDAY.replace(hour=6, minute=30)  # 1.5 hours to noon, half an hour from 14:00
    assert sentences == [f"已派 2 条给{unit('7').name}，期限各按各的时限。"]


def test_what_cannot_be_dispatched_is_said_by_number_and_the_rest_is_done(sign_in, wang):
    stale, good, gone = makers.reported(), makers.reported(), makers.reported()
    data = sent(stale, good, gone)
    makers.assigned(stale)
    actions.reject(by=wang, task=gone, client_uuid=uuid.uuid4(), note="不属实")
    client = sign_in(wang)
    client.post(URL, data)
    done, *refused = said(client.get(URL))
    assert done.startswith(f"已派 {good.number} 给")
    assert refused[0].startswith(f"{stale.number} 没有派：王 ")
    assert "已派过单" in refused[0]
    assert refused[1].startswith(f"{gone.number} 没有派：王 ")
    assert "不予受理" in refused[1]
    stale.refresh_from_db()
    assert stale.unit.code == "1"


def test_the_same_sending_again_dispatches_nothing_twice(sign_in, wang):
    tasks = [makers.reported(), makers.reported()]
    data, client = sent(*tasks), sign_in(wang)
    client.post(URL, data)
    before = TaskStep.objects.count(), AuditEvent.objects.count()
    assert client.post(URL, data).status_code == 302
    assert (TaskStep.objects.count(), AuditEvent.objects.count()) == before
    assert TaskStep.objects.filter(action=TaskAction.ASSIGN).count() == 2


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        ({"task": []}, "还没有选任务，先勾几条。"),
        ({"task": ["\x00@1", "7-0001", "@", "7-0001@x"]}, "还没有选任务，先勾几条。"),
        ({"unit": ""}, "选一下派给哪个单位。"),
        ({"unit": "99999"}, "这个单位已经停用，换一个。"),
        ({"client_uuid": "乱写"}, ""),
    ],
)
def test_a_sending_that_makes_no_sense_is_answered_in_a_sentence(sign_in, wang, broken, sentence):
    task, client = makers.reported(), sign_in(wang)
    client.post(URL, sent(task) | broken)
    assert said(client.get(URL))[0].startswith(sentence)
    task.refresh_from_db()
    assert task.state == TaskState.REPORTED


def test_a_number_nobody_has_is_named(sign_in, wang):
    client = sign_in(wang)
    client.post(URL, sent() | {"task": ["9-9999@1"]})
    assert said(client.get(URL)) == ["9-9999 没有派：没有这条任务，刷新后再选。"]


def test_three_rows_cost_as_many_queries_as_one(sign_in, wang):
    client = sign_in(wang)
    makers.reported()
    one = count_queries(client, URL)
    makers.reported(unit="2")
    makers.reported(unit="A", category="sticker")
    makers.process_photos()
    assert count_queries(client, URL) == one
    assert one <= 10


def test_an_empty_desk_says_so(sign_in, wang):
    assert "都派完了。" in sign_in(wang).get(URL).content.decode()
    assert "从头看" in sign_in(wang).get(f"{URL}?after=5").content.decode()
