"""The four clocks of a deadline, over the office's own calendar and hours (Asia/Shanghai).

紧急工作时 runs on through nights and holidays, 自然日 counts days of 24 hours, 工作时 counts office hours only, and for 工作日 every
moment of a working day is worth its share of that day's hours. Amounts are exact fractions: pausing and going on loses nothing.
"""

from bisect import bisect_right
from datetime import datetime, time, timedelta
from fractions import Fraction

from django.utils import timezone

from tataboo_portal.enums import LimitKind
from tataboo_portal.models import WorkCalendarDay, WorkHours

USUAL_SPANS = ((time(8), time(12)), (time(14), time(18)))
MICROSECOND = timedelta(microseconds=1)
HOUR = timedelta(hours=1) // MICROSECOND
RUNNING_ON = {LimitKind.EMERGENCY_HOUR: HOUR, LimitKind.CALENDAR_DAY: 24 * HOUR}
MOST_DAYS_AHEAD = 3660
NO_WORKDAY_SENTENCE = "日历里十年内都没有上班的日子，先在“放假与调休”里改正。"


class OfficeCalendar:
    """Which stretches of which days are worked; `exceptions` is {day: is_workday}, `hours` is [(from day, spans)]."""

    def __init__(self, exceptions=None, hours=()):
        self._exceptions = exceptions or {}
        self._hours = sorted(hours, key=lambda row: row[0])
        self._from = [row[0] for row in self._hours]

    def is_workday(self, day):
        """What the office's calendar says of the day, else Monday to Friday."""
        return self._exceptions.get(day, day.weekday() < 5)

    def spans(self, day):
        """The worked stretches of a day as aware (start, end) moments; none on a day off."""
        if not self.is_workday(day):
            return []
        found = bisect_right(self._from, day)
        times = self._hours[found - 1][1] if found else USUAL_SPANS
        return [(_moment(day, start), _moment(day, end)) for start, end in times]

    def add(self, start, amount, kind):
        """The moment at which `amount` (hours or days of the kind) has passed since `start`; amount must not be negative."""
        amount = Fraction(amount)
        if kind in RUNNING_ON:
            return start + _ceil(amount * RUNNING_ON[kind]) * MICROSECOND
        day = timezone.localdate(start)
        for _ in range(MOST_DAYS_AHEAD):
            spans = self.spans(day)
            worth = _worth(spans, kind)
            for opens, closes in spans:
                begin = max(start, opens)
                needed = _ceil(amount * worth)
                available = (closes - begin) // MICROSECOND
                if available >= needed and available > 0:
                    return begin + needed * MICROSECOND
                if available > 0:
                    amount -= Fraction(available, worth)
            day += timedelta(days=1)
        raise ValueError(NO_WORKDAY_SENTENCE)

    def between(self, start, end, kind):
        """How much of the kind lies between two moments, as a Fraction; negative when `end` comes first."""
        if end < start:
            return -self.between(end, start, kind)
        if kind in RUNNING_ON:
            return Fraction((end - start) // MICROSECOND, RUNNING_ON[kind])
        total, day, last = Fraction(0), timezone.localdate(start), timezone.localdate(end)
        while day <= last:
            spans = self.spans(day)
            passed = sum(
                max(min(end, closes) - max(start, opens), timedelta()) // MICROSECOND for opens, closes in spans
            )
            total += Fraction(passed, _worth(spans, kind)) if passed else 0
            day += timedelta(days=1)
        return total


def _moment(day, at):
    return datetime.combine(day, at, tzinfo=timezone.get_default_timezone())


def _worth(spans, kind):
    """How many worked microseconds make one unit of the kind on a day with these spans."""
    return HOUR if kind == LimitKind.WORK_HOUR else sum((closes - opens) // MICROSECOND for opens, closes in spans)


def _ceil(number):
    return -(-number.numerator // number.denominator)


def office_calendar():
    """The office's calendar as it stands in the database; two queries."""
    exceptions = dict(WorkCalendarDay.objects.values_list("day", "is_workday"))
    return OfficeCalendar(exceptions, [(row.effective_from, row.spans) for row in WorkHours.objects.all()])


def limit_words(value, kind):
    """A limit as sentences say it: “4工作时”, “5工作日”."""
    return f"{value}{LimitKind(kind).label}"
