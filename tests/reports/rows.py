"""Rows as the ledgers and the task loop leave them, made directly so that a test can say exactly what there is."""

import uuid
from datetime import datetime, time, timedelta

from django.utils import timezone

from campaigns.models import CleanupDrive, Indicator, WorkRecord
from inspections.enums import PhotoStage, TaskState
from inspections.models import RemediationTask, TaskCategory, TaskPhoto, TaskStep
from publicity.models import Placement, PublicityKind
from reports import rollups
from tataboo_portal.changes import mark_changed
from tataboo_portal.enums import PhotoStatus
from tataboo_portal.models import Photo
from tests.people import person, unit_of


def at(day, hour=17):
    """A moment of a local day."""
    return datetime.combine(day, time(hour), tzinfo=timezone.get_default_timezone())


def record(code="1", indicator="sticker", day=None, quantity=12):
    """One work record."""
    row = WorkRecord(
        unit=unit_of(code),
        indicator=Indicator.objects.get(code=indicator),
        day=day or timezone.localdate(),
        quantity=quantity,
        created_by=person("wang"),
    )
    row.copy_axes()
    row.save()
    mark_changed(WorkRecord, row.day)
    return row


def placement(code="2", kind="banner", day=None, quantity=8):
    """One placement."""
    row = Placement(
        unit=unit_of(code),
        kind=PublicityKind.objects.get(indicator__code=kind),
        day=day or timezone.localdate(),
        quantity=quantity,
        created_by=person("wang"),
    )
    row.copy_axes()
    row.save()
    mark_changed(Placement, row.day)
    return row


def drive(code="1", day=None, **values):
    """One clean-up event, without records."""
    row = CleanupDrive(unit=unit_of(code), day=day or timezone.localdate(), created_by=person("wang"), **values)
    row.copy_axes()
    row.save()
    mark_changed(CleanupDrive, row.day)
    return row


def task(code="1", due_at=None, state=TaskState.PROCESSING, fixed_at=None, title="示例楼后杂物"):
    """One task in some state; `fixed_at` is also when it was closed."""
    unit, reported_at = unit_of(code), (due_at or timezone.now()) - timedelta(days=2)
    number = RemediationTask.objects.count() + 1
    row = RemediationTask.objects.create(
        number=f"{code}-{number:04d}",
        client_uuid=uuid.uuid4(),
        title=title,
        category=TaskCategory.objects.first(),
        state=state,
        unit=unit,
        community_id=unit.community_key,
        market_group_id=unit.market_group_key,
        reported_by=person("wang"),
        reported_at=reported_at,
        dispatched_at=due_at and reported_at,
        due_at=due_at,
        fixed_at=fixed_at,
        closed_at=fixed_at if state == TaskState.CLOSED else None,
    )
    moments = (row.reported_at, row.due_at, row.closed_at)
    mark_changed(RemediationTask, *(timezone.localdate(moment) for moment in moments if moment))
    return row


def photographed(row, *stages):
    """Photos of the task that are ready to be shown."""
    step = TaskStep.objects.create(task=row, action="report", to_state=row.state, by=person("wang"))
    for stage in stages or PhotoStage.values:
        photo = Photo.objects.create(byte_count=1, sha256="0", original="none", status=PhotoStatus.READY)
        TaskPhoto.objects.create(task=row, photo=photo, stage=stage, step=step)
    return row


def standing(code, *, on_time=0, overdue=0, late=0, day=None):
    """So many tasks of a unit due on one day (yesterday): fixed on time, not fixed, fixed too late."""
    due_at = at(day or timezone.localdate() - timedelta(days=1))
    for _ in range(on_time):
        task(code, due_at, TaskState.CLOSED, fixed_at=due_at - timedelta(hours=1))
    for _ in range(overdue):
        task(code, due_at)
    for _ in range(late):
        task(code, due_at, TaskState.CLOSED, fixed_at=due_at + timedelta(hours=3))


def counted():
    """Bring the totals up to date."""
    return rollups.refresh()
