"""议定事项: its way to 销号, its task and 督办单, and where people meet it again."""

import uuid
from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from inspections.enums import TaskSource, TaskState
from inspections.models import RemediationTask, TaskCategory
from reports import weekly
from reports.actions import decisions as acts
from reports.actions import orders
from reports.models import Meeting, SupervisionOrder
from tataboo_portal.models import AuditEvent
from tataboo_portal.refusals import Refusal, StaleEdit
from tataboo_portal.weeks import Week
from tests import decisions
from tests.counting import count_queries
from tests.people import unit_of


def test_a_week_without_workdays_has_no_meeting(sign_in, wang, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2026, 2, 10))
    assert sign_in(wang).get("/meetings/2026-02-16/record/").status_code == 404
    with pytest.raises(Refusal, match="没有工作日"):
        decisions.made(week=Week(date(2026, 2, 16)))


def test_the_number_of_a_decision_taken_back_is_not_given_again(wang):
    first = decisions.made()
    acts.void_decision(first, by=wang, reason="记重了")
    acts.void_decision(first, by=wang, reason="记重了")
    assert decisions.made().number == 2
    assert decisions.kept(first).void_reason == "记重了"
    assert AuditEvent.objects.filter(action="void").count() == 1


def test_a_change_is_written_once_and_a_stale_one_refused(wang):
    decision = decisions.made()
    facts = {"unit": decision.unit, "person": "李强", "due_on": None, "words": decision.words}
    changed = acts.change_decision(decision, by=wang, version=1, **facts)
    assert (changed.person, changed.due_on, changed.version) == ("李强", None, 2)
    assert acts.change_decision(changed, by=wang, version=2, **facts).version == 2
    with pytest.raises(StaleEdit):
        acts.change_decision(decision, by=wang, version=1, **facts | {"person": "赵"})


def test_the_way_to_being_struck_off(wang, li):
    decision = decisions.made()
    with pytest.raises(Refusal, match="还没有落实情况"):
        acts.strike_off(decision, by=wang, version=1)
    reported = decisions.reported(decision)
    assert decisions.reported(reported).version == reported.version
    back = acts.send_back(reported, by=wang, version=reported.version, reason="楼后还有两处")
    assert (back.state, back.result) == ("open", "退回：楼后还有两处")
    done = decisions.struck_off(back)
    assert (done.state, done.struck_off_by) == ("struck_off", wang)
    assert acts.strike_off(done, by=wang, version=1).version == done.version
    with pytest.raises(Refusal, match="已经销号"):
        acts.report(done, by=li, version=done.version, result="又办了一次")


def test_nobody_strikes_off_the_matter_of_their_own_unit(sign_in, wang):
    wang.unit = unit_of("BGS")
    wang.save()
    decision = decisions.reported(decisions.made(unit="BGS"), by=wang)
    answer = sign_in(wang).post(f"/decisions/{decision.pk}/strike/", {"version": decision.version})
    assert answer.status_code == 400
    assert "不能自己销号" in answer.content.decode()
    assert decisions.kept(decision).state == "reported"


def test_only_the_office_takes_the_offices_steps(sign_in, li, liu):
    decision = decisions.reported()
    for who in (li, liu):
        for step in ("strike", "back", "order", "task", "change", "void"):
            assert sign_in(who).post(f"/decisions/{decision.pk}/{step}/", {}).status_code == 403, step
    assert sign_in(li).post(f"/decisions/{decision.pk}/nothing/", {}).status_code == 404


def test_the_unit_reports_on_its_page_and_the_office_finds_it_waiting(sign_in, wang, li):
    decision = decisions.made(due_on=timezone.localdate() - timedelta(days=2))
    client = sign_in(li)
    assert "逾期 2 天" in client.get("/").content.decode()
    data = {"version": 1, "result": "已清理"}
    assert client.post(f"/decisions/{decision.pk}/report/", data).status_code == 302
    assert decision.words not in client.get("/").content.decode()
    office = sign_in(wang).get("/").content.decode()
    assert '<b class="num">1</b>议定事项待销号' in office


def test_a_decision_becomes_one_task_of_its_unit_with_its_day(wang):
    decision, category = decisions.made(), TaskCategory.objects.get(code="clutter")
    for _ in range(2):
        task = acts.make_task(decision, by=wang, category=category).task
    assert (task.source, task.unit.code, task.state) == (TaskSource.MEETING, "1", TaskState.DISPATCHED)
    assert (timezone.localdate(task.due_at), task.title) == (decision.due_on, decision.words)
    assert RemediationTask.objects.count() == 1
    with pytest.raises(Refusal, match=task.number):
        acts.void_decision(decision, by=wang, reason="记重了")
    with pytest.raises(Refusal, match="换单位"):
        acts.change_decision(decisions.kept(decision), by=wang, version=2, unit=unit_of("2"))


def test_orders_are_numbered_within_their_year(wang, settings):
    number = uuid.uuid4()
    first = decisions.ordered(client_uuid=number)
    year = timezone.localdate().year
    assert first.number == f"督〔{year}〕1号"
    assert decisions.ordered(first.decision, client_uuid=number) == first
    with pytest.raises(Refusal, match="已经发过"):
        decisions.ordered(first.decision)
    SupervisionOrder.objects.filter(pk=first.pk).update(number=f"督〔{year}〕11号")
    assert decisions.ordered().number == f"督〔{year}〕12号"
    assert orders.next_number(year + 1) == f"督〔{year + 1}〕1号"
    settings.SUPERVISION_NUMBER = "塔双督{year}-{number}"
    assert orders.next_number(year) == f"塔双督{year}-1"


def test_an_order_is_signed_for_once_and_ends_with_its_decision(sign_in, wang, li):
    order = decisions.ordered()
    client = sign_in(li)
    for _ in range(2):
        assert client.post(f"/decisions/orders/{order.pk}/sign/").status_code == 302
    assert AuditEvent.objects.filter(object_type=SupervisionOrder._meta.label, action="step").count() == 1
    decisions.struck_off(order.decision)
    order.refresh_from_db()
    assert (order.received_by, order.result, order.struck_off_by) == (li, "已清理，拍了照片", wang)
    page = client.get(f"/decisions/orders/{order.pk}/").content.decode()
    for words in (order.number, "清理二号楼后的杂物", "拍整改前后照片", "签收人签字"):
        assert words in page


def test_the_list_shows_what_is_asked_for(sign_in, wang, li):
    late = decisions.made(words="逾期的", due_on=timezone.localdate() - timedelta(days=1))
    decisions.made(unit="2", words="别的单位的")
    decisions.struck_off(decisions.made(words="销号的"))
    decisions.made(words="上周的", week=Week.current().shifted(-1))
    acts.void_decision(decisions.made(words="作废的"), by=wang, reason="记重了")
    client = sign_in(wang)

    def shown(query):
        page = client.get(f"/decisions/?{query}").content.decode()
        return [words for words in ("逾期的", "别的单位的", "销号的", "上周的", "作废的") if words in page]

    assert shown("") == ["逾期的", "别的单位的", "销号的", "上周的"]
    assert shown("state=unfinished") == ["逾期的", "别的单位的", "上周的"]
    assert shown("state=overdue") == ["逾期的"]
    assert shown("state=struck_off") == ["销号的"]
    assert shown("unit=2") == ["别的单位的"]
    assert shown(f"meeting={Week.current().shifted(-1).monday}") == ["上周的"]
    client = sign_in(li)
    assert shown("") == ["逾期的", "销号的", "上周的"]
    assert client.get(f"/decisions/{late.pk}/").status_code == 200


@pytest.mark.parametrize("page", ["/decisions/", "/", "record"])
def test_pages_ask_the_database_as_often_for_three_as_for_one(sign_in, wang, li, page):
    decisions.made()
    url = f"/meetings/{Week.current().monday}/record/" if page == "record" else page
    client = sign_in(li if page == "/" else wang)
    before = count_queries(client, url)
    for _ in range(2):
        decisions.made()
    assert count_queries(client, url) == before


def paragraphs(week):
    """The section of the pack about decisions, in plain words."""
    content = weekly.compose(week, timezone.now())
    first = content["parts"][0]["sections"][0]
    if first["code"] != "decisions":
        return []
    return ["".join(run["text"] for run in block["runs"]) for block in first["blocks"]]


def test_the_pack_begins_with_what_became_of_the_last_decisions(wang):
    week, today = Week.current(), timezone.localdate()
    assert paragraphs(week) == []
    last = week.shifted(-1)
    decisions.struck_off(decisions.made(week=last, words="清理杂物"))
    decisions.made(week=last, unit="2", words="补签责任书。", person="", due_on=today - timedelta(days=2))
    decisions.made(week=week.shifted(-3), unit="7", words="报方案", due_on=None)
    acts.void_decision(decisions.made(week=last, words="记错的"), by=wang, reason="记重了")
    decisions.made(week=week, words="本周的")
    found = paragraphs(week)
    meeting = Meeting.objects.get(week=last.monday).day
    assert found[0] == (
        f"{meeting.month}月{meeting.day}日例会议定事项2项，已销号1项、办理中1项；以前的例会还有1项没有销号；其中逾期1项。"
    )
    assert found[1].startswith("1.清理杂物。绣品厂社区（王敏），")
    assert found[1].endswith("日前，已销号。落实情况：已清理，拍了照片。")
    assert found[2].endswith("日前，办理中，逾期2天。")
    assert found[3] == "3.报方案。社区七（王敏），不限时，办理中。"
    assert len(found) == 4


def test_old_meetings_whose_matters_are_all_done_are_not_told_again(wang):
    week = Week.current()
    decisions.struck_off(decisions.made(week=week.shifted(-4), words="清理杂物"))
    assert "以前" not in paragraphs(week)[0]
    assert "已销号" in paragraphs(week)[1]  # struck off since the last meeting: the next one hears of it, once
    with time_machine.travel(timezone.now() + timedelta(days=14), tick=False):
        assert paragraphs(Week.current()) == []
