"""考核评比 as arithmetic: formulas on published samples, places and marks, and what cannot be told apart."""

from decimal import Decimal

import pytest

from inspections.enums import TaskSource
from reports.assessment import formulas, standing
from reports.assessment.samples import Event, Sample
from reports.assessment.scoring import item_of
from reports.models import SchemeItem, SchemeVersion
from tataboo_portal import fairness

D = Decimal


def an_item(points, formula, least_sample=1, **params):
    return SchemeItem(
        name="示例", points=D(points), fact="closing", formula=formula, params=params, least_sample=least_sample
    )


def of(part, whole, events=()):
    return Sample(whole, D(part), tuple(events))


# 天门 2016-12 (domain research §1.3) by the formulas of 金华: 应结 972, 结案 911, 按期 737.
SAMPLES = (
    ("50", {"full_from": "70", "minus": "1"}, 737, 972, "50.0"),
    ("20", {"full_from": "90", "minus": "1"}, 911, 972, "20.0"),
    ("50", {"full_from": "76", "minus": "1"}, 737, 972, "49.8"),  # 75.82 %: 0.18 points below
    ("20", {"full_from": "95", "minus": "1"}, 911, 972, "18.7"),  # 93.72 %: 1.28 below
    ("50", {"full_from": "70", "minus": "1"}, 65, 100, "45.0"),
    ("20", {"full_from": "90", "minus": "1"}, 10, 100, "0.0"),  # never less than nothing
    ("20", {"full_from": "90", "minus": "1", "least": "5"}, 10, 100, "5.0"),
)


@pytest.mark.parametrize(("full", "params", "part", "whole", "points"), SAMPLES)
def test_published_samples_come_out_again(full, params, part, whole, points):
    found = item_of(an_item(full, "threshold", **params), of(part, whole))
    assert (found.points, found.lost) == (D(points), D(full) - D(points))
    assert found.interval.low <= found.points <= found.interval.high


def test_events_cost_as_in_jinhua():
    """返工每件扣 0.2、3 次起扣 0.5; 领导交办 and 媒体曝光 twice as much; together never more than the item has."""
    item = an_item("5", "per_event", minus="0.2", again_times="3", again_minus="0.5", doubled=["leader", "media"])
    events = [
        Event("task", "1", "一次"),
        Event("task", "2", "三次", times=3),
        Event("task", "3", "交办", source=TaskSource.LEADER),
        Event("task", "4", "曝光三次", source=TaskSource.MEDIA, times=4),
    ]
    found = item_of(item, of(6, 10, events))
    assert found.points == D("2.9")
    assert [lost for _, lost in found.evidence] == [D("0.2"), D("0.5"), D("0.4"), D("1.0")]
    assert item_of(item, of(0, 40, events * 10)).points == 0
    assert item_of(an_item("5", "per_event", minus="1", most="2"), of(6, 10, events)).points == D("3.0")


def test_little_or_nothing_to_look_at_costs_nothing():
    small, none = item_of(an_item("40", "share", 5), of(0, 4)), item_of(an_item("40", "share", 5), of(0, 0))
    assert (small.points, small.lost, small.is_small) == (D("40.0"), 0, True)
    assert (none.points, none.lost, none.is_small) == (None, 0, False)
    assert item_of(an_item("40", "share", 5), of(0, 5)).points == 0
    assert item_of(an_item("40", "met", full_from="90"), of(89, 100)).points == 0
    assert item_of(an_item("40", "met", full_from="90"), of(9, 10)).points == D("40.0")


def test_equal_points_share_a_place():
    found = standing.ranks({"a": D("90.0"), "b": D("95.5"), "c": D("95.5"), "d": None, "e": D("90.0"), "f": D("80.1")})
    assert found == {"b": 1, "c": 1, "a": 3, "e": 3, "f": 5, "d": None}


def test_marks_go_by_the_rule_of_the_version():
    rules = SchemeVersion(flag_least=D(90), flag_first_only=True, improve_below=D(75), least_measured=50)

    def at(points):
        return [standing.Entry(D(100), None if points is None else D(points), False, None)]

    found = standing.standings(rules, [("a", at("90")), ("b", at("90")), ("c", at("74.9")), ("d", at(None))])
    assert [(one.rank, one.has_flag, one.is_to_improve) for one in found.values()] == [
        (1, True, False),
        (1, True, False),
        (3, False, True),
        (None, False, False),
    ]
    rules.flag_first_only, rules.flag_least = False, D("74.9")
    assert standing.standings(rules, [("a", at("90")), ("c", at("74.9"))])["c"].has_flag
    # Half of the points with enough of a sample is enough, a tenth less is not.
    few = standing.Entry(D("50.1"), D("50.1"), True, None)
    assert standing.total([few, standing.Entry(D("49.9"), D(40), False, None)], 50) == (None, None)
    assert standing.total([few, standing.Entry(D("50.1"), D(40), False, None)], 50)[0] == D("90.1")


def test_what_cannot_be_told_apart_is_said_so():
    assert fairness.shares_alike((18, 20), (15, 20)) == fairness.OVERLAP_WORDS
    assert fairness.shares_alike((4, 4), (10, 20)) == fairness.SMALL_WORDS
    assert fairness.shares_alike((190, 200), (100, 200)) == ""
    assert fairness.shares_alike((0, 0), (1, 2)) == ""
    low, high = fairness.wilson(15, 20)
    assert (round(low, 4), round(high, 4)) == (D("0.5313"), D("0.8881"))  # as printed for 15 of 20
    # Independent items: the reach of a sum is the root of the squares, never the sum.
    one = fairness.Interval(D(30), D(38))
    both = fairness.of_sum([(D(35), one), (D(35), one), (D(15), None)])
    assert (round(both.low, 2), round(both.high, 2)) == (D("77.93"), D("89.24"))
    rows = [
        ("a", D(95), fairness.Interval(D(93), D(97)), False),
        ("b", D(95), fairness.Interval(D(93), D(97)), False),
        ("c", D(94), fairness.Interval(D(90), D(96)), True),
        ("d", D(60), fairness.Interval(D(50), D(70)), False),
        ("e", None, None, False),
    ]
    assert standing.alike(rows) == {"c": "和上一名差别不大（样本少）"}


def test_formulas_keep_within_nothing_and_all():
    for formula in formulas.FORMULAS.values():
        if not formula.is_per_event:
            assert {formula.points(D(40), rate, {"minus": "3"}) for rate in (D(0), D(1))} == {D("0.0"), D("40.0")}
