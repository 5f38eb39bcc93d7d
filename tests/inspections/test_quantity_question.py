"""A quantity far beyond what the ledger usually holds is asked about once before it gets there through a task."""

import uuid

import pytest
from django.urls import reverse

from campaigns.models import WorkRecord
from inspections.enums import TaskState
from tests import makers

QUESTION = "比平时多很多，确认是 999 处吗？"


@pytest.fixture
def usual(db):
    """Six ordinary entries to compare with."""
    for _ in range(6):
        makers.work(unit="1", indicator="dead_corner", quantity=3)


def judgement(task, **changes):
    """What the reviewer sends."""
    return {"client_uuid": str(uuid.uuid4()), "version": task.version, "decision": "pass", "quantity": "999"} | changes


def test_passing_a_task_asks_before_an_odd_quantity_enters_the_ledger(sign_in, liu, usual):
    task = makers.fixed(unit="1")
    url = reverse("task_verify", args=[task.number])
    response = sign_in(liu).post(url, judgement(task))
    assert response.status_code == 400
    assert QUESTION in response.content.decode()
    assert not WorkRecord.objects.filter(quantity=999).exists()
    assert sign_in(liu).post(url, judgement(task, quantity_confirmed="on")).status_code == 302
    assert WorkRecord.objects.get(quantity=999).note == f"任务 {task.number}"


def test_sending_back_asks_nothing(sign_in, liu, usual):
    task = makers.fixed(unit="1")
    data = judgement(task, decision="send_back", note="没清干净")
    assert sign_in(liu).post(reverse("task_verify", args=[task.number]), data).status_code == 302
    task.refresh_from_db()
    assert task.state == TaskState.REWORK


def test_handing_in_asks_too_and_keeps_the_photo(sign_in, li, usual):
    task = makers.assigned(unit="1")
    url = reverse("task_fix", args=[task.number])
    data = {"client_uuid": str(uuid.uuid4()), "quantity": "999", "photo_camera": makers.photo_upload("green")}
    page = sign_in(li).post(url, data).content.decode()
    assert QUESTION in page
    assert "确认没有填错，照样交" in page
    assert "刚才的照片已经留着" in page
