"""看板: who is behind by name, a tile for every zone, the period it speaks of, and a price that does not grow."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inspections.enums import TaskState
from tests.reports import rows
from tests.reports.board import THURSDAY, TODAY, URL, words_of

pytestmark = pytest.mark.usefixtures("thursday")


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


def test_the_two_halves_of_the_wall_take_turns(sun, sign_in):
    rows.counted()
    client = sign_in(sun)
    first, second = (client.get(URL, {"screen": number, "period": "month"}) for number in (1, 2))
    assert first["Refresh"] == "60; url=/dashboard/?period=month&start=2026-11-01&screen=2"
    assert second["Refresh"] == "60; url=/dashboard/?period=month&start=2026-11-01&screen=1"
    assert ("九+五 任务按时率" in words_of(first), "每周按时率" in words_of(first)) == (True, False)
    assert ("九+五 任务按时率" in words_of(second), "每周按时率" in words_of(second)) == (False, True)
    assert "Refresh" not in client.get(URL, {"screen": "3"})


def test_a_leader_goes_straight_to_the_board(sun, sign_in):
    assert sign_in(sun).get("/").url == "/dashboard/"
