"""文化活动与志愿服务: planned, held in one tap, cancelled; only held ones count; the calendar; what waits for its result."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from publicity import activities
from publicity.actions.activities import hold
from publicity.models import Activity, ActivityTheme
from tataboo_portal import registers as ground
from tataboo_portal.models import AuditEvent, ChangedDay
from tataboo_portal.refusals import Refusal
from tests import makers, registers
from tests.counting import count_queries
from tests.people import jpeg, person

ADD, LIST, CALENDAR = "/registers/activities/new/", "/registers/activities/", "/activities/"
NOON = datetime(2026, 11, 26, 4, tzinfo=UTC)  # 12:00 in Asia/Shanghai, a Thursday
TODAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def thursday(db):
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def errors(client, **typed):
    """The sentences by field for what was typed."""
    response = client.post(ADD, registers.typed("activities") | typed)
    return {} if response.status_code == 302 else response.context["form"].errors


def told(rows):
    """{量词: number} of a list's sums."""
    return {word: number for (_, _, word), number in activities.summary(rows)}


def test_a_plan_lies_up_to_a_year_ahead_and_a_held_one_never_in_the_future(sign_in, wang):
    client = sign_in(wang)
    tomorrow, far = TODAY + timedelta(days=1), TODAY + timedelta(days=366)
    assert "还没到" in errors(client, day=tomorrow.isoformat())["day"][0]
    assert "最多提前一年" in errors(client, status="planned", day=far.isoformat(), people="")["day"][0]
    assert not Activity.objects.exists()
    assert errors(client, status="planned", day=tomorrow.isoformat(), people="") == {}
    assert errors(client, status="planned", day=(far - timedelta(days=1)).isoformat(), people="") == {}


def test_what_makes_no_sense_gets_its_sentence(sign_in, wang):
    client = sign_in(wang)
    assert "还没举办的不填" in errors(client, status="planned", people="30")["people"][0]
    assert "还没举办的不填" in errors(client, status="cancelled", people="", hours="2")["hours"][0]
    assert "人次不能少于人数" in errors(client, people="30", person_times="20")["person_times"][0]
    assert "结束要晚于开始" in errors(client, starts_at="10:00", ends_at="09:00")["ends_at"][0]
    assert errors(client, hours="2.55")["hours"] == ["志愿时长（小时）最多写 1 位小数。"]
    assert "太大了" in errors(client, hours="12345678")["hours"][0]
    ActivityTheme.objects.filter(code="law").update(is_active=False)
    assert errors(client, theme="law")["theme"] == ["选一下主题。"]
    assert not Activity.objects.exists()


def result(activity, **values):
    """What the page of a result sends."""
    day = min(activity.day, TODAY).isoformat()
    return {"version": activity.version, "people": "30", "person_times": "45", "day": day, "content": ""} | values


def test_a_plan_is_held_in_one_tap_with_its_numbers(sign_in, li):
    row = registers.activity(status="planned", day=TODAY)
    client, page = sign_in(li), reverse("activity_held", args=[row.pk])
    assert "人次" in client.get(page).content.decode()
    photo = SimpleUploadedFile("现场.jpg", jpeg("gray"), "image/jpeg")
    assert client.post(page, result(row, photo_camera=photo)).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.people, row.person_times, row.changed_by) == ("held", 30, 45, li)
    assert row.photos.count() == 1
    assert ChangedDay.objects.filter(table="publicity.Activity", day=TODAY).count() == 2
    # The same arrives once more: nothing is written, nobody is told off.
    again = SimpleUploadedFile("现场.jpg", jpeg("gray"), "image/jpeg")
    stale = result(row, version=1, photo_camera=again)
    assert client.post(page, stale).status_code == 302
    assert Activity.objects.get().version == 2
    assert row.photos.count() == 1
    assert AuditEvent.objects.filter(object_type="publicity.Activity", action="change").count() == 1
    # Whoever opens it afterwards is led to what is known.
    assert client.get(page).status_code == 302


def test_a_result_without_numbers_or_before_its_day_is_refused(sign_in, li):
    row = registers.activity(status="planned", day=TODAY + timedelta(days=3))
    client, page = sign_in(li), reverse("activity_held", args=[row.pk])
    ahead = client.post(page, result(row, day=row.day.isoformat()))
    assert "还没到" in ahead.context["form"].errors["day"][0]
    empty = client.post(page, result(row, people="", person_times=""))
    assert "参加人数或者参加人次" in empty.context["form"].errors["people"][0]
    fewer = client.post(page, result(row, person_times="3"))
    assert "人次不能少于人数" in fewer.context["form"].errors["person_times"][0]
    assert client.post(page, result(row)).status_code == 302
    row.refresh_from_db()
    assert (row.day, row.status) == (TODAY, "held")


def test_a_result_of_what_somebody_changed_cancelled_or_voided_is_refused(sign_in, li, wang):
    row = registers.activity(status="planned", day=TODAY)
    client, page = sign_in(li), reverse("activity_held", args=[row.pk])
    ground.change(row, by=wang, version=1, title="示例改名")
    response = client.post(page, result(row, version=1))
    assert response.status_code == 400
    assert "王刚改过这条" in response.content.decode()
    ground.change(row, by=wang, version=2, status="cancelled")
    with pytest.raises(Refusal, match="已经取消"):
        hold(row, by=li, version=3, people=3)
    ground.void(row, by=wang, reason="示例")
    assert client.post(page, result(row, version=4)).status_code == 403


def test_hours_are_asked_of_volunteering_alone(sign_in, li):
    client = sign_in(li)
    for theme, asks in (("volunteering", True), ("heritage", False)):
        row = registers.activity(status="planned", day=TODAY, theme=theme)
        form = client.get(reverse("activity_held", args=[row.pk])).context["form"]
        assert ("hours" in form.fields) is asks
    below = client.post(reverse("activity_held", args=[row.pk]), result(row, people="-3", day="2026-13-01"))
    assert below.context["form"].errors["people"] == ["参加人数不能小于 0。"]
    row = registers.activity(status="planned", day=TODAY, theme="volunteering")
    below = client.post(reverse("activity_held", args=[row.pk]), result(row, hours="-3"))
    assert below.context["form"].errors["hours"] == ["志愿时长（小时）不能小于 0。"]


def test_sums_hold_what_was_held_with_people_and_person_times_apart(sign_in, wang):
    registers.activity(people=30, person_times=45)
    registers.activity(theme="volunteering", people=10, hours=Decimal("20.5"), day=TODAY - timedelta(days=40))
    registers.activity(status="planned", day=TODAY + timedelta(days=2))
    registers.activity(status="cancelled")
    ground.void(registers.activity(people=99), by=wang, reason="示例")
    assert told(Activity.objects.live()) == {"场": 2, "人": 40, "人次": 45, "小时": Decimal("20.5")}
    client = sign_in(wang)
    for asked, count in (
        ({"group": "held_culture"}, 1),
        ({"group": "held_volunteering"}, 1),
        ({"theme": "volunteering"}, 1),
        ({"show": "voided"}, 0),
        ({"from": "2026-11-01", "to": "2026-11-30"}, 1),
        ({}, 2),
    ):
        assert client.get(LIST, asked).context["sums"][0] == (("", "已举办", "场"), count), asked
    assert "45" in client.get(LIST).content.decode()


def shown(client, **asked):
    """{day of the month: titles} of the calendar."""
    month = client.get(CALENDAR, asked).context["month"]
    return {day.day.day: [row["activity"].title for row in day.rows] for day in month.days if day.count}


def test_the_calendar_holds_one_month_from_monday_on(sign_in, wang):
    client = sign_in(wang)
    registers.activity(title="月初", day=date(2026, 11, 1))
    registers.activity(title="晚场", starts_at="19:00", day=TODAY, status="planned")
    registers.activity(title="早场", starts_at="08:00", day=TODAY)
    registers.activity(title="下月", day=date(2026, 12, 1), status="planned")
    ground.void(registers.activity(title="作废"), by=wang, reason="示例")
    page = client.get(CALENDAR)
    month = page.context["month"]
    assert (len(month.days), month.first_column, month.count) == (30, 7, 3)
    assert shown(client) == {1: ["月初"], 26: ["早场", "晚场"]}
    words = page.content.decode()
    assert "待补记结果" in words
    assert "已举办" in words
    assert month.next_url == "/activities/?month=2026-12"
    assert shown(client, month="2026-12") == {1: ["下月"]}
    december = client.get(CALENDAR, {"month": "2026-12"}).context
    assert (december["month"].next_url, december["this_month_url"]) == (
        "/activities/?month=2027-01",
        "/activities/?month=2026-11",
    )


@pytest.mark.parametrize("words", ["2026-13", "x", "0000-01", "9999-12-31", "\x00", "2026-11-26"])
def test_a_month_nobody_understands_is_this_one(sign_in, wang, words):
    assert sign_in(wang).get(CALENDAR, {"month": words}).context["month"].start == date(2026, 11, 1)


def test_the_calendar_ends_where_days_do(sign_in, wang):
    client = sign_in(wang)
    assert client.get(CALENDAR, {"month": "2000-01"}).context["month"].previous_url == ""
    assert client.get(CALENDAR, {"month": "2100-12"}).context["month"].next_url == ""
    assert client.get(CALENDAR, {"month": "9999-12"}).context["month"].start == date(2100, 12, 1)


def test_a_full_day_shows_a_few_and_leads_to_all_of_them_under_the_same_filter(sign_in, wang):
    for _ in range(6):
        registers.activity()
    registers.activity(theme="law")
    registers.activity("2")
    client = sign_in(wang)
    month = client.get(CALENDAR, {"theme": "heritage", "unit": "1"}).context["month"]
    day = month.days[TODAY.day - 1]
    assert (len(day.rows), day.count, day.more) == (4, 6, 2)
    assert len(client.get(day.more_url).context["rows"]) == 6
    assert month.previous_url == "/activities/?month=2026-10&unit=1&theme=heritage"


def test_a_unit_sees_its_own_activities_on_the_calendar(sign_in, li):
    registers.activity("1", title="我们的")
    registers.activity("2", title="别人的")
    assert shown(sign_in(li)) == {26: ["我们的"]}


def test_the_calendar_asks_as_often_for_three_as_for_one(sign_in, wang):
    client, _ = sign_in(wang), registers.activity()
    for_one = count_queries(client, CALENDAR)
    registers.activity("2")
    registers.activity("3", day=TODAY - timedelta(days=3))
    assert count_queries(client, CALENDAR) == for_one


def waiting(client):
    """[(title, days late)] under 待补记结果 on the unit's first page, signed in anew."""
    client.force_login(person("li"))
    found = [group for group in client.get("/").context["publicity"] if group.heading == "待补记结果"]
    return [(row["activity"].title, row["days_late"]) for group in found for row in group.rows]


def test_a_plan_waits_for_its_result_from_its_day_on(sign_in, li, thursday):
    row = registers.activity(title="示例讲座", status="planned", day=TODAY + timedelta(days=2))
    registers.activity("2", status="planned", day=TODAY)
    registers.activity(status="cancelled", day=TODAY)
    client = sign_in(li)
    assert waiting(client) == []
    thursday.shift(timedelta(days=2) - timedelta(hours=13))  # 23:00 the day before
    assert waiting(client) == []
    thursday.shift(timedelta(hours=2))
    assert waiting(client) == [("示例讲座", 0)]
    thursday.shift(timedelta(days=3))
    assert waiting(client) == [("示例讲座", 3)]
    assert reverse("activity_held", args=[row.pk]) in client.get("/").content.decode()
    hold(row, by=person("li"), version=1, people=12)
    assert waiting(client) == []


def test_the_office_finds_how_many_wait_and_their_list(sign_in, wang):
    registers.activity("1", status="planned", day=TODAY)
    registers.activity("2", status="planned", day=TODAY + timedelta(days=1))
    client = sign_in(wang)
    (queue,) = [queue for queue in client.get("/").context["queues"] if queue.words == "活动待补记"]
    assert queue.count == "1"
    assert len(client.get(queue.url).context["rows"]) == 1


def test_a_photo_taken_with_the_result_hangs_on_the_activity(li):
    row = registers.activity(status="planned", day=TODAY)
    hold(row, by=li, version=1, people=3, photo=makers.photo_upload())
    assert row.photos.count() == 1
