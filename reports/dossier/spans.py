"""材料期: the days whose material an inspection looks at, and how old the proof of one clause may be within them."""

from dataclasses import dataclass
from datetime import date, timedelta

from tataboo_portal import periods
from tataboo_portal.periods import months_after

YEAR = 12


@dataclass(frozen=True)
class Span(periods.Span):
    """A closed interval of dates, and how old a proof may be within it."""

    @property
    def days(self):
        """Its first and its last day."""
        return self.start, self.end

    @property
    def words(self):
        """Its days as pages say them."""
        return " 至 ".join(f"{day.year}年{day.month}月{day.day}日" for day in (self.start, self.end))

    def fresh_from(self, clause):
        """From which day on a proof of this clause counts: within the span, and not older than the clause allows."""
        return max(self.start, months_after(self.end, -clause.months))

    def is_stale(self, clause, day):
        """Whether a proof of this day is too old."""
        return day < self.fresh_from(clause)


def back_from(end):
    """The year back from a day."""
    return Span(months_after(end, -YEAR), end)


def usual(standard, today):
    """The year back from today, or from so many months before the assessment where its day is known."""
    if standard.assessed_on is None:
        return back_from(today)
    return back_from(months_after(standard.assessed_on, -standard.gap_months))


def choices(standard, today):
    """[(words, span)] a page offers: the usual one, the calendar years around it."""
    found = []
    if standard.assessed_on:
        found.append(("测评材料期", usual(standard, today)))
    found.append(("近一年", back_from(today)))
    year = today.year
    found.append((f"{year}年", Span(date(year, 1, 1), today)))
    found.append((f"{year - 1}年", Span(date(year - 1, 1, 1), date(year, 1, 1) - timedelta(days=1))))
    return found
