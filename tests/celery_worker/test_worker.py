"""The background for real: photos, totals, the weekly report and a large list, all by one worker."""

import io
import uuid

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from inspections.models import RemediationTask
from reports.models import Rollup, RollupRun, WeeklyReport
from tataboo_portal import exports, workdays
from tataboo_portal.celery import app
from tataboo_portal.enums import ExportState, PhotoStatus
from tataboo_portal.models import AuditEvent, ExportFile, Photo
from tataboo_portal.weeks import Week
from tests import makers
from tests.celery_worker.conftest import all_done, report
from tests.people import person, undecodable

pytestmark = pytest.mark.celery


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


def test_a_large_list_is_there_when_its_person_comes_back(worker, client, wait_for, monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 1)
    for quantity in (3, 4):
        makers.work(unit="1", quantity=quantity)
    client.force_login(person("li"))
    assert client.post("/cleanups/export.xlsx", {"client_uuid": str(uuid.uuid4())}).status_code == 302
    wait_for(lambda: ExportFile.objects.filter(state=ExportState.READY).exists())
    wait_for(all_done)
    response = client.get(f"/exports/{ExportFile.objects.get().token}/")
    page = load_workbook(io.BytesIO(b"".join(response))).active
    assert [cell.value for cell in page["A"]][3:6] == [1, 2, "合计"]
