"""A large list is written by the worker while nobody looks."""

import io
import uuid

import pytest
from openpyxl import load_workbook

from tataboo_portal import exports
from tataboo_portal.enums import ExportState
from tataboo_portal.models import ExportFile
from tests import makers
from tests.celery_worker.conftest import all_done
from tests.people import person

pytestmark = pytest.mark.celery


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
