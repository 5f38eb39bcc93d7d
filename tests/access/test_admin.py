"""The admin: one person's, in Chinese, with the portal's own way in and out, and nothing is deleted there."""

import pytest

from campaigns.models import WorkRecord
from tataboo_portal.models import AuditEvent
from tests import makers
from tests.access.rows import ROLES
from tests.people import person


def test_only_the_administrator_enters_the_admin(client, db):
    for who in ROLES:
        client.force_login(person(who))
        expected = 200 if who == "qian" else 302
        assert client.get("/admin/").status_code == expected, who


@pytest.mark.parametrize(
    "page",
    [
        "tataboo_portal/unit/",
        "tataboo_portal/user/add/",
        "campaigns/indicator/",
        "campaigns/workrecord/",
        "campaigns/workrecord/export/",
        "tataboo_portal/auditevent/",
        "inspections/taskcategory/",
        "publicity/placement/",
        "reports/rolluprun/",
    ],
)
def test_the_admins_pages_open_for_the_administrator_in_chinese(sign_in, qian, page):
    response = sign_in(qian).get(f"/admin/{page}")
    assert response.status_code == 200
    assert "管理" in response.content.decode()


def test_there_is_one_way_in_and_out(client, sign_in, qian, li):
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/login/")
    assert sign_in(li).get("/admin/", follow=True).status_code == 403
    assert sign_in(qian).get("/admin/password_change/").url == "/account/"
    assert sign_in(qian).post("/admin/logout/").url == "/login/"
    assert list(AuditEvent.objects.order_by("id").values_list("action", flat=True)) == ["refused", "sign_out"]


def test_nothing_is_deleted_through_the_admin(sign_in, qian):
    record = makers.work()
    address = f"/admin/campaigns/workrecord/{record.pk}/delete/"
    assert sign_in(qian).post(address, {"post": "yes"}).status_code == 403
    assert WorkRecord.objects.filter(pk=record.pk).exists()
