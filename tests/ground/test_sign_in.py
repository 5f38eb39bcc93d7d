"""Signing in: locked after five wrong tries, never telling which half was wrong, and a given password changed first."""

import pytest
from django.urls import reverse

from tataboo_portal.models import AuditEvent, Unit, User
from tests.people import PASSWORD, person

WRONG = "手机号或密码不对，检查后再试。"


def try_login(client, username="wang", password="wrong", **extra):
    return client.post("/login/", {"username": username, "password": password}, **extra)


def test_a_person_signs_in_and_out_and_the_trail_knows(client, wang):
    assert try_login(client, password=PASSWORD).url == "/"
    assert client.post("/logout/").url == "/login/"
    assert list(AuditEvent.objects.order_by("id").values_list("action", flat=True)) == ["sign_in", "sign_out"]


@pytest.mark.parametrize("username", ["wang", "nobody"])
def test_the_sentence_never_says_which_was_wrong(client, wang, username):
    response = try_login(client, username)
    assert WRONG in response.content.decode()


def test_an_inactive_person_gets_the_same_sentence(client, wang):
    User.objects.update(is_active=False)
    assert WRONG in try_login(client, password=PASSWORD).content.decode()


def test_five_wrong_tries_lock_this_person_at_this_address_only(client, wang, li):
    for _ in range(4):
        assert try_login(client).status_code == 200
    assert try_login(client).status_code == 429
    locked = try_login(client, password=PASSWORD)
    assert locked.status_code == 429
    assert "15 分钟" in locked.content.decode()
    assert try_login(client, "li", PASSWORD).status_code == 302
    client.post("/logout/")
    assert try_login(client, password=PASSWORD, REMOTE_ADDR="10.0.0.9").status_code == 302


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_elsewhere_after_signing_in(client, wang, target):
    response = client.post("/login/", {"username": "wang", "password": PASSWORD, "next": target})
    assert response.url == "/"
    response = client.post("/account/text-size/", {"next": target})
    assert response.url == "/"


def test_large_text_is_switched_and_kept_on_the_device(client, sign_in, wang):
    sign_in(wang)
    client.post("/account/text-size/", {"next": "/cleanups/"})
    assert 'class="is-large' in client.get("/cleanups/").content.decode()
    client.post("/account/text-size/", {"next": "/cleanups/"})
    assert 'class="is-large' not in client.get("/cleanups/").content.decode()


def test_a_given_password_is_changed_before_anything_else_opens(sign_in, wang):
    User.objects.update(must_change_password=True)
    client = sign_in(person("wang"))
    assert client.get("/cleanups/").url == "/account/"
    data = {"old_password": PASSWORD, "new_password1": "Brand-new-2026", "new_password2": "Brand-new-2026"}
    assert client.post("/account/", data).status_code == 302
    assert client.get("/cleanups/").status_code == 200


@pytest.mark.parametrize(
    ("new", "again", "sentence"),
    [
        ("short-A1", "short-A1", "至少"),
        ("onlylowercase", "onlylowercase", "至少三种"),
        ("Good-enough-1", "Good-enough-2", "两次输入的新密码不一样。"),
    ],
)
def test_a_weak_or_mistyped_password_gets_its_sentence(sign_in, wang, new, again, sentence):
    data = {"old_password": PASSWORD, "new_password1": new, "new_password2": again}
    response = sign_in(wang).post("/account/", data)
    assert response.status_code == 400
    assert sentence in response.content.decode()


def zone_data(**changes):
    """What the naming screen sends back, with some names typed anew."""
    zones = list(Unit.objects.zones())
    data = {"form-TOTAL_FORMS": len(zones), "form-INITIAL_FORMS": len(zones)}
    for number, unit in enumerate(zones):
        data |= {f"form-{number}-id": unit.pk, f"form-{number}-short_name": unit.short_name}
        data[f"form-{number}-name"] = changes.get(f"zone_{unit.code}", unit.name)
        if unit.is_placeholder:
            data[f"form-{number}-is_placeholder"] = "on"
    return data


def test_the_administrator_names_the_zones_on_one_screen(sign_in, qian):
    response = sign_in(qian).post(reverse("manage_zones"), zone_data(zone_3="示例新社区"))
    assert response.status_code == 302
    assert Unit.objects.get(code="3").name == "示例新社区"
    event = AuditEvent.objects.get(object_type="tataboo_portal.Unit")
    assert (event.before["name"], event.after["name"]) == ("社区三", "示例新社区")


def test_two_zones_never_share_a_name(sign_in, qian):
    response = sign_in(qian).post(reverse("manage_zones"), zone_data(zone_3="幸福社区"))
    assert response.status_code == 400
    assert Unit.objects.get(code="3").name == "社区三"


def test_the_administrator_adds_a_person_with_a_first_password(sign_in, qian):
    data = {"username": "new", "full_name": "新人", "role": "community", "unit": Unit.objects.get(code="2").pk}
    add = reverse("admin:tataboo_portal_user_add")
    client = sign_in(qian)
    assert "新建人员要填首次密码" in client.post(add, data | {"is_active": "on"}).content.decode()
    response = client.post(add, data | {"is_active": "on", "first_password": "First-2026-pass"})
    assert response.status_code == 302
    person_added = User.objects.get(username="new")
    assert person_added.must_change_password
    assert person_added.check_password("First-2026-pass")
    assert "First-2026-pass" not in str(AuditEvent.objects.latest("id").after)
