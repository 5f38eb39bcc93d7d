"""Work records in any number with their totals, for the benchmarks; `make sweep` passes over names with a leading line.

On PostgreSQL the database makes the rows and adds them up, ten million in minutes; elsewhere Django writes the same rows and a refresh their totals.
"""

from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from campaigns.models import Indicator, WorkRecord
from reports import rollups
from reports.models import Rollup
from tataboo_portal.changes import mark_changed
from tataboo_portal.models import Unit

BATCH = 500_000
OBJECTS_AT_ONCE = 5_000
# Days run with the numbers, as entries come in: the indexes grow at their ends.
RECORDS = """INSERT INTO campaigns_workrecord (unit_id, community_id, market_group_id, indicator_id, day, quantity, client_uuid, created_by_id,
        created_at, changed_at, location, note, details, version, void_reason)
    SELECT (%(units)s::bigint[])[1 + n %% %(zones)s], (%(areas)s::bigint[])[1 + n %% %(zones)s], (%(lines)s::bigint[])[1 + n %% %(zones)s],
        (%(indicators)s::bigint[])[1 + (n / %(zones)s) %% %(kinds)s], %(day)s::date - (%(days)s * (1 - n::float / %(all)s))::int, 1 + n %% 30,
        lpad(to_hex(%(mark)s + n), 32, '0')::uuid, %(by)s, now(), now(), '', '', '{}', 1, ''
    FROM generate_series(%(first)s, %(last)s) AS n"""

TOTALS = """WITH days AS MATERIALIZED (SELECT indicator_id, unit_id, community_id, market_group_id, day, sum(quantity) AS value
        FROM campaigns_workrecord GROUP BY indicator_id, unit_id, community_id, market_group_id, day)
    INSERT INTO reports_rollup (metric, unit_id, community_id, market_group_id, period_kind, period_start, value)
    SELECT 'work:' || i.code, unit_id, community_id, market_group_id, kind, date_trunc(kind, day)::date AS start, sum(value)
    FROM days JOIN campaigns_indicator i ON i.id = indicator_id CROSS JOIN (VALUES ('day'), ('week'), ('month'), ('year')) AS kinds (kind)
    GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY kind, start, 1, 2"""


def fill(count, by, mark, days):
    """So many work records over so many days up to today, numbered from `mark` on, and the totals of everything that is there."""
    zones, indicators = list(Unit.objects.zones()), list(Indicator.objects.filter(ledger="work"))
    facts = {
        "units": [unit.pk for unit in zones],
        "areas": [unit.community_key for unit in zones],
        "lines": [unit.market_group_key for unit in zones],
        "zones": len(zones),
        "indicators": [indicator.pk for indicator in indicators],
        "kinds": len(indicators),
        "day": timezone.localdate(),
        "days": days,
        "all": count,
        "mark": mark,
        "by": by.pk,
    }
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor, without_checks(cursor):
            for first in range(0, count, BATCH):
                cursor.execute(RECORDS, facts | {"first": first, "last": min(first + BATCH, count) - 1})
        write_totals()
    else:
        for first in range(0, count, OBJECTS_AT_ONCE):
            numbers = range(first, min(first + OBJECTS_AT_ONCE, count))
            WorkRecord.objects.bulk_create(_record(number, facts) for number in numbers)
        mark_changed(WorkRecord, *(facts["day"] - timedelta(days=back) for back in range(days + 1)))
        rollups.refresh()
    _same_sums()


@contextmanager
def without_checks(cursor):
    """Meanwhile no foreign key is asked for, for they are right by their making, and indexes wait: both cost more than the rows."""
    cursor.execute(
        """SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'campaigns_workrecord'
        AND indexname NOT IN (SELECT conname FROM pg_constraint)"""
    )
    indexes = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    cursor.execute("SET session_replication_role = replica")
    yield
    cursor.execute("SET session_replication_role = origin")
    cursor.execute("SET maintenance_work_mem = '1GB'")
    for _, definition in indexes:
        cursor.execute(definition)
    cursor.execute("RESET maintenance_work_mem")


def write_totals():
    """The totals of all work records as a refresh leaves them, added up by the database, and whatever else waits for a refresh."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reports_rollup WHERE metric LIKE 'work:%'")
        cursor.execute("SET work_mem = '512MB'")
        cursor.execute(TOTALS)
        cursor.execute("RESET work_mem")
        cursor.execute("VACUUM ANALYZE")
    rollups.refresh()


def _record(number, facts):
    """The row that `RECORDS` makes of this number."""
    zone = number % facts["zones"]
    return WorkRecord(
        unit_id=facts["units"][zone],
        community_id=facts["areas"][zone],
        market_group_id=facts["lines"][zone],
        indicator_id=facts["indicators"][number // facts["zones"] % facts["kinds"]],
        day=facts["day"] - timedelta(days=round(facts["days"] * (1 - number / facts["all"]))),
        quantity=1 + number % 30,
        client_uuid=UUID(int=facts["mark"] + number),
        created_by_id=facts["by"],
    )


def _same_sums():
    """End where days, weeks, months or years do not add up to the records."""
    totals = Rollup.objects.filter(metric__startswith="work:").order_by().values_list("period_kind")
    found = dict(totals.annotate(value=Sum("value")))
    if set(found.values()) != {WorkRecord.objects.aggregate(value=Sum("quantity"))["value"]} or len(found) != 4:
        raise SystemExit(f"the totals are not those of the records: {found}")
