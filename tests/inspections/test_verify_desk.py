"""核查台: one pair after the other, never one's own, and a colleague who was faster is named."""

import uuid

import pytest

from campaigns.models import WorkRecord
from inspections import actions
from inspections.enums import TaskState
from inspections.models import RemediationTask
from tataboo_portal.models import StandardText
from tests import makers
from tests.counting import count_queries
from tests.people import person

URL = "/tasks/verify/"


def shown(response):
    """The number of the task on the desk, or None."""
    task = response.context["task"]
    return task.number if task else None


def verdict(task, decision="pass", **values):
    """What the desk sends about the task as it is on the screen."""
    return {
        "client_uuid": str(uuid.uuid4()),
        "version": task.version,
        "task": task.number,
        "decision": decision,
        "quantity": task.quantity,
    } | values


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_the_first_handed_in_is_judged_first_with_all_that_is_needed(sign_in, liu):
    first, second = makers.fixed(quantity=3), makers.fixed()
    makers.process_photos()
    response = sign_in(liu).get(URL)
    assert shown(response) == first.number
    html = response.content.decode()
    for words in (first.title, first.unit.name, "3 处", "结案条件", "期限", "返工", "李", "共 2 条等核查"):
        assert words in html
    assert str(response.context["after"].photo.token) in html
    assert second.number not in html


def test_a_good_fix_is_closed_and_the_next_comes(sign_in, liu):
    first, second = makers.fixed(), makers.fixed()
    client = sign_in(liu)
    assert client.post(URL, verdict(first, quantity=5)).url == URL
    first.refresh_from_db()
    assert (first.state, first.verified_by, first.quantity) == (TaskState.CLOSED, liu, 5)
    assert WorkRecord.objects.get().quantity == 5
    response = client.get(URL)
    assert (said(response), shown(response)) == ([f"{first.number} 核查合格，已办结。"], second.number)


@pytest.mark.parametrize("how", ["reason", "note"])
def test_a_bad_fix_goes_back_with_a_reason_chosen_or_written(sign_in, liu, how):
    task = makers.fixed()
    text = StandardText.objects.filter(topic="send_back").first().text
    sign_in(liu).post(URL, verdict(task, "send_back") | {how: text})
    task.refresh_from_db()
    assert (task.state, task.rework_count) == (TaskState.REWORK, 1)
    assert task.steps.latest("pk").note == text


def test_what_is_written_counts_before_what_is_chosen(sign_in, liu):
    task = makers.fixed()
    text = StandardText.objects.filter(topic="send_back").first().text
    sign_in(liu).post(URL, verdict(task, "send_back", reason=text, note="墙角还有一堆"))
    assert task.steps.latest("pk").note == "墙角还有一堆"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"decision": "send_back"}, "退回要写明哪里不合格。"),
        ({"decision": ""}, "选合格或者退回。"),
        ({"quantity": "零"}, "数量要填数字，比如 12。"),
    ],
)
def test_a_verdict_that_is_not_complete_is_asked_for_again(sign_in, liu, values, sentence):
    task = makers.fixed()
    response = sign_in(liu).post(URL, verdict(task) | values)
    assert response.status_code == 400
    assert shown(response) == task.number
    assert sentence in response.content.decode()
    task.refresh_from_db()
    assert task.state == TaskState.RESOLVED


def test_a_reason_nobody_offered_is_not_taken(sign_in, liu):
    task = makers.fixed()
    assert sign_in(liu).post(URL, verdict(task, "send_back", reason="乱写的")).status_code == 400
    task.refresh_from_db()
    assert task.state == TaskState.RESOLVED


def test_a_faster_colleague_is_named_and_the_desk_goes_on(sign_in, liu):
    first, second = makers.fixed(), makers.fixed()
    data = verdict(first)
    actions.verify(by=person("wang"), task=first, client_uuid=uuid.uuid4(), quantity=1)
    client = sign_in(liu)
    client.post(URL, data)
    response = client.get(URL)
    assert (said(response), shown(response)) == (["王已核查过，已跳到下一条。"], second.number)
    first.refresh_from_db()
    assert first.verified_by == person("wang")


def test_a_task_that_changed_otherwise_is_looked_at_again(sign_in, liu):
    task = makers.fixed()
    data = verdict(task)
    RemediationTask.objects.filter(pk=task.pk).update(version=task.version + 1)
    client = sign_in(liu)
    client.post(URL, data)
    response = client.get(URL)
    assert shown(response) == task.number
    assert said(response)[0].startswith(f"{task.number}：李 ")


def test_the_same_verdict_arriving_again_judges_nothing_else(sign_in, liu):
    first, second = makers.fixed(), makers.fixed()
    data, client = verdict(first), sign_in(liu)
    client.post(URL, data)
    assert client.post(URL, data).status_code == 302
    second.refresh_from_db()
    assert second.state == TaskState.RESOLVED
    assert first.steps.filter(action="pass").count() == 1


def test_own_fixes_are_left_to_somebody_else(sign_in, wang, liu):
    task = makers.fixed()
    RemediationTask.objects.filter(pk=task.pk).update(fixed_by=liu)
    assert shown(sign_in(liu).get(URL)) is None
    assert shown(sign_in(wang).get(URL)) == task.number
    response = sign_in(liu).post(URL, verdict(task))
    assert "自己办的整改要由别人核查。" in response.content.decode()
    task.refresh_from_db()
    assert task.state == TaskState.RESOLVED


def test_what_is_passed_over_comes_again_at_the_end(sign_in, liu):
    first, second = makers.fixed(), makers.fixed()
    client = sign_in(liu)
    onward = client.get(URL).context["page"].next_url
    assert shown(client.get(f"{URL}{onward}")) == second.number
    assert client.post(f"{URL}{onward}", verdict(second)).url == f"{URL}{onward}"
    assert shown(client.get(f"{URL}{onward}", follow=True)) == first.number


def test_a_number_nobody_has_is_not_found(sign_in, liu):
    for number in ("", "9-9999", "\x00", "x" * 300):
        assert sign_in(liu).post(URL, {"task": number}).status_code == 404


def test_three_waiting_cost_as_many_queries_as_one(sign_in, liu):
    client = sign_in(liu)
    makers.fixed()
    one = count_queries(client, URL)
    makers.fixed()
    makers.fixed()
    makers.process_photos()
    assert count_queries(client, URL) == one
    assert one <= 10


def test_an_empty_desk_says_so(sign_in, liu):
    assert "没有待核查的任务。" in sign_in(liu).get(URL).content.decode()
