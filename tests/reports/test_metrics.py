"""Metrics: an explicit list, one shape, one grouped query each, and a list page with the same rows behind every number."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.models import CleanupDrive, WorkRecord
from inspections.enums import TaskState
from inspections.models import RemediationTask
from publicity.models import Activity, Placement
from reports import metrics
from reports.links import Links
from reports.metrics import cells
from reports.metrics import tasks as task_metrics
from reports.models import Rollup
from tataboo_portal.enums import PeriodKind
from tataboo_portal.periods import Period
from tests.people import unit_of
from tests.reports import events, rows

THURSDAY = datetime(2026, 11, 26, 2, tzinfo=UTC)  # 10:00 in Asia/Shanghai
TODAY = date(2026, 11, 26)
EVENT_METRICS = (
    "training:training",
    "document:plan_document",
    "centre:culture_centre",
    "activity:culture_activity",
    "activity:people",
    "activity:person_times",
    "smoking:smoking_check",
    "survey:survey_response",
    "praise:praise_banner",
    "pledge:five_pledge",
)
ALL_METRICS = (
    "work:sticker",
    "publicity:banner",
    "drive:people",
    "drive:person_times",
    "task:reported",
    "task:due",
    "task:on_time",
    "task:overdue",
    "task:closed",
    *EVENT_METRICS,
)


@pytest.fixture(autouse=True)
def thursday(db):
    with time_machine.travel(THURSDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def some_of_everything(wang):
    """Rows in and out of this week, voided ones, and tasks in every state."""
    for offset in (0, 2, 6, 30):
        rows.record(day=TODAY - timedelta(days=offset), quantity=10 + offset)
        rows.placement(day=TODAY - timedelta(days=offset), quantity=10 + offset)
        rows.drive(day=TODAY - timedelta(days=offset), people=20 + offset, person_times=offset or None)
    for model in events.MODELS:
        for code, offset in (("1", 0), ("2", 6), ("A", 30)):
            values = {"people": 20 + offset, "person_times": 7} if model is Activity else {}
            events.event(model, code, TODAY - timedelta(days=offset), **values)
    voided = rows.record(quantity=500)
    voided.void(by=wang, reason="记错了")
    voided.save()
    for code in ("1", "A"):
        rows.standing(code, on_time=2, overdue=3, late=1)
        rows.standing(code, on_time=1, overdue=1, day=TODAY - timedelta(days=7))
        for state in (TaskState.REPORTED, TaskState.VOID):
            rows.task(code, state=state)
        rows.task(code, THURSDAY + timedelta(days=1), TaskState.RESOLVED, THURSDAY - timedelta(hours=1))
        rows.task(code, THURSDAY + timedelta(days=1), TaskState.REWORK)
    rows.counted()


def test_every_module_has_its_table_its_prefix_and_its_days(some_of_everything):
    models = (WorkRecord, Placement, CleanupDrive, RemediationTask, *events.MODELS)
    assert [module.TABLE for module in metrics.MODULES] == [model._meta.label for model in models]
    prefixes = [module.PREFIX for module in metrics.MODULES]
    assert prefixes[:4] == ["work:", "publicity:", "drive:", "task:"]
    assert len(set(prefixes)) == len(prefixes)
    for module in metrics.MODULES:
        first, last = module.known_days()
        assert first < TODAY - timedelta(days=6) < TODAY <= last


def test_a_room_without_rows_knows_no_days(db):
    assert [module.known_days() for module in metrics.MODULES] == [(None, None)] * len(metrics.MODULES)


@pytest.mark.parametrize("metric", ALL_METRICS)
def test_the_module_of_a_metric_is_found_by_its_code(metric):
    assert metric.startswith(metrics.module_of(metric).PREFIX)


def test_each_metric_costs_one_query_however_many_days(some_of_everything):
    week = [TODAY - timedelta(days=offset) for offset in range(7)]
    for module, metric_count in zip(metrics.MODULES, (1, 1, 1, 5, 1, 1, 1, 3, 1, 1, 1, 1), strict=True):
        for days in (week[:1], week, week[::2]):
            with CaptureQueriesContext(connection) as queries:
                list(module.day_cells(days, THURSDAY))
            assert len(queries) == metric_count


@pytest.mark.parametrize("kind", [PeriodKind.DAY, PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.YEAR])
def test_the_list_behind_a_number_adds_up_to_it(some_of_everything, wang, sign_in, kind):
    client, links = sign_in(wang), Links(wang)
    for metric in ALL_METRICS:
        stored = Rollup.objects.filter(metric=metric, period_kind=kind)
        assert stored.exists()
        for cell in stored.select_related("unit"):
            listed = client.get(links.records(metric, Period(kind, cell.period_start), cell.unit)).context["page"].rows
            assert sum(share_of(row, metric) for row in listed) == cell.value, metric


def share_of(row, metric):
    """How much one listed row adds to a number."""
    if metric.startswith("drive:"):
        return getattr(row, metric.removeprefix("drive:")) or 0
    if isinstance(row, events.MODELS):
        return dict(events.counts_of(row)).get(metric) or 0
    return 1 if metric.startswith("task:") else row.quantity


def test_people_of_a_unit_get_no_link_where_their_list_is_shorter(li, sun):
    week = Period.of(PeriodKind.WEEK, TODAY)
    own, other = unit_of("1"), unit_of("2")
    assert "unit=1" in Links(li).records("task:due", week, own)
    assert Links(li).records("task:due", week, other) == Links(li).records("task:due", week) == ""
    assert Links(li).overdue(week, TODAY) == Links(li).overdue(week, TODAY, other) == ""
    address, _, number = Links(sun).records("work:sticker", week).partition("&number=")
    assert address == "/cleanups/?indicator=sticker&from=2026-11-23&to=2026-11-29"
    assert number == "work:sticker~2026-11-23~2026-11-29"
    assert Links(sun).overdue(week, TODAY, own) == "/tasks/?group=overdue&unit=1"
    assert "outcome=overdue" in Links(sun).overdue(week.previous(), TODAY)


def test_days_become_runs_that_an_index_can_answer():
    days = [date(2026, 2, 27), date(2026, 3, 1), date(2026, 2, 28), date(2026, 3, 9)]
    assert cells.spans(days) == [(date(2026, 2, 27), date(2026, 3, 1)), (date(2026, 3, 9), date(2026, 3, 9))]
    assert cells.spans([]) == []


def test_a_local_day_starts_at_midnight_in_shanghai():
    assert cells.moment(TODAY) == datetime(2026, 11, 25, 16, tzinfo=UTC)
    assert cells.local_day(datetime(2026, 11, 25, 16, tzinfo=UTC)) == TODAY
    assert cells.local_day(None) is None


def test_no_days_are_no_cells(some_of_everything):
    assert [list(module.day_cells([], THURSDAY)) for module in metrics.MODULES] == [[]] * len(metrics.MODULES)


def test_the_clock_moves_only_days_whose_deadline_lies_between(db):
    passed = rows.task("1", THURSDAY - timedelta(days=3))
    rows.task("1", THURSDAY + timedelta(days=3))
    due_day = timezone.localdate(passed.due_at)
    moved = task_metrics.days_moved
    assert moved(THURSDAY - timedelta(days=4), THURSDAY) == {due_day}
    assert moved(THURSDAY, THURSDAY - timedelta(days=4)) == {due_day}
    assert moved(THURSDAY - timedelta(days=1), THURSDAY) == set()
    assert moved(None, THURSDAY) == {due_day}
