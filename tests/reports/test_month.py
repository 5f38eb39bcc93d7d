"""A whole month of meetings with a moving clock: two in peace, a week of holidays without one, a holiday Monday, and the next.

2026-02: the meetings are on 2, 9, 24 February (Tuesday after 春节) and 2 March; the week of 16 February has no workday, 14 and 28 are worked.
"""

import pytest
import time_machine
from django.utils import timezone

from campaigns.actions import change_work
from inspections.models import TaskCategory
from reports import publishing
from reports.models import Decision, ReportVersion, RollupRun, Submission, SupervisionOrder, WeeklyReport
from tataboo_portal.models import Notice
from tests import makers
from tests.reports.month import Month, at, monday, report_of, told
from tests.reports.plain import told_and_counted

FIRST, SECOND, NONE, AFTER, LAST = (monday(day) for day in ("02-02", "02-09", "02-16", "02-23", "03-02"))
STICKER = "cleanup/work:sticker"


@pytest.fixture
def month(client, wang, li, zhang, zhao, chen, sun):
    with time_machine.travel(at("2026-01-28 10:00"), tick=False) as clock:
        yield Month(client, clock)


def test_a_month_is_played(month, wang, li, zhang, zhao, sun):
    records = the_units_write_down_their_week(month, li, zhang, zhao)
    they_hand_in_one_late_one_returned_one_not_at_all(month, wang, li, zhang, zhao)
    the_first_pack_is_there_at_seven(month, wang, li, sun)
    the_office_words_and_publishes_it(month, wang, li)
    the_meeting_decides(month, wang, li)
    the_week_after_things_are_done_and_put_right(month, wang, li, zhang, zhao, records)
    the_second_pack_begins_with_what_became_of_it(month, wang, sun)
    the_holidays_have_no_meeting(month, wang, li)
    the_first_day_after_them_has_one(month, wang)
    the_last_pack_closes_what_is_left(month, wang, li, zhang, zhao)
    nothing_was_lost_or_told_twice(month)


def the_units_write_down_their_week(month, li, zhang, zhao):
    makers.work(unit="1", quantity=24, by=li)
    makers.work(unit="2", quantity=30, by=zhang)
    corner = makers.work(unit="A", indicator="dead_corner", quantity=38, by=zhao)
    makers.placement(unit="2", quantity=12, by=zhang)
    makers.drive(unit="7", results={"garbage_truckload": 5}, people=25)
    done = makers.fixed(makers.assigned(unit="1", due_at=at("2026-01-30 12:00")))
    makers.assigned(makers.reported(unit="2", by=zhang), due_at=at("2026-01-30 18:00"))
    makers.process_photos()
    month.to("01-29 10:00")
    makers.closed(done)
    return {"corner": corner}


def they_hand_in_one_late_one_returned_one_not_at_all(month, wang, li, zhang, zhao):
    month.to("01-29 16:00")
    assert {notice.recipient.username for notice in Notice.objects.all()} == {"li", "zhang", "zhao", "chen"}
    month.to("01-30 08:30")
    plan = ("清理示例小区楼道", "李某", "02-05")
    assert "清理牛皮癣24处" in month.page(li, f"/meetings/{FIRST.monday}/submit/1/")
    assert "已交。" in month.hand_in(li, FIRST, plan=plan, problem="示例路口夜间无人保洁")
    month.hand_in(zhao, FIRST, plan=("整治示例早市", "赵某", "02-06"))
    month.to("01-30 16:00")
    assert Notice.objects.filter(recipient=li).count() == 1  # only those who had not handed in at nine
    back = month.send(wang, f"/meetings/{FIRST.monday}/submit/A/", to="/return/", reason="写明整治几家")
    assert "已退回市场工作组一" in back
    assert Notice.objects.filter(recipient=zhao).latest("pk").body == "写明整治几家"
    month.to("01-31 09:00")
    page = f"/meetings/{FIRST.monday}/submit/A/"
    assert "已交。" in month.send(zhao, page, hand_in="1", **{"plan-0-words": "整治示例早市游商12家"})
    month.to("01-31 10:00")
    assert "记为迟交" in month.hand_in(zhang, FIRST, plan=("补签示例责任书", "张某", "02-06"))
    assert dict(Submission.objects.values_list("unit__code", "is_late")) == {"1": False, "A": False, "2": True}


def the_first_pack_is_there_at_seven(month, wang, li, sun):
    month.to("02-02 06:59")
    assert WeeklyReport.objects.get().number == 1  # caught up on Thursday, for the Monday before the portal began
    month.to("02-02 08:00")
    report = report_of(FIRST)
    assert (report.number, report.built_at, report.data_as_of) == (2, at("2026-02-02 07:00"), at("2026-02-02 07:00"))
    stated, counted = told_and_counted(report_of(FIRST).content)
    assert stated == counted
    assert {stated["2026-01-26", metric, ""] for metric in ("work:sticker", "work:dead_corner")} == {54, 40}
    assert (stated["2026-01-26", "task:due", ""], stated["2026-01-26", "task:on_time", ""]) == (2, 1)
    words = told(FIRST)
    for sentence in ("整治示例早市游商12家（赵某，2月6日前）", "补签示例责任书（张某，2月6日前）"):
        assert any(sentence in paragraph for paragraph in words["plan"])
    assert "城管科" in words["plan"][-1]
    assert any("示例路口夜间无人保洁（需协调）" in paragraph for paragraph in words["problems"])
    assert "decisions" not in words
    assert "corrections" not in words
    assert "迟交" in month.page(sun, f"/meetings/{FIRST.monday}/")


def the_office_words_and_publishes_it(month, wang, li):
    month.retype(wang, FIRST, STICKER, "清理牛皮癣", "组织清理牛皮癣")
    makers.work(unit="1", quantity=6, by=li, day=at("2026-02-01 08:00").date())  # one who remembers late
    month.send(wang, f"/meetings/{FIRST.monday}/", to="/build/")
    assert "组织清理牛皮癣60处" in told(FIRST)["cleanup"][0]
    month.publish(wang, FIRST)
    assert report_of(FIRST).is_published
    page = month.send(li, f"/meetings/{FIRST.monday}/submit/1/", to="/take-back/")
    assert "已经发布，材料不能再撤回" in page


def the_meeting_decides(month, wang, li):
    month.to("02-02 09:30")
    attendance = {"who-0-name": "李某", "who-1-name": "张某", "who-1-presence": "leave", "chair": "孙某"}
    month.send(wang, f"/meetings/{FIRST.monday}/attendance/", **attendance)
    lines = ("#1 李某 周四 清理二号楼后的杂物", "#2 张某 三天内 补签门前五包责任书", "#A 不限 建立夜市台账")
    for line in lines:
        assert "已记第" in month.decide(wang, FIRST, line)
    first, second, _ = Decision.objects.order_by("number")
    assert (str(first.due_on), str(second.due_on)) == ("2026-02-05", "2026-02-05")
    month.step(wang, first, "order", demand="拍整改前后照片")
    order = SupervisionOrder.objects.get()
    month.send(li, f"/decisions/orders/{order.pk}/", to="/sign/")
    order.refresh_from_db()
    assert (order.number, order.received_by) == ("督〔2026〕1号", li)
    month.step(wang, second, "task", category=str(TaskCategory.objects.get(code="dead_corner").pk))
    second.refresh_from_db()
    assert second.task.due_at == at("2026-02-05 18:00")
    minutes = month.word(li, f"/meetings/{FIRST.monday}/minutes.docx")
    assert "请假：幸福社区张某" in minutes
    assert any(paragraph.startswith("1.清理二号楼后的杂物。责任单位：绣品厂社区") for paragraph in minutes)


def the_week_after_things_are_done_and_put_right(month, wang, li, zhang, zhao, records):
    month.to("02-04 10:00")
    first = Decision.objects.get(number=1)
    month.step(li, first, "report", result="已清理，楼后装了路灯")
    month.step(wang, first, "strike")
    makers.work(unit="1", quantity=36, by=li)
    published = told(FIRST)
    corner, wednesday = records["corner"], at("2026-01-28 10:00").date()
    change_work(corner, by=zhao, version=1, quantity=36)
    makers.placement(unit="2", quantity=5, by=zhang, day=wednesday)
    month.to("02-06 10:00")
    assert told(FIRST) == published
    assert publishing.is_whole(ReportVersion.objects.get())
    stated, counted = told_and_counted(report_of(FIRST).content)
    assert {key[1] for key in stated if stated[key] != counted[key]} == {"work:dead_corner", "publicity:banner"}
    month.hand_in(li, SECOND, plan=("检查示例门店", "李某", "02-12"), done="no")
    month.hand_in(zhang, SECOND, plan=("清理示例河道", "张某", "02-13"), done="yes")
    assert not Submission.objects.filter(meeting_week=SECOND.monday, is_late=True).exists()


def the_second_pack_begins_with_what_became_of_it(month, wang, sun):
    month.to("02-09 08:00")
    assert (report_of(SECOND).number, report_of(SECOND).built_at) == (3, at("2026-02-09 07:00"))
    stated, counted = told_and_counted(report_of(SECOND).content)
    assert stated == counted
    words = told(SECOND)
    assert next(iter(words)) == "decisions"
    assert words["decisions"][0].startswith("2月2日例会议定事项3项，已销号1项、办理中2项")
    assert "落实情况：已清理，楼后装了路灯" in words["decisions"][1]
    assert "逾期4天" in words["decisions"][2]
    corrections = words["corrections"][0]
    for sentence in ("上期所报清理卫生死角40处，更正为38处", "上期所报悬挂条幅12条，更正为17条"):
        assert sentence in corrections
    assert "牛皮癣36处（比前一周减少24" in words["cleanup"][0].replace("30余处", "36处")
    assert any("上周安排未完成的：绣品厂社区清理示例小区楼道" in paragraph for paragraph in words["problems"])
    month.publish(wang, SECOND)
    assert 'value="李某"' in month.page(wang, f"/meetings/{SECOND.monday}/attendance/")
    month.decide(wang, SECOND, "#7 王某 2月26日 检查节后垃圾清运")
    slides = month.page(sun, f"/meetings/{SECOND.monday}/present/")
    assert slides.index("2月2日例会议定事项3项") < slides.index("检查节后垃圾清运")


def the_holidays_have_no_meeting(month, wang, li):
    month.to("02-11 10:00")
    makers.work(unit="1", quantity=50, by=li)
    month.to("02-14 10:00")  # a worked Saturday, the last day before the holidays
    assert "2月14日 17:00截止" in Notice.objects.filter(recipient=li).latest("pk").body
    assert "2月9日—2月15日：清理牛皮癣50处。" in month.page(li, f"/meetings/{AFTER.monday}/submit/1/")
    month.hand_in(li, AFTER, plan=("节后大扫除", "李某", "02-26"), done="yes")
    month.to("02-15 23:55")
    makers.work(unit="7", quantity=7)
    month.to("02-16 00:05")
    makers.work(unit="7", quantity=9)
    told_before = Notice.objects.count()
    month.to("02-18 10:00")
    assert "不用报送" in month.page(li, f"/meetings/{NONE.monday}/submit/1/")
    assert "本周没有工作日，不开例会" in month.page(wang, "/meetings/")
    assert month.client.get(f"/meetings/{NONE.monday}/record/").status_code == 404
    month.to("02-23 12:00")  # Monday, still a holiday
    assert WeeklyReport.objects.count() == 3
    assert Notice.objects.count() == told_before


def the_first_day_after_them_has_one(month, wang):
    month.to("02-24 08:00")
    assert (report_of(AFTER).number, report_of(AFTER).built_at) == (4, at("2026-02-24 07:00"))
    assert "2月24日 星期二" in month.page(wang, "/meetings/")
    stated, counted = told_and_counted(report_of(AFTER).content)
    assert stated == counted
    assert stated["2026-02-16", "work:sticker", "7"] == 9
    words = told(AFTER)
    assert words["decisions"][0].startswith("2月9日例会议定事项1项，办理中1项；以前的例会还有2项没有销号")
    assert "corrections" not in words
    (holidays,) = words["holidays"]
    assert holidays.startswith("2月9日—2月15日（下一周放假没有开会）：清理牛皮癣50余处（比前一周增加21处")
    assert stated["2026-02-09", "work:sticker", ""] == 57
    month.publish(wang, AFTER)
    month.decide(wang, AFTER, "#2 张某 周五 清洗示例河道护栏")


def the_last_pack_closes_what_is_left(month, wang, li, zhang, zhao):
    month.to("02-26 10:00")
    before_the_holidays = at("2026-02-12 10:00").date()
    makers.work(unit="7", quantity=3, day=before_the_holidays)
    makers.work(unit="7", indicator="dead_corner", quantity=4, day=before_the_holidays)
    for decision in Decision.objects.unfinished().filter(meeting__week__lt=AFTER.monday):
        month.step(wang, decision, "report", result="已办")
        month.step(wang, decision, "strike")
    month.to("02-28 16:30")  # a worked Saturday
    month.hand_in(li, LAST, plan=("巡查示例楼栋", "李某", "03-05"), done="yes")
    month.to("02-28 17:30")
    month.hand_in(zhang, LAST, plan=("巡查示例楼栋", "张某", "03-05"), done="yes")
    assert Submission.objects.get(unit=zhang.unit, meeting_week=LAST.monday).is_late
    month.to("03-02 08:00")
    words = told(LAST)
    assert words["decisions"][0].startswith("2月24日例会议定事项1项，办理中1项；以前的例会新销号3项；其中逾期1项。")
    for sentence in ("上期所报清理牛皮癣57处，更正为60处", "上期未报清理卫生死角，补报4处"):
        assert sentence in words["corrections"][0]
    assert "holidays" not in words
    month.publish(wang, LAST)


def nothing_was_lost_or_told_twice(month):
    assert [(report.meeting_week, report.number) for report in WeeklyReport.objects.order_by("number")] == [
        (week.monday, number) for number, week in enumerate((FIRST.shifted(-1), FIRST, SECOND, AFTER, LAST), start=1)
    ]
    assert all(publishing.is_whole(version) for version in ReportVersion.objects.all())
    nights = RollupRun.objects.filter(is_recount=True)
    assert [run.differences for run in nights] == [[]] * 5
    assert timezone.localdate() == LAST.monday
