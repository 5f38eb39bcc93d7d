"""Reminders for real: said while the broker is away, sent to the group by the worker when it is back, once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inspections import escalation
from inspections.models import EscalationRule
from tataboo_portal import jobs
from tataboo_portal.celery import app
from tataboo_portal.enums import RobotKind
from tataboo_portal.models import Notice, RobotChannel, RobotDelivery
from tests import groups, makers
from tests.celery_worker.conftest import all_done, start_worker
from tests.people import person

pytestmark = pytest.mark.celery


def test_what_was_said_while_the_broker_was_away_reaches_the_group_once(
    worker_environment, empty_queue, wait_for, monkeypatch
):
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
        process = start_worker(worker_environment | {"ROBOT_HOSTS": "127.0.0.1"})
        try:
            for name in ("tataboo_portal.sweep_jobs", "inspections.escalate", "tataboo_portal.sweep_jobs"):
                app.send_task(name)
            wait_for(all_done)
        finally:
            process.terminate()
            process.wait()
    ((_, sent),) = group.received
    assert task.number in sent["markdown"]["content"]
    delivery = RobotDelivery.objects.get()
    assert (delivery.attempts, delivery.error) == (1, "")
    assert delivery.sent_at is not None
    assert Notice.objects.count() == 1
