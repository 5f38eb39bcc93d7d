"""Numbers of the staff on a unit's page and on a 督办单: masked, whole on request for who may have them, each look an event."""

import pytest

from reports.models import SupervisionOrder
from tataboo_portal.models import AuditEvent
from tests import decisions, makers
from tests.people import person

PHONE, MASKED = "13687654321", "136****4321"


def looks():
    return list(
        AuditEvent.objects.filter(action="view").order_by("pk").values_list("actor_name", "object_type", "reason")
    )


@pytest.fixture(autouse=True)
def reachable(li):
    li.phone = PHONE
    li.save()


def test_a_units_page_masks_its_peoples_numbers_until_somebody_asks(sign_in, sun, zhang):
    client = sign_in(sun)
    page = client.get("/areas/1/").content.decode()
    assert MASKED in page
    assert PHONE not in page
    assert "看电话" in page
    assert "看电话" not in client.get("/areas/2/").content.decode()  # nobody there has a number
    assert not looks()
    asked = client.post("/areas/1/phones/").content.decode()
    assert f'href="tel:{PHONE}"' in asked
    assert looks() == [("孙", "tataboo_portal.Unit", "看了完整的人员电话")]
    assert sign_in(zhang).post("/areas/1/phones/").status_code == 404


def test_an_order_shows_and_prints_the_number_only_to_who_asks_for_it(sign_in, wang, li, liu):
    order = decisions.warned(phone=PHONE, person="李")
    page, ask = f"/decisions/orders/{order.pk}/", f"/decisions/orders/{order.pk}/phone/"
    for who, may in ((wang, True), (li, True), (liu, False)):
        client = sign_in(who)
        content = client.get(page).content.decode()
        assert (MASKED in content, PHONE in content) == (True, False)
        assert ("看电话" in content) is may
        assert client.post(ask).status_code == (200 if may else 403)
    assert [who for who, *_ in looks()] == ["王", "李"]
    assert PHONE in sign_in(wang).post(ask).content.decode()
    SupervisionOrder.objects.update(phone="")
    assert "看电话" not in sign_in(wang).get(page).content.decode()


def test_a_form_that_fills_in_somebodys_number_is_a_look(sign_in, wang):
    task = makers.assigned(unit="1")
    task.assignee = person("li")
    task.save()
    assert PHONE in sign_in(wang).get(f"/decisions/orders/new/task/{task.number}/").content.decode()
    assert looks() == [("王", "tataboo_portal.User", "看了完整的联系电话")]
