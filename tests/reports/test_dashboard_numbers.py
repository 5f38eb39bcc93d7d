"""The numbers of 看板: each with exactly its records, beside the period before, its base and its goal, and of one reading only."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from campaigns import actions
from campaigns.models import Campaign, Goal, Indicator
from reports.dashboard import state
from reports.dashboard.figures import spark_points
from tests.people import unit_of
from tests.reports import rows
from tests.reports.board import TODAY, URL, words_of

pytestmark = pytest.mark.usefixtures("thursday")


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
