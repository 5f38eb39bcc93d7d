"""The weekly report: the right week, the right day, the right words, and numbers that equal a recount."""

from datetime import date, datetime, timedelta
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from reports import weekly
from reports.models import WeeklyReport
from reports.sections import SECTIONS
from reports.sections.blocks import PART_HEADINGS
from tataboo_portal.models import AuditEvent, Unit
from tataboo_portal.weeks import Week
from tests import makers
from tests.counting import count_queries
from tests.people import person

CHINA = ZoneInfo("Asia/Shanghai")
LAST_WEEK_DAY = timedelta(days=7)


def moment(words):
    return datetime.fromisoformat(words).replace(tzinfo=CHINA)


def words_of(report):
    """All paragraphs of the report as one text."""
    blocks = [block for part in report.content["parts"] for section in part["sections"] for block in section["blocks"]]
    return "\n".join("".join(run["text"] for run in block["runs"]) for block in blocks if block["kind"] == "paragraph")


def table_of(report):
    """The annex table as {unit name: row}."""
    blocks = [block for part in report.content["parts"] for section in part["sections"] for block in section["blocks"]]
    (table,) = [block for block in blocks if block["kind"] == "table"]
    return {row[0]: row[1:] for row in table["rows"]}


@pytest.mark.parametrize(
    ("today", "is_built"),
    [
        ("2017-05-29 07:00", False),  # 端午: the meeting is on Wednesday
        ("2017-05-30 07:00", False),
        ("2017-05-31 07:00", True),
        ("2017-10-02 07:00", False),  # a week without a workday
        ("2017-10-06 07:00", False),
        ("2026-02-23 07:00", False),
        ("2026-02-24 07:00", True),
        ("2026-11-23 07:00", True),
        ("2026-11-25 07:00", True),  # Monday's run was missed: caught up
    ],
)
def test_the_draft_is_built_on_the_first_workday_of_the_week(db, today, is_built):
    with time_machine.travel(moment(today), tick=False):
        report = weekly.build_if_due()
        assert (report is not None) == is_built
        assert weekly.build_if_due() is None
        if report:
            assert report.meeting_week == Week.of(timezone.localdate()).monday


def test_the_report_speaks_of_the_week_before_the_meeting(wang):
    day = timezone.localdate() - LAST_WEEK_DAY
    makers.work(quantity=24, day=day)
    makers.work(quantity=300)
    assert "清理牛皮癣20余处（前一周为0，不计环比）" in words_of(weekly.build(Week.current()))
    running = words_of(weekly.build(Week.current().shifted(1)))
    assert "清理牛皮癣300处（比前一周增加276处，增长1150%）" in running


def test_exact_and_approximate_indicators_are_written_as_the_article_does(wang):
    day = timezone.localdate() - LAST_WEEK_DAY
    makers.work(indicator="zombie_vehicle", quantity=32, day=day)
    makers.work(indicator="garbage_truckload", quantity=2248, day=day)
    makers.placement(kind="banner", quantity=230, day=day)
    words = words_of(weekly.build(Week.current()))
    assert "清理僵尸车32辆" in words
    assert "清理垃圾2200余车" in words
    assert "悬挂条幅230条" in words


def test_a_week_without_anything_says_so(db):
    words = words_of(weekly.build(Week.current()))
    for sentence in ("上周没有整治记录。", "上周没有到期的整改任务。", "上周没有宣传记录。", "没有新上报的整改任务。"):
        assert sentence in words
    assert "None" not in words


def test_the_annex_equals_a_recount_and_counts_nothing_twice(wang):
    day = timezone.localdate() - LAST_WEEK_DAY
    makers.work(unit="1", indicator="dead_corner", quantity=5, day=day)
    makers.work(unit="A", indicator="dead_corner", quantity=7, day=day)
    rows = table_of(weekly.build(Week.current()))
    assert rows["绣品厂社区"][0] == 5
    assert rows["市场工作组一"][0] == 7
    assert rows["合计"][0] == 12
    assert sum(row[0] for name, row in rows.items() if name != "合计") == 12
    assert len(rows) == Unit.objects.zones().count() + 1


def test_other_units_have_a_row_of_their_own_so_that_the_sum_holds(chen):
    makers.work(unit="K1", indicator="dead_corner", quantity=3, day=timezone.localdate() - LAST_WEEK_DAY)
    rows = table_of(weekly.build(Week.current()))
    assert (rows["其他单位"][0], rows["合计"][0]) == (3, 3)


def test_overdue_tasks_are_named_by_unit(wang):
    makers.assigned(unit="7", due_at=timezone.now() + timedelta(minutes=1))
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert "逾期未办的整改任务1项：社区七1项。" in words_of(weekly.build(Week.current()))


def test_building_again_keeps_the_number_and_leaves_one_event_each(wang):
    first = weekly.build(Week.current(), by=wang)
    second = weekly.build(Week.current(), by=wang)
    assert (first.pk, first.number) == (second.pk, second.number)
    assert AuditEvent.objects.filter(object_type="reports.WeeklyReport").count() == 2
    assert weekly.build(Week.current().shifted(1), by=wang).number == first.number + 1


@pytest.mark.django_db(transaction=True)
def test_two_builders_at_once_make_one_report():
    week, failures = Week.current(), []

    def build():
        try:
            weekly.build(week)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [Thread(target=build) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert WeeklyReport.objects.count() == 1


def test_of_two_calls_at_once_for_the_first_draft_the_later_leaves_it_as_it_is(db, monkeypatch):
    compose, others = weekly.compose, []

    def overtaken(week, now):
        content = compose(week, now)
        if not others:
            others.append(None)
            others.append(weekly.build(week, only_first=True))
        return content

    with time_machine.travel(moment("2026-11-24T07:00"), tick=False):
        monkeypatch.setattr(weekly, "compose", overtaken)
        report = weekly.build_if_due()
    assert report == others[1] == WeeklyReport.objects.get()
    assert AuditEvent.objects.filter(object_type=WeeklyReport._meta.label).count() == 1


def test_every_section_stands_in_a_part():
    assert {section.PART for section in SECTIONS} <= PART_HEADINGS.keys()


@pytest.mark.parametrize("words", ["2026-11-24", "nonsense", "2026-13-01", "9999-01-04", "0001-01-01"])
def test_only_mondays_up_to_next_week_have_a_page(sign_in, wang, words):
    assert sign_in(wang).get(f"/meetings/{words}/").status_code == 404


def test_the_page_links_every_bound_number_to_its_records(sign_in, wang):
    day = timezone.localdate() - LAST_WEEK_DAY
    makers.work(quantity=24, day=day)
    weekly.build(Week.current())
    client = sign_in(wang)
    page = client.get(f"/meetings/{Week.current().monday}/").content.decode()
    week = Week.of(day)
    address = f"/cleanups/?indicator=sticker&amp;from={week.monday}&amp;to={week.sunday}"
    assert address in page
    opened = client.get(address.replace("&amp;", "&"))
    assert [total for _, total in opened.context["sums"]] == [24]


def test_a_missing_report_is_offered_to_the_office_and_unknown_to_others(sign_in, wang, li):
    address = f"/meetings/{date(2026, 11, 16)}/"
    with time_machine.travel(moment("2026-11-24 09:00"), tick=False):
        assert "生成报告" in sign_in(wang).get(address).content.decode()
        assert sign_in(li).get(address).status_code == 404


def test_the_list_of_meetings_is_cards_on_a_phone_and_annexes_have_their_number_apart(sign_in, wang):
    weekly.build(Week.current())
    address = f"/meetings/{Week.current().monday}/"
    listed = sign_in(wang).get("/meetings/").content.decode()
    assert f'<li><a class="card card--plain" href="{address}">' in listed
    assert '<span class="annex__n">附件1</span> 各社区' in sign_in(wang).get(address).content.decode()


def test_a_year_whose_holidays_nobody_entered_is_said(sign_in, wang):
    with time_machine.travel(moment("2027-03-02 09:00"), tick=False):
        assert "2027年放假安排未录入" in sign_in(wang).get("/meetings/").content.decode()


def test_the_lists_of_meetings_ask_as_often_for_three_as_for_one(sign_in, wang):
    client = sign_in(wang)
    makers.closed(unit="1")
    makers.process_photos()
    week = Week.current().shifted(1)
    weekly.build(week)
    pages = ("/meetings/", f"/meetings/{week.monday}/", f"/meetings/{week.monday}/report.docx")
    one = [count_queries(client, page) for page in pages]
    for unit, who in (("2", "zhang"), ("A", "zhao")):
        makers.closed(task=makers.fixed(task=makers.assigned(unit=unit), by=person(who)))
    makers.process_photos()
    weekly.build(week)
    weekly.build(Week.current())
    assert [count_queries(client, page) for page in pages] == one
