"""Background work that cannot get lost: a row first, a message after commit, a sweep for what the broker forgot."""

import logging
from datetime import timedelta

from celery import current_app
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from tataboo_portal.enums import JobStatus
from tataboo_portal.file_storage import StorageRefuses
from tataboo_portal.models import Job
from tataboo_portal.models.jobs import MOST_ATTEMPTS

LEASE = timedelta(minutes=10)
SWEEP_BATCH = 200
logger = logging.getLogger(__name__)


def enqueue(task: str, *, by=None, countdown=None, **arguments):
    """Write a job in the caller's transaction and wake a worker once it is committed, or so many seconds later."""
    job = Job.objects.create(task=task, arguments=arguments, created_by=by)
    transaction.on_commit(lambda: publish(job, countdown=countdown))
    return job


def enqueue_once(task: str, *, by=None, **arguments):
    """Like `enqueue`, but an equal job that still waits is returned instead of a second one."""
    waiting = Job.objects.filter(task=task, arguments=arguments, status=JobStatus.WAITING).first()
    return waiting or enqueue(task, by=by, **arguments)


def publish(job, countdown=None):
    """Tell a worker of the job; with the broker down the job simply waits for the next sweep."""
    try:
        current_app.send_task(job.task, kwargs={"job_id": job.pk}, retry=False, countdown=countdown)
    except Exception as error:  # away, full, half started: the row stands, and no page may stop at a broker
        logger.warning("job %s waits, the broker is away: %s", job.pk, type(error).__name__)


def sweep(now=None):
    """Wake workers for every job that waits or was lost with its worker; returns how many."""
    due = list(Job.objects.due(now or timezone.now()).order_by("id")[:SWEEP_BATCH])
    for job in due:
        publish(job)
    return len(due)


def claim(job_id, now=None):
    """Take the job for the length of one lease, or None when it is done, taken or given up."""
    now = now or timezone.now()
    taken = (
        Job.objects.due(now)
        .filter(pk=job_id)
        .update(status=JobStatus.RUNNING, lease_until=now + LEASE, attempts=F("attempts") + 1)
    )
    return Job.objects.get(pk=job_id) if taken else None


def run(job_id, work):
    """Claim the job, do `work(**arguments)` once, and write down how it ended; safe to call any number of times."""
    job = claim(job_id)
    if job is None:
        return
    try:
        work(**job.arguments)
    except Exception as error:
        logger.exception("job %s (%s) stopped", job.pk, job.task)
        put_back(job, error)
    else:
        Job.objects.filter(pk=job.pk).update(
            status=JobStatus.DONE, progress=100, error="", lease_until=None, finished_at=timezone.now()
        )


def put_back(job, error):
    """Let a job that stopped wait longer each time, and give it up after the last attempt.

    What a storage that takes no files has stopped is never given up: it goes on when there is room again.
    """
    given_up = job.attempts >= MOST_ATTEMPTS and not isinstance(error, StorageRefuses)
    Job.objects.filter(pk=job.pk).update(
        status=JobStatus.GIVEN_UP if given_up else JobStatus.WAITING,
        error=f"{type(error).__name__}: {error}"[:500],
        lease_until=None,
        not_before=timezone.now() + timedelta(seconds=30 * 2 ** min(job.attempts, MOST_ATTEMPTS)),
        finished_at=timezone.now() if given_up else None,
    )
