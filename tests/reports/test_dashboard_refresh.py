"""刷新: one job however often it is pressed, and an answer whatever the broker does."""

from datetime import UTC, datetime

import pytest
import time_machine
from kombu.exceptions import OperationalError

from reports.models import Rollup
from reports.tasks import refresh_rollups
from tataboo_portal import jobs
from tataboo_portal.enums import JobStatus
from tataboo_portal.models import Job
from tests.reports import rows

REFRESH = "/dashboard/refresh/"


@pytest.fixture
def messages(monkeypatch):
    """What was sent to the broker."""
    sent = []
    monkeypatch.setattr(jobs.current_app, "send_task", lambda name, **options: sent.append((name, options["kwargs"])))
    return sent


def test_refresh_queues_one_job_and_goes_back_to_the_same_period(
    li, sign_in, messages, django_capture_on_commit_callbacks
):
    client = sign_in(li)
    with django_capture_on_commit_callbacks(execute=True):
        answers = [client.post(REFRESH, {"period": "month", "start": "2026-11-01"}) for _ in range(3)]
    assert {answer.url for answer in answers} == {"/dashboard/?period=month&start=2026-11-01"}
    job = Job.objects.get()
    assert (job.task, job.created_by) == ("reports.refresh_rollups", li)
    assert messages == [("reports.refresh_rollups", {"job_id": job.pk})]
    assert "正在重新统计，几秒后刷新页面就能看到。" in client.get(answers[0].url).content.decode()


def test_with_the_broker_down_refresh_still_answers(li, sign_in, monkeypatch, django_capture_on_commit_callbacks):
    def away(*args, **options):
        raise OperationalError

    monkeypatch.setattr(jobs.current_app, "send_task", away)
    with django_capture_on_commit_callbacks(execute=True):
        answer = sign_in(li).post(REFRESH)
    assert answer.status_code == 302
    assert Job.objects.get().status == JobStatus.WAITING


def test_refresh_is_asked_for_by_post_only(li, sign_in):
    assert sign_in(li).get(REFRESH).status_code == 405


@time_machine.travel(datetime(2026, 11, 26, 2, tzinfo=UTC), tick=False)
def test_beat_refreshes_without_a_job_and_the_button_with_one(db):
    rows.record()
    refresh_rollups()
    assert Rollup.objects.count() == 4
    job = Job.objects.create(task="reports.refresh_rollups")
    rows.record()
    refresh_rollups(job_id=job.pk)
    job.refresh_from_db()
    assert job.status == JobStatus.DONE
    assert set(Rollup.objects.values_list("value", flat=True)) == {24}
