"""延期, 挂账 and 申诉 as people meet them: asking, the office's pile, deciding, letting the clock go on."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from inspections.enums import Decision, RequestKind, TaskState
from inspections.models import Appeal, Extension, Suspension
from tataboo_portal.models import StandardText
from tests import makers
from tests.counting import count_queries
from tests.inspections.pages import html, send, url
from tests.people import person, unit_of

PILE = reverse("request_list")
MODELS = {"extension": Extension, "suspension": Suspension, "appeal": Appeal}


def decide_url(asked):
    return reverse("request_decide", args=[asked.kind, asked.pk])


def decide(client, asked, decision, **data):
    return client.post(decide_url(asked), {"client_uuid": str(uuid.uuid4()), "decision": decision} | data)


@pytest.mark.parametrize("kind", RequestKind)
def test_the_unit_asks_with_a_phrase_and_the_task_says_that_it_waits(sign_in, li, wang, kind):
    task, client = makers.assigned(), sign_in(li)
    assert url(task, "task_ask", kind) in html(client, task)
    data = {"note": "等材料到货"}
    if kind == RequestKind.SUSPENSION:
        data["until"] = (timezone.localdate() + timedelta(days=9)).isoformat()
    assert send(client, task, "task_ask", kind, **data).status_code == 302
    asked = MODELS[kind].objects.get()
    assert (asked.reason, asked.requested_by, asked.decision) == ("等材料到货", li, Decision.PENDING)
    page = html(client, task)
    assert f"{kind.label}等街道决定：" in page
    assert url(task, "task_ask", kind) not in page
    assert decide_url(asked) not in page
    assert decide_url(asked) in html(sign_in(wang), task)


def test_asking_needs_a_reason_and_a_pause_a_sensible_day(sign_in, li):
    task, client = makers.assigned(), sign_in(li)
    assert "申请要写明理由。" in send(client, task, "task_ask", "extension").content.decode()
    for until, sentence in (
        ("", "选一下挂账到哪天。"),
        ("明天", "日期要写成 2017-05-22 这样。"),
        (timezone.localdate().isoformat(), "挂账要选明天到一年以内的日期。"),
        ((timezone.localdate() + timedelta(days=366)).isoformat(), "挂账要选明天到一年以内的日期。"),
    ):
        refused = send(client, task, "task_ask", "suspension", note="等资金", until=until)
        assert refused.status_code == 400
        assert sentence in refused.content.decode()
    assert not Suspension.objects.exists()


def test_the_overdue_may_only_appeal(sign_in, li):
    task, client = makers.assigned(due_at=timezone.now() - timedelta(hours=1)), sign_in(li)
    page = html(client, task)
    assert url(task, "task_ask", "appeal") in page
    assert url(task, "task_ask", "extension") not in page
    refused = send(client, task, "task_ask", "extension", note="来不及")
    assert "已经逾期，不能再申请延期。先整改，逾期有原因的可以申诉。" in refused.content.decode()
    assert send(client, task, "task_ask", "appeal", note="停电").status_code == 302


def test_a_phrase_offered_for_asking_is_of_its_kind(sign_in, li):
    page = html(sign_in(li), makers.assigned(), "task_ask", "appeal")
    assert StandardText.objects.filter(topic="appeal").first().text in page
    assert StandardText.objects.filter(topic="extend").first().text not in page


def test_an_unknown_kind_does_not_exist(sign_in, li, wang):
    task = makers.assigned()
    assert sign_in(li).get(url(task, "task_ask", "holiday")).status_code == 404
    assert sign_in(wang).get(reverse("request_decide", args=["holiday", 1])).status_code == 404
    assert sign_in(wang).get(reverse("request_decide", args=["appeal", 1])).status_code == 404


def test_an_extension_granted_moves_the_deadline_the_page_promised(sign_in, wang):
    asked, client = makers.asked("extension"), sign_in(wang)
    promised = client.get(decide_url(asked)).context["due_to"]
    answer = decide(client, asked, "approve")
    assert (answer.status_code, answer.url) == (302, PILE)
    asked.refresh_from_db()
    assert (asked.decision, asked.decided_by, asked.task.due_at) == (Decision.APPROVED, wang, promised)


def test_a_refusal_needs_a_reason_and_changes_nothing_else(sign_in, wang):
    asked, client = makers.asked("extension"), sign_in(wang)
    due_at = asked.task.due_at
    refused = decide(client, asked, "refuse")
    assert refused.status_code == 400
    assert "不批准要写明理由。" in refused.content.decode()
    chosen = StandardText.objects.filter(topic="refuse").first()
    assert decide(client, asked, "refuse", phrase=chosen.pk).status_code == 302
    asked.refresh_from_db()
    assert (asked.decision, asked.decision_note) == (Decision.REFUSED, chosen.text)
    assert asked.task.due_at == due_at
    assert chosen.text in html(client, asked.task)


def test_pressing_enter_decides_nothing(sign_in, wang):
    asked = makers.asked("appeal")
    refused = sign_in(wang).post(decide_url(asked), {"client_uuid": str(uuid.uuid4()), "note": "同意"})
    assert refused.status_code == 400
    assert "选批准或者不批准。" in refused.content.decode()
    asked.refresh_from_db()
    assert asked.decision == Decision.PENDING


def test_the_second_to_decide_is_told_who_was_first(sign_in, wang):
    asked = makers.asked("appeal")
    makers.decided(asked)
    late = decide(sign_in(wang), asked, "refuse", note="不同意")
    assert late.status_code == 400
    assert "已批准这个申请。" in late.content.decode()
    assert "<form" not in sign_in(wang).get(decide_url(asked)).content.decode().split('<dl class="defs">')[1]


def test_a_pause_shows_until_when_and_the_office_lets_the_clock_go_on(sign_in, wang, li):
    task = makers.suspended()
    until = timezone.localdate() + timedelta(days=14)
    page = html(sign_in(li), task)
    assert f"挂账到 {until.year}年{until.month}月{until.day}日" in page
    assert '<div class="dock">' not in page
    client = sign_in(wang)
    assert url(task, "task_resume") in html(client, task)
    assert send(client, task, "task_resume").status_code == 302
    task.refresh_from_db()
    assert (task.state, task.suspended_at) == (TaskState.DISPATCHED, None)
    assert "挂账到" not in html(client, task)
    late = send(client, task, "task_resume")
    assert late.status_code == 400
    assert "刚恢复计时" in late.content.decode()


def test_a_granted_appeal_says_so_on_the_closed_task(sign_in, li, wang):
    task = makers.closed()
    assert url(task, "task_ask", "appeal") in html(sign_in(li), task)
    makers.decided(makers.asked("appeal", task))
    assert "成立，不计入按期统计" in html(sign_in(wang), task)


def shown(client, **params):
    """The task numbers of the list, in its order."""
    return [row.task.number for row in client.get(PILE, params).context["rows"]]


def test_the_pile_holds_what_waits_of_every_kind_oldest_first(sign_in, wang):
    tasks = [makers.assigned() for _ in range(3)]
    for kind, task in zip(RequestKind, tasks, strict=True):
        asked = makers.asked(kind, task)
        MODELS[kind].objects.filter(pk=asked.pk).update(requested_at=timezone.now() - timedelta(days=task.pk))
    makers.decided(makers.asked("appeal"))
    numbers = [task.number for task in sorted(tasks, key=lambda task: -task.pk)]
    client = sign_in(wang)
    assert shown(client) == numbers
    response = client.get(PILE)
    assert [tab.get("count") for tab in response.context["tabs"]] == [None, "1", "1", "1"]
    assert response.content.decode().count("去决定</a>") == 6


def test_a_kind_lists_the_decided_too_and_filters_hold(sign_in, wang):
    waiting = makers.asked("extension")
    granted = makers.decided(makers.asked("extension"))
    other = makers.assigned(makers.reported(unit="2", by=person("zhang")))
    elsewhere = makers.asked("extension", other, by=person("zhang"), note="停水")
    client = sign_in(wang)
    newest_first = [asked.task.number for asked in (elsewhere, granted, waiting)]
    assert shown(client, kind="extension") == newest_first
    assert shown(client, kind="extension", decision="approved") == [granted.task.number]
    assert shown(client, kind="extension", unit="2") == [elsewhere.task.number]
    assert shown(client, unit="2") == [elsewhere.task.number]
    assert shown(client, unit="2", decision="approved") == [elsewhere.task.number]
    assert shown(client, kind="extension", q="停水") == [elsewhere.task.number]
    assert shown(client, kind="appeal") == []
    assert "没有符合条件的申请。" in client.get(PILE, {"kind": "appeal"}).content.decode()


def test_a_unit_sees_its_own_requests_and_decides_none(sign_in, li, zhang):
    asked = makers.asked("extension")
    page = sign_in(li).get(PILE).content.decode()
    assert asked.task.number in page
    assert "去决定" not in page
    assert shown(sign_in(zhang)) == []
    assert sign_in(zhang).get(decide_url(asked)).status_code == 404
    assert sign_in(li).get(decide_url(asked)).status_code == 403


@pytest.mark.parametrize("params", [{}, {"kind": "extension"}], ids=["pile", "kind"])
def test_three_requests_cost_as_many_queries_as_one(sign_in, wang, params):
    client = sign_in(wang)
    address = f"{PILE}?kind=extension" if params else PILE
    makers.asked("extension")
    one = count_queries(client, address)
    for code, who in (("1", "li"), ("2", "zhang")):
        makers.asked("extension", makers.assigned(makers.reported(unit=code, by=person(who))), by=person(who))
    assert len(shown(client, **params)) == 3
    assert count_queries(client, address) == one <= 14


def test_a_helper_is_no_asker(sign_in, zhang):
    task = makers.assigned()
    task.assisting_units.add(unit_of("2"))
    assert sign_in(zhang).get(url(task, "task_ask", "extension")).status_code == 403
