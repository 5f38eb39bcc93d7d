"""Nothing is lost when the broker or a worker goes: each test starts its worker when the harm is done."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inspections import escalation
from inspections.models import EscalationRule
from tataboo_portal import jobs, photos
from tataboo_portal.celery import app
from tataboo_portal.enums import JobStatus, RobotKind
from tataboo_portal.models import Job, Notice, Photo, RobotChannel, RobotDelivery
from tests import groups, makers
from tests.celery_worker.conftest import all_done, report
from tests.people import person

pytestmark = pytest.mark.celery


def test_what_the_broker_never_heard_of_is_swept_up_and_done_once(start, client, wait_for, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "publish", lambda job, countdown=None: None)
        assert report(client, makers.photo_upload()).status_code == 302
    assert {job.status for job in Job.objects.all()} == {JobStatus.WAITING}
    start()
    app.send_task("tataboo_portal.sweep_jobs")
    app.send_task("tataboo_portal.sweep_jobs")
    wait_for(all_done)
    assert {job.attempts for job in Job.objects.all()} == {1}


def test_a_job_whose_worker_died_is_taken_up_by_the_next(start, client, wait_for):
    report(client, makers.photo_upload())
    job = Job.objects.get(task=photos.PROCESS_TASK)
    lost = timezone.now() - timedelta(minutes=1)
    app.control.purge()
    Job.objects.filter(pk=job.pk).update(status=JobStatus.RUNNING, attempts=1, lease_until=lost)
    start()
    app.send_task("tataboo_portal.sweep_jobs")
    wait_for(all_done)
    job.refresh_from_db()
    assert job.attempts == 2
    assert Photo.objects.get().is_ready


def test_what_was_said_while_the_broker_was_away_reaches_the_group_once(start, wait_for, monkeypatch):
    person("li")
    EscalationRule.objects.update(quiet_from="00:00", quiet_to="00:00")  # the test may run at night
    task = makers.assigned(due_at=timezone.now() - timedelta(days=30))
    makers.process_photos()
    with groups.running() as group:
        RobotChannel.objects.create(name="示例群", kind=RobotKind.WECOM, url=group.url)
        with monkeypatch.context() as away:
            away.setattr(jobs, "publish", lambda job, countdown=None: None)
            assert escalation.escalate() == 1
        assert Notice.objects.filter(recipient=person("li")).count() == 1
        assert RobotDelivery.objects.get().sent_at is None
        start(ROBOT_HOSTS="127.0.0.1")
        for name in ("tataboo_portal.sweep_jobs", "inspections.escalate", "tataboo_portal.sweep_jobs"):
            app.send_task(name)
        wait_for(all_done)
    ((_, sent),) = group.received
    assert task.number in sent["markdown"]["content"]
    delivery = RobotDelivery.objects.get()
    assert (delivery.attempts, delivery.error) == (1, "")
    assert delivery.sent_at is not None
    assert Notice.objects.count() == 1
