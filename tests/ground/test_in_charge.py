"""分管单位: named by the administrator, only for who may see them, and written down."""

from tataboo_portal.models import AuditEvent
from tests.people import unit_of


def card(user, **values):
    """A person's card as the administrator sends it."""
    typed = {"username": user.username, "full_name": user.full_name, "role": user.role, "is_active": "on"}
    return typed | {"unit": user.unit_id or "", "phone": "", "first_password": ""} | values


def test_a_leader_is_given_units_and_the_trail_names_them(sign_in, qian, sun):
    client, page = sign_in(qian), f"/admin/tataboo_portal/user/{sun.pk}/change/"
    unit = unit_of("1")
    assert client.post(page, card(sun, units_in_charge=[unit.pk])).status_code == 302
    assert list(sun.units_in_charge.all()) == [unit]
    assert AuditEvent.objects.filter(reason=f"分管单位：{unit.name}", actor_id=qian.pk).count() == 1
    assert client.post(page, card(sun, units_in_charge=[unit.pk])).status_code == 302
    assert AuditEvent.objects.filter(reason__startswith="分管单位").count() == 1


def test_who_sees_only_an_own_unit_is_in_charge_of_none(sign_in, qian, li):
    page = sign_in(qian).post(
        f"/admin/tataboo_portal/user/{li.pk}/change/", card(li, units_in_charge=[unit_of("2").pk])
    )
    assert "这个角色看不到全部单位，分管单位给领导选。" in page.content.decode()
    assert not li.units_in_charge.exists()
