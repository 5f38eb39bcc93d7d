"""One case's pages beside its main steps: filing, handing on, returning, stages, helpers, and what the task tells of it."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from inspections import actions, acts, phases
from inspections.enums import CasePhase, TaskAction, TaskSource, TaskState
from inspections.models import TaskStage
from tataboo_portal.models import Place, StandardText, User
from tests import makers
from tests.people import person, unit_of


def url(task, name="task_detail", *more):
    return reverse(name, args=[task.number, *more])


def html(client, task, name="task_detail", *more):
    response = client.get(url(task, name, *more))
    assert response.status_code == 200
    return response.content.decode()


def send(client, task, name, *more, **data):
    """Post a step as its page would, for the version now on the screen."""
    task.refresh_from_db()
    data = {"client_uuid": str(uuid.uuid4()), "version": task.version} | data
    return client.post(url(task, name, *more), data)


def act(action, who, task, **values):
    return action(by=person(who), task=task, client_uuid=uuid.uuid4(), **values)


def phrase(topic):
    return StandardText.objects.filter(topic=topic).first()


def place_of(code="1", name="示例小区一"):
    return Place.objects.get_or_create(name=name, community=unit_of(code), defaults={"kind": "compound"})[0]


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
    assert plain <= many <= 12


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


def test_a_forced_close_leaves_its_mark(sign_in, wang):
    task, client = makers.assigned(), sign_in(wang)
    send(client, task, "task_force_close", note="责任单位撤销")
    page = html(client, task)
    chips = page.split('<p class="chips">')[1].split("</p>")[0]
    assert "强制结案" in chips
    assert "责任单位撤销" in page


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
