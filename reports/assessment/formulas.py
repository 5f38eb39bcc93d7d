"""The safe list of formulas: how a sample becomes points; pure, named by data, its parameters checked by a form.

Every formula takes the full points, a sample and its parameters, and never gives less than nothing or more than all. Formulas of a
rate can be asked for any rate, so that the ends of an interval become points too; formulas of events look at each record.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

TENTH = Decimal("0.1")
HUNDRED = Decimal(100)


def rounded(points):
    """Points to one decimal, half up: what is ranked is what is seen."""
    return Decimal(points).quantize(TENTH, ROUND_HALF_UP)


def number(params, name, default=0):
    """One parameter as a number."""
    value = params.get(name)
    return Decimal(str(default if value in (None, "") else value))


def within(points, full):
    """No less than nothing, no more than all."""
    return rounded(min(max(points, Decimal(0)), full))


def share(full, rate, params):
    """得分率: the full points times the rate."""
    return within(full * rate, full)


def threshold(full, rate, params):
    """达标扣分: all from `full_from` per cent on, below it minus so much for each percentage point, never under `least`."""
    below = max(number(params, "full_from", 100) - rate * HUNDRED, Decimal(0))
    return within(max(full - below * number(params, "minus", 1), number(params, "least")), full)


def met(full, rate, params):
    """达到与否: all from `full_from` per cent on, else nothing."""
    return rounded(full) if rate * HUNDRED >= number(params, "full_from", 100) else Decimal("0.0")


def minus_of(event, params):
    """What one event costs: dearer from so many times on, double from the sources that count double."""
    times, dearer = number(params, "again_times"), number(params, "again_minus")
    minus = dearer if times and dearer and event.times >= times else number(params, "minus", 1)
    return minus * 2 if event.source in params.get("doubled", ()) else minus


def per_event(full, events, params):
    """按件扣分: minus so much for each event, together never more than `most`."""
    lost = sum((minus_of(event, params) for event in events), Decimal(0))
    most = number(params, "most", full)
    return within(full - min(lost, most), full)


@dataclass(frozen=True)
class Formula:
    """One name of the safe list, with the fields of its form."""

    code: str
    name: str
    caliber: str
    points: Callable
    params: tuple = ()
    is_per_event: bool = False


FORMULAS = {
    formula.code: formula
    for formula in (
        Formula("share", "按比例", "满分 × 比率", share),
        Formula(
            "threshold",
            "达标线以下扣分",
            "达到比率线得满分，每低 1 个百分点扣若干分，扣到最低分为止",
            threshold,
            ("full_from", "minus", "least"),
        ),
        Formula("met", "达到与否", "达到比率线得满分，没有达到不得分", met, ("full_from",)),
        Formula(
            "per_event",
            "按件扣分",
            "每件扣若干分，次数多的和指定来源的可以多扣，扣到上限为止",
            per_event,
            ("minus", "again_times", "again_minus", "doubled", "most"),
            is_per_event=True,
        ),
    )
}
