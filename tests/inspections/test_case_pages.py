"""One case's pages for the office: what it tells, filing, duplicates, recurrences, and what each person is offered."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inspections import actions, phases
from inspections.enums import CasePhase, TaskSource, TaskState
from inspections.models import TaskStage
from tataboo_portal.models import StandardText
from tests import makers
from tests.inspections.acts import act
from tests.inspections.pages import html, phrase, place_of, send, url
from tests.people import person, unit_of


@pytest.mark.parametrize(
    ("make", "present"),
    [
        (makers.reported, CasePhase.FILED),
        (makers.assigned, CasePhase.DISPATCHED),
        (makers.suspended, CasePhase.HANDLED),
        (makers.fixed, CasePhase.VERIFIED),
    ],
)
def test_the_seven_steps_say_where_the_case_stands(db, make, present):
    line = phases.phases(make())
    assert [phase.words for phase in line] == CasePhase.labels
    at = list(CasePhase).index(present)
    assert [phase.css for phase in line] == ["is-done"] * at + ["is-now"] + [""] * (6 - at)


def test_a_closed_case_has_all_seven_steps_behind_it_and_a_rejected_one_has_none(db):
    assert {phase.status for phase in phases.phases(makers.closed())} == {"已完成"}
    assert phases.phases(act(actions.reject, "wang", makers.reported(), note="不属实")) == []


def test_the_page_names_the_case_in_full(sign_in, wang):
    task = makers.reported(source=TaskSource.HIGHER, source_number="市创办〔2026〕7号", is_urgent=True)
    rule = task.category.rules.first()
    helper = unit_of("K1")
    act(actions.assign, "wang", task, unit=task.unit, assisting_units=[helper], rule=rule)
    page = html(sign_in(wang), task)
    for words in (
        "上级交办",
        "市创办〔2026〕7号",
        "紧急",
        rule.condition,
        rule.closing_condition,
        rule.limit,
        helper.name,
    ):
        assert words in page
    assert "最初期限" not in page


def test_the_first_deadline_is_told_when_it_was_moved_and_the_trail_says_from_when_to_when(sign_in, wang):
    task = makers.assigned(due_at=timezone.now() + timedelta(days=2))
    first = timezone.localtime(task.due_at)
    makers.decided(makers.asked("extension", task))
    task.refresh_from_db()
    page, moved = html(sign_in(wang), task), timezone.localtime(task.due_at)
    assert "最初期限" in page
    assert f"期限 {first.month}月{first.day}日 {first:%H:%M} → {moved.month}月{moved.day}日 {moved:%H:%M}" in page


def test_a_case_costs_no_more_queries_when_it_is_long(sign_in, wang, count_queries):
    client = sign_in(wang)
    task = makers.closed()
    makers.process_photos()
    client.get(url(task))
    plain = count_queries(lambda: client.get(url(task)))
    for kind in ("extension", "appeal"):
        makers.decided(makers.asked(kind, busy := makers.assigned(makers.reported(place=place_of()))))
    busy.assisting_units.set([unit_of("2"), unit_of("3")])
    for _ in range(3):
        act(actions.mark_duplicate, "wang", makers.reported(), original=busy)
    for position in (1, 2, 3):
        TaskStage.objects.create(task=busy, name=f"示例阶段{position}", position=position)
    many = count_queries(lambda: client.get(url(busy)))
    assert many <= plain <= 14  # a closed one may have been thanked for, an open one may have its 督办单


def test_the_office_accepts_with_a_condition_a_source_and_a_number(sign_in, wang):
    task = makers.reported(category="clutter")
    rule = task.category.rules.get(condition="废弃家具")
    client = sign_in(wang)
    assert "清除可结案" in html(client, task, "task_accept")
    data = {"rule": rule.pk, "source": "higher", "source_number": "12345-0007", "is_urgent": "on"}
    assert send(client, task, "task_accept", **data).status_code == 302
    task.refresh_from_db()
    assert (task.state, task.rule, task.source) == (TaskState.ACCEPTED, rule, TaskSource.HIGHER)
    assert (task.source_number, task.is_urgent) == ("12345-0007", True)


def test_a_condition_of_another_category_is_refused(sign_in, wang):
    task = makers.reported(category="clutter")
    other = makers.reported(category="signboard").category.rules.get()
    refused = send(sign_in(wang), task, "task_accept", rule=other.pk, source="patrol")
    assert refused.status_code == 400
    assert "这条立案条件已经停用，换一条。" in refused.content.decode()


REASONS = {
    "task_reject": ("wang", "不予受理要写明理由。", "reject", makers.reported, TaskState.REJECTED),
    "task_return": ("li", "退回要写明理由。", "return", makers.assigned, TaskState.ACCEPTED),
    "task_force_close": ("wang", "强制结案要写原因。", None, makers.assigned, TaskState.CLOSED),
}


@pytest.mark.parametrize("name", REASONS)
def test_what_ends_something_needs_a_reason(sign_in, db, name):
    who, sentence, _, make, goal = REASONS[name]
    client, task = sign_in(person(who)), make()
    refused = send(client, task, name)
    assert refused.status_code == 400
    assert sentence in refused.content.decode()
    assert send(client, task, name, note="自己写的理由").status_code == 302
    task.refresh_from_db()
    assert (task.state, task.steps.last().note) == (goal, "自己写的理由")


@pytest.mark.parametrize("name", [name for name, facts in REASONS.items() if facts[2]])
def test_a_phrase_is_reason_enough_and_own_words_go_before_it(sign_in, db, name):
    who, _, topic, make, _ = REASONS[name]
    client, chosen = sign_in(person(who)), phrase(topic)
    task, other = make(), make()
    assert chosen.text in html(client, task, name)
    assert send(client, task, name, phrase=chosen.pk).status_code == 302
    assert task.steps.last().note == chosen.text
    assert send(client, other, name, phrase=chosen.pk, note="另有原因").status_code == 302
    assert other.steps.last().note == "另有原因"


def test_a_phrase_of_another_topic_or_out_of_use_is_refused(sign_in, wang):
    task, wrong, old = makers.reported(), phrase("return"), phrase("reject")
    StandardText.objects.filter(pk=old.pk).update(is_active=False)
    for chosen in (wrong, old):
        refused = send(sign_in(wang), task, "task_reject", phrase=chosen.pk)
        assert refused.status_code == 400
        assert "这句常用语已经停用，自己写一句。" in refused.content.decode()


def test_a_duplicate_is_linked_both_ways_and_the_open_one_at_the_same_place_is_offered(sign_in, wang):
    original, task = makers.reported(place=place_of()), makers.reported(place=place_of())
    elsewhere = makers.reported(place=place_of(name="示例小区二"))
    client = sign_in(wang)
    page = html(client, task, "task_duplicate")
    assert original.number in page
    assert elsewhere.number not in page
    assert send(client, task, "task_duplicate", candidate=original.pk).status_code == 302
    task.refresh_from_db()
    assert (task.state, task.original) == (TaskState.DUPLICATE, original)
    assert url(original) in html(client, task)
    assert url(task) in html(client, original)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("", "选一条，或者写原任务的编号。"),
        ("9-9999", "没有编号是“9-9999”的任务，检查一下编号。"),
        (None, "不能和自己重复，选另一条任务。"),
    ],
)
def test_a_duplicate_needs_another_task_that_exists(sign_in, wang, number, sentence):
    task = makers.reported()
    refused = send(sign_in(wang), task, "task_duplicate", number=task.number if number is None else number)
    assert refused.status_code == 400
    assert sentence in refused.content.decode()


def test_a_recurrence_and_what_came_back_are_linked(sign_in, wang):
    before = makers.closed(makers.fixed(makers.assigned(makers.reported(place=place_of()))))
    again = makers.reported(place=place_of())
    client = sign_in(wang)
    assert "反弹自" in html(client, again)
    assert url(before) in html(client, again)
    assert "办结以后又反弹" in html(client, before)


def test_a_tie_to_what_a_person_may_not_know_of_is_not_shown(sign_in, li, wang):
    task = makers.assigned()
    act(actions.mark_duplicate, "wang", makers.reported(unit="2", by=person("zhang")), original=task)
    assert "重复上报的" in html(sign_in(wang), task)
    assert "重复上报的" not in html(sign_in(li), task)


def test_a_forced_close_leaves_its_mark(sign_in, wang):
    task, client = makers.assigned(), sign_in(wang)
    send(client, task, "task_force_close", note="责任单位撤销")
    page = html(client, task)
    chips = page.split('<p class="chips">')[1].split("</p>")[0]
    assert "强制结案" in chips
    assert "责任单位撤销" in page


OFFERED = {
    "wang": {"改派或改期限", "强制结案", "作废这条任务", "补充说明"},
    "li": {"签收", "派给", "退回街道", "申请延期", "申请挂账", "申诉", "补充说明"},
    "liu": {"补充说明"},
    "sun": set(),
    "qian": set(),
}


@pytest.mark.parametrize("who", OFFERED)
def test_everybody_is_offered_what_they_may_do_and_nothing_more(sign_in, db, who):
    task = makers.assigned()
    response = sign_in(person(who)).get(url(task))
    context = response.context
    found = {offer.words for offer in (*context["unit_acts"], *context["office_acts"])}
    found |= {"签收"} if context["may_receive"] else set()
    found |= {"补充说明"} if context["may_say"] else set()
    assert found == OFFERED[who]
    for offer in (*context["unit_acts"], *context["office_acts"]):
        assert sign_in(person(who)).get(offer.url).status_code == 200
