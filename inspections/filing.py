"""From a report to a numbered task: what actions of people, the public page and the clock all use."""

import re
from datetime import timedelta

from django.db import transaction
from django.db.models import IntegerField, Max
from django.db.models.functions import Cast, Substr
from django.utils import timezone

from inspections import evidence
from inspections.enums import PhotoStage, TaskAction, TaskSource
from inspections.models import RemediationTask, TaskPhoto, TaskStep
from inspections.patrols import link_problem
from inspections.steps import days_of
from tataboo_portal import audit, jobs, photos
from tataboo_portal.changes import mark_changed
from tataboo_portal.enums import AuditAction
from tataboo_portal.models import Unit
from tataboo_portal.refusals import Refusal

MOST_TITLE = 60
RECURRENCE = timedelta(days=30)
USED_PHOTO_SENTENCE = "这张照片已经用在别的步骤里，重新拍一张。"


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
def file_report(*, by, client_uuid, unit, photo=None, place=None, note="", **facts):
    """File a task with its before photo; the same `client_uuid` again returns the task it made the first time.

    `facts` are category, title, location, quantity, source, source_number, is_urgent, and recurrence_of where that is known. Two
    arrivals at once queue at the unit's row. The same category at the same place within 30 days of closing is 反弹 and linked.
    A problem at a place its reporter saw on a round that day is linked to the visit; whoever takes in a resident's has not seen it.
    """
    numbered = Unit.objects.select_for_update().get(pk=place.community_id if place else unit.pk)
    existing = RemediationTask.objects.filter(client_uuid=client_uuid).first()
    if existing:
        return existing
    task = RemediationTask(client_uuid=client_uuid, unit=unit, place=place, description=note, reported_by=by, **facts)
    task.title = task.title or title_of(task.category, place, task.location)
    task.number = number_in(numbered)
    task.copy_axes(keep_area=True)
    if place and not task.recurrence_of_id:
        since = timezone.now() - RECURRENCE
        task.recurrence_of = RemediationTask.objects.recurring(task.category, place, since).first()
    task.save()
    step = TaskStep.objects.create(task=task, action=TaskAction.REPORT, to_state=task.state, by=by)
    if photo:
        attach(task, step, PhotoStage.BEFORE, photo, by=by)
    if by and place and task.source != TaskSource.PUBLIC:
        link_problem(task, by=by)
    audit.record(by=by, action=AuditAction.ADD, subject=task, after=audit.snapshot(task))
    mark_changed(RemediationTask, *days_of(task))
    return task


def attach(task, step, stage, photo, *, by):
    """Keep the photo, hang it on the step, and have it looked at for the verifier."""
    kept = photos.stored(photo, by=by, where=task.whose_and_where)
    if TaskPhoto.objects.filter(photo=kept).exists():
        raise Refusal(USED_PHOTO_SENTENCE)
    row = TaskPhoto.objects.create(task=task, photo=kept, stage=stage, step=step)
    jobs.enqueue(evidence.EXAMINE_TASK, countdown=evidence.SECONDS_AFTER_DRAWING, task_photo_id=row.pk)
