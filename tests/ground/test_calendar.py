"""Weeks, periods and workdays (the dates of the domain research, checked against the packaged calendar)."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from tataboo_portal import workdays
from tataboo_portal.enums import PeriodKind
from tataboo_portal.models import WorkCalendarDay
from tataboo_portal.periods import Period, covering
from tataboo_portal.weeks import Week

CHINA = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("monday", "meeting"),
    [
        ("2017-01-02", "2017-01-03"),
        ("2017-01-30", "2017-02-03"),
        ("2017-04-03", "2017-04-05"),
        ("2017-05-01", "2017-05-02"),
        ("2017-05-29", "2017-05-31"),
        ("2017-10-02", None),
        ("2026-02-16", None),
        ("2026-02-23", "2026-02-24"),
        ("2026-04-06", "2026-04-07"),
        ("2026-05-04", "2026-05-06"),
        ("2026-10-05", "2026-10-08"),
        ("2026-11-23", "2026-11-23"),
    ],
)
def test_the_meeting_is_on_the_first_workday_of_the_week(db, monday, meeting):
    expected = date.fromisoformat(meeting) if meeting else None
    assert workdays.meeting_day(Week(date.fromisoformat(monday))) == expected


def test_the_office_calendar_wins_and_a_year_it_does_not_know_falls_back_to_monday_to_friday(db):
    assert not workdays.is_year_entered(2027)
    assert workdays.meeting_day(Week(date(2027, 3, 1))) == date(2027, 3, 1)
    WorkCalendarDay.objects.create(day=date(2027, 3, 1), is_workday=False, name="示例放假")
    assert workdays.meeting_day(Week(date(2027, 3, 1))) == date(2027, 3, 2)


def test_reloading_the_packaged_calendar_keeps_what_the_office_entered(db):
    WorkCalendarDay.objects.filter(day=date(2026, 10, 1)).update(is_workday=True, name="街道值守")
    count = WorkCalendarDay.objects.count()
    workdays.load_packaged_calendar()
    assert WorkCalendarDay.objects.count() == count
    assert WorkCalendarDay.objects.get(day=date(2026, 10, 1)).name == "街道值守"


def test_a_week_runs_monday_to_sunday_and_is_named_by_its_range():
    week = Week.of(date(2026, 11, 22))
    assert (week.monday, week.sunday) == (date(2026, 11, 16), date(2026, 11, 22))
    assert week.label == "11月16日—11月22日"
    assert week.shifted(1).monday == date(2026, 11, 23)
    assert len(week.days()) == 7


def test_a_week_cannot_start_on_another_day():
    with pytest.raises(ValueError, match="Monday"):
        Week(date(2026, 11, 24))


@pytest.mark.parametrize(
    ("kind", "start", "end", "label"),
    [
        (PeriodKind.DAY, date(2026, 12, 31), date(2026, 12, 31), "12月31日"),
        (PeriodKind.WEEK, date(2026, 12, 28), date(2027, 1, 3), "12月28日—1月3日"),
        (PeriodKind.MONTH, date(2026, 12, 1), date(2026, 12, 31), "2026年12月"),
        (PeriodKind.YEAR, date(2026, 1, 1), date(2026, 12, 31), "2026年"),
    ],
)
def test_the_periods_that_hold_new_years_eve(kind, start, end, label):
    period = Period.of(kind, date(2026, 12, 31))
    assert (period.start, period.end, period.label) == (start, end, label)
    assert period in covering(date(2026, 12, 31))


def test_periods_follow_one_another_without_a_gap():
    for kind in PeriodKind:
        period = Period.of(kind, date(2028, 2, 29))
        assert period.previous().following() == period
        assert (period.following().start - period.end).days == 1
