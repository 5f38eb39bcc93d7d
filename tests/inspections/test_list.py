"""任务列表: groups, exact filters behind numbers, and the same work for one row as for many."""

import uuid
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from inspections import actions, cases
from inspections.enums import TaskSource, TaskState
from inspections.models import RemediationTask
from inspections.views import lists as views
from tataboo_portal.models import Unit
from tests import makers
from tests.people import person

URL = "/tasks/"
NOON = datetime(2026, 11, 20, 12, tzinfo=timezone.get_default_timezone())


def numbers(response):
    return [row["task"].number for row in response.context["rows"]]


@pytest.fixture
def one_of_each(db):
    """A task in every state, and an overdue one."""
    found = {"to_assign": makers.reported(), "in_hands": makers.assigned(), "to_verify": makers.fixed()}
    found["closed"] = makers.closed()
    found["overdue"] = makers.assigned(due_at=timezone.now() - timedelta(days=3))
    found["void"] = actions.void(
        by=person("wang"), task=makers.reported(), client_uuid=uuid.uuid4(), note="和上一条是同一处"
    )
    return {name: task.number for name, task in found.items()}


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", {"to_assign", "in_hands", "to_verify", "closed", "overdue"}),
        ("group=overdue", {"overdue"}),
        ("group=in_hands", {"in_hands", "overdue"}),
        ("group=to_verify", {"to_verify"}),
        ("group=to_assign", {"to_assign"}),
        ("group=closed", {"closed"}),
        ("state=void", {"void"}),
        ("outcome=due", {"overdue", "to_verify", "closed"}),
        ("outcome=on_time", {"to_verify", "closed"}),
        ("outcome=overdue", {"overdue"}),
        ("unit=2", set()),
        ("category=sticker", set()),
        ("q=没有这样的", set()),
        ("group=没有这样的组&unit=没有", {"to_assign", "in_hands", "to_verify", "closed", "overdue"}),
    ],
)
def test_the_list_shows_what_was_asked_for(sign_in, wang, one_of_each, asked, shown):
    response = sign_in(wang).get(f"{URL}?{asked}")
    assert response.status_code == 200
    assert set(numbers(response)) == {one_of_each[name] for name in shown}


WORDS = ("全部", "逾期", "紧急", "待受理/待派单", "待签收", "待整改", "挂账", "待核查", "反弹", "强制结案", "已办结")


def counts(response):
    """What each tab says, the empty ones left out."""
    return {tab["words"]: tab["count"] for tab in response.context["tabs"] if tab.get("count", "0") != "0"}


def test_tabs_count_their_groups_and_never_the_voided(sign_in, wang, one_of_each):
    response = sign_in(wang).get(URL)
    assert tuple(tab["words"] for tab in response.context["tabs"]) == WORDS
    assert counts(response) == {
        "逾期": "1",
        "待受理/待派单": "1",
        "待签收": "2",
        "待整改": "2",
        "待核查": "1",
    }


def test_urgent_paused_returned_and_forced_tasks_have_groups_of_their_own(sign_in, wang):
    urgent, forced = makers.reported(is_urgent=True), makers.reported()
    paused = makers.suspended()
    actions.force_close(by=wang, task=makers.assigned(forced), client_uuid=uuid.uuid4(), note="已由上级处理")
    again = makers.reported()
    RemediationTask.objects.filter(pk=again.pk).update(recurrence_of=forced)
    client = sign_in(wang)
    for group, task in {"urgent": urgent, "suspended": paused, "forced": forced, "recurred": again}.items():
        assert numbers(client.get(f"{URL}?group={group}")) == [task.number], group
    flags = {row["task"].number: [flag.words for flag in row["flags"]] for row in client.get(URL).context["rows"]}
    assert flags[urgent.number] == ["待受理", "紧急"]
    assert flags[again.number] == ["待受理", "反弹"]
    assert flags[forced.number] == ["已办结", "强制结案"]


def test_an_urgent_task_that_is_done_presses_nobody(sign_in, wang):
    done = makers.closed(makers.fixed(makers.assigned(makers.reported(is_urgent=True))))
    assert numbers(sign_in(wang).get(f"{URL}?group=urgent")) == []
    assert done.is_urgent


def test_source_and_person_filter_too(sign_in, wang, li):
    mine = makers.reported(source=TaskSource.HIGHER, source_number="市办〔2026〕3号")
    makers.reported()
    given = makers.assigned()
    RemediationTask.objects.filter(pk=given.pk).update(assignee=li)
    client = sign_in(wang)
    assert numbers(client.get(f"{URL}?source=higher")) == [mine.number]
    response = client.get(f"{URL}?assignee={li.pk}")
    assert numbers(response) == [given.number]
    assert response.context["words"] == "李"
    assert counts(response) == {"待签收": "1", "待整改": "1"}


def test_a_unit_chooses_among_its_own_people_only(sign_in, li, zhang, wang):
    def offered(user):
        return {words for _, words in sign_in(user).get(URL).context["filter"].choices.pairs("assignee")}

    assert {"李"} == offered(li) & {"李", "张"}
    assert {"李", "张"} <= offered(wang)


def test_a_search_shows_no_counts_since_each_would_read_every_title(sign_in, wang, one_of_each):
    tabs = sign_in(wang).get(f"{URL}?q=卫生").context["tabs"]
    assert not [tab for tab in tabs if "count" in tab]


def test_tabs_keep_the_unit_that_was_chosen(sign_in, wang, one_of_each):
    response = sign_in(wang).get(f"{URL}?unit=2&group=overdue")
    assert counts(response) == {}
    assert response.context["tabs"][1] == {
        "words": "逾期",
        "count": "0",
        "url": "?unit=2&group=overdue",
        "current": True,
    }


def test_counting_stops_at_a_cap(sign_in, wang, one_of_each, monkeypatch):
    monkeypatch.setattr(views, "COUNT_CAP", 1)
    monkeypatch.setattr(views, "TOTAL_CAP", 1)
    response = sign_in(wang).get(f"{URL}?group=in_hands")
    assert counts(response)["待整改"] == "1+"
    assert response.context["total"] == "1 项以上"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("unit=1&due_from=2026-11-16&due_to=2026-11-22&outcome=due", "绣品厂社区 11月16日—11月22日 应办"),
        ("reported_from=2026-11-16&reported_to=2026-11-16", "11月16日 上报"),
        ("closed_from=2025-01-01&closed_to=2025-12-31", "2025年1月1日—2025年12月31日 办结"),
        ("due_from=2026-11-16", "11月16日起 到期"),
        ("group=overdue&category=sticker&q=西墙", "牛皮癣 “西墙” 逾期"),
        ("", ""),
        ("due_from=乱写", ""),
    ],
)
def test_a_number_finds_its_own_words_above_the_list(sign_in, wang, asked, words, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: date(2026, 11, 24))
    response = sign_in(wang).get(f"{URL}?{asked}")
    assert response.context["words"] == words
    assert response.context["total"] == ("0 项" if words else "")


@pytest.mark.parametrize("moment", ["reported", "closed", "due"])
def test_days_are_local_days_from_midnight_to_midnight(sign_in, wang, moment):
    day = NOON.replace(hour=0)
    moments = (day - timedelta(seconds=1), day, day + timedelta(days=1, seconds=-1), day + timedelta(days=1))
    tasks = [makers.reported() for _ in moments]
    for task, value in zip(tasks, moments, strict=True):
        RemediationTask.objects.filter(pk=task.pk).update(**{f"{moment}_at": value})
    response = sign_in(wang).get(f"{URL}?{moment}_from=2026-11-20&{moment}_to=2026-11-20")
    assert set(numbers(response)) == {tasks[1].number, tasks[2].number}


def test_the_most_pressing_comes_first(sign_in, wang):
    for days in (3, 9, 1):
        makers.assigned(due_at=timezone.now() - timedelta(days=days))
    response = sign_in(wang).get(f"{URL}?group=overdue")
    words = [row["flags"][0].words for row in response.context["rows"]]
    assert words == ["逾期 9 天", "逾期 3 天", "逾期 1 天"]
    assert all(row["is_late"] for row in response.context["rows"])


@pytest.mark.parametrize("asked", ["", "group=in_hands"])
def test_pages_follow_each_other_without_gap_or_repetition(sign_in, wang, asked, monkeypatch):
    monkeypatch.setattr(views.paginate, "__kwdefaults__", views.paginate.__kwdefaults__ | {"size": 2})
    same = timezone.now() + timedelta(days=1)
    made = [makers.assigned(due_at=same).number for _ in range(5)]
    client, url, seen = sign_in(wang), f"{URL}?{asked}", []
    while url:
        response = client.get(url)
        seen += numbers(response)
        following = response.context["page"].next_url
        url = following and f"{URL}{following}"
    assert sorted(seen) == sorted(made)
    assert len(seen) == 5


def test_a_search_finds_number_title_spot_and_place(sign_in, wang):
    task = makers.reported(location="3号楼后")
    client = sign_in(wang)
    for words in (task.number, "3号楼", "卫生死角"):
        assert numbers(client.get(URL, {"q": words})) == [task.number]


def test_a_stranger_sees_neither_the_task_nor_its_count(sign_in, zhang, one_of_each):
    response = sign_in(zhang).get(URL)
    assert numbers(response) == []
    assert counts(response) == {}


def test_a_task_in_an_area_and_on_a_line_is_seen_by_both_and_counted_once(sign_in, wang, li, zhao):
    place = makers_place(li.unit, zhao.unit)
    task = makers.reported(unit="A", by=zhao, place=place)
    for user in (li, zhao, wang):
        assert numbers(sign_in(user).get(URL)) == [task.number]


def makers_place(community, line):
    return community.places_in_area.create(name="农贸市场", kind="market", market_group=line)


@pytest.mark.parametrize("asked", ["", "group=in_hands", "outcome=due&unit=1"])
def test_three_rows_cost_as_many_queries_as_one(sign_in, wang, asked, count_queries):
    client = sign_in(wang)
    makers.assigned(due_at=timezone.now() - timedelta(days=1))
    one = count_queries(lambda: client.get(f"{URL}?{asked}"))
    for _ in range(2):
        makers.assigned(due_at=timezone.now() - timedelta(days=1))
    makers.process_photos()
    assert count_queries(lambda: client.get(f"{URL}?{asked}")) == one
    assert one <= 12


def test_the_before_photo_of_a_card_is_the_one_that_counts(db, li):
    task = makers.reported()
    makers.process_photos()
    shown = cases.rows_for([task], timezone.now())[0]["photo"]
    assert shown == task.photos.get().photo


def test_a_row_without_a_photo_says_why(sign_in, wang):
    """None was taken, or it is not drawn yet; a picture as soon as it is."""
    makers.reported().photos.all().delete()
    client = sign_in(wang)
    assert '<span class="thumb">无照片</span>' in client.get(URL).content.decode()
    makers.reported()
    assert '<span class="thumb">还不能看</span>' in client.get(URL).content.decode()
    makers.process_photos()
    page = client.get(URL).content.decode()
    assert "还不能看" not in page
    assert page.count('<img class="thumb"') == 1


def test_a_row_shows_its_deadline_on_a_phone_while_somebody_has_to_fix_it(sign_in, wang):
    makers.reported()
    makers.closed()
    makers.assigned()
    assert sign_in(wang).get(URL).content.decode().count('<td class="n t-d is-open">') == 1


def test_every_row_leads_to_its_task(sign_in, wang):
    task = makers.reported()
    html = sign_in(wang).get(URL).content.decode()
    assert reverse("task_detail", args=[task.number]) in html
    assert task.state == TaskState.REPORTED
    assert Unit.objects.get(pk=task.unit_id).name in html
