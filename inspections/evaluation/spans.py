"""The periods figures are asked for: the usual ones by name, or any two dates."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from tataboo_portal.enums import PeriodKind
from tataboo_portal.periods import Period

USUAL = "month"


@dataclass(frozen=True)
class Span:
    """A closed interval of dates under its words; `name` is that of a usual period, empty for any other."""

    name: str
    words: str
    start: date
    end: date

    @property
    def dates(self):
        """The interval in words: “2026年11月1日—30日”."""
        first = f"{self.start.year}年{self.start.month}月{self.start.day}日"
        if self.start == self.end:
            return first
        year = f"{self.end.year}年" if self.end.year != self.start.year else ""
        month = f"{self.end.month}月" if year or self.end.month != self.start.month else ""
        return f"{first}—{year}{month}{self.end.day}日"

    def query(self, **others):
        """The parameters of a page that shows this span."""
        own = {"period": self.name} if self.name else {"start": self.start, "end": self.end}
        return urlencode(own | others)


def quarter_of(day):
    """The first and the last date of a day's quarter."""
    first = day.replace(month=day.month - (day.month - 1) % 3, day=1)
    return first, Period.of(PeriodKind.MONTH, first + timedelta(days=70)).end


def usual_spans(today):
    """The periods a switch offers, by name."""
    week, month = Period.of(PeriodKind.WEEK, today), Period.of(PeriodKind.MONTH, today)
    year = Period.of(PeriodKind.YEAR, today)
    quarter = quarter_of(today)
    last_quarter = quarter_of(quarter[0] - timedelta(days=1))
    found = (
        ("week", "本周", week.start, week.end),
        ("last_week", "上周", week.previous().start, week.previous().end),
        ("month", "本月", month.start, month.end),
        ("last_month", "上月", month.previous().start, month.previous().end),
        ("quarter", "本季度", *quarter),
        ("last_quarter", "上季度", *last_quarter),
        ("year", "今年", year.start, year.end),
    )
    return {name: Span(name, *values) for name, *values in found}
