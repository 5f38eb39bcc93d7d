"""Fair comparison: between what a rate lies as far as its sample tells, and whether two rates can be told apart at all."""

from decimal import Decimal
from typing import NamedTuple

Z = Decimal("1.96")  # of a 95 % interval
SMALL_SAMPLE = 5
SMALL_WORDS, OVERLAP_WORDS = "差别不大（样本少）", "差别不大（区间重叠）"


class Interval(NamedTuple):
    """Between what a figure lies."""

    low: Decimal
    high: Decimal

    def meets(self, other):
        """Whether the two have a value in common."""
        return self.low <= other.high and other.low <= self.high


def wilson(part, whole, base=None):
    """The 95 % interval of a share after Wilson, from 0 to 1; None where there is nothing to take a share of.

    `base` is from how many the share comes where that is not `whole`. Exact for parts that are counted; where `part` is a sum of
    values from 0 to 1, their spread is never larger than that of yes and no with the same mean, so it is wide rather than narrow.
    """
    n = Decimal(whole if base is None else base)
    if not whole or not n:
        return None
    share, square = Decimal(part) / Decimal(whole), Z * Z
    middle = share + square / (2 * n)
    reach = Z * (share * (1 - share) / n + square / (4 * n * n)).sqrt()
    low, high = ((middle + side * reach) / (1 + square / n) for side in (-1, 1))
    return Interval(max(low, Decimal(0)), min(high, Decimal(1)))


def of_sum(parts):
    """The interval of a sum of independent figures, [(value, its interval or None)]: their reaches add up as squares (MOVER)."""
    total = sum((value for value, _ in parts), Decimal(0))
    below = sum(((value - found.low) ** 2 for value, found in parts if found), Decimal(0))
    above = sum(((found.high - value) ** 2 for value, found in parts if found), Decimal(0))
    return Interval(total - below.sqrt(), total + above.sqrt())


def difference_words(one, other, *, is_small=False):
    """What to say where two intervals cannot be told apart, or nothing where they can."""
    if not one or not other or not one.meets(other):
        return ""
    return SMALL_WORDS if is_small else OVERLAP_WORDS


def shares_alike(one, other):
    """What to say where two shares, (part, whole) each, cannot be told apart, or nothing; shares of nothing are not compared."""
    is_small = min(one[1], other[1]) < SMALL_SAMPLE
    return difference_words(wilson(*one), wilson(*other), is_small=is_small)
