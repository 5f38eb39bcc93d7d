"""The clocks of deadlines: the table of domain research §5.5 to the minute, seasons, and laws that hold on any calendar."""

from datetime import date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tataboo_portal.clocks import NO_WORKDAY_SENTENCE, USUAL_SPANS, OfficeCalendar, office_calendar
from tataboo_portal.enums import LimitKind
from tataboo_portal.models import WorkCalendarDay, WorkHours

CHINA = ZoneInfo("Asia/Shanghai")
FIRST_DAY = date(2017, 5, 15)
DAYS = [FIRST_DAY + timedelta(days=number) for number in range(45)]
MINUTE, TICK = timedelta(minutes=1), timedelta(microseconds=1)
WORK_KINDS = (LimitKind.WORK_HOUR, LimitKind.WORK_DAY)
quick = settings(max_examples=60, deadline=None)


def at(words):
    """A moment in China."""
    return datetime.fromisoformat(words).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("start", "value", "kind", "due"),
    [
        ("2017-05-26 16:30", 4, LimitKind.WORK_HOUR, "2017-05-27 10:30"),
        ("2017-05-26 16:30", 8, LimitKind.WORK_HOUR, "2017-05-27 16:30"),
        ("2017-05-26 16:30", 16, LimitKind.WORK_HOUR, "2017-05-31 16:30"),
        ("2017-01-20 17:00", 4, LimitKind.WORK_HOUR, "2017-01-22 11:00"),
        ("2026-02-13 17:00", 4, LimitKind.WORK_HOUR, "2026-02-14 11:00"),
        ("2026-09-30 17:00", 4, LimitKind.WORK_HOUR, "2026-10-08 11:00"),
        ("2017-05-26 16:30", 2, LimitKind.EMERGENCY_HOUR, "2017-05-26 18:30"),
        ("2017-05-26 16:30", 3, LimitKind.CALENDAR_DAY, "2017-05-29 16:30"),
        ("2017-05-26 16:30", 2, LimitKind.WORK_DAY, "2017-05-31 16:30"),
        ("2017-05-28 09:00", 1, LimitKind.WORK_DAY, "2017-05-31 18:00"),
    ],
)
def test_the_table_of_deadlines_holds_to_the_minute(db, start, value, kind, due):
    assert office_calendar().add(at(start), value, kind) == at(due)


def test_the_hours_of_a_season_hold_from_their_day_on(db):
    WorkHours.objects.create(effective_from=date(2017, 6, 1), afternoon_start=time(15), afternoon_end=time(18, 30))
    calendar, hours = office_calendar(), LimitKind.WORK_HOUR
    assert calendar.add(at("2017-05-31 17:00"), 6, hours) == at("2017-06-01 16:00")
    assert calendar.add(at("2017-05-31 11:00"), 4, hours) == at("2017-05-31 17:00")
    assert calendar.add(at("2017-06-01 08:00"), 1, LimitKind.WORK_DAY) == at("2017-06-01 18:30")


def test_the_offices_own_entries_move_a_deadline(db):
    start, day = at("2017-06-08 16:00"), LimitKind.WORK_DAY
    assert office_calendar().add(start, 1, day) == at("2017-06-09 16:00")
    WorkCalendarDay.objects.create(day=date(2017, 6, 9), is_workday=False, name="示例停电")
    WorkCalendarDay.objects.create(day=date(2017, 6, 10), is_workday=True, name="示例补班")
    assert office_calendar().add(start, 1, day) == at("2017-06-10 16:00")


def test_a_calendar_without_a_workday_says_so_instead_of_searching_for_ever():
    nothing = OfficeCalendar({FIRST_DAY + timedelta(days=number): False for number in range(3700)})
    for kind in WORK_KINDS:
        with pytest.raises(ValueError, match=NO_WORKDAY_SENTENCE):
            nothing.add(at("2017-05-16 09:00"), 1, kind)


# Laws that hold on any calendar -----------------------------------------------------------------------------------------

minutes_of_a_day = st.integers(0, 24 * 60 - 1)


@st.composite
def spans(draw):
    """Two stretches of a day at odd minutes; the second may begin when the first ends."""
    first, second, third, fourth = sorted(draw(st.lists(minutes_of_a_day, min_size=4, max_size=4, unique=True)))
    third = draw(st.sampled_from((second, third)))
    return tuple((time(*divmod(a, 60)), time(*divmod(b, 60))) for a, b in ((first, second), (third, fourth)))


@st.composite
def offices(draw):
    """The exceptions and the seasons of an office, as rows."""
    exceptions = draw(st.dictionaries(st.sampled_from(DAYS), st.booleans(), max_size=12))
    seasons = draw(st.dictionaries(st.sampled_from(DAYS), spans(), max_size=3))
    return exceptions, list(seasons.items())


calendars = st.builds(lambda office: OfficeCalendar(*office), offices())
moments = st.builds(
    lambda day, minute, ticks: datetime.combine(day, time(), tzinfo=CHINA) + minute * MINUTE + ticks * TICK,
    st.sampled_from(DAYS[:20]),
    minutes_of_a_day,
    st.sampled_from((0, 0, 1, 30_000_000, 59_999_999)),
)
amounts = st.fractions(Fraction(1, 60), 6, max_denominator=60)
kinds = st.sampled_from(LimitKind)


def is_first_moment(calendar, start, end, amount, kind):
    """Whether `amount` has passed since `start` at `end`, and not yet one microsecond before."""
    return calendar.between(start, end - TICK, kind) < amount <= calendar.between(start, end, kind)


@quick
@given(calendars, moments, amounts, kinds)
def test_what_was_added_is_what_lies_between(calendar, start, amount, kind):
    end = calendar.add(start, amount, kind)
    assert is_first_moment(calendar, start, end, amount, kind)
    if kind != LimitKind.WORK_DAY and 60 % amount.denominator == 0:  # whole minutes are whole microseconds
        assert calendar.between(start, end, kind) == amount
    assert calendar.between(end, start, kind) == -calendar.between(start, end, kind)


@quick
@given(calendars, moments, moments, amounts, amounts, kinds)
def test_later_starts_and_larger_amounts_never_end_earlier(calendar, one, other, less, more, kind):
    (one, other), (less, more) = sorted((one, other)), sorted((less, more))
    assert calendar.add(one, less, kind) <= calendar.add(other, less, kind)
    assert calendar.add(one, less, kind) <= calendar.add(one, more, kind)


@quick
@given(calendars, st.tuples(moments, moments, moments), kinds)
def test_what_lies_between_adds_up(calendar, three, kind):
    first, middle, last = sorted(three)
    whole = calendar.between(first, last, kind)
    assert calendar.between(first, middle, kind) + calendar.between(middle, last, kind) == whole


@quick
@given(calendars, moments, amounts, kinds, st.fractions(0, 1), st.integers(0, 20 * 24 * 60))
def test_a_pause_costs_nothing_of_the_amount(calendar, start, amount, kind, share, length):
    end = calendar.add(start, amount, kind)
    paused = start + (end - start) * float(share)
    assume(calendar.between(paused, end, kind) > 0)
    resumed = paused + length * MINUTE
    later = calendar.add(resumed, calendar.between(paused, end, kind), kind)
    if calendar.between(paused, resumed, kind) == 0:  # asleep the whole pause: as if there had been none
        assert later == end
    assert later >= end
    assert is_first_moment(calendar, resumed, later, calendar.between(paused, end, kind), kind)
    used = calendar.between(start, paused, kind) + calendar.between(resumed, later, kind)
    assert 0 <= used - calendar.between(start, end, kind) < calendar_tick(calendar, later, kind)


def calendar_tick(calendar, moment, kind):
    """What one microsecond is worth at a moment, or two, whichever side of it is worked."""
    return 2 * calendar.between(moment - TICK, moment + TICK, kind)


@quick
@given(calendars, moments, amounts, st.sampled_from(WORK_KINDS))
def test_no_deadline_falls_outside_worked_time(calendar, start, amount, kind):
    end = calendar.add(start, amount, kind)
    stretches = calendar.spans(end.astimezone(CHINA).date())
    assert any(opens < end <= closes for opens, closes in stretches)


# The same by counting minutes, knowing nothing of the portal's clocks ------------------------------------------------------


def worked_minutes(office, day):
    """The minutes of a day that are worked, one by one."""
    exceptions, seasons = office
    if not exceptions.get(day, day.isoweekday() not in (6, 7)):
        return []
    times, since = USUAL_SPANS, date.min
    for first_day, season in seasons:
        if since < first_day <= day:
            times, since = season, first_day
    return [
        minute
        for minute in range(24 * 60)
        if any(a.hour * 60 + a.minute <= minute < b.hour * 60 + b.minute for a, b in times)
    ]


def counted_to(office, start, amount, kind):
    """The moment at which `amount` has passed, counting worked minutes from `start`, which is a whole minute."""
    if kind not in WORK_KINDS:
        return start + amount * (60 if kind == LimitKind.EMERGENCY_HOUR else 24 * 60) * MINUTE
    day, left = start.date(), Fraction(amount)
    while True:
        worked = worked_minutes(office, day)
        worth = Fraction(1, 60) if kind == LimitKind.WORK_HOUR else Fraction(1, len(worked) or 1)
        for minute in worked:
            moment = datetime.combine(day, time(*divmod(minute, 60)), tzinfo=CHINA)
            if moment < start:
                continue
            if left <= worth:
                return moment + timedelta(microseconds=-(-(left / worth * 60_000_000) // 1))
            left -= worth
        day += timedelta(days=1)


def counted_between(office, start, end, kind):
    """How much lies between two whole minutes, minute by minute."""
    total, day = Fraction(0), start.date()
    while day <= end.date():
        worked = worked_minutes(office, day)
        worth = Fraction(1, 60) if kind == LimitKind.WORK_HOUR else Fraction(1, len(worked) or 1)
        moments_of_day = (datetime.combine(day, time(*divmod(minute, 60)), tzinfo=CHINA) for minute in worked)
        total += worth * sum(start <= moment < end for moment in moments_of_day)
        day += timedelta(days=1)
    return total


whole_minutes = moments.map(lambda moment: moment.replace(second=0, microsecond=0))


@quick
@given(offices(), whole_minutes, st.integers(1, 6), kinds)
def test_adding_equals_counting_the_minutes(office, start, amount, kind):
    assert OfficeCalendar(*office).add(start, amount, kind) == counted_to(office, start, amount, kind)


@quick
@given(offices(), whole_minutes, whole_minutes, st.sampled_from(WORK_KINDS))
def test_what_lies_between_equals_counting_the_minutes(office, one, other, kind):
    start, end = sorted((one, other))
    assert OfficeCalendar(*office).between(start, end, kind) == counted_between(office, start, end, kind)
