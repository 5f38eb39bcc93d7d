"""工作台: what each role finds first, bounded however much there is."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inspections.actions.patrols import record_round
from inspections.enums import TaskState
from inspections.models import LookBack, LookBackRule, PatrolVisit, RemediationTask
from reports import workbench
from reports.models import Rollup
from reports.tasks import recount_rollups
from tataboo_portal import paging
from tataboo_portal.enums import PlaceKind
from tataboo_portal.models import Job, Place, WorkCalendarDay
from tests import makers
from tests.people import person, unit_of
from tests.reports import rows

THURSDAY = datetime(2026, 11, 26, 2, tzinfo=UTC)  # 10:00 in Asia/Shanghai
TODAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def thursday(db):
    with time_machine.travel(THURSDAY, tick=False) as clock:
        yield clock


def headings(page):
    return [(group.heading, [row["task"].title for row in group.rows]) for group in page.context["groups"]]


def test_a_unit_finds_its_own_tasks_by_deadline(li, sign_in):
    rows.task("1", THURSDAY + timedelta(hours=5), title="今天的")
    rows.task("1", THURSDAY - timedelta(days=2), TaskState.REWORK, title="逾期的")
    rows.task("1", THURSDAY + timedelta(days=2), title="周六的")
    rows.task("1", THURSDAY + timedelta(days=9), title="下周的")
    rows.task("2", THURSDAY + timedelta(hours=5), title="别人的")
    rows.task("1", THURSDAY - timedelta(hours=5), TaskState.RESOLVED, THURSDAY - timedelta(hours=6), title="交了的")
    page = sign_in(li).get("/")
    assert headings(page) == [
        ("本单位逾期", ["逾期的"]),
        ("今天到期", ["今天的"]),
        ("本周到期", ["周六的"]),
        ("以后到期", ["下周的"]),
    ]


def test_the_desk_counts_its_own_overdue_and_the_list_says_whose_it_counts(li, zhao, sign_in):
    """绣品厂 has one of its own and sees another that a market group is late with on its area."""
    late = THURSDAY - timedelta(days=2)
    rows.task("1", late, title="自己的")
    rows.task(zhao.unit.code, late, title="市场组的")
    RemediationTask.objects.filter(title="市场组的").update(community=li.unit)
    client = sign_in(li)
    assert headings(client.get("/")) == [("本单位逾期", ["自己的"])]
    tabs = [
        {tab["words"]: tab.get("count") for tab in client.get(url).context["tabs"]}
        for url in ("/tasks/", "/tasks/?unit=1")
    ]
    assert [tab["逾期"] for tab in tabs] == ["2", "1"]
    assert 'href="?unit=1">只看本单位主办的</a>' in client.get("/tasks/").content.decode()


def test_a_card_says_its_deadline_while_somebody_has_to_fix_it(li, sign_in):
    rows.task("1", THURSDAY + timedelta(days=9))
    assert "期限 12月5日 10:00" in sign_in(li).get("/").content.decode()


@pytest.mark.parametrize("name", ["li", "zhao", "chen"])
def test_with_nothing_to_do_a_unit_is_told_so(request, sign_in, name):
    page = sign_in(request.getfixturevalue(name)).get("/").content.decode()
    assert "今天没有待办。发现问题就拍一张。" in page
    assert "/report/" in page


def test_a_group_shows_twenty_and_the_way_to_the_rest(li, sign_in):
    for _ in range(21):
        rows.task("1", THURSDAY - timedelta(days=1))
    (group,) = sign_in(li).get("/").context["groups"]
    assert (len(group.rows), group.count_text, group.more_url) == (20, "20+", "/tasks/?unit=1&group=overdue")


def test_the_office_finds_its_queues_with_counts_and_lists(wang, sign_in):
    rows.task("1", state=TaskState.REPORTED)
    for _ in range(2):
        rows.task("1", state=TaskState.ACCEPTED)
    rows.task("1", THURSDAY, TaskState.RESOLVED, THURSDAY - timedelta(hours=1))
    for _ in range(2):
        rows.task("2", THURSDAY - timedelta(days=1))
    for _ in range(3):
        rows.record()
    rows.record(day=TODAY - timedelta(days=1))
    client = sign_in(wang)
    queues = client.get("/").context["queues"]
    assert [(queue.words, queue.count) for queue in queues] == [
        ("待受理", "1"),
        ("待派单", "2"),
        ("待核查", "1"),
        ("逾期", "2"),
        ("申请待决定", "0"),
        ("回头看到期", "0"),
        ("宣传栏该更新", "0"),
        ("活动待补记", "0"),
        ("议定事项待销号", "0"),
        ("督办单待销号", "0"),
        ("督办单逾期", "0"),
        ("宣传品到期", "0"),
        ("未交材料", "14"),
        ("今天已记", "3"),
    ]
    assert [queue.words for queue in queues if queue.is_late] == ["逾期"]
    for queue in queues:
        if queue.words not in {"申请待决定", "未交材料"}:
            assert len(client.get(queue.url).context["page"].rows) == int(queue.count)


def test_counts_stop_at_a_cap(wang, sign_in, monkeypatch):
    monkeypatch.setattr(workbench, "COUNT_CAP", 2)
    for _ in range(4):
        rows.record()
    assert sign_in(wang).get("/").context["queues"][-1].count == "2+"
    assert paging.COUNT_CAP == 1000


def test_requests_of_every_kind_and_look_backs_wait_in_the_office(wang, sign_in):
    for kind in ("extension", "suspension", "appeal"):
        makers.asked(kind)
    for task in (makers.closed(), makers.closed()):
        look_back(task)
    client = sign_in(wang)
    queues = {queue.words: queue for queue in client.get("/").context["queues"]}
    assert (queues["申请待决定"].count, queues["回头看到期"].count) == ("3", "2")
    assert len(client.get(queues["回头看到期"].url).context["rows"]) == 2
    assert client.get(queues["申请待决定"].url).status_code == 200


def look_back(task, due_on=TODAY):
    """A look-back at a closed task."""
    return LookBack.objects.create(task=task, rule=LookBackRule.objects.first(), due_on=due_on)


def test_an_inspector_finds_what_is_to_be_looked_at_again_but_not_their_own(liu, sign_in):
    late, own = makers.closed(), makers.closed(by=person("wang"))
    RemediationTask.objects.filter(pk=own.pk).update(fixed_by=liu, verified_by=person("wang"))
    look_back(makers.closed())
    look_back(late, TODAY - timedelta(days=3))
    look_back(own)
    page = sign_in(liu).get("/")
    group = page.context["look_backs"]
    assert [row["days_late"] for row in group.rows] == [3, 0]
    assert f"/tasks/lookbacks/{group.rows[0]['look_back'].pk}/" in page.content.decode()


def test_a_unit_is_told_what_it_has_not_signed_for(li, sign_in):
    client = sign_in(li)
    (material,) = client.get("/").context["queues"]
    assert (material.words, material.count) == ("例会材料未交", "1")
    rows.task("1", THURSDAY, TaskState.DISPATCHED)
    rows.task("2", THURSDAY, TaskState.DISPATCHED)
    queue, _ = client.get("/").context["queues"]
    assert (queue.words, queue.count) == ("待签收", "1")
    assert len(client.get(queue.url).context["rows"]) == 1


def patrolled(days=7, **facts):
    """A compound of 绣品厂社区 last seen today."""
    return Place.objects.create(
        name=f"示例小区{Place.objects.count()}",
        kind=PlaceKind.COMPOUND,
        community=unit_of("1"),
        patrol_days=days,
        last_seen_on=TODAY,
        **facts,
    )


def test_a_patrol_gap_stands_on_the_right_workbench_on_the_right_day(thursday, li, zhang, zhao, sign_in):
    place = patrolled(market_group=unit_of("A"))

    def gap(who):
        return [row["place"] for row in sign_in(who).get("/").context["patrol"].rows]

    thursday.move_to(THURSDAY + timedelta(days=7) - timedelta(hours=11))  # the evening before, 23:00
    assert gap(li) == gap(zhang) == gap(zhao) == []
    thursday.move_to(THURSDAY + timedelta(days=7) - timedelta(hours=9, minutes=59))  # 0:01 of the day itself
    assert gap(li) == gap(zhao) == [place]
    assert gap(zhang) == []
    page = sign_in(li).get("/").content.decode()
    assert "今天要巡" in page
    assert f"/p/{place.code}/" in page
    thursday.shift(timedelta(days=2))
    assert "晚了 2 天" in sign_in(zhao).get("/").content.decode()
    record_round(by=li, client_uuid=uuid.uuid4(), places=[place])
    assert PatrolVisit.objects.get().place == place
    assert gap(li) == gap(zhao) == []
    thursday.shift(timedelta(days=7))
    assert gap(li) == [place]


def test_what_a_person_keeps_comes_first_and_the_list_is_bounded(li, sign_in):
    for number in range(workbench.SHOWN + 2):
        Place.objects.create(
            name=f"示例街巷{number}",
            kind=PlaceKind.LANE,
            community=unit_of("1"),
            patrol_days=1,
            last_seen_on=TODAY - timedelta(days=30),
        )
    kept = Place.objects.create(
        name="包的", kind=PlaceKind.LANE, community=unit_of("1"), patrol_days=1, last_seen_on=TODAY, keeper=li
    )
    Place.objects.filter(pk=kept.pk).update(next_patrol_on=TODAY)
    group = sign_in(li).get("/").context["patrol"]
    assert group.rows[0]["place"] == kept
    assert (len(group.rows), group.count_text, group.more_url) == (20, "20+", "/coverage/")


@pytest.mark.parametrize("name", ["wang", "qian"])
def test_a_year_without_holidays_is_told_from_december_on(thursday, request, sign_in, name):
    user, words = request.getfixturevalue(name), "2027年放假安排未录入，期限按周一至周五推算。"
    thursday.move_to(datetime(2026, 11, 30, 15, 59, tzinfo=UTC))
    assert words not in sign_in(user).get("/").content.decode()
    thursday.move_to(datetime(2026, 11, 30, 16, 1, tzinfo=UTC))  # 1 December, 0:01 in Asia/Shanghai
    client = sign_in(user)
    assert words in client.get("/").content.decode()
    WorkCalendarDay.objects.create(day=date(2027, 1, 1), is_workday=False, name="元旦")
    assert words not in client.get("/").content.decode()


@pytest.mark.parametrize("page", ["/", "/tasks/dispatch/", "/tasks/evaluation/"])
def test_a_deadline_that_reaches_an_unplanned_year_is_told_at_once(wang, sign_in, page):
    client, words = sign_in(wang), "2027年放假安排未录入"
    rows.task("1", datetime(2026, 12, 31, 15, tzinfo=UTC))
    rows.task("1", datetime(2027, 2, 1, tzinfo=UTC), TaskState.CLOSED, THURSDAY)
    assert words not in client.get(page).content.decode()
    rows.task("1", datetime(2026, 12, 31, 17, tzinfo=UTC), TaskState.SUSPENDED)  # 1 January in Asia/Shanghai
    assert words in client.get(page).content.decode()


@pytest.mark.parametrize("name", ["wang", "liu"])
def test_who_verifies_finds_the_newest_fixes_of_others(request, sign_in, name):
    verifier = request.getfixturevalue(name)
    rows.task("1", THURSDAY, TaskState.RESOLVED, THURSDAY - timedelta(hours=3), title="早交的")
    rows.task("2", THURSDAY, TaskState.RESOLVED, THURSDAY - timedelta(hours=1), title="刚交的")
    own = rows.task("1", THURSDAY, TaskState.RESOLVED, THURSDAY, title="自己办的")
    own.fixed_by = verifier
    own.save()
    group = sign_in(verifier).get("/").context["group"]
    assert [row["task"].title for row in group.rows] == ["刚交的", "早交的"]


@pytest.mark.parametrize(("name", "words"), [("wang", "都处理完了。"), ("liu", "没有待核查的任务。")])
def test_an_empty_queue_says_so(request, sign_in, name, words):
    assert words in sign_in(request.getfixturevalue(name)).get("/").content.decode()


def test_the_administrator_sees_the_health_of_the_numbers(qian, sign_in):
    rows.record()
    page = sign_in(qian).get("/")
    assert (page.context["health"].as_of, page.context["health"].changed_days) == (None, "1")
    rows.counted()
    Rollup.objects.update(value=1)
    recount_rollups()
    Job.objects.create(task="reports.refresh_rollups")
    health = sign_in(qian).get("/").context["health"]
    assert (health.changed_days, health.waiting_jobs, health.given_up_jobs, health.drift) == ("0", "1", "0", 4)
    assert health.as_of == health.recounted_at == THURSDAY
    assert "/manage/zones/" in page.content.decode()


@pytest.mark.parametrize("name", ["wang", "li", "liu"])
def test_the_price_is_the_same_for_one_row_and_for_many(request, sign_in, name):
    client, counts = sign_in(request.getfixturevalue(name)), []
    for _ in range(2):
        for _ in range(1 + len(counts)):
            rows.photographed(rows.task("1", THURSDAY, TaskState.RESOLVED, THURSDAY - timedelta(hours=3)))
            for days in (-1, 0, 2, 9):
                rows.photographed(rows.task("1", THURSDAY + timedelta(days=days, hours=1)))
            rows.task("1", THURSDAY, TaskState.DISPATCHED)
            look_back(rows.photographed(rows.task("1", THURSDAY, TaskState.CLOSED, THURSDAY)))
            patrolled(days=0)
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 17


def test_a_photo_not_ready_leaves_its_place(liu, sign_in):
    rows.photographed(rows.task("1", THURSDAY, TaskState.RESOLVED, THURSDAY), "before")
    page = sign_in(liu).get("/").content.decode()
    assert "整改后还没拍" in page
    assert page.count("/320/") == 1
