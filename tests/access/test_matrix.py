"""Every address × every role: what the policy says is what the site does; the long product stands in test_product.py."""

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.access import law, world
from tests.access.matrix import POLICY, ROLES
from tests.people import person


@pytest.fixture(autouse=True)
def pages_for_residents(settings):
    """The pages for residents are on."""
    settings.PUBLIC_PAGES = True


@pytest.fixture(scope="module")
def addresses(django_db_setup, django_db_blocker):
    """The arguments of every address, made once: what a test does to the rows is rolled back to here."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield world.arguments()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def sessions(addresses, django_db_blocker):
    """{person: the session of somebody signed in}; nobody's for "anonymous"."""
    found, client = {"anonymous": ""}, Client()
    with django_db_blocker.unblock():
        for who in ROLES:
            client.force_login(person(who))
            found[who] = client.session.session_key
            client.cookies.clear()
    return found


@pytest.mark.parametrize(("method", "name"), POLICY, ids=lambda part: part)
def test_every_role_gets_what_the_policy_says(db, addresses, sessions, method, name, record_property):
    url = reverse(name, args=addresses.get(name, ()))
    found = {}
    for who, session in sessions.items():
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = session
        found[who] = law.ask(client, method, url, name)[0]
    record_property("access", f"{method:5}{name:20}" + "".join(f"{who:>10} {status}" for who, status in found.items()))
    assert found == POLICY[method, name]


def test_the_old_address_of_a_voided_task_stays_closed_to_strangers(addresses, client, zhang):
    client.force_login(zhang)
    number = addresses["task_detail"][0]
    for size in ("320", "720", "1600", "99999"):
        url = reverse("task_photo", args=(number, addresses["task_photo"][1], size))
        response = client.get(url)
        b"".join(response)  # reading a file to its end closes it
        assert response.status_code == 404


def test_every_page_says_it_is_not_to_be_kept(addresses, client, wang):
    client.force_login(wang)
    response = client.get(reverse("work_list"))
    assert response["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    photo = client.get(reverse("work_photo", args=addresses["work_photo"]))
    assert photo["Content-Type"] == "image/jpeg"
    assert photo["X-Content-Type-Options"] == "nosniff"
    b"".join(photo)
