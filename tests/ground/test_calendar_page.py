"""放假与作息: pasted lines are shown, then saved together; deadlines follow only when somebody says so."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from inspections import actions, recalculation
from inspections.enums import TaskAction
from inspections.models import RemediationTask, TaskStep
from tataboo_portal import calendars
from tataboo_portal.enums import AuditAction, LimitKind
from tataboo_portal.models import AuditEvent, WorkCalendarDay, WorkHours
from tataboo_portal.refusals import Refusal
from tests import makers
from tests.counting import count_queries
from tests.people import person

PAGE = "/manage/calendar/"
RECALCULATE = "/tasks/recalculate/"
SPRING = "2027年2月6日至2月12日 放假 春节\n2027-02-07 上班 春节调休"


@pytest.fixture
def january(db):
    """Monday 25 January 2027, 9:00 in Asia/Shanghai."""
    with time_machine.travel(datetime(2027, 1, 25, 1, tzinfo=UTC), tick=False) as clock:
        yield clock


def days_of(text):
    return {change.day.isoformat(): (change.is_workday, change.name) for change in calendars.changes_in(text)}


@pytest.mark.parametrize(
    "line",
    [
        "2027-01-01 放假 元旦",
        "2027年1月1日 放假 元旦",
        "2027/1/1 放假 元旦",
        "２０２７-1-1　放假　元旦",
        "2027.1.1放假 元旦",
    ],
)
def test_a_day_may_be_written_in_many_ways(db, line):
    assert days_of(line) == {"2027-01-01": (False, "元旦")}


@pytest.mark.parametrize(
    "line",
    [
        "2027年2月8日至2月10日 放假 春节",
        "2027-02-08至2027-02-10 放假 春节",
        "2027年2月8日—2月10日 休 春节",
        "2027.2.8-2.10 放假，春节",
    ],
)
def test_so_may_a_stretch(db, line):
    assert days_of(line) == {f"2027-02-{day:02}": (False, "春节") for day in (8, 9, 10)}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "还没有写日期"),
        ("2027-01-01 放假 元旦\n随便写写", "第 2 行看不懂：随便写写。"),
        ("1月1日 放假 元旦", "第 1 行没有写年份：1月1日 放假 元旦。"),
        ("2027-02-30 放假 春节", "第 1 行的日期不存在，或者不在 2017—2100 年"),
        ("1999-02-03 放假 春节", "不在 2017—2100 年"),
        ("2027年2月12日至2月6日 放假 春节", "第 1 行的结束日期在开始日期前面"),
        ("2027-02-06 放假 春节\n2027-02-06 上班 春节", "第 2 行的 2027-02-06 前面已经写过，又写成了上班"),
        ("2027-01-01至2030-01-01 放假 元旦", "一次最多录 400 天"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_line(db, text, sentence):
    with pytest.raises(Refusal, match=sentence):
        calendars.changes_in(text)


def test_weekends_need_no_entry_and_what_is_there_is_not_written_again(db):
    WorkCalendarDay.objects.create(day=date(2027, 2, 8), is_workday=False, name="春节")
    WorkCalendarDay.objects.create(day=date(2027, 2, 6), is_workday=True, name="调休")
    words = {change.day.day: change.words for change in calendars.changes_in("2027-02-06至2027-02-09 放假 春节")}
    assert words == {6: "原来是上班 调休，改掉", 7: "周末本来就休，不用记", 8: "不变", 9: "新增"}


def test_first_it_is_shown_then_saved_with_one_event(sign_in, qian):
    client = sign_in(qian)
    page = client.post(PAGE, {"lines": "2027年2月8日至2月10日 放假 春节", "do": "preview"})
    assert "新增" in page.content.decode()
    assert not WorkCalendarDay.objects.filter(day__year=2027).exists()
    seen = page.context["days_form"].digest
    data = {"lines": "2027年2月8日至2月10日 放假 春节", "do": "save", "seen": seen}
    page = client.post(PAGE, data, follow=True)
    assert "已保存，改了 3 天。在办任务的期限没有动。" in page.content.decode()
    assert page.context["year"] == 2027
    assert set(WorkCalendarDay.objects.filter(day__year=2027).values_list("is_workday", "name", "source")) == {
        (False, "春节", "钱")
    }
    event = AuditEvent.objects.get(object_type="tataboo_portal.WorkCalendarDay")
    assert (event.action, event.reason, len(event.after)) == (AuditAction.CHANGE, "录入放假与调休 3 天", 3)
    client.post(PAGE, data)
    assert AuditEvent.objects.filter(object_type="tataboo_portal.WorkCalendarDay").count() == 1


def test_lines_changed_after_they_were_shown_are_shown_again(sign_in, qian):
    client = sign_in(qian)
    seen = client.post(PAGE, {"lines": "2027-02-08 放假 春节"}).context["days_form"].digest
    page = client.post(PAGE, {"lines": "2027-02-09 放假 春节", "do": "save", "seen": seen})
    assert page.status_code == 200
    assert not WorkCalendarDay.objects.filter(day__year=2027).exists()


def test_a_wrong_line_saves_nothing_and_keeps_the_text(sign_in, qian):
    page = sign_in(qian).post(PAGE, {"lines": "2027-01-01 放假 元旦\n啊", "do": "save"})
    assert page.status_code == 400
    assert "第 2 行看不懂：啊。" in page.content.decode()
    assert "2027-01-01 放假 元旦" in page.content.decode()
    assert not WorkCalendarDay.objects.filter(day__year=2027).exists()


def test_the_office_reads_the_calendar_and_changes_nothing(sign_in, wang):
    client = sign_in(wang)
    page = client.get(PAGE).content.decode()
    assert "放假与调休" in page
    assert "<textarea" not in page
    assert client.post(PAGE, {"lines": "2027-01-01 放假 元旦"}).status_code == 403


@pytest.mark.parametrize("year", ["2017", "2026", "x", "99999", ""])
def test_any_year_asked_for_is_answered(sign_in, qian, year):
    page = sign_in(qian).get(PAGE, {"year": year})
    assert page.context["year"] in page.context["years"]


def test_the_page_asks_as_often_for_a_full_year_as_for_an_empty_one(sign_in, qian):
    client = sign_in(qian)
    assert count_queries(client, f"{PAGE}?year=2026") == count_queries(client, f"{PAGE}?year=2027")


def test_a_seasons_hours_are_added_and_checked(sign_in, qian):
    client = sign_in(qian)
    data = {
        "effective_from": "2027-06-01",
        "morning_start": "8:00",
        "morning_end": "11:30",
        "afternoon_start": "14:30",
        "afternoon_end": "18:00",
    }
    wrong = client.post(f"{PAGE}hours/", data | {"morning_end": "15:00"})
    assert (wrong.status_code, WorkHours.objects.count()) == (400, 1)
    assert "四个时间要依次往后" in wrong.content.decode()
    assert client.post(f"{PAGE}hours/", data).status_code == 302
    assert AuditEvent.objects.get(object_type="tataboo_portal.WorkHours").action == AuditAction.ADD
    again = client.post(f"{PAGE}hours/", data)
    assert "这一天起的作息时间已经有了" in again.content.decode()
    assert WorkHours.objects.count() == 2


def dispatched(**values):
    """A task with a limit of five working days from its dispatch."""
    task = makers.reported(**values)
    task.category.rules.update(limit_value=5, limit_kind=LimitKind.WORK_DAY)
    wang = person("wang")
    return actions.assign(by=wang, task=task, client_uuid=uuid.uuid4(), unit=task.unit)


def holiday(first, last):
    for offset in range((last - first).days + 1):
        WorkCalendarDay.objects.create(day=first + timedelta(days=offset), is_workday=False, name="示例放假")


def test_a_changed_calendar_moves_nothing_until_somebody_says_so(january, sign_in, qian):
    task, named = dispatched(), makers.assigned(due_at=datetime(2027, 2, 20, tzinfo=UTC))
    holiday(date(2027, 1, 28), date(2027, 1, 29))
    old = RemediationTask.objects.get(pk=task.pk).due_at
    assert old == datetime(2027, 2, 1, 1, tzinfo=UTC)
    client = sign_in(qian)
    page = client.get(RECALCULATE)
    (change,) = page.context["changes"]
    assert (change.task, change.due_to) == (task, datetime(2027, 2, 3, 1, tzinfo=UTC))
    assert RemediationTask.objects.get(pk=task.pk).due_at == old
    data = {"client_uuid": str(uuid.uuid4()), "digest": recalculation.digest(page.context["changes"])}
    assert "已重算，改了 1 项任务的期限。" in client.post(RECALCULATE, data, follow=True).content.decode()
    step = TaskStep.objects.get(action=TaskAction.RECALCULATE)
    assert (step.task, step.by, step.due_from, step.due_to) == (task, qian, old, change.due_to)
    task.refresh_from_db()
    assert (task.due_at, task.first_due_at) == (change.due_to, old)
    assert named.steps.filter(action=TaskAction.RECALCULATE).count() == 0
    client.post(RECALCULATE, data)
    assert TaskStep.objects.filter(action=TaskAction.RECALCULATE).count() == 1
    assert "没有期限要改" in client.get(RECALCULATE).content.decode()


def test_extensions_and_pauses_are_replayed_in_their_order(january):
    task = dispatched()
    makers.decided(makers.asked("extension", task))
    january.shift(timedelta(days=1))
    task = makers.suspended(task, until=date(2027, 1, 28))
    january.shift(timedelta(days=1))
    task = actions.resume(by=person("wang"), task=task, client_uuid=uuid.uuid4())
    assert recalculation.changes() == []
    holiday(date(2027, 2, 1), date(2027, 2, 2))
    (change,) = recalculation.changes()
    assert change.due_to == task.due_at + timedelta(days=2)


def test_what_changed_since_it_was_shown_is_shown_again(january, sign_in, qian):
    task = dispatched()
    holiday(date(2027, 1, 28), date(2027, 1, 29))
    client = sign_in(qian)
    shown = recalculation.digest(client.get(RECALCULATE).context["changes"])
    holiday(date(2027, 2, 1), date(2027, 2, 1))
    page = client.post(RECALCULATE, {"client_uuid": str(uuid.uuid4()), "digest": shown})
    assert page.status_code == 400
    assert "刚才看过以后又有变化" in page.content.decode()
    assert not task.steps.filter(action=TaskAction.RECALCULATE).exists()


def test_a_list_of_changes_asks_as_often_for_many_as_for_one(january, sign_in, qian):
    client, counts = sign_in(qian), []
    holidays = [date(2027, 1, 28), date(2027, 1, 29)]
    for number in (1, 3):
        WorkCalendarDay.objects.filter(day__in=holidays).delete()
        for _ in range(number):
            dispatched()
        holiday(*holidays)
        counts.append(count_queries(client, RECALCULATE))
    assert counts[0] == counts[1] <= 16
    assert len(recalculation.changes(limit=2)) == 2
