"""Where units stand: totals, shared places, 流动红旗 and 待改进, and neighbours that cannot be told apart; pure."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from tataboo_portal.fairness import Interval, difference_words, of_sum

HUNDRED = Decimal(100)


class Entry(NamedTuple):
    """One item: its full points, what counts of them (None where nothing was found), and how sure that is."""

    full: Decimal
    points: Decimal | None
    is_small: bool
    interval: Interval | None


@dataclass(frozen=True)
class Standing:
    """One unit's total and place; all empty where too little could be measured."""

    points: Decimal | None
    interval: Interval | None
    rank: int | None
    has_flag: bool
    is_to_improve: bool


def total(entries, least_measured):
    """(points, interval) of one unit; (None, None) where items with enough of a sample make up too little of all points.

    What was not found costs nothing and earns nothing of its own: it counts as not lost.
    """
    full = sum((entry.full for entry in entries), Decimal(0))
    measured = sum((entry.full for entry in entries if entry.points is not None and not entry.is_small), Decimal(0))
    if not measured or measured * HUNDRED < full * least_measured:
        return None, None
    parts = [(entry.full if entry.points is None else entry.points, entry.interval) for entry in entries]
    return sum((points for points, _ in parts), Decimal(0)), of_sum(parts)


def ranks(totals):
    """{key: place} of {key: points}: equal points share a place, the next one is further down (1, 1, 3); None has no place."""
    known = sorted((points for points in totals.values() if points is not None), reverse=True)
    return {key: None if points is None else known.index(points) + 1 for key, points in totals.items()}


def standings(rules, rows):
    """{key: Standing} of [(key, [Entry])]."""
    found = {key: total(entries, rules.least_measured) for key, entries in rows}
    places = ranks({key: points for key, (points, _) in found.items()})
    full = {key: sum((entry.full for entry in entries), Decimal(0)) for key, entries in rows}
    standing = {}
    for key, (points, interval) in found.items():
        percent = None if points is None else points * HUNDRED / full[key]
        has_flag, is_to_improve = marks(rules, percent, places[key])
        standing[key] = Standing(points, interval, places[key], has_flag, is_to_improve)
    return standing


def marks(rules, percent, place):
    """(流动红旗, 待改进) by the version's own rule."""
    if percent is None:
        return False, False
    is_flagged = rules.flag_least is not None and percent >= rules.flag_least
    is_first = place == 1 or not rules.flag_first_only
    return is_flagged and is_first, rules.improve_below is not None and percent < rules.improve_below


def alike(rows):
    """{key: what to say} of [(key, points, interval, has a small sample)] in the order of places, beside the one above.

    Equal points share a place already and need no word.
    """
    said = {}
    for (_, above, one, small), (key, points, other, is_small) in pairwise(rows):
        if points is None or above is None or points == above:
            continue
        words = difference_words(one, other, is_small=small or is_small)
        if words:
            said[key] = f"和上一名{words}"
    return said
