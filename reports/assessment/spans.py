"""The periods a scheme is scored for: months and quarters, by the name their address gives them."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from inspections.evaluation.spans import quarter_of
from reports.enums import Cycle
from tataboo_portal.enums import PeriodKind
from tataboo_portal.periods import Period

NAME = re.compile(r"(20\d\d)-(?:(0[1-9]|1[0-2])|Q([1-4]))")


@dataclass(frozen=True)
class Span:
    """A month or a quarter."""

    cycle: Cycle
    start: date
    end: date

    @classmethod
    def of(cls, cycle, day):
        """The month or quarter that holds the day."""
        if cycle == Cycle.QUARTER:
            return cls(Cycle.QUARTER, *quarter_of(day))
        month = Period.of(PeriodKind.MONTH, day)
        return cls(Cycle.MONTH, month.start, month.end)

    @classmethod
    def named(cls, name):
        """The period of “2026-11” or “2026-Q4”, or None."""
        found = NAME.fullmatch(name) if name.isascii() else None
        if found is None:
            return None
        year, month, quarter = found.groups()
        if quarter:
            return cls.of(Cycle.QUARTER, date(int(year), int(quarter) * 3, 1))
        return cls.of(Cycle.MONTH, date(int(year), int(month), 1))

    @property
    def name(self):
        """How addresses call it."""
        if self.cycle == Cycle.QUARTER:
            return f"{self.start.year}-Q{self.quarter}"
        return f"{self.start:%Y-%m}"

    @property
    def quarter(self):
        """The number of the quarter."""
        return (self.start.month + 2) // 3

    @property
    def label(self):
        """How pages call it."""
        part = f"第{self.quarter}季度" if self.cycle == Cycle.QUARTER else f"{self.start.month}月"
        return f"{self.start.year}年{part}"

    def previous(self):
        """The period of the same length just before."""
        return Span.of(self.cycle, self.start - timedelta(days=1))


def last_finished(cycle, today):
    """The newest period that is over."""
    return Span.of(cycle, today).previous()
