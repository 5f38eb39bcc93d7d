"""Passwords: the last five do not come back, a first one ends after a week, an old one is changed; two policies, one setting."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from tataboo_portal import account_policy, old_passwords, password_rules
from tataboo_portal.models import AuditEvent, OldPassword, User
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db
NEW = "Brand-new-20{}"


def change(client, old, new):
    data = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post("/account/", data)


def sign_in_page(password, username="li"):
    client = Client()
    return client, client.post("/login/", {"username": username, "password": password})


def age(person, days):
    """The person's password was set so many days ago."""
    person.old_passwords.update(set_at=timezone.now() - timedelta(days=days, minutes=1))


def test_the_last_five_passwords_are_refused_and_only_their_hashes_are_kept(li, sign_in):
    client, passwords = sign_in(li), [PASSWORD, *(NEW.format(number) for number in range(10, 15))]
    for old, new in pairwise(passwords):
        assert change(client, old, new).status_code == 302
    for used in passwords[1:]:
        refused = change(client, passwords[-1], used)
        assert refused.status_code == 400
        assert old_passwords.SENTENCE in refused.content.decode()
    rows = str(list(OldPassword.objects.values())) + str(list(AuditEvent.objects.values()))
    assert not [one for one in passwords if one in rows]
    assert li.old_passwords.count() == old_passwords.KEPT
    assert change(client, passwords[-1], PASSWORD).status_code == 302  # five others lie between


def test_whichever_way_a_password_comes_it_is_remembered(li, qian, sign_in):
    card = {"username": "li", "full_name": "李", "role": "community", "unit": li.unit_id, "is_active": "on"}
    admin = sign_in(qian)
    assert (
        admin.post(f"/admin/tataboo_portal/user/{li.pk}/change/", card | {"first_password": NEW.format(20)}).status_code
        == 302
    )
    assert admin.post(f"/manage/people/{li.pk}/card/").status_code == 200
    assert li.old_passwords.count() == 3
    refused = admin.post(f"/admin/tataboo_portal/user/{li.pk}/change/", card | {"first_password": NEW.format(20)})
    assert old_passwords.SENTENCE in refused.content.decode()


def test_a_first_password_opens_nothing_after_seven_days(li, settings):
    User.objects.filter(pk=li.pk).update(must_change_password=True)
    li.refresh_from_db()
    age(li, 6)
    assert sign_in_page(PASSWORD)[1].status_code == 302
    age(li, 7)
    client, answer = sign_in_page(PASSWORD)
    assert answer.status_code == 200
    assert "首次密码过期了" in answer.content.decode()
    assert client.get("/account/").url.startswith("/login/")
    assert AuditEvent.objects.filter(action="refused", object_label="李").count() == 1
    settings.FIRST_PASSWORD_DAYS = 8
    assert sign_in_page(PASSWORD)[1].status_code == 302


def test_an_old_password_is_changed_before_anything_else_opens(li, settings):
    age(li, settings.PASSWORD_DAYS)
    client, _ = sign_in_page(PASSWORD)
    assert client.get("/cleanups/").url == "/account/"
    assert "超过 90 天" in client.get("/account/").content.decode()
    assert change(client, PASSWORD, NEW.format(30)).status_code == 302
    assert client.get("/cleanups/").status_code == 200
    li.refresh_from_db()
    assert not li.must_change_password
    age(li, 4000)
    settings.PASSWORD_DAYS = 0
    assert sign_in_page(NEW.format(30))[0].get("/cleanups/").status_code == 200


# What each policy makes of a password: 等保 wants kinds of characters, ASVS 5.0 length alone.
JUDGED = [
    ("Good-enough-1", True, False),
    ("onlysmallletterswithoutend", False, True),
    ("short-A1", False, False),
    ("Tataboo-portal-2026", False, False),
    ("password123456789", False, True),
    (PASSWORD, False, False),
]


@pytest.mark.parametrize(("password", "dengbao", "asvs"), JUDGED)
def test_two_policies(li, settings, password, dengbao, asvs):
    for policy, is_good in (("dengbao", dengbao), ("asvs", asvs)):
        settings.AUTH_PASSWORD_VALIDATORS = password_rules.validators(policy)
        if is_good:
            validate_password(password, li)
        else:
            with pytest.raises(ValidationError):
                validate_password(password, li)


def test_the_environment_chooses_the_policy_and_whoever_changes_a_password_reads_it(li, sign_in, settings, monkeypatch):
    assert account_policy.from_environment()["PASSWORD_DAYS"] == 90
    monkeypatch.setenv("PASSWORD_POLICY", "asvs")
    made = account_policy.from_environment()
    assert (made["PASSWORD_POLICY"], made["PASSWORD_DAYS"]) == ("asvs", 0)
    assert "三种" in sign_in(li).get("/account/").content.decode()
    settings.PASSWORD_POLICY = "asvs"
    assert "至少 15 个字符" in sign_in(li).get("/account/").content.decode()
    for name, value in (("PASSWORD_POLICY", "none"), ("DESK_IDLE_MINUTES", "0")):
        monkeypatch.setenv(name, value)
        with pytest.raises(SystemExit):
            account_policy.from_environment()
        monkeypatch.delenv(name)
