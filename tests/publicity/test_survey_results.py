"""What answers come to: the office's formula against a plain recount, small samples, intervals, and who sees whose numbers."""

import random
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest
from django.urls import reverse

from publicity import surveys
from publicity.enums import Level
from tests import surveys as made
from tests.counting import count_queries
from tests.ground.test_exports import table
from tests.people import unit_of


def tally(counts, satisfied="1", fair="0.5", forms=None, **values):
    """The answers to one question: counts of 满意, 比较满意, 一般, 不太满意, 不满意, 不了解."""
    weights = {"satisfied_weight": Decimal(satisfied), "fair_weight": Decimal(fair), "target": 90, "least_sample": 30}
    survey = SimpleNamespace(**weights | values)
    return surveys.Tally(survey, Counter(dict(zip(Level.values, counts, strict=True))), forms)


@pytest.mark.parametrize(
    ("counts", "rate"),
    [
        ((60, 30, 10, 0, 0, 0), "95.00"),
        ((60, 30, 10, 0, 0, 100), "95.00"),  # 不了解 counts neither for nor against
        ((1, 0, 0, 1, 1, 0), "33.33"),
        ((2, 0, 0, 1, 0, 0), "66.67"),
        ((0, 0, 1, 0, 799, 0), "0.06"),  # 0.0625: to the nearer cent
        ((0, 0, 1, 0, 1999, 0), "0.03"),  # 0.025: half goes up
        ((0, 0, 0, 0, 5, 0), "0.00"),
        ((7, 0, 0, 0, 0, 0), "100.00"),
    ],
)
def test_the_rate_is_the_formula_of_the_office(counts, rate):
    assert tally(counts).rate == Decimal(rate)


def test_nobody_who_rated_is_no_rate_and_no_division():
    for counts in ((0,) * 6, (0, 0, 0, 0, 0, 9)):
        found = tally(counts)
        assert (found.rate, found.interval, found.is_reached) == (None, None, False)
    assert tally((0,) * 6).unknown_share is None
    assert tally((0, 0, 0, 0, 0, 9)).unknown_share == Decimal("100.00")


def test_any_counts_under_any_weights_agree_with_a_plain_recount():
    chance = random.Random(83)
    for _ in range(400):
        counts = [chance.choice((0, 1, 3, chance.randrange(500))) for _ in range(6)]
        satisfied, fair = (Decimal(chance.randrange(101)) / 100 for _ in range(2))
        found = tally(counts, satisfied, fair)
        rated = sum(counts[:5])
        if not rated:
            assert found.rate is None
            continue
        exact = (counts[0] + Fraction(satisfied) * counts[1] + Fraction(fair) * counts[2]) / rated * 100
        scaled = exact * 100
        cents = int(scaled + Fraction(1, 2))  # half up, in whole cents
        assert found.rate == (Decimal(cents) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert found.is_reached == (exact >= 90)
        low, high = found.interval
        assert 0 <= low <= found.rate <= high <= 100


def test_the_interval_is_wilsons_where_an_answer_is_yes_or_no():
    # Newcombe's example of 81 in 263: 0.2553 to 0.3662.
    assert tally((81, 0, 0, 182, 0, 0)).interval == (Decimal("25.53"), Decimal("36.62"))
    assert tally((0, 0, 0, 10, 0, 0)).interval[0] == 0
    assert tally((10, 0, 0, 0, 0, 0)).interval[1] == 100


def test_twelve_answers_of_one_person_are_not_twelve_people():
    one, many = tally((80, 0, 0, 20, 0, 0), forms=10), tally((80, 0, 0, 20, 0, 0))
    assert one.rate == many.rate
    assert one.interval[0] < many.interval[0] < one.rate
    assert (one.is_small, many.is_small) == (True, False)


def test_a_small_sample_counts_those_who_rated():
    assert tally((29, 0, 0, 0, 0, 50)).is_small
    assert not tally((30, 0, 0, 0, 0, 0)).is_small


def test_results_are_counted_by_community_and_altogether(db, wang, zhang):
    survey = made.running(least_sample=3)
    for said in ("555", "543", "1 0"):
        made.paper(survey, said)
    made.paper(survey, "222", unit="2")
    voided = made.paper(survey, "111", unit="2")
    voided.void(by=wang, reason="示例")
    voided.save()
    made.paper(made.running("示例另一个"), "555", unit="3")
    found = surveys.results(survey, wang)
    first, second, third = found.areas[:3]
    assert (found.total.forms, first.forms, second.forms, third.forms) == (4, 3, 1, 0)
    (_, clean), (_, market), (_, smoke) = first.by_question
    assert (clean.asked, clean.rate) == (3, Decimal("66.67"))
    assert (market.asked, market.rate, market.is_small) == (2, Decimal("100.00"), True)
    assert (smoke.rated, smoke.unknown_share, smoke.rate) == (2, Decimal("33.33"), Decimal("75.00"))
    assert first.whole.rate == Decimal("78.57")  # 5.5 of 7
    assert third.whole.rate is None
    own = surveys.results(survey, zhang)
    assert [area.unit.code for area in own.areas] == ["2"]
    assert own.total.forms == 4


def test_the_page_shows_a_stranger_the_total_and_no_other_community(sign_in, zhang, chen):
    survey = made.running()
    made.paper(survey, "555", unit="4")
    made.paper(survey, "555", unit="2")
    url = reverse("survey_results", args=[survey.pk])
    page = sign_in(zhang).get(url, {"community": "4"})
    assert page.context["chosen"].unit is None
    assert unit_of("4").name not in page.content.decode()
    assert "全街道 2 份答卷" in page.content.decode()
    sheet = table(sign_in(zhang).get(reverse("survey_export"), {"survey": survey.pk}))
    assert {line["社区"] for line in sheet} == {"全街道", unit_of("2").name}
    assert [area.name for area in surveys.results(survey, chen).all] == ["全街道"]


def test_the_sheet_says_what_the_page_says(sign_in, wang):
    survey = made.running(least_sample=1)
    made.paper(survey, "543")
    lines = table(sign_in(wang).get(reverse("survey_export"), {"survey": survey.pk}))
    assert len(lines) == 10 * 4
    whole = lines[0]
    assert (whole["社区"], whole["分项"], whole["答卷（份）"]) == ("全街道", "合计", 1)
    assert (whole["满意"], whole["一般"], float(whole["满意率（%）"])) == (1, 1, 83.33)
    assert lines[-1]["满意率（%）"] in ("", None)
    assert not table(sign_in(wang).get(reverse("survey_export"), {"survey": "9" * 30}))


def test_results_and_lists_ask_as_often_for_many_answers_as_for_one(sign_in, wang):
    survey, client = made.running(), sign_in(wang)
    pages = [
        reverse("survey_list"),
        reverse("survey_results", args=[survey.pk]),
        reverse("survey_links", args=[survey.pk]),
    ]
    made.paper(survey, "543")
    few = [count_queries(client, page) for page in pages]
    made.running("示例第二个")
    for unit in ("1", "2", "3"):
        made.paper(survey, "543", unit=unit)
        made.links(survey, 3, unit)
    assert [count_queries(client, page) for page in pages] == few


def test_the_formula_is_stated_in_words():
    words = surveys.formula_words(tally((0,) * 6).survey)
    assert words == "满意率 =（满意+比较满意+一般×0.5）÷（全部回答−不了解）"
    assert "近似" in surveys.interval_words(tally((0,) * 6).survey)
    assert "近似" not in surveys.interval_words(tally((0,) * 6, fair="0").survey)
