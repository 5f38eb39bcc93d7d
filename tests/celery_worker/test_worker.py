"""The background for real: photos, totals and the weekly report, and nothing lost when the broker or a worker goes."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from inspections.models import RemediationTask, TaskCategory
from reports.models import Rollup, RollupRun, WeeklyReport
from tataboo_portal import jobs, photos, workdays
from tataboo_portal.celery import app
from tataboo_portal.enums import JobStatus, PhotoStatus
from tataboo_portal.models import AuditEvent, Job, Photo
from tataboo_portal.weeks import Week
from tests import makers
from tests.celery_worker.conftest import all_done, start_worker
from tests.people import person, undecodable

pytestmark = pytest.mark.celery


def report(client, photo):
    """李 reports a problem from the phone."""
    client.force_login(person("li"))
    category = TaskCategory.objects.get(code="dead_corner")
    data = {"client_uuid": str(uuid.uuid4()), "category": category.pk, "quantity": "1", "photo_album": photo}
    return client.post("/report/", data)


def test_a_photo_sent_by_a_form_is_drawn_by_the_worker(worker, client, wait_for):
    assert report(client, makers.photo_upload()).status_code == 302
    photo = Photo.objects.get()
    wait_for(lambda: Photo.objects.filter(status=PhotoStatus.READY).exists())
    wait_for(all_done)
    task = RemediationTask.objects.get()
    response = client.get(f"/tasks/{task.number}/photos/{photo.token}/320/")
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    response.close()


def test_a_photo_that_cannot_be_opened_is_refused_by_the_worker_and_the_page_says_so(worker, client, wait_for):
    broken = makers.SimpleUploadedFile("打不开.jpg", undecodable())
    assert report(client, broken).status_code == 302
    wait_for(lambda: Photo.objects.filter(status=PhotoStatus.REFUSED).exists())
    page = client.get(f"/tasks/{RemediationTask.objects.get().number}/").content.decode()
    assert "这张照片没有传完整，打不开，重新拍一张。" in page


def test_the_refresh_button_brings_the_totals_up_to_date(worker, client, wait_for):
    makers.work(quantity=12)
    client.force_login(person("wang"))
    assert client.post("/dashboard/refresh/").status_code == 302
    wait_for(lambda: Rollup.objects.filter(metric="work:sticker", period_kind="year", value=12).exists())
    wait_for(all_done)
    assert RollupRun.objects.exists()


def test_the_scheduled_tasks_run_in_the_worker(worker, wait_for):
    person("wang")
    makers.work(quantity=7)
    app.send_task("reports.refresh_rollups")
    wait_for(lambda: Rollup.objects.filter(metric="work:sticker", period_kind="week", value=7).exists())
    app.send_task("tataboo_portal.seal_audit")
    wait_for(lambda: not AuditEvent.objects.filter(position=None).exists())
    app.send_task("reports.recount_rollups")
    wait_for(lambda: RollupRun.objects.filter(is_recount=True, differences=[]).exists())
    app.send_task("reports.build_weekly_report")
    meeting = workdays.meeting_day(Week.current())
    if meeting and meeting <= timezone.localdate():
        wait_for(lambda: WeeklyReport.objects.filter(meeting_week=Week.current().monday).exists())
    else:
        assert not WeeklyReport.objects.exists()


def test_what_the_broker_never_heard_of_is_swept_up_and_done_once(
    worker_environment, empty_queue, client, wait_for, monkeypatch
):
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "publish", lambda job, countdown=None: None)
        assert report(client, makers.photo_upload()).status_code == 302
    assert {job.status for job in Job.objects.all()} == {JobStatus.WAITING}
    process = start_worker(worker_environment)
    try:
        app.send_task("tataboo_portal.sweep_jobs")
        app.send_task("tataboo_portal.sweep_jobs")
        wait_for(all_done)
    finally:
        process.terminate()
        process.wait()
    assert {job.attempts for job in Job.objects.all()} == {1}


def test_a_job_whose_worker_died_is_taken_up_by_the_next(worker_environment, empty_queue, client, wait_for):
    report(client, makers.photo_upload())
    job = Job.objects.get(task=photos.PROCESS_TASK)
    lost = timezone.now() - timedelta(minutes=1)
    app.control.purge()
    Job.objects.filter(pk=job.pk).update(status=JobStatus.RUNNING, attempts=1, lease_until=lost)
    process = start_worker(worker_environment)
    try:
        app.send_task("tataboo_portal.sweep_jobs")
        wait_for(all_done)
    finally:
        process.terminate()
        process.wait()
    job.refresh_from_db()
    assert job.attempts == 2
    assert Photo.objects.get().is_ready
