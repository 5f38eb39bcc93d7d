"""综合评价: the published figures to two decimals, and what each case counts in."""

import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from inspections import actions
from inspections.evaluation import rates
from inspections.evaluation.counting import count
from inspections.evaluation.rates import Basis, Counts, Rate
from inspections.evaluation.spans import quarter_of, usual_spans
from inspections.evaluation.timing import WorkedTime
from tataboo_portal.clocks import office_calendar
from tataboo_portal.enums import LimitKind
from tests import makers
from tests.people import person, unit_of

MONDAY = datetime(2026, 11, 23, 1, tzinfo=UTC)  # 9:00 in Asia/Shanghai
# 天门, December 2016, as published (domain research §1.3).
TIANMEN = Counts(reported=1054, filed=996, due=972, closed=911, closed_on_time=737)


@pytest.fixture
def clock(db):
    with time_machine.travel(MONDAY, tick=False) as moved:
        yield moved


def of_unit(code="1"):
    """The counts of one unit in this week."""
    week = usual_spans(timezone.localdate())["week"]
    return count(week.start, week.end).get(unit_of(code).pk, Counts())


def test_the_published_figures_come_out_to_two_decimals():
    assert rates.closing_rate(TIANMEN).percent() == Decimal("93.72")
    assert rates.closing_on_time_rate(TIANMEN).percent() == Decimal("75.82")
    assert rates.filing_rate(TIANMEN).part == 953 + 43
    assert [Rate(part, 996).percent() for part in (953, 43)] == [Decimal("95.68"), Decimal("4.32")]
    events, components = Counts(due=956, closed=902), Counts(due=16, closed=9)
    assert rates.closing_rate(events).percent() == Decimal("94.35")
    assert rates.closing_rate(components).percent() == Decimal("56.25")
    assert rates.closing_rate(events + components) == rates.closing_rate(TIANMEN)


def test_the_other_denominator_leaves_out_what_is_put_off():
    counts = Counts(due=100, put_off=10, closed=81, closed_on_time=72)
    assert rates.closing_on_time_rate(counts).words == "72.0%"
    assert rates.closing_on_time_rate(counts, Basis.NOT_PUT_OFF) == Rate(72, 90)
    assert rates.closing_rate(counts, Basis.NOT_PUT_OFF) == Rate(81, 90)


def test_a_case_put_off_and_exempted_is_left_out_once():
    counts = Counts(due=10, put_off=2, exempted=3, exempted_put_off=1)
    assert counts.to_close_in_time() == 7
    assert counts.to_close_in_time(Basis.NOT_PUT_OFF) == 6


@pytest.mark.parametrize("name", [name for name in dir(rates) if name.endswith(("_rate", "_accuracy"))])
@pytest.mark.parametrize("basis", Basis)
def test_a_zero_denominator_is_a_dash(name, basis):
    rate = getattr(rates, name)(Counts(), basis)
    assert (rate.words, rate.full_words, rate.percent(), rate.is_small) == ("—", "—", None, False)


def test_no_cases_have_no_mean_time():
    assert (rates.mean_work_hours(Counts()), rates.mean_days(Counts())) == ("—", "—")


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (14, 15, "93%（14/15）"),
        (0, 3, "0%（0/3）"),
        (3, 3, "100%（3/3）"),
        (999, 1000, "99.9%（999/1000）"),
        (9999, 10_000, "99.9%（9999/10000）"),
        (1, 10_000, "0.1%（1/10000）"),
        (1, 8, "13%（1/8）"),
        (0, 200, "0%（0/200）"),
        (200, 200, "100%（200/200）"),
    ],
)
def test_only_all_is_a_hundred_and_only_none_is_zero(part, whole, words):
    assert Rate(part, whole).full_words == words


@pytest.mark.parametrize(("whole", "small"), [(0, False), (1, True), (4, True), (5, False)])
def test_fewer_than_five_say_little(whole, small):
    assert Rate(0, whole).is_small is small


def test_a_quarter_is_three_whole_months():
    days = [datetime(2026, month, 15, tzinfo=UTC).date() for month in range(1, 13)]
    found = {quarter_of(day) for day in days}
    assert sorted((start.isoformat(), end.isoformat()) for start, end in found) == [
        ("2026-01-01", "2026-03-31"),
        ("2026-04-01", "2026-06-30"),
        ("2026-07-01", "2026-09-30"),
        ("2026-10-01", "2026-12-31"),
    ]


def test_worked_time_agrees_with_the_calendars_own_sum(db):
    calendar = office_calendar()
    first = datetime(2017, 5, 26, 8, 30, tzinfo=UTC)
    worked = WorkedTime(calendar, timezone.localdate(first))
    for hours in (0, 1, 5, 17, 30, 100, 43):
        end = first + timedelta(hours=hours, minutes=7)
        assert worked.between(first, end) == pytest.approx(float(calendar.between(first, end, LimitKind.WORK_HOUR)))


def test_each_report_counts_in_what_became_of_it(clock):
    makers.reported()
    makers.closed()
    for act, extra in ((actions.reject, {}), (actions.void, {})):
        act(by=person("wang"), task=makers.reported(), client_uuid=uuid.uuid4(), note="示例", **extra)
    actions.mark_duplicate(
        by=person("wang"), task=makers.reported(), original=makers.assigned(), client_uuid=uuid.uuid4()
    )
    counts = of_unit()
    assert (counts.reported, counts.reported_cases, counts.filed) == (6, 3, 2)
    assert (counts.due, counts.closed, counts.closed_on_time) == (1, 1, 1)


def test_a_deadline_to_come_is_not_yet_held_against_anybody(clock):
    makers.assigned(due_at=MONDAY + timedelta(hours=2))
    assert of_unit().due == 0
    clock.shift(timedelta(hours=3))
    counts = of_unit()
    assert (counts.due, counts.overdue, counts.overdue_open, counts.handled) == (1, 1, 1, 0)


def test_late_is_told_from_timely_at_hand_in_and_rework_counts_the_case_once(clock):
    task = makers.fixed(makers.assigned(due_at=MONDAY + timedelta(hours=2)))
    for _ in range(2):
        task = actions.send_back(by=person("liu"), task=task, note="没清完", client_uuid=uuid.uuid4())
        clock.shift(timedelta(hours=3))
        task = makers.fixed(task)
    makers.closed(task)
    makers.closed()
    counts = of_unit()
    assert (counts.due, counts.handled, counts.handled_on_time, counts.overdue) == (2, 2, 1, 1)
    assert (counts.closed, counts.closed_on_time) == (2, 1)
    assert rates.rework_rate(counts) == Rate(1, 2)


def test_a_granted_appeal_leaves_timeliness_and_is_told(clock):
    late = makers.assigned(due_at=MONDAY + timedelta(hours=1))
    makers.closed()
    clock.shift(timedelta(hours=2))
    late = makers.closed(makers.fixed(late))
    assert rates.closing_on_time_rate(of_unit()) == Rate(1, 2)
    makers.decided(makers.asked("appeal", late))
    refused = makers.asked("appeal", makers.assigned(due_at=MONDAY + timedelta(hours=3)))
    makers.decided(refused, approved=False)
    clock.shift(timedelta(hours=2))
    counts = of_unit()
    assert (counts.due, counts.exempted, counts.overdue) == (3, 1, 1)
    assert rates.closing_rate(counts) == Rate(2, 3)
    assert rates.closing_on_time_rate(counts) == Rate(1, 2)
    assert rates.appeal_rate(counts) == Rate(2, 3)
    assert rates.appeal_success_rate(counts) == Rate(1, 2)


def test_extensions_and_pauses_are_counted_and_put_off_means_now(clock):
    longer = makers.decided(makers.asked(task=makers.assigned(due_at=MONDAY + timedelta(hours=1)))).task
    makers.suspended(makers.assigned(due_at=MONDAY + timedelta(hours=2)))
    longer.refresh_from_db()
    clock.move_to(longer.due_at + timedelta(minutes=1))
    counts = of_unit()
    assert (counts.due, counts.extended, counts.suspended, counts.put_off) == (2, 1, 1, 1)
    assert counts.overdue == 1
    assert rates.overdue_rate(counts, Basis.NOT_PUT_OFF) == Rate(1, 1)


def test_closing_by_force_is_counted_apart(clock):
    task = makers.assigned(due_at=MONDAY + timedelta(hours=1))
    clock.shift(timedelta(hours=2))
    actions.force_close(by=person("wang"), task=task, note="拆迁", client_uuid=uuid.uuid4())
    counts = of_unit()
    assert (counts.due, counts.forced, counts.closed, counts.handled, counts.overdue) == (1, 1, 0, 0, 1)


def test_a_returned_dispatch_lowers_the_accuracy(clock):
    makers.assigned()
    returned = makers.assigned()
    actions.return_to_office(by=person("li"), task=returned, note="不归我们管", client_uuid=uuid.uuid4())
    counts = of_unit()
    assert rates.dispatch_accuracy(counts) == rates.return_rate(counts) == Rate(1, 2)


def test_coming_back_counts_for_who_had_closed_it(clock):
    task = makers.closed()
    again = makers.reported(unit="2", recurrence_of=task)
    assert rates.recurrence_rate(of_unit()) == Rate(1, 1)
    actions.void(by=person("wang"), task=again, note="不是一处", client_uuid=uuid.uuid4())
    assert rates.recurrence_rate(of_unit()) == Rate(0, 1)


def test_handling_time_runs_from_the_dispatch_that_counts_without_the_pause(clock):
    task = makers.assigned()
    clock.shift(timedelta(hours=1))
    actions.return_to_office(by=person("li"), task=task, note="不归我们管", client_uuid=uuid.uuid4())
    clock.shift(timedelta(hours=1))
    task = makers.assigned(task, due_at=MONDAY + timedelta(days=2))  # Monday 11:00
    clock.move_to(MONDAY + timedelta(hours=7))  # 16:00, three office hours later
    task = makers.suspended(task)
    clock.move_to(MONDAY + timedelta(hours=24))  # Tuesday 9:00
    task = actions.resume(by=person("wang"), task=task, client_uuid=uuid.uuid4())
    clock.shift(timedelta(hours=1))
    makers.fixed(task)
    counts = of_unit()
    assert (counts.timed, rates.mean_work_hours(counts), counts.days) == (1, "4.0", pytest.approx(6 / 24))
