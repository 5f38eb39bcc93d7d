"""目标 as pages compare with them: what was meant, how far it is, and how far the period has run."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

from campaigns.models import Goal
from tataboo_portal.enums import PeriodKind
from tataboo_portal.quantities import on_screen

NEAR_BY_POINTS = 10
LATE, SOON, OK = "late", "soon", "ok"
WORDS = {LATE: "慢于进度", SOON: "略慢", OK: "不慢于进度"}


@dataclass(frozen=True)
class Progress:
    """One goal in its period: `tick` is how much of the period has passed, in whole per cent."""

    words: str
    percent: int
    tick: int

    @property
    def bar(self):
        """How full a bar is drawn."""
        return min(self.percent, 100)

    @property
    def kind(self):
        """Behind what has passed of the period by more than a little, by a little, or not."""
        if self.percent >= self.tick:
            return OK
        return SOON if self.percent > self.tick - NEAR_BY_POINTS else LATE

    @property
    def standing(self):
        """“已完成 102%”, “87% 略慢”."""
        if self.percent >= 100:
            return f"已完成 {self.percent}%"
        return f"{self.percent}% {WORDS[self.kind]}"


def of_periods(periods, unit=None):
    """{(indicator id, period): goal} of the whole street, or of one unit, in one query."""
    asked = [period for period in periods if period.kind in Goal.KINDS]
    if not asked:
        return {}
    named = reduce(or_, (Q(period_kind=period.kind, period_start=period.start) for period in asked))
    found = Goal.objects.in_use().filter(named, unit=unit)
    values = {
        (indicator, kind, start): value
        for indicator, kind, start, value in found.values_list("indicator", "period_kind", "period_start", "value")
    }
    return {
        (indicator, period): value
        for period in asked
        for (indicator, kind, start), value in values.items()
        if (kind, start) == (period.kind, period.start)
    }


def progress(goal, done, period, unit_word, today):
    """How far a goal is by the end of today; whole per cents, rounded down, so that 100% is all of it."""
    whole = "全年" if period.kind == PeriodKind.YEAR else ""
    words = f"{whole}目标 {on_screen(goal)}{unit_word}"
    return Progress(words, 100 * done // goal, share_passed(period, today))


def share_passed(period, today):
    """How much of a period has passed by the end of today, in whole per cent."""
    days = (period.end - period.start).days + 1
    passed = min(max((today - period.start).days + 1, 0), days)
    return 100 * passed // days
