"""Whoever has to change the password gets, on every route of the portal and of the admin, the change and nothing else."""

import json

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from tataboo_portal import sign_ins
from tataboo_portal.middleware import CHANGE_FIRST_SENTENCE
from tataboo_portal.models import User
from tests.access import law, world
from tests.access.routes import ASKED, routes
from tests.people import person

CHANGE = "/account/"
# What opens before the change, and why.
OPEN = {
    "account": "the change itself",
    "logout": "a way out that changes nothing",
    "text_size": "who cannot read the page cannot fill it in",
}
# A phone's queue would take a page for an answer and give its photos up: it is told to wait.
TOLD_TO_WAIT = json.dumps({"first": CHANGE_FIRST_SENTENCE})
OF_THE_QUEUE = {"upload_token", "upload_begin", "upload_piece"}


def given_by_somebody_else(client, who):
    """A first password, as it stands on a login card."""
    User.objects.filter(pk=who.pk).update(must_change_password=True)


def too_old(client, who):
    """A password that was too old at the sign-in."""
    session = client.session
    session[sign_ins.CHANGE_FIRST] = True
    session.save()


@pytest.fixture(scope="module")
def addresses(django_db_setup, django_db_blocker):
    """(route, address) of every route, of a row where there is one: who is stopped is stopped before anything is looked up."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = world.arguments()
        portal = [
            (route, reverse(route.name, args=made.get(route.name, ()))) for route in routes() if not route.is_admins
        ]
        admin = [(route, url) for route in routes() if route.is_admins for url, _, _ in world.of_the_admin(route)]
        yield portal + admin
        transaction.set_rollback(True)


def answered(client, method, url):
    """One request, undone: (status, where it leads or what it says, the tables it wrote into)."""
    watch = law.Watch()
    with world.undone(), connection.execute_wrapper(watch):
        response = getattr(client, method.lower())(url)
        content = b"".join(response).decode("utf-8", "replace")  # reading a file to its end closes it
    return response.status_code, response.headers.get("Location") or content[:200], watch.tables


@pytest.mark.parametrize(
    ("username", "why"), [("li", given_by_somebody_else), ("qian", given_by_somebody_else), ("qian", too_old)]
)
def test_every_route_leads_to_the_change_alone(db, settings, addresses, username, why):
    settings.PUBLIC_PAGES = True
    who, client, wrong = person(username), Client(raise_request_exception=False), []
    client.force_login(who)
    why(client, who)
    assert len({route.route for route, _ in addresses}) == len({route.route for route in routes()}) > 500
    for route, url in addresses:
        if route.name in OPEN and not route.is_admins:
            continue
        for method in ASKED:
            status, said, tables = answered(client, method, url)
            if route.name in OF_THE_QUEUE:
                is_right = (status, said) == (401, TOLD_TO_WAIT)
            else:
                is_right = (status, said) == (302, CHANGE)
            if not is_right or tables:
                wrong.append(f"{method} {url}: {status} {said} {tables or ''}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("why", [given_by_somebody_else, too_old])
def test_what_is_open_before_the_change_is_no_more_than_it_says(db, client, li, why):
    client.force_login(li)
    why(client, li)
    assert client.get(CHANGE).status_code == 200
    assert client.post("/account/text-size/", {"next": "/cleanups/"}).url == "/cleanups/"
    assert client.post("/cleanups/", headers={"Accept": "application/json"}).json() == {"first": CHANGE_FIRST_SENTENCE}
    assert client.get("/nosuch/").url == CHANGE
    assert client.post("/logout/").url == "/login/"
    assert client.get("/cleanups/").url.startswith("/login/?next=")
