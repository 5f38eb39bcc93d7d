"""回头看: a closed problem looked at again, by somebody else than who fixed it."""

from django.db import transaction
from django.utils import timezone

from inspections import lookbacks
from inspections.enums import LookBackOutcome, TaskSource
from inspections.filing import file_report
from inspections.models import LookBack, RemediationTask
from inspections.steps import who_and_when
from tataboo_portal import audit
from tataboo_portal.enums import AuditAction
from tataboo_portal.refusals import Refusal, StaleEdit

OWN_WORK_SENTENCE = "自己办的整改要由别人回头看。"
NO_PHOTO_SENTENCE = "反弹要拍一张现在的照片。"
JUDGED_SENTENCE = "{who_and_when} 已经看过这条，{outcome}。"


@transaction.atomic
def judge_look_back(*, by, look_back, outcome, client_uuid, note="", photo=None):
    """Keep what was found; what came back becomes a new task linked to the old one, unless it was filed already.

    The same judgement again changes nothing; another one by somebody else is refused.
    """
    locked = LookBack.objects.select_for_update().get(pk=look_back.pk)
    task = RemediationTask.objects.for_list().get(pk=locked.task_id)
    if locked.outcome:
        if (locked.checked_by_id, locked.outcome) == (by.pk, outcome):
            return locked
        seen = who_and_when(locked.checked_by, locked.checked_at)
        raise StaleEdit(JUDGED_SENTENCE.format(who_and_when=seen, outcome=locked.get_outcome_display()))
    if task.fixed_by_id == by.pk:
        raise Refusal(OWN_WORK_SENTENCE)
    before = audit.snapshot(locked)
    if outcome == LookBackOutcome.CAME_BACK:
        known = lookbacks.known_recurrence(locked)
        locked.new_task = known or _filed(task, by=by, client_uuid=client_uuid, note=note, photo=photo)
    locked.outcome, locked.checked_by, locked.checked_at, locked.note = outcome, by, timezone.now(), note
    locked.save()
    audit.record(
        by=by, action=AuditAction.CHANGE, subject=locked, before=before, after=audit.snapshot(locked), reason=note
    )
    return locked


def _filed(task, *, by, client_uuid, note, photo):
    """The problem again, as a report of its own on the same spot."""
    if not photo:
        raise Refusal(NO_PHOTO_SENTENCE)
    return file_report(
        by=by,
        client_uuid=client_uuid,
        unit=task.unit,
        community=task.community,
        place=task.place,
        location=task.location,
        title=task.title,
        category=task.category,
        source=TaskSource.CHECK,
        recurrence_of=task,
        note=note,
        photo=photo,
    )
