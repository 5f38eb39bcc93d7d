"""Totals: whatever people do, the ready cells equal a plain recount at the same moment."""

import logging
import random
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

import campaigns.actions
import inspections.actions
from campaigns.models import Indicator, WorkRecord
from inspections.models import TaskCategory
from reports import rollups, weekly
from reports.metrics import tasks
from reports.models import Rollup, RollupRun
from reports.totals import OVERDUE_NOW, Totals
from tataboo_portal.changes import mark_changed
from tataboo_portal.enums import PeriodKind
from tataboo_portal.models import ChangedDay
from tataboo_portal.periods import Period
from tataboo_portal.weeks import Week
from tests.people import person, unit_of
from tests.reports.plain import Office, made_photo, plain_recount, stored_cells, told_and_counted

DAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)  # 12:00 in Asia/Shanghai


def log(by, code="1", indicator="sticker", day=DAY, quantity=12):
    """One work record through the action."""
    return campaigns.actions.log_work(
        by=by,
        client_uuid=uuid.uuid4(),
        unit=unit_of(code),
        place=None,
        indicator=Indicator.objects.get(code=indicator),
        day=day,
        quantity=quantity,
    )


def task_due(by, due_at, code="1"):
    """A task in somebody's hands until `due_at`."""
    task = inspections.actions.report_problem(
        by=by,
        client_uuid=uuid.uuid4(),
        unit=unit_of(code),
        category=TaskCategory.objects.first(),
        photo=made_photo(),
    )
    return inspections.actions.assign(by=by, task=task, client_uuid=uuid.uuid4(), unit=unit_of(code), due_at=due_at)


def overdue_now():
    return Totals.load([Period.of("week", DAY)], beside=OVERDUE_NOW).overdue_now()


def total(kind, day=DAY, unit=None, metric="work:sticker"):
    period = Period.of(kind, day)
    return Totals.load([period]).value(metric, period, unit and unit.pk)


@pytest.mark.parametrize("kind", PeriodKind)
def test_a_record_is_counted_once_in_its_day_week_month_and_year(wang, kind):
    log(wang)
    rollups.refresh()
    assert total(kind) == total(kind, unit=unit_of("1")) == 12
    assert total(kind, unit=unit_of("2")) == 0


# When the office begins, and by how many minutes the clock goes on between two refreshes.
DAYS_ON = (NOON, (1, 30, 300, 2000, 9000))
OVER_MONDAY_MIDNIGHT = (datetime(2026, 11, 22, 15, 50, tzinfo=UTC), (1, 1, 2, 5))  # from 23:50 on Sunday


@pytest.mark.parametrize(
    ("course", "seed"),
    [(DAYS_ON, 0), (DAYS_ON, 1), (DAYS_ON, 4), (DAYS_ON, 6), (OVER_MONDAY_MIDNIGHT, 3), (OVER_MONDAY_MIDNIGHT, 7)],
)
def test_after_any_sequence_of_work_the_cells_equal_a_plain_recount(wang, liu, course, seed):
    chance, seen, (start, minutes) = random.Random(seed), set(), course
    with time_machine.travel(start, tick=False) as clock:
        office = Office(chance, wang, liu)
        for _ in range(12):
            for _ in range(chance.randint(8, 24)):
                office.act()
            clock.shift(timedelta(minutes=chance.choice(minutes)))
            rollups.refresh()
            cells = stored_cells()
            seen |= {metric for metric, *_ in cells}
            assert cells == plain_recount(timezone.now())
        assert seen >= {"task:reported", "task:due", "task:closed", "drive:people", "work:cleanup_event"}
        assert {metric[:5] for metric in seen} > {"work:", "publi", "task:"}
        assert seen & {"task:on_time", "task:overdue"}
        rollups.refresh()
        assert stored_cells() == cells
        for week in (Week.current(), Week.current().shifted(1)):
            told, counted = told_and_counted(weekly.compose(week, timezone.now()))
            assert told == counted
        assert any(told.values())
        assert rollups.recount().differences == []


def test_both_axes_and_the_units_add_up_to_the_same_total(wang, liu):
    office = Office(random.Random(5), wang, liu)
    for _ in range(60):
        office.log()
    rollups.refresh()
    year = Period.of(PeriodKind.YEAR, timezone.localdate())
    loads = {axis: Totals.load([year], axis=axis) for axis in ("unit", "community", "market_group", None)}
    for indicator in office.indicators:
        metric = f"work:{indicator.code}"
        assert len({totals.value(metric, year) for totals in loads.values()}) == 1
        assert loads["unit"].value(metric, year) > 0


def test_a_record_moved_to_another_day_leaves_the_first(wang):
    record = log(wang)
    rollups.refresh()
    campaigns.actions.change_work(record, by=wang, version=1, day=date(2025, 5, 3), quantity=7)
    rollups.refresh()
    assert [total(kind) for kind in PeriodKind] == [0, 0, 0, 0]
    assert [total(kind, date(2025, 5, 3)) for kind in PeriodKind] == [7, 7, 7, 7]


def test_a_voided_record_leaves_no_cell_behind(wang):
    record = log(wang)
    rollups.refresh()
    campaigns.actions.void_work(record, by=wang, reason="记错了")
    rollups.refresh()
    assert not Rollup.objects.exists()


def test_the_clock_alone_makes_a_task_due_and_overdue(wang):
    with time_machine.travel(NOON, tick=False) as clock:
        task_due(wang, timezone.now() + timedelta(hours=2))
        rollups.refresh()
        due_day = timezone.localdate()
        assert total("day", due_day, metric="task:due") == 0
        assert overdue_now() == {}
        clock.shift(timedelta(hours=3))
        rollups.refresh()
        assert total("week", due_day, metric="task:due") == 1
        assert overdue_now() == {unit_of("1").pk: 1}


def test_a_refresh_without_marks_rewrites_only_days_whose_deadline_passed(wang):
    with time_machine.travel(NOON, tick=False) as clock:
        task_due(wang, timezone.now() + timedelta(days=40))
        rollups.refresh()
        clock.shift(timedelta(minutes=1))
        run = rollups.refresh()
    assert (run.days, run.cells) == (0, 0)


def test_a_task_due_just_after_midnight_counts_on_that_local_day(wang):
    with time_machine.travel(datetime(2026, 11, 24, 15, 50, tzinfo=UTC), tick=False) as clock:  # 23:50
        task_due(wang, timezone.now() + timedelta(minutes=15))
        clock.shift(timedelta(minutes=20))
        rollups.refresh()
    assert total("day", date(2026, 11, 25), metric="task:overdue") == 1
    assert total("day", date(2026, 11, 24), metric="task:reported") == 1


def test_only_the_marks_read_are_deleted(wang, monkeypatch):
    log(wang)
    real = rollups.MODULES[0].day_cells

    def late_commit(days, now):
        mark_changed(WorkRecord, DAY + timedelta(days=1))
        return real(days, now)

    with monkeypatch.context() as patch:
        patch.setattr(rollups.MODULES[0], "day_cells", late_commit)
        rollups.refresh()
    assert list(ChangedDay.objects.values_list("day", flat=True)) == [DAY + timedelta(days=1)]


def test_more_marks_than_one_batch_are_all_taken(wang, monkeypatch):
    monkeypatch.setattr(rollups, "MARKS_AT_ONCE", 3)
    for offset in range(10):
        log(wang, day=DAY - timedelta(days=offset))
    run = rollups.refresh()
    assert not ChangedDay.objects.exists()
    assert RollupRun.objects.get() == run
    assert stored_cells() == plain_recount(timezone.now())


def test_a_refresh_that_breaks_keeps_its_marks_and_the_old_totals(wang, monkeypatch):
    log(wang)
    rollups.refresh()
    log(wang, quantity=5)
    before = stored_cells()

    def broken(days, now):
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(tasks, "day_cells", broken)
        task_due(wang, timezone.now() - timedelta(hours=1))
        with pytest.raises(OSError, match="disk full"):
            rollups.refresh()
    assert stored_cells() == before
    assert ChangedDay.objects.filter(table=WorkRecord._meta.label).exists()


def test_a_recount_writes_down_repairs_and_reports_what_differs(wang, caplog):
    log(wang)
    rollups.refresh()
    Rollup.objects.filter(period_kind=PeriodKind.MONTH).update(value=99)
    Rollup.objects.filter(period_kind=PeriodKind.DAY).delete()
    with caplog.at_level(logging.ERROR):
        run = rollups.recount()
    found = {(row["period"], row["stored"], row["counted"]) for row in run.differences}
    assert found == {("day", 0, 12), ("month", 99, 12)}
    assert run.is_recount
    assert "2 cells that differ" in caplog.text
    assert stored_cells() == plain_recount(timezone.now())


def test_a_recount_finds_cells_of_days_without_any_record(wang):
    record = log(wang)
    rollups.refresh()
    WorkRecord.objects.filter(pk=record.pk).delete()  # behind the back of every action
    assert len(rollups.recount().differences) == 4
    assert not Rollup.objects.exists()


def test_a_change_that_waits_for_its_refresh_is_no_alarm(wang, monkeypatch):
    monkeypatch.setattr(rollups, "MARKS_AT_ONCE", 1)
    log(wang)
    log(wang, day=DAY - timedelta(days=1))
    assert rollups.recount().differences == []
    rollups.refresh()
    assert stored_cells() == plain_recount(timezone.now())


def test_old_runs_are_cleared_and_recounts_are_kept(db):
    with time_machine.travel(NOON, tick=False) as clock:
        rollups.refresh()
        kept = rollups.recount()
        clock.shift(timedelta(days=3))
        newest = rollups.refresh()
    assert set(RollupRun.objects.all()) == {kept, newest}


def in_threads(count, work):
    """Run the same work in so many threads, each with a connection of its own; returns what each gave back."""

    def run(_):
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.django_db(transaction=True)
def test_refreshes_at_once_do_not_double_a_cell():
    wang = person("wang")
    for offset in range(30):
        log(wang, day=DAY - timedelta(days=offset))
        log(wang, code="A", indicator="dead_corner", day=DAY - timedelta(days=offset))
    assert len(in_threads(4, rollups.refresh)) == 4
    assert stored_cells() == plain_recount(timezone.now())
    assert not ChangedDay.objects.exists()
