"""Photos of residents are drawn in small batches by one job at a time, which queues behind what the staff sent.

However many arrive, they hold at most one of the worker's processes, and at most one job waits for all of them together.
"""

from django.db import transaction
from django.utils import timezone

from inspections.models import PublicReport, TaskPhoto
from tataboo_portal import jobs, photos
from tataboo_portal.enums import JobStatus, PhotoStatus
from tataboo_portal.models import Job

DRAW_TASK = "inspections.draw_public_photos"
AT_ONCE = 3


def draw_later():
    """Have the waiting photos drawn, once the caller has committed."""
    jobs.enqueue_once(DRAW_TASK)


def is_busy(job_id):
    """Whether another job is drawing such photos at this moment; this one then waits for the next sweep."""
    running = Job.objects.filter(task=DRAW_TASK, status=JobStatus.RUNNING, lease_until__gt=timezone.now())
    return running.exclude(pk=job_id).exists()


def draw():
    """Draw the oldest waiting photos and leave the others to a job at the end of the queue. Idempotent."""
    waiting = PublicReport.objects.waiting().filter(photo__status=PhotoStatus.WAITING).order_by("id")
    for report in waiting[:AT_ONCE]:
        photos.process(report.photo_id)
        drop_if_none(report.pk)
    if waiting.exists():
        draw_later()


@transaction.atomic
def drop_if_none(report_id):
    """Keep a report without its photo where that turned out to be none."""
    report = PublicReport.objects.select_for_update().get(pk=report_id)
    photo = report.photo
    if photo is None or photo.status != PhotoStatus.REFUSED or TaskPhoto.objects.filter(photo=photo).exists():
        return
    report.photo = None
    report.save(update_fields=("photo",))
    photos.forget(photo)
