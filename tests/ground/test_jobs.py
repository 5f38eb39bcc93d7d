"""Jobs: once each, whatever the broker and the workers do."""

from datetime import timedelta

import pytest
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import ResponseError

from tataboo_portal import jobs
from tataboo_portal.enums import JobStatus
from tataboo_portal.models import Job
from tataboo_portal.models.jobs import MOST_ATTEMPTS

TASK = "tataboo_portal.process_photo"


@pytest.fixture
def messages(monkeypatch):
    """What was sent to the broker."""
    sent = []
    monkeypatch.setattr(jobs.current_app, "send_task", lambda name, **options: sent.append((name, options["kwargs"])))
    return sent


def test_a_message_goes_out_only_after_the_commit(db, messages, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.enqueue(TASK, photo_id=1)
        assert messages == []
    assert messages == [(TASK, {"job_id": job.pk})]


@pytest.mark.parametrize("trouble", [OperationalError, ResponseError("OOM command not allowed")])
def test_with_the_broker_away_or_full_the_job_waits_and_the_sweep_sends_it(db, monkeypatch, messages, trouble):
    def refuse(*args, **options):
        raise trouble

    with monkeypatch.context() as patch:
        patch.setattr(jobs.current_app, "send_task", refuse)
        job = Job.objects.create(task=TASK)
        jobs.publish(job)
    assert jobs.sweep() == 1
    assert messages == [(TASK, {"job_id": job.pk})]


def test_a_job_is_done_once_however_often_it_is_called(db):
    job, calls = Job.objects.create(task=TASK, arguments={"photo_id": 7}), []

    def work(photo_id):
        calls.append(photo_id)

    for _ in range(3):
        jobs.run(job.pk, work)
    job.refresh_from_db()
    assert (calls, job.status, job.attempts) == ([7], JobStatus.DONE, 1)


def test_a_job_lost_with_its_worker_is_taken_again_after_its_lease(db):
    job = Job.objects.create(task=TASK)
    assert jobs.claim(job.pk) is not None
    assert jobs.claim(job.pk) is None
    assert jobs.claim(job.pk, now=timezone.now() + jobs.LEASE + timedelta(seconds=1)) is not None


def test_what_a_wrong_clock_put_off_is_done_when_the_clock_is_right(db):
    ahead = timezone.now() + timedelta(days=40)
    waiting = Job.objects.create(task=TASK, not_before=ahead)
    taken = Job.objects.create(task=TASK, status=JobStatus.RUNNING, lease_until=ahead)
    assert set(Job.objects.due(timezone.now())) == {waiting, taken}
    Job.objects.update(not_before=timezone.now() + timedelta(minutes=30), lease_until=timezone.now() + jobs.LEASE)
    assert not Job.objects.due(timezone.now()).exists()


def test_a_job_that_stops_waits_longer_and_is_given_up_with_its_reason(db):
    job = Job.objects.create(task=TASK)

    def stop():
        raise ValueError("disk full")

    for attempt in range(1, MOST_ATTEMPTS + 1):
        jobs.run(job.pk, stop)
        job.refresh_from_db()
        assert job.attempts == attempt
        Job.objects.filter(pk=job.pk).update(not_before=timezone.now())
    assert job.status == JobStatus.GIVEN_UP
    assert job.error == "ValueError: disk full"
    assert jobs.sweep() == 0


def test_an_equal_job_that_still_waits_is_not_queued_again(db, messages):
    assert jobs.enqueue_once(TASK, photo_id=1) == jobs.enqueue_once(TASK, photo_id=1)
    assert jobs.enqueue_once(TASK, photo_id=2).arguments == {"photo_id": 2}
    assert Job.objects.count() == 2
