"""处理反馈 and 核查结案: handing in, judging, closing by force, and shooting again what cannot be opened.

Every step takes `client_uuid`, `note`, and for steps at a desk the `version` that was on the screen.
"""

from django.db import transaction
from django.utils import timezone

from campaigns.models import WorkRecord
from inspections import cases, deadlines, suspensions
from inspections.actions.dispatching import refuse_strangers
from inspections.enums import PhotoStage, TaskAction
from inspections.filing import attach
from inspections.models import RemediationTask, TaskStep
from inspections.steps import take_step
from tataboo_portal import audit
from tataboo_portal.changes import mark_changed
from tataboo_portal.enums import AuditAction
from tataboo_portal.refusals import Refusal

BROKEN_AFTER_SENTENCE = "整改后的照片打不开，让整改人重拍以后再核查。"
NOTHING_BROKEN_SENTENCE = "这条任务的照片不用重拍。"
STAGES_LEFT_SENTENCE = "还有阶段没有办完：{name}。先办完这个阶段；提前办结的（比如车主已经驶离）在说明里写清楚。"


@transaction.atomic
def fix(*, by, task, photo, quantity, note="", **step):
    """Hand in the after photo and the quantity; the task then waits for somebody else's verification.

    A long case may end before its last stage (the owner drove away), if `note` says why.
    """

    def change(locked):
        refuse_strangers(by, locked)
        coming = deadlines.next_stage(locked)
        if coming and not note:
            raise Refusal(STAGES_LEFT_SENTENCE.format(name=coming.name))
        locked.fixed_by, locked.fixed_at, locked.quantity = by, timezone.now(), quantity

    locked, taken = take_step(by=by, task=task, action=TaskAction.FIX, change=change, note=note, **step)
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
        end_stages(locked, by=by)
        locked.work_record = post_work(locked, by=by)

    return take_step(by=by, task=task, action=TaskAction.PASS, change=change, **step)[0]


def refuse_own_work(by, task):
    """Nobody judges what they fixed themselves; the database refuses it too."""
    if task.fixed_by_id == by.pk:
        raise Refusal(cases.OWN_WORK_SENTENCE)


def end_stages(task, *, by):
    """The last stage of a long case ends with the case."""
    task.stages.filter(started_at__isnull=False, done_at__isnull=True).update(done_at=timezone.now(), done_by=by)


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
def force_close(*, by, task, note, **step):
    """强制结案, with a reason and a mark that stays; nothing is posted to the ledger, since nobody verified it."""

    def change(locked):
        refuse_own_work(by, locked)
        locked.is_forced, locked.closed_at, locked.verified_by = True, timezone.now(), by
        suspensions.end_pause(locked, locked.closed_at)

    return take_step(by=by, task=task, action=TaskAction.FORCE_CLOSE, change=change, note=note, **step)[0]


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
