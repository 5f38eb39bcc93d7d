"""到期: what still hangs after its last valid day becomes a task, once; what is worn may become one by hand."""

import uuid

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from inspections.enums import OPEN_STATES, TaskSource
from inspections.filing import MOST_TITLE, file_report
from inspections.models import TaskCategory, TaskPhoto
from publicity.models import Placement
from tataboo_portal import ledgers
from tataboo_portal.refusals import Refusal
from tataboo_portal.registers import Flag

# Beyond so many in one night the rest waits for the next; the longest expired come first.
MOST_TASKS = 300
CATEGORY = "public_ad_damage"
TAKEN_DOWN_SENTENCE = "这处已经拆除，不用转任务。"


def waiting(today):
    """What expired before this day and has no task: none ever, or only one from before it was renewed."""
    is_over = ~Q(task__state__in=OPEN_STATES) & Q(task__reported_at__date__lte=F("valid_until"))
    return Placement.objects.expired(today).filter(Q(task__isnull=True) | is_over)


def file_expired(today=None):
    """File the task of everything that expired, some hundreds a night; returns how many. Safe to run twice and at once."""
    today, count = today or timezone.localdate(), 0
    for pk in list(waiting(today).order_by("valid_until", "id").values_list("pk", flat=True)[:MOST_TASKS]):
        with transaction.atomic():
            row = Placement.objects.select_for_update(of=("self",)).filter(pk=pk).first()
            if row and waiting(today).filter(pk=pk).exists():
                file(row, by=None, today=today)
                count += 1
    return count


def file(placement, *, by, today=None):
    """The task of a placement whose row the caller has locked: a new one unless it has one that is open."""
    if placement.removed_on:
        raise Refusal(TAKEN_DOWN_SENTENCE)
    if placement.task and placement.task.state in OPEN_STATES:
        return placement.task
    task = file_report(
        by=by,
        client_uuid=uuid.uuid5(placement.client_uuid, f"task after {placement.task_id}"),
        unit=placement.unit,
        category=TaskCategory.objects.get(code=CATEGORY),
        place=placement.place,
        location=placement.location,
        source=TaskSource.CHECK,
        title=title_of(placement, today or timezone.localdate()),
        photo=unused_photo(placement),
        note=" ".join(part for part in (placement.topic, placement.note) if part)[:200],
    )
    ledgers.change(placement, by=by, version=placement.version, task=task)
    return task


def unused_photo(placement):
    """A photo of how it hung that no task shows yet, or None."""
    used = TaskPhoto.objects.filter(photo__in=placement.photos.all()).values("photo")
    return placement.photos.exclude(pk__in=used).first()


def title_of(placement, today):
    """“东门 条幅已过期，更换或拆除”, a long place cut; one that is not expired is worn."""
    is_expired = days_late(placement, today) > 0
    noun = placement.kind.indicator.name.removeprefix("悬挂").removeprefix("制作")
    words = f"{noun}{'已过期' if is_expired else '破损'}，更换或拆除"
    return f"{placement.where[: MOST_TITLE - len(words) - 1]} {words}".strip()


def days_late(placement, today):
    """How many days ago its last valid day was; none for what has no such day."""
    return (today - placement.valid_until).days if placement.valid_until else 0


def stands(placement):
    """Whether it hangs by itself and can be taken down."""
    return placement.kind.stays and not (placement.is_voided or placement.removed_on or placement.is_part)


def may_become_task(placement):
    """Whether a tap makes it a task: it stands, and no task about it is open."""
    return stands(placement) and not (placement.task and placement.task.state in OPEN_STATES)


def flag(placement, today):
    """Taken down, expired by so many days, or standing; nothing for what is gone with the handing out."""
    if placement.is_voided or not placement.kind.stays:
        return None
    if placement.removed_on:
        return Flag("void", "trash", f"{placement.removed_on.month}月{placement.removed_on.day}日拆除")
    days = days_late(placement, today)
    return Flag("late", "alert-triangle", f"过期 {days} 天") if days > 0 else Flag("done", "circle-check", "在用")


def rows_for(placements, today):
    """Placements with how long ago they expired, as cards show them."""
    return [{"placement": row, "days_late": days_late(row, today)} for row in placements]
