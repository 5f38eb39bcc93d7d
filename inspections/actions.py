"""What people do with a task: each step is one transaction with one trail row and one audit event."""

from django.db import transaction
from django.db.models import IntegerField, Max
from django.db.models.functions import Cast, Substr
from django.utils import timezone

from campaigns.models import WorkRecord
from inspections.enums import PhotoStage, TaskAction, TaskState
from inspections.models import RemediationTask, TaskPhoto, TaskStep
from tataboo_portal import audit, photos
from tataboo_portal.changes import mark_changed
from tataboo_portal.enums import AuditAction
from tataboo_portal.models import Unit
from tataboo_portal.refusals import Refusal

OWN_WORK_SENTENCE = "整改是你办的，要由别人核查。"


def days_of(task):
    """The local dates under which the task is counted."""
    moments = (task.reported_at, task.due_at, task.closed_at)
    return [timezone.localdate(moment) for moment in moments if moment]


def next_number(unit):
    """The next number of this unit's sequence, “7-0312”; holds the unit's row so that no number is given twice."""
    Unit.objects.select_for_update().get(pk=unit.pk)
    taken = RemediationTask.objects.filter(number__startswith=f"{unit.code}-")
    sequence = Cast(Substr("number", len(unit.code) + 2), IntegerField())
    last = taken.aggregate(last=Max(sequence))["last"] or 0
    return f"{unit.code}-{last + 1:04d}"


def copy_axes(task):
    """Fill area and line from the place, or from the leading unit when there is no place."""
    task.community_id = task.place.community_id if task.place else task.unit.community_key
    task.market_group_id = (task.place.market_group_id if task.place else None) or task.unit.market_group_key


def title_of(category, place, location):
    """A title for a task nobody titled: where and what."""
    where = " ".join(part for part in (place.name if place else "", location) if part)
    return f"{where}{category.name}"[:60]


@transaction.atomic
def report_problem(*, by, client_uuid, unit, category, photo, title="", place=None, location="", note="", quantity=1):
    """File a task with its before photo; the same `client_uuid` again returns the task it made the first time."""
    existing = RemediationTask.objects.filter(client_uuid=client_uuid).first()
    if existing:
        return existing
    task = RemediationTask(
        client_uuid=client_uuid,
        title=title or title_of(category, place, location),
        category=category,
        unit=unit,
        place=place,
        location=location,
        description=note,
        quantity=quantity,
        reported_by=by,
    )
    copy_axes(task)
    task.number = next_number(task.community or unit)
    task.save()
    step = TaskStep.objects.create(task=task, action=TaskAction.REPORT, to_state=task.state, by=by)
    attach(task, step, PhotoStage.BEFORE, photo, by=by)
    audit.record(by=by, action=AuditAction.ADD, subject=task, after=audit.snapshot(task))
    mark_changed(RemediationTask, *days_of(task))
    return task


def attach(task, step, stage, photo, *, by):
    """Keep the photo and hang it on the step."""
    kept = photos.stored(photo, by=by)
    TaskPhoto.objects.create(task=task, photo=kept, stage=stage, step=step)


def take_step(*, by, task, action, client_uuid, change, note=""):
    """Lock the task, check the table of moves, apply `change(task)`, and write trail, audit and marks.

    Returns (task, step); step is None when this very step was already taken. Raises Refusal with the reason otherwise.
    """
    locked = RemediationTask.objects.select_for_update().get(pk=task.pk)
    if TaskStep.objects.filter(client_uuid=client_uuid, task=locked).exists():
        return locked, None
    target = locked.next_state(action)
    if target is None:
        raise Refusal(why_not(locked))
    before, old_days, from_state = audit.snapshot(locked), days_of(locked), locked.state
    locked.state = target
    change(locked)
    locked.version += 1
    locked.save()
    step = TaskStep.objects.create(
        task=locked,
        client_uuid=client_uuid,
        action=action,
        from_state=from_state,
        to_state=target,
        by=by,
        note=note,
    )
    audit.record(
        by=by, action=AuditAction.STEP, subject=locked, before=before, after=audit.snapshot(locked), reason=note
    )
    mark_changed(RemediationTask, *old_days, *days_of(locked))
    return locked, step


def why_not(task):
    """Why a step cannot be taken any more: who did what to the task last."""
    last = task.steps.select_related("by").order_by("-id").first()
    who, when = last.by.full_name if last.by else audit.SYSTEM, timezone.localtime(last.at)
    return f"{who} {when:%H:%M} 已经办过“{last.get_action_display()}”，现在是{task.get_state_display()}，看看再办。"


@transaction.atomic
def assign(*, by, task, client_uuid, unit, due_at, assignee=None, note=""):
    """Give the task to a unit with a deadline; area and line stay with the place."""

    def change(locked):
        locked.unit, locked.assignee, locked.due_at = unit, assignee, due_at
        locked.dispatched_at = locked.dispatched_at or timezone.now()
        copy_axes(locked)

    return take_step(by=by, task=task, action=TaskAction.ASSIGN, client_uuid=client_uuid, change=change, note=note)[0]


@transaction.atomic
def fix(*, by, task, client_uuid, photo, quantity, note=""):
    """Hand in the after photo and the quantity; the task then waits for somebody else's verification."""

    def change(locked):
        locked.fixed_by, locked.fixed_at, locked.quantity = by, timezone.now(), quantity

    locked, step = take_step(
        by=by, task=task, action=TaskAction.FIX, client_uuid=client_uuid, change=change, note=note
    )
    if step:
        attach(locked, step, PhotoStage.AFTER, photo, by=by)
    return locked


@transaction.atomic
def verify(*, by, task, client_uuid, quantity, note=""):
    """Close the task and post its quantity to the ledger, both or neither; never by the one who fixed it."""

    def change(locked):
        if locked.fixed_by_id == by.pk:
            raise Refusal(OWN_WORK_SENTENCE)
        locked.verified_by, locked.closed_at, locked.quantity = by, timezone.now(), quantity
        locked.work_record = post_work(locked, by=by)

    return take_step(by=by, task=task, action=TaskAction.PASS, client_uuid=client_uuid, change=change, note=note)[0]


def post_work(task, *, by):
    """The ledger entry a closed task makes, or None when its category counts nothing."""
    if task.category.indicator_id is None or not task.quantity:
        return None
    record = WorkRecord(
        unit=task.unit,
        community=task.community,
        market_group=task.market_group,
        place=task.place,
        location=task.location,
        indicator=task.category.indicator,
        day=timezone.localdate(task.fixed_at),
        quantity=task.quantity,
        note=f"任务 {task.number}",
        created_by=by,
    )
    record.save()
    record.photos.set(shown_photos(task))
    mark_changed(WorkRecord, record.day)
    return record


def shown_photos(task):
    """The photos of the first look and of the last fix."""
    rows = list(task.photos.select_related("photo").order_by("id"))
    newest = {row.stage: row.photo for row in rows}
    return list(newest.values())


@transaction.atomic
def send_back(*, by, task, client_uuid, note):
    """Return the task for rework with a reason; earlier photos stay, the clock goes on."""

    def change(locked):
        if locked.fixed_by_id == by.pk:
            raise Refusal(OWN_WORK_SENTENCE)
        locked.fixed_by, locked.fixed_at = None, None
        locked.rework_count += 1

    return take_step(
        by=by, task=task, action=TaskAction.SEND_BACK, client_uuid=client_uuid, change=change, note=note
    )[0]


@transaction.atomic
def void(*, by, task, client_uuid, note):
    """Take a task out of every count with a reason; it stays readable."""
    return take_step(
        by=by, task=task, action=TaskAction.VOID, client_uuid=client_uuid, change=lambda locked: None, note=note
    )[0]


@transaction.atomic
def replace_photo(*, by, task, client_uuid, photo):
    """Shoot again what could not be opened: the newest photo of the stage counts, the old one stays in the trail."""
    locked = RemediationTask.objects.select_for_update().get(pk=task.pk)
    if TaskStep.objects.filter(client_uuid=client_uuid, task=locked).exists():
        return locked
    broken = locked.photos.select_related("photo").order_by("-id").first()
    if locked.state in (TaskState.CLOSED, TaskState.VOID) or not broken or not broken.photo.refusal:
        raise Refusal("这条任务的照片不用重拍。")
    step = TaskStep.objects.create(
        task=locked,
        client_uuid=client_uuid,
        action=TaskAction.RESHOOT,
        from_state=locked.state,
        to_state=locked.state,
        by=by,
    )
    attach(locked, step, broken.stage, photo, by=by)
    audit.record(by=by, action=AuditAction.STEP, subject=locked, reason="重拍打不开的照片")
    return locked
