"""工作台: what each role finds first, bounded however much there is."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inspections.enums import TaskState
from reports import workbench
from reports.models import Rollup
from reports.tasks import recount_rollups, refresh_rollups
from tataboo_portal import paging
from tataboo_portal.enums import JobStatus
from tataboo_portal.models import Job
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
        ("逾期", ["逾期的"]),
        ("今天到期", ["今天的"]),
        ("本周到期", ["周六的"]),
        ("以后到期", ["下周的"]),
    ]


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
    rows.task("1", THURSDAY, TaskState.RESOLVED, THURSDAY - timedelta(hours=1))
    for _ in range(2):
        rows.task("2", THURSDAY - timedelta(days=1))
    for _ in range(3):
        rows.record()
    rows.record(day=TODAY - timedelta(days=1))
    client = sign_in(wang)
    queues = client.get("/").context["queues"]
    assert [(queue.words, queue.count) for queue in queues] == [
        ("待派单", "1"),
        ("待核查", "1"),
        ("逾期", "2"),
        ("今天已记", "3"),
    ]
    assert [queue.is_late for queue in queues] == [False, False, True, False]
    for queue in queues:
        assert len(client.get(queue.url).context["page"].rows) == int(queue.count)


def test_counts_stop_at_a_cap(wang, sign_in, monkeypatch):
    monkeypatch.setattr(workbench, "COUNT_CAP", 2)
    for _ in range(4):
        rows.record()
    assert sign_in(wang).get("/").context["queues"][3].count == "2+"
    assert paging.COUNT_CAP == 1000


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


def test_a_leader_goes_straight_to_the_board(sun, sign_in):
    assert sign_in(sun).get("/").url == "/dashboard/"


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


def test_beat_refreshes_without_a_job_and_the_button_with_one(db):
    rows.record()
    refresh_rollups()
    assert Rollup.objects.count() == 4
    job = Job.objects.create(task="reports.refresh_rollups")
    rows.record()
    refresh_rollups(job_id=job.pk)
    job.refresh_from_db()
    assert job.status == JobStatus.DONE
    assert set(Rollup.objects.values_list("value", flat=True)) == {24}


@pytest.mark.parametrize("name", ["wang", "li", "liu"])
def test_the_price_is_the_same_for_one_row_and_for_many(request, sign_in, name):
    client, counts = sign_in(request.getfixturevalue(name)), []
    for _ in range(2):
        for _ in range(1 + len(counts)):
            rows.photographed(rows.task("1", THURSDAY, TaskState.RESOLVED, THURSDAY - timedelta(hours=3)))
            for days in (-1, 0, 2, 9):
                rows.photographed(rows.task("1", THURSDAY + timedelta(days=days, hours=1)))
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_a_photo_not_ready_leaves_its_place(liu, sign_in):
    rows.photographed(rows.task("1", THURSDAY, TaskState.RESOLVED, THURSDAY), "before")
    page = sign_in(liu).get("/").content.decode()
    assert "整改后还没拍" in page
    assert page.count("/320/") == 1
