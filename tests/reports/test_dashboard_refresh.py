"""刷新: one job however often it is pressed, and an answer whatever the broker does."""

import pytest
from kombu.exceptions import OperationalError

from tataboo_portal import jobs
from tataboo_portal.enums import JobStatus
from tataboo_portal.models import Job

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
