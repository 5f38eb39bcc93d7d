"""What people do with a task: each step is one transaction with one trail row and one audit event."""

import re

from django.db import transaction
from django.db.models import IntegerField, Max
from django.db.models.functions import Cast, Substr
from django.utils import timezone

from campaigns.models import WorkRecord
from inspections import cases
from inspections.enums import PhotoStage, TaskAction
from inspections.models import RemediationTask, TaskPhoto, TaskStep
from tataboo_portal import audit, photos
from tataboo_portal.changes import mark_changed
from tataboo_portal.enums import AuditAction
from tataboo_portal.models import Unit
from tataboo_portal.refusals import Refusal, StaleEdit

MOST_TITLE = 60
BROKEN_AFTER_SENTENCE = "整改后的照片打不开，让整改人重拍以后再核查。"
USED_PHOTO_SENTENCE = "这张照片已经用在别的步骤里，重新拍一张。"
NOTHING_BROKEN_SENTENCE = "这条任务的照片不用重拍。"
# What the last step means for somebody who comes too late.
LATE_WORDS = {
    TaskAction.REPORT: "上报了这条，还没派单，派单以后再办。",
    TaskAction.ASSIGN: "已派过单，现在等整改。看看再办。",
    TaskAction.FIX: "已交整改后的照片，现在等核查。",
    TaskAction.PASS: "已核查过这条，已办结。",
    TaskAction.SEND_BACK: "已把这条退回，现在等重新整改。",
    TaskAction.VOID: "已作废这条，不用再办。",
    TaskAction.RESHOOT: "刚重拍了照片，看看再办。",
}


def days_of(task):
    """The local dates under which the task is counted."""
    moments = (task.reported_at, task.due_at, task.closed_at)
    return [timezone.localdate(moment) for moment in moments if moment]


def number_in(unit):
    """The next number of this unit's sequence, “7-0312”; its row is locked by the caller, so no number is given twice."""
    own = RemediationTask.objects.filter(
        number__startswith=f"{unit.code}-", number__regex=rf"^{re.escape(unit.code)}-[0-9]+$"
    )
    last = own.aggregate(last=Max(Cast(Substr("number", len(unit.code) + 2), IntegerField())))["last"] or 0
    return f"{unit.code}-{last + 1:04d}"


def title_of(category, place, location):
    """A title for a task nobody titled: where and what; a long place gives way to the problem."""
    where = " ".join(part for part in (place.name if place else "", location) if part)
    return where[: MOST_TITLE - len(category.name)] + category.name


@transaction.atomic
def report_problem(*, by, client_uuid, unit, photo, place=None, note="", **facts):
    """File a task with its before photo; the same `client_uuid` again returns the task it made the first time.

    `facts` are category, title, location and quantity. Two arrivals at once queue at the unit's row.
    """
    numbered = Unit.objects.select_for_update().get(pk=place.community_id if place else unit.pk)
    existing = RemediationTask.objects.filter(client_uuid=client_uuid).first()
    if existing:
        return existing
    task = RemediationTask(client_uuid=client_uuid, unit=unit, place=place, description=note, reported_by=by, **facts)
    task.title = task.title or title_of(task.category, place, task.location)
    task.number = number_in(numbered)
    task.copy_axes()
    task.save()
    step = TaskStep.objects.create(task=task, action=TaskAction.REPORT, to_state=task.state, by=by)
    attach(task, step, PhotoStage.BEFORE, photo, by=by)
    audit.record(by=by, action=AuditAction.ADD, subject=task, after=audit.snapshot(task))
    mark_changed(RemediationTask, *days_of(task))
    return task


def attach(task, step, stage, photo, *, by):
    """Keep the photo and hang it on the step."""
    kept = photos.stored(photo, by=by)
    if TaskPhoto.objects.filter(photo=kept).exists():
        raise Refusal(USED_PHOTO_SENTENCE)
    TaskPhoto.objects.create(task=task, photo=kept, stage=stage, step=step)


def take_step(*, by, task, action, client_uuid, change, note="", version=None):
    """Lock the task, check the table of moves, apply `change(task)`, and write trail, audit and marks.

    `version` is what the person had on the screen, where that matters. Returns (task, step); step is None when this very
    step was already taken. Raises Refusal with the reason, StaleEdit when somebody else was faster.
    """
    locked = RemediationTask.objects.select_for_update().get(pk=task.pk)
    if TaskStep.objects.filter(client_uuid=client_uuid, task=locked).exists():
        return locked, None
    target = locked.next_state(action)
    if target is None or version not in (None, locked.version):
        raise StaleEdit(why_not(locked))
    before, old_days, from_state = audit.snapshot(locked), days_of(locked), locked.state
    change(locked)
    locked.state = target
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
    after = audit.snapshot(locked)
    audit.record(by=by, action=AuditAction.STEP, subject=locked, before=before, after=after, reason=note)
    mark_changed(RemediationTask, *old_days, *days_of(locked))
    return locked, step


def why_not(task):
    """Why a step cannot be taken any more: who did what to the task last, and when."""
    last = task.steps.select_related("by").order_by("-id").first()
    who, when = last.by.full_name if last.by else audit.SYSTEM, timezone.localtime(last.at)
    day = "" if when.date() == timezone.localdate() else f"{when.month}月{when.day}日 "
    return f"{who} {day}{when:%H:%M} {LATE_WORDS[last.action]}"


@transaction.atomic
def assign(*, by, task, unit, due_at, assignee=None, **step):
    """Give the task to a unit with a deadline; area and line stay with the place.

    Like every step it takes `client_uuid`, `note` and, for steps at a desk, the `version` that was on the screen.
    """

    def change(locked):
        locked.unit, locked.assignee, locked.due_at = unit, assignee, due_at
        locked.dispatched_at = locked.dispatched_at or timezone.now()
        locked.copy_axes(keep_area=True)

    return take_step(by=by, task=task, action=TaskAction.ASSIGN, change=change, **step)[0]


@transaction.atomic
def fix(*, by, task, photo, quantity, **step):
    """Hand in the after photo and the quantity; the task then waits for somebody else's verification."""

    def change(locked):
        if not cases.is_ours(by, locked):
            raise Refusal(f"这条已改派给{locked.unit.name}，不用再办。")
        locked.fixed_by, locked.fixed_at, locked.quantity = by, timezone.now(), quantity

    locked, taken = take_step(by=by, task=task, action=TaskAction.FIX, change=change, **step)
    if taken:
        attach(locked, taken, PhotoStage.AFTER, photo, by=by)
    return locked


@transaction.atomic
def verify(*, by, task, quantity, **step):
    """Close the task and post its quantity to the ledger, both or neither; never by the one who fixed it."""

    def change(locked):
        refuse_own_work(by, locked)
        if cases.broken_photo(locked, cases.photo_rows(locked)):
            raise Refusal(BROKEN_AFTER_SENTENCE)
        locked.verified_by, locked.closed_at, locked.quantity = by, timezone.now(), quantity
        locked.work_record = post_work(locked, by=by)

    return take_step(by=by, task=task, action=TaskAction.PASS, change=change, **step)[0]


def refuse_own_work(by, task):
    """Nobody judges what they fixed themselves; the database refuses it too."""
    if task.fixed_by_id == by.pk:
        raise Refusal(cases.OWN_WORK_SENTENCE)


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
def send_back(*, by, task, note, **step):
    """Return the task for rework with a reason; earlier photos stay, the clock goes on."""

    def change(locked):
        refuse_own_work(by, locked)
        locked.fixed_by, locked.fixed_at = None, None
        locked.rework_count += 1

    return take_step(by=by, task=task, action=TaskAction.SEND_BACK, change=change, note=note, **step)[0]


@transaction.atomic
def void(*, by, task, note, **step):
    """Take a task out of every count with a reason; it stays readable."""
    return take_step(by=by, task=task, action=TaskAction.VOID, change=lambda locked: None, note=note, **step)[0]


@transaction.atomic
def replace_photo(*, by, task, client_uuid, photo):
    """Shoot again what could not be opened: the newest photo of the stage counts, the old one stays in the trail."""
    locked = RemediationTask.objects.select_for_update().get(pk=task.pk)
    if TaskStep.objects.filter(client_uuid=client_uuid, task=locked).exists():
        return locked
    broken = cases.broken_photo(locked, cases.photo_rows(locked))
    if not broken:
        raise Refusal(NOTHING_BROKEN_SENTENCE)
    before, state = audit.snapshot(locked), locked.state
    locked.version += 1
    locked.save(update_fields=("version",))
    step = TaskStep.objects.create(
        task=locked, client_uuid=client_uuid, action=TaskAction.RESHOOT, from_state=state, to_state=state, by=by
    )
    attach(locked, step, broken.stage, photo, by=by)
    audit.record(by=by, action=AuditAction.STEP, subject=locked, before=before, after=audit.snapshot(locked))
    return locked
