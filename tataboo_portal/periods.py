"""Periods that totals speak of: a day, a week, a month or a year, and any days put together from them (Asia/Shanghai)."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from tataboo_portal.enums import PeriodKind
from tataboo_portal.weeks import Week


@dataclass(frozen=True)
class Period:
    """A closed interval of dates with its kind; build it with `Period.of`."""

    kind: PeriodKind
    start: date

    @classmethod
    def of(cls, kind, day: date):
        """The period of this kind that holds the day."""
        starts = {
            PeriodKind.DAY: day,
            PeriodKind.WEEK: Week.of(day).monday,
            PeriodKind.MONTH: day.replace(day=1),
            PeriodKind.YEAR: day.replace(month=1, day=1),
        }
        return cls(PeriodKind(kind), starts[PeriodKind(kind)])

    @property
    def end(self):
        """Its last date."""
        lengths = {
            PeriodKind.DAY: 1,
            PeriodKind.WEEK: 7,
            PeriodKind.MONTH: monthrange(self.start.year, self.start.month)[1],
            PeriodKind.YEAR: date(self.start.year, 12, 31).timetuple().tm_yday,
        }
        return self.start + timedelta(days=lengths[self.kind] - 1)

    def previous(self):
        """The period of the same kind just before."""
        return Period.of(self.kind, self.start - timedelta(days=1))

    def following(self):
        """The period of the same kind just after."""
        return Period.of(self.kind, self.end + timedelta(days=1))

    def pieces(self):
        """Itself: the cells of one period are ready."""
        return [self]

    @property
    def label(self):
        """Its name in words: “11月16日—11月22日”, “2026年11月”, “2026年”."""
        return {
            PeriodKind.DAY: f"{self.start.month}月{self.start.day}日",
            PeriodKind.WEEK: Week.of(self.start).label,
            PeriodKind.MONTH: f"{self.start.year}年{self.start.month}月",
            PeriodKind.YEAR: f"{self.start.year}年",
        }[self.kind]


LARGEST_FIRST = (PeriodKind.YEAR, PeriodKind.MONTH, PeriodKind.DAY)


@dataclass(frozen=True)
class Span:
    """From one day to another, both included; whoever asks for totals or a list of records takes it as any period."""

    start: date
    end: date
    kind = None

    @classmethod
    def of(cls, start: date, end: date):
        """The days, as the week, month or year they are where they are one."""
        periods = (Period.of(kind, start) for kind in PeriodKind)
        whole = (period for period in periods if (period.start, period.end) == (start, end))
        return next(whole, None) or cls(start, end)

    def pieces(self):
        """The fewest whole years, months and days that make it up, each a period with ready cells."""
        found, day = [], self.start
        while day <= self.end:
            begun = (piece for piece in (Period.of(kind, day) for kind in LARGEST_FIRST) if piece.start == day)
            found.append(next(piece for piece in begun if piece.end <= self.end))
            day = found[-1].end + timedelta(days=1)
        return found

    def previous(self):
        """As many days just before."""
        return Span(self.start - (self.end - self.start) - timedelta(days=1), self.start - timedelta(days=1))

    @property
    def label(self):
        """“2017年1月—5月”, “2017年5月3日—5月20日”."""
        year = f"{self.end.year}年" if self.end.year != self.start.year else ""
        if self.start.day == 1 and (self.end + timedelta(days=1)).day == 1:
            return f"{self.start.year}年{self.start.month}月—{year}{self.end.month}月"
        first, last = (f"{day.month}月{day.day}日" for day in (self.start, self.end))
        return f"{self.start.year}年{first}—{year}{last}"


def covering(day: date):
    """The day, week, month and year that hold a date: the cells one record is counted in."""
    return [Period.of(kind, day) for kind in PeriodKind]


def months_after(day, months):
    """The same day so many months later; the last day of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))
