"""A refused attempt stands in the trail by itself; what is hidden, allowed or asked by nobody leaves nothing."""

import ipaddress

import pytest

from tataboo_portal.enums import AuditAction
from tataboo_portal.models import AuditEvent
from tests import makers


@pytest.mark.django_db
def test_every_refused_attempt_of_a_person_is_written_down_once(sign_in, sun, li):
    task = makers.assigned(unit="1")
    client, before = sign_in(sun), AuditEvent.objects.count()
    assert client.post(f"/tasks/{task.number}/assign/", {"unit": "1"}).status_code == 403
    assert client.get("/manage/zones/").status_code == 403
    *_, step, page = AuditEvent.objects.order_by("id")
    assert AuditEvent.objects.count() == before + 2
    assert (step.action, step.actor_name, step.object_id) == (AuditAction.REFUSED, "孙", str(sun.pk))
    assert step.reason == f"POST /tasks/{task.number}/assign/"
    assert step.address == "127.0.0.1"
    assert page.reason == "GET /manage/zones/"


def test_what_is_allowed_hidden_or_asked_by_nobody_leaves_no_refusal(client, sign_in, sun):
    client.get("/manage/zones/")
    assert sign_in(sun).get("/tasks/").status_code == 200
    assert sign_in(sun).get("/tasks/gone/").status_code == 404
    assert not AuditEvent.objects.exists()


def test_behind_the_offices_own_proxy_the_refused_persons_address_is_written_down(sign_in, sun, settings):
    settings.TRUSTED_PROXIES = (ipaddress.ip_network("127.0.0.1/32"),)
    assert sign_in(sun).get("/manage/zones/", headers={"X-Forwarded-For": "10.9.9.9, 10.0.0.5"}).status_code == 403
    assert AuditEvent.objects.latest("id").address == "10.0.0.5"
