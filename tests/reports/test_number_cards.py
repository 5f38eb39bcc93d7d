"""口径卡: above the list of a number stands what it is, and the list adds up to it."""

import re
from datetime import date

import pytest
from django.utils import timezone

from campaigns.models import BaseFigure, Campaign, Indicator
from reports.links import Links
from tataboo_portal.periods import Period, Span
from tests.counting import count_queries
from tests.people import unit_of
from tests.reports import rows

WEEK = Period.of("week", date(2026, 11, 16))


@pytest.fixture
def counted(db):
    """One week's records of two units, and the week before."""
    for code, day, quantity in (("1", 16, 30), ("1", 22, 12), ("2", 18, 5), ("1", 15, 54), ("1", 23, 7)):
        rows.record(code, day=date(2026, 11, day), quantity=quantity)
    rows.counted()


def opened(client, user, metric, period, unit=None):
    return client.get(Links(user).records(metric, period, unit and unit_of(unit)))


def test_the_card_says_whose_when_how_much_and_how_to_say_it(sign_in, sun, counted):
    page = opened(sign_in(sun), sun, "work:sticker", WEEK, "1")
    card = page.context["number_card"]
    assert (card.whose, card.name, card.value, card.period) == ("绣品厂社区", "清理牛皮癣", "42", "11月16日—11月22日")
    assert sum(row.quantity for row in page.context["page"].rows) == 42
    assert card.sentence == "11月16日至11月22日，绣品厂社区清理牛皮癣40余处，比前一周减少12处，下降22%。"
    assert card.sentence in page.content.decode()
    assert page.content.decode().count("<h1") == 1


def test_a_span_of_days_and_the_whole_street_have_their_card_too(sign_in, sun, counted):
    days = Span.of(date(2026, 11, 15), date(2026, 11, 17))
    page = opened(sign_in(sun), sun, "work:sticker", days)
    card = page.context["number_card"]
    assert (card.whose, card.value) == ("全街道", "84")
    assert sum(row.quantity for row in page.context["page"].rows) == 84


def test_the_base_is_told_beside_the_exact_number(sign_in, sun, counted):
    BaseFigure.objects.create(
        campaign=Campaign.objects.get(code="2017"),
        indicator=Indicator.objects.get(code="sticker"),
        value=500,
        is_approximate=True,
        own_words="清理牛皮癣500余处",
        start=date(2026, 11, 17),
        end=date(2026, 11, 18),
    )
    card = opened(sign_in(sun), sun, "work:sticker", WEEK).context["number_card"]
    assert (card.value, card.with_base) == ("47", "合计540余处，其中历史基数500余处")


def test_the_card_of_a_running_week_compares_nothing(sign_in, sun, db):
    rows.record("1", quantity=7)
    rows.counted()
    week = Period.of("week", timezone.localdate())
    card = opened(sign_in(sun), sun, "work:sticker", week).context["number_card"]
    assert "比前一周" not in card.sentence
    assert card.sentence.endswith("清理牛皮癣7处。")


@pytest.mark.parametrize(
    "number",
    [
        "work:sticker",
        "work:nothing~2026-11-16~2026-11-22",
        "work:sticker~2026-11-22~2026-11-16",
        "~~",
        "x" * 500,
        "work:sticker~0001-01-01~9999-12-31",
    ],
)
def test_an_address_that_names_no_number_is_an_ordinary_list(sign_in, sun, counted, number):
    page = sign_in(sun).get("/cleanups/", {"number": number, "unit": "1"})
    assert page.status_code == 200
    card = page.context["number_card"]
    assert card is None or card.value == "103"


def test_nobody_reads_the_number_of_a_unit_whose_list_would_not_add_up(sign_in, zhang, counted):
    page = sign_in(zhang).get("/cleanups/", {"number": "work:sticker~2026-11-16~2026-11-22", "unit": "1"})
    assert page.context["number_card"] is None
    assert "牛皮癣40余处" not in re.sub(r"<[^>]+>", "", page.content.decode())


def test_a_card_costs_the_same_for_one_record_and_for_three(sign_in, sun, db):
    client, counts = sign_in(sun), []
    for more in (1, 2):
        for _ in range(more):
            rows.record("1", day=date(2026, 11, 16))
        rows.counted()
        counts.append(count_queries(client, Links(sun).records("work:sticker", WEEK, unit_of("1"))))
    assert counts[0] == counts[1]
