"""Totals: whatever people do, the ready cells equal a plain recount at the same moment."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from campaigns.models import Indicator, WorkRecord
from reports import rollups
from reports.models import Rollup, RollupRun
from reports.totals import Totals
from tataboo_portal.changes import mark_changed
from tataboo_portal.enums import PeriodKind
from tataboo_portal.models import ChangedDay
from tataboo_portal.periods import Period
from tests.people import unit_of

DAY = date(2026, 11, 20)


def record(code="1", indicator="sticker", day=DAY, quantity=12):
    row = WorkRecord(
        unit=unit_of(code), indicator=Indicator.objects.get(code=indicator), day=day, quantity=quantity
    )
    row.copy_axes()
    row.save()
    mark_changed(WorkRecord, day)
    return row


def total(kind, day=DAY, unit=None, metric="work:sticker"):
    period = Period.of(kind, day)
    return Totals.load([period]).value(metric, period, unit and unit.pk)


@pytest.mark.parametrize("kind", PeriodKind)
def test_a_record_is_counted_once_in_its_day_week_month_and_year(db, kind):
    record()
    rollups.refresh()
    assert total(kind) == total(kind, unit=unit_of("1")) == 12
    assert total(kind, unit=unit_of("2")) == 0
