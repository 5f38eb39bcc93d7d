"""The page of 综合评价: one sentence, links that add up, periods, and what it costs."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from inspections.evaluation.rates import Rate
from tests import makers
from tests.counting import count_queries
from tests.people import person

MONDAY = datetime(2026, 11, 23, 1, tzinfo=UTC)  # 9:00 in Asia/Shanghai

PAGE = "/tasks/evaluation/"


@pytest.fixture
def clock(db):
    with time_machine.travel(MONDAY, tick=False) as moved:
        yield moved


def test_the_page_says_it_in_one_sentence_and_links_what_adds_up(clock, sign_in, wang):
    for _ in range(3):
        makers.closed()
    makers.assigned(unit="2", due_at=MONDAY + timedelta(hours=1))
    clock.shift(timedelta(hours=2))
    client = sign_in(wang)
    page = client.get(PAGE)
    assert "本月应结案 4 项，结案 3 项，结案率 75%，按期结案率 75%。" in page.content.decode()
    linked = [
        url for row in (*page.context["zones"], page.context["total"]) for cell in row.cells for url in urls(cell)
    ]
    assert len(linked) > 20
    for url, number in linked:
        shown = client.get(url).context
        assert len(shown["page"].rows) == number, url


def urls(cell):
    """The links of a cell with the number each stands under."""
    return [
        (url, number) for url, number in ((cell.part_url, cell.rate.part), (cell.whole_url, cell.rate.whole)) if url
    ]


def test_a_unit_sees_every_rate_and_opens_only_its_own_lists(clock, sign_in, li):
    makers.closed()
    makers.closed(unit="2", by=person("wang"), task=makers.fixed(makers.assigned(unit="2"), by=person("zhang")))
    page = sign_in(li).get(PAGE)
    rows = {row.unit.code: row for row in page.context["zones"]}
    assert rows["2"].counts.closed == rows["1"].counts.closed == 1
    assert any(urls(cell) for cell in rows["1"].cells)
    assert not any(urls(cell) for cell in (*rows["2"].cells, *page.context["total"].cells))


def test_the_denominator_is_chosen_and_kept_with_the_period(clock, sign_in, wang):
    makers.suspended(makers.assigned(due_at=MONDAY + timedelta(hours=2)))
    clock.shift(timedelta(hours=3))
    client = sign_in(wang)
    assert client.get(PAGE).context["total"].cells[3].rate == Rate(0, 1)
    page = client.get(f"{PAGE}?period=week&basis=active")
    assert page.context["total"].cells[3].rate == Rate(0, 0)
    assert "批准挂账 1 项，占 100%；现在还缓办 1 项。" in page.content.decode()
    assert all("basis=active" in query for _, query, _ in page.context["periods"])
    assert all("period=week" in query for _, query, _ in page.context["bases"])


@pytest.mark.parametrize(
    ("query", "start", "end"),
    [
        ("", "2026-11-01", "2026-11-30"),
        ("period=last_quarter", "2026-07-01", "2026-09-30"),
        ("period=year", "2026-01-01", "2026-12-31"),
        ("start=2026-11-23&end=2026-11-23", "2026-11-23", "2026-11-23"),
        ("period=nonsense&basis=nonsense&start=x", "2026-11-01", "2026-11-30"),
        ("start=2026-11-24&end=2026-11-23", "2026-11-01", "2026-11-30"),
        ("start=0001-01-01&end=9999-12-31", "2026-11-01", "2026-11-30"),
    ],
)
def test_any_two_dates_or_a_usual_period(clock, sign_in, sun, query, start, end):
    span = sign_in(sun).get(f"{PAGE}?{query}").context["span"]
    assert (span.start.isoformat(), span.end.isoformat()) == (start, end)


def test_small_samples_are_marked_and_nothing_is_not_a_rate(clock, sign_in, sun):
    assert "本月还没有到期的案件。" in sign_in(sun).get(PAGE).content.decode()
    makers.closed()
    page = sign_in(sun).get(PAGE).content.decode()
    assert "样本少" in page.split("h-caliber")[0]


def test_the_page_asks_as_often_for_many_as_for_one(clock, sign_in, wang):
    client, counts = sign_in(wang), []
    for number in (1, 3):
        for _ in range(number):
            makers.closed()
            makers.suspended()
            makers.decided(makers.asked("appeal"))
            makers.fixed(unit="2", by=person("zhang"))
        counts.append(count_queries(client, reverse("task_evaluation")))
    assert counts[0] == counts[1] <= 20
