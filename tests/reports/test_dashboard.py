"""看板: who is behind by name, every number with exactly its records, and a price that does not grow."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns import actions
from campaigns.models import Campaign, Goal, Indicator
from inspections.enums import TaskState
from reports.dashboard import state
from reports.dashboard.figures import spark_points
from tests.people import unit_of
from tests.reports import rows

THURSDAY = datetime(2026, 11, 26, 2, tzinfo=UTC)  # 10:00 in Asia/Shanghai
TODAY = date(2026, 11, 26)
URL = "/dashboard/"


@pytest.fixture(autouse=True)
def thursday(db):
    with time_machine.travel(THURSDAY, tick=False) as clock:
        yield clock


def words_of(response):
    """The text of the page without tags and doubled blanks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode()))


def headline_of(response):
    found = re.search(r"<h1>(.*?)</h1>", response.content.decode(), re.DOTALL)
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", found[1]))


def kinds(response):
    return {tile.unit.code: tile.kind for tile in response.context["tiles"]}


def test_the_headline_names_exactly_the_late_zones(sun, sign_in):
    rows.standing("1", on_time=1, overdue=2)
    rows.standing("7", on_time=7, late=3)
    rows.standing("2", on_time=79, late=21)
    rows.standing("3", on_time=4, overdue=1)
    rows.standing("B", on_time=4)
    rows.counted()
    page = sign_in(sun).get(URL)
    assert headline_of(page) == "2个片区落后：绣品厂社区、社区七"
    standing = kinds(page)
    assert (standing["1"], standing["7"], standing["2"], standing["3"]) == ("late", "late", "soon", "soon")
    assert (standing["B"], standing["9"]) == ("ok", "none")
    assert "其余 1 个按时、2 个临近、9 个没有到期任务" in words_of(page)


@pytest.mark.parametrize(
    ("story", "headline"),
    [
        ({}, "本周还没有到期的任务"),
        ({"on_time": 5}, "本周没有片区落后"),
        ({"on_time": 9, "overdue": 1}, "1个片区临近：绣品厂社区"),
        ({"overdue": 2}, "1个片区落后：绣品厂社区"),
    ],
)
def test_the_headline_answers_in_every_case(sun, sign_in, story, headline):
    rows.standing("1", **story)
    rows.counted()
    assert headline_of(sign_in(sun).get(URL)) == headline


def test_tiles_stand_in_the_fixed_order_of_nine_and_five(sun, sign_in):
    rows.counted()
    page = sign_in(sun).get(URL)
    assert "".join(tile.unit.code for tile in page.context["tiles"]) == "123456789ABCDE"
    assert page.content.decode().count("九个社区") == 1


def test_a_running_week_counts_all_that_is_overdue_now_and_a_past_one_only_its_own(sun, sign_in):
    rows.standing("1", overdue=2, day=TODAY - timedelta(days=1))
    rows.standing("1", overdue=3, day=TODAY - timedelta(days=7))
    rows.standing("1", overdue=1, day=TODAY - timedelta(days=400))
    rows.counted()
    client = sign_in(sun)

    def overdue(query):
        tile = client.get(URL + query).context["tiles"][0]
        return tile.overdue, len(client.get(tile.overdue_url).context["page"].rows)

    assert overdue("") == (6, 6)
    assert overdue("?period=week&start=2026-11-16") == (3, 3)
    assert overdue("?period=year&start=2025-01-01") == (1, 1)


def test_the_late_zones_stand_with_their_worst_task(sun, sign_in):
    rows.standing("1", overdue=2)
    worst = rows.task("1", rows.at(TODAY - timedelta(days=5)), title="示例市场北门占道")
    rows.counted()
    page = sign_in(sun).get(URL)
    assert [row["task"] for row in page.context["press"]["rows"]] == [worst]
    assert "示例市场北门占道 · 逾期 5 天" in words_of(page)
    assert reverse("task_detail", args=[worst.number]) in page.content.decode()


def test_at_most_six_zones_are_pressed_and_the_rest_are_counted(sun, sign_in):
    for code in "123456789":
        rows.standing(code, overdue=2)
    rows.counted()
    press = sign_in(sun).get(URL).context["press"]
    assert (len(press["rows"]), press["more"]) == (6, 3)


def test_the_pair_is_the_last_closed_task_with_both_photos(sun, sign_in):
    rows.photographed(rows.task("1", THURSDAY, TaskState.CLOSED, THURSDAY - timedelta(hours=5), title="早些的"))
    shown = rows.photographed(rows.task("2", THURSDAY, TaskState.CLOSED, THURSDAY - timedelta(hours=2)))
    rows.photographed(rows.task("3", THURSDAY, TaskState.CLOSED, THURSDAY - timedelta(hours=1)), "before")
    rows.counted()
    page = sign_in(sun).get(URL)
    assert page.context["pair"].task == shown
    assert page.content.decode().count("/720/") == 2
    assert sign_in(sun).get(URL + "?period=week&start=2026-11-16").context["pair"] is None


def test_every_number_opens_a_list_with_exactly_that_sum(wang, sign_in):
    for offset in (0, 1, 5, 40):
        rows.record(quantity=12 + offset, day=TODAY - timedelta(days=offset))
        rows.placement(quantity=3 + offset, day=TODAY - timedelta(days=offset))
    rows.standing("1", on_time=3, overdue=2, late=1)
    rows.counted()
    client = sign_in(wang)
    page = client.get(URL + "?period=month")
    tasks = page.context["tasks"]
    for number in (tasks["due"], tasks["on_time"], tasks["overdue"], tasks["closed"]):
        assert len(client.get(number.url).context["page"].rows) == int(number.text)
    figures = page.context["totals"]["figures"] + page.context["publicity"]["figures"]
    opened = [number for one in figures for number in (one.total, one.in_year) if number.url]
    assert len(opened) == 4
    for number in opened:
        listed = client.get(number.url).context["page"].rows
        assert sum(row.quantity for row in listed) == int(number.text)


def test_a_running_period_shows_the_one_before_and_a_past_one_the_change(sun, sign_in):
    rows.record(quantity=12)
    rows.record(quantity=30, day=TODAY - timedelta(days=7))
    rows.record(quantity=10, day=TODAY - timedelta(days=14))
    rows.counted()
    client = sign_in(sun)

    def sticker(query):
        figures = client.get(URL + query).context["totals"]["figures"]
        return next(one for one in figures if one.name == "清理牛皮癣")

    now, past = sticker(""), sticker("?period=week&start=2026-11-16")
    assert (now.total.text, now.before.text, now.in_year.text) == ("12", "上周 30", "52")
    assert (past.total.text, past.before.text) == ("30", "环比 +20")
    assert now.course == "0、0、0、0、0、10、30、12"


def test_a_person_of_a_unit_gets_links_only_where_the_list_adds_up(li, sign_in):
    rows.standing("1", on_time=1, overdue=2)
    rows.standing("2", on_time=1, overdue=2)
    rows.record()
    rows.counted()
    page = sign_in(li).get(URL)
    assert [bool(tile.url) for tile in page.context["tiles"][:3]] == [True, False, False]
    assert page.context["tasks"]["due"].url == ""
    assert [row["task"] is not None for row in page.context["press"]["rows"]] == [True, False]
    assert "indicator=" not in page.content.decode()


def test_the_historical_base_is_named_beside_the_exact_total_and_makes_the_sum_rough(sun, sign_in):
    campaign = Campaign.objects.get(code="2017")
    rows.record(day=date(2017, 3, 1), quantity=5)
    rows.counted()
    client = sign_in(sun)
    page = client.get(URL + "?period=year&start=2017-01-01")
    assert "大数字是系统里的记录" in words_of(page)
    assert "2017年合计25900余处，其中历史基数25900余处" in words_of(page)
    assert "25905" not in words_of(page)
    assert reverse("campaign_detail", args=[campaign.code]) in page.content.decode()
    sticker = next(one for one in page.context["totals"]["figures"] if one.name == "清理牛皮癣")
    assert sticker.total.text == "5"
    assert "历史基数" not in words_of(client.get(URL))
    month = client.get(URL + "?period=month&start=2017-03-01").context["totals"]["figures"]
    words = next(one.with_base for one in month if one.name == "清理牛皮癣")
    assert words == ("2017年合计25900余处，其中历史基数25900余处",)


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("", "本周"),
        ("?period=week&start=2026-11-18", "上周"),
        ("?period=month", "本月"),
        ("?period=year", "今年"),
        ("?period=month&start=2026-10-31", "上月"),
        ("?period=week&start=2026-02-30", "本周"),
        ("?period=fortnight", "本周"),
        ("?period=week&start=2031-01-01", "本周"),
    ],
)
def test_the_period_is_read_and_nonsense_means_this_week(sun, sign_in, query, label):
    assert sign_in(sun).get(URL + query).context["period_words"] == label


@pytest.mark.parametrize("address", [URL, "/areas/"])
def test_the_switch_offers_four_periods_and_marks_the_present_one(sun, sign_in, address):
    choices = sign_in(sun).get(f"{address}?period=week&start=2026-11-18").context["choices"]
    assert [(choice.words, choice.current) for choice in choices] == [
        ("本周", False),
        ("上周", True),
        ("本月", False),
        ("全年", False),
    ]
    assert [choice.url for choice in choices[:2]] == [
        f"{address}?period=week",
        f"{address}?period=week&start=2026-11-16",
    ]


def test_the_page_says_when_it_was_counted_and_when_that_is_old(sun, sign_in, thursday):
    client = sign_in(sun)
    assert "还没有统计过" in words_of(client.get(URL))
    rows.counted()
    assert "数据截至 11月26日 10:00" in words_of(client.get(URL))
    assert "统计停在" not in words_of(client.get(URL))
    thursday.shift(timedelta(hours=25))
    assert "统计停在 11月26日 10:00" in words_of(sign_in(sun).get(URL))


def test_what_the_words_mean_stands_on_the_page(sun, sign_in):
    text = words_of(sign_in(sun).get(URL))
    assert "落后：比应达低 10 个百分点及以上，或逾期 2 项及以上" in text
    assert "应达 80%" in text


def queries_of(client, path):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize("person_name", ["sun", "li"])
def test_twelve_queries_at_most_however_many_rows_there_are(request, sign_in, person_name):
    client = sign_in(request.getfixturevalue(person_name))
    counts = []
    for more in (1, 2):
        for code in "17B"[:more]:
            rows.standing(code, on_time=1, overdue=2)
            rows.photographed(rows.task(code, THURSDAY, TaskState.CLOSED, THURSDAY - timedelta(hours=2)))
            rows.record(code)
            rows.placement(code)
        rows.counted()
        counts.append(queries_of(client, URL))
    assert counts[0] == counts[1] <= 12


def test_late_zones_share_rows_on_a_phone_once_they_are_many(sun, sign_in):
    for code in "123":
        rows.standing(code, overdue=2)
    rows.counted()
    assert not sign_in(sun).get(URL).context["many_late"]
    rows.standing("4", overdue=2)
    rows.counted()
    assert sign_in(sun).get(URL).context["many_late"]


def test_any_days_add_up_and_lead_to_exactly_their_records(sun, sign_in):
    for day, quantity in ((date(2026, 2, 27), 3), (date(2026, 3, 1), 4), (date(2026, 5, 31), 5), (date(2026, 6, 1), 6)):
        rows.record("1", quantity=quantity, day=day)
    rows.counted()
    client = sign_in(sun)
    page = client.get(URL + "?from=2026-02-28&to=2026-05-31")
    sticker = next(one for one in page.context["totals"]["figures"] if one.name == "清理牛皮癣")
    assert sticker.total.text == "9"
    assert sticker.before.text == "环比 +6"  # 11月28日 to 2月27日: as many days before
    assert "2026年2月28日—5月31日" in page.content.decode()
    assert [row.quantity for row in client.get(sticker.total.url).context["page"].rows] == [5, 4]


@pytest.mark.parametrize(
    ("asked", "label"),
    [
        ("?from=2026-11-23&to=2026-11-29", "2026年11月23日—11月26日"),  # not beyond today
        ("?from=2026-10-01&to=2026-10-31", "2026年10月"),
        ("?from=2026-10-05&to=2026-10-11", "10月5日—10月11日"),
        ("?from=2026-10-05&to=2026-10-04", "11月23日—11月29日"),
        ("?from=x&to=2026-10-04", "11月23日—11月29日"),
    ],
)
def test_days_that_are_a_period_are_that_period_and_nonsense_is_this_week(sun, sign_in, asked, label):
    rows.counted()
    assert sign_in(sun).get(URL + asked).context["period"].label == label


def test_a_goal_is_compared_with_exact_records_and_with_the_time_that_has_passed(sun, sign_in):
    rows.record("1", quantity=123, day=TODAY)
    rows.counted()
    sticker = Indicator.objects.get(code="sticker")
    goal = Goal.objects.create(indicator=sticker, period_kind="year", period_start=date(2026, 1, 1), value=150)
    Goal.objects.create(
        indicator=sticker, period_kind="year", period_start=date(2026, 1, 1), value=1, unit=unit_of("1")
    )

    def shown(query=""):
        page = sign_in(sun).get(URL + query)
        return next(one.goal for one in page.context["totals"]["figures"] if one.name == "清理牛皮癣")

    assert (shown().words, shown().standing, shown().tick) == ("全年目标 150处", "82% 略慢", 90)
    week = {"period_kind": "week", "period_start": date(2026, 11, 23)}
    actions.set_goal(by=sun, indicator=sticker, unit=None, value=100, source="", **week)
    assert (shown().words, shown().standing, shown().bar) == ("目标 100处", "已完成 123%", 100)
    actions.switch_goal(goal, by=sun, is_active=False)
    assert shown("?period=month") is None


def test_a_spark_line_starts_at_zero_and_nothing_is_drawn_of_nothing():
    assert spark_points([0, 5, 10]) == "3.0,25.0 38.0,14.0 73.0,3.0"
    assert spark_points([0, 0, 0]) == ""


def test_a_rate_of_nothing_is_two_dashes_never_zero(sun, sign_in):
    rows.counted()
    page = sign_in(sun).get(URL)
    assert page.context["tiles"][0].rate is None
    assert "按时率 --" in words_of(page)
    assert " 0%" not in words_of(page)


def test_the_board_reads_again_when_a_refresh_ended_between_its_readings(sign_in, sun, monkeypatch):
    rows.record("1", quantity=12)
    rows.counted()
    load, loaded = state.Totals.load, []

    def reading(*args, **kwargs):
        loaded.append(args)
        if len(loaded) == 2:
            rows.record("1", quantity=5)
            rows.counted()
        return load(*args, **kwargs)

    monkeypatch.setattr(state.Totals, "load", reading)
    page = sign_in(sun).get(URL).content.decode()
    assert len(loaded) == 4
    assert ">17</span>" in page
    assert ">12</span>" not in page


def test_what_the_board_keeps_is_told_apart_by_totals_reference_rows_and_readers(sun, li, sign_in):
    rows.record("1", quantity=12)
    rows.counted()

    def sticker(user):
        return next(one for one in sign_in(user).get(URL).context["totals"]["figures"] if one.name == "清理牛皮癣")

    assert (sticker(sun).total.text, bool(sticker(sun).total.url)) == ("12", True)
    assert (sticker(li).total.text, bool(sticker(li).total.url)) == ("12", False)
    rows.record("1", quantity=5)
    assert sticker(sun).total.text == "12"
    rows.counted()
    assert sticker(sun).total.text == "17"
    goal = actions.set_goal(
        by=sun,
        indicator=Indicator.objects.get(code="sticker"),
        unit=None,
        period_kind="week",
        period_start=date(2026, 11, 23),
        value=34,
        source="",
    )
    assert sticker(sun).goal.percent == 50
    actions.switch_goal(goal, by=sun, is_active=False)
    assert sticker(sun).goal is None


def test_the_two_halves_of_the_wall_take_turns(sun, sign_in):
    rows.counted()
    client = sign_in(sun)
    first, second = (client.get(URL, {"screen": number, "period": "month"}) for number in (1, 2))
    assert first["Refresh"] == "60; url=/dashboard/?period=month&start=2026-11-01&screen=2"
    assert second["Refresh"] == "60; url=/dashboard/?period=month&start=2026-11-01&screen=1"
    assert ("九+五 任务按时率" in words_of(first), "每周按时率" in words_of(first)) == (True, False)
    assert ("九+五 任务按时率" in words_of(second), "每周按时率" in words_of(second)) == (False, True)
    assert "Refresh" not in client.get(URL, {"screen": "3"})
