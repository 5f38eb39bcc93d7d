"""Workdays of the office: its own calendar first, Monday to Friday where the calendar says nothing."""

from datetime import timedelta
from itertools import takewhile

import chinese_calendar
from chinese_calendar import constants

from tataboo_portal.models import WorkCalendarDay
from tataboo_portal.weeks import Week

FIRST_YEAR = 2017
LONGEST_HOLIDAY = 3  # weeks
PACKAGE = "chinesecalendar"


def exceptions_between(start, end):
    """The days on which the Monday-to-Friday rule does not hold: {date: is_workday}."""
    return dict(WorkCalendarDay.objects.filter(day__range=(start, end)).values_list("day", "is_workday"))


def workdays_between(start, end):
    """All workdays of a closed interval of dates, in order; one query."""
    known = exceptions_between(start, end)
    days = [start + timedelta(days=offset) for offset in range((end - start).days + 1)]
    return [day for day in days if known.get(day, day.weekday() < 5)]


def meeting_day(week: Week):
    """The first workday of the week, on which 每周一例会 is held, or None in a week without workdays."""
    return meeting_days([week])[week]


def meeting_days(weeks):
    """{week: its meeting's day, or None}; one query for all of them."""
    days = exceptions_between(min(weeks).monday, max(weeks).sunday)
    return {week: next((day for day in week.days() if days.get(day, day.weekday() < 5)), None) for week in weeks}


def weeks_without_meeting_before(week: Week):
    """The weeks just before this one in which no meeting was held, oldest first; one query."""
    days = meeting_days([week.shifted(-back) for back in range(1, LONGEST_HOLIDAY + 1)])
    quiet = takewhile(lambda earlier: days[earlier] is None, sorted(days, reverse=True))
    return sorted(quiet)


def is_year_entered(year: int):
    """Whether the office's calendar holds any day of the year; if not, pages say 放假安排未录入."""
    return WorkCalendarDay.objects.filter(day__year=year).exists()


def packaged_exceptions():
    """What the calendar package knows since 2017, as (date, is_workday, name)."""
    for day, name in sorted({**constants.holidays, **constants.workdays}.items()):
        if day.year >= FIRST_YEAR and chinese_calendar.is_workday(day) != (day.weekday() < 5):
            yield day, chinese_calendar.is_workday(day), constants.Holiday(name).chinese


def load_packaged_calendar():
    """Fill the calendar table with the package's days; days the office has entered stay as they are."""
    rows = [
        WorkCalendarDay(day=day, is_workday=is_workday, name=name, source=PACKAGE)
        for day, is_workday, name in packaged_exceptions()
    ]
    WorkCalendarDay.objects.bulk_create(rows, ignore_conflicts=True)
