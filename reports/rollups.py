"""Totals kept ready: cells named by marks are deleted and written again in one transaction, never upserted.

Day cells come from the rooms; week, month and year cells are sums of them. Every writer holds one lock, so that two
refreshes at once do not double a cell. Marks are read before their days are counted and only the marks read are
deleted: a change committed meanwhile keeps its own mark for the next run.
"""

import logging
from collections import defaultdict
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Max, Min, Sum
from django.utils import timezone

from reports.metrics import MODULES
from reports.metrics.cells import AXES
from reports.models import Rollup, RollupRun
from tataboo_portal.enums import PeriodKind
from tataboo_portal.models import ChangedDay
from tataboo_portal.periods import Period

LOCK_KEY = 20170605
MARKS_AT_ONCE = 5_000
DAYS_AT_ONCE = 200
DIFFERENCES_KEPT = 200
RUNS_KEPT = timedelta(days=2)
KEY = ("metric", *AXES)
# A year is summed from its months, so that its price does not grow with its days.
SUMMED_FROM = {PeriodKind.WEEK: PeriodKind.DAY, PeriodKind.MONTH: PeriodKind.DAY, PeriodKind.YEAR: PeriodKind.MONTH}
logger = logging.getLogger(__name__)


def refresh(now=None):
    """Bring every total up to date with what was committed before; safe to run at any time, any number of times."""
    run = None
    while run is None:
        run = _refresh_batch(now)
    return run


def recount(now=None):
    """Count everything again from the rooms, write down and repair what differs; a difference is an alarm."""
    with transaction.atomic():
        _one_at_a_time()
        now = now or timezone.now()
        _take_marks(now)
        differences = [difference for module in MODULES for difference in _repaired(module, now)]
        run = RollupRun.objects.create(
            started_at=now,
            finished_at=timezone.now(),
            is_recount=True,
            cells=Rollup.objects.count(),
            differences=differences[:DIFFERENCES_KEPT],
        )
    if differences:
        logger.error("recount found %s cells that differ from the records and repaired them", len(differences))
    return run


@transaction.atomic
def _refresh_batch(now):
    """Take one batch of marks; None when more are left."""
    _one_at_a_time()
    now = now or timezone.now()
    marks, days, cells = _take_marks(now)
    if marks == MARKS_AT_ONCE:
        return None
    RollupRun.objects.filter(is_recount=False, finished_at__lt=now - RUNS_KEPT).delete()
    return RollupRun.objects.create(started_at=now, finished_at=timezone.now(), days=days, cells=cells)


def _one_at_a_time():
    """Wait for the other writer of totals; on SQLite the transaction itself is the lock (IMMEDIATE)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_KEY])


def _take_marks(now):
    """Rewrite what the marks and the clock name, delete the marks read; returns counts of marks, days and cells."""
    marks = list(ChangedDay.objects.order_by("id").values_list("id", "table", "day")[:MARKS_AT_ONCE])
    changed = defaultdict(set)
    for _, table, day in marks:
        changed[table].add(day)
    last_run = RollupRun.objects.order_by("-id").first()
    cells = 0
    for module in MODULES:
        if module.MOVES_WITH_TIME:
            changed[module.TABLE] |= module.days_moved(last_run and last_run.started_at, now)
        cells += _rewrite(module, sorted(changed[module.TABLE]), now)
    ChangedDay.objects.filter(pk__in=[pk for pk, _, _ in marks]).delete()
    return len(marks), sum(len(days) for days in changed.values()), cells


def _rewrite(module, days, now):
    """Write the day cells of these days again, and every sum they stand in; returns how many cells were written."""
    written = 0
    for some in _blocks(days):
        written += _replace(module, PeriodKind.DAY, some, _counted(module, some, now))
    for kind in SUMMED_FROM:
        for start in sorted({Period.of(kind, day).start for day in days}):
            written += _replace(module, kind, [start], _summed(module, kind, start))
    return written


def _blocks(days):
    return [days[position : position + DAYS_AT_ONCE] for position in range(0, len(days), DAYS_AT_ONCE)]


def _counted(module, days, now):
    """What the room itself says: {(metric, unit, area, line, day): value}."""
    return {tuple(cell[:-1]): cell.value for cell in module.day_cells(days, now)}


def _summed(module, kind, start):
    """What the smaller periods within one add up to, in the same form."""
    end = Period(kind, start).end
    parts = Rollup.objects.filter(
        metric__startswith=module.PREFIX,
        period_kind=SUMMED_FROM[kind],
        period_start__gte=start,
        period_start__lte=end,
    )
    sums = parts.order_by().values_list(*KEY).annotate(total=Sum("value"))
    return {(*key, start): total for *key, total in sums}


def _stored(module, kind, starts):
    return Rollup.objects.filter(metric__startswith=module.PREFIX, period_kind=kind, period_start__in=starts)


def _replace(module, kind, starts, cells):
    """Delete what stands there and write the cells; returns how many were written."""
    _stored(module, kind, starts).delete()
    rows = [
        Rollup(
            metric=metric,
            unit_id=unit,
            community_id=community,
            market_group_id=market_group,
            period_kind=kind,
            period_start=start,
            value=value,
        )
        for (metric, unit, community, market_group, start), value in sorted(cells.items(), key=_in_key_order)
    ]
    Rollup.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def _in_key_order(item):
    """Rows written in the order they are read in stand close together on the disk."""
    (metric, unit, community, market_group, start), _ = item
    return start, metric, unit, community or 0, market_group or 0


def _repaired(module, now):
    """Compare every cell of a module with its count, write the wrong ones again, and yield what differed."""
    known = (*module.known_days(), *_stored_range(module))
    known = [day for day in known if day]
    if not known:
        return
    days = [min(known) + timedelta(days=offset) for offset in range((max(known) - min(known)).days + 1)]
    for some in _blocks(days):
        yield from _compared(module, PeriodKind.DAY, some, _counted(module, some, now))
    for kind in SUMMED_FROM:
        for start in sorted({Period.of(kind, day).start for day in days}):
            yield from _compared(module, kind, [start], _summed(module, kind, start))


def _stored_range(module):
    edges = Rollup.objects.filter(metric__startswith=module.PREFIX).aggregate(Min("period_start"), Max("period_start"))
    return tuple(edges.values())


def _compared(module, kind, starts, right):
    """The cells that differ from what is right, after writing them again; days with a waiting mark are the next run's."""
    stored = {
        tuple(row[:-1]): row[-1] for row in _stored(module, kind, starts).values_list(*KEY, "period_start", "value")
    }
    waiting = set()
    if kind == PeriodKind.DAY:
        waiting = set(ChangedDay.objects.filter(table=module.TABLE, day__in=starts).values_list("day", flat=True))
    wrong = [
        key for key in right.keys() | stored.keys() if right.get(key) != stored.get(key) and key[-1] not in waiting
    ]
    wrong_starts = sorted({key[-1] for key in wrong})
    if wrong_starts:
        _replace(module, kind, wrong_starts, {key: value for key, value in right.items() if key[-1] in wrong_starts})
    return [_difference(kind, key, stored.get(key, 0), right.get(key, 0)) for key in sorted(wrong, key=str)]


def _difference(kind, key, stored, counted):
    """One wrong cell as it is kept in the run and shown to the administrator."""
    metric, unit, community, market_group, start = key
    return {
        "metric": metric,
        "unit": unit,
        "community": community,
        "market_group": market_group,
        "period": kind.value,
        "start": start.isoformat(),
        "stored": stored,
        "counted": counted,
    }
