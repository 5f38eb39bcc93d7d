"""Every address × every role: what the policy says is what the site does, and no address is without a policy."""

import uuid

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from reports import weekly
from tataboo_portal import uploads
from tataboo_portal.weeks import Week
from tests import makers
from tests.access.matrix import CONCERNS, LOGIN, POLICY, ROLES
from tests.people import person

ADMIN_PREFIX = "admin/"


@pytest.fixture(autouse=True)
def pages_for_residents(settings):
    """The pages for residents are on."""
    settings.PUBLIC_PAGES = True


@pytest.fixture(scope="module")
def addresses(django_db_setup, django_db_blocker):
    """The arguments of every address, made once: what a test does to the rows is rolled back to here."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield made_addresses()
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


def made_addresses():
    """Rows of every kind, all of them 绣品厂社区's, and the arguments that lead to them."""
    record = makers.work(unit="1", by=person("li"), photo=makers.photo_upload())
    placement = makers.placement(unit="1", by=person("li"), photo=makers.photo_upload())
    task = makers.assigned(unit="1")
    makers.process_photos()
    week = Week.current()
    weekly.build(week)
    photo = {"work": record.photos.get(), "placement": placement.photos.get(), "task": task.photos.get().photo}
    arguments = dict.fromkeys(("work_detail", "work_void"), (record.pk,))
    arguments |= dict.fromkeys(("placement_detail", "placement_void"), (placement.pk,))
    arguments |= {f"task_{step}": (task.number,) for step in ("detail", "assign", "fix", "verify", "void", "reshoot")}
    arguments |= {"work_photo": (record.pk, photo["work"].token, "320")}
    arguments |= {"placement_photo": (placement.pk, photo["placement"].token, "320")}
    arguments |= {"task_photo": (task.number, photo["task"].token, "320")}
    arguments |= {"campaign_detail": ("2017",), "area_detail": ("1",)}
    upload = uploads.begin(by=person("li"), client_uuid=uuid.uuid4(), byte_count=9, sha256="0" * 64)
    arguments |= {"upload_piece": (upload.client_uuid,)}
    arguments |= {f"meeting_{page}": (week.monday.isoformat(),) for page in ("detail", "build", "docx")}
    for concern in CONCERNS:
        arguments |= concern.addresses(task)
    return arguments


def answer(client, method, url, name):
    """The status, with a redirect to the login page told apart."""
    data = {"reason": "示例"} if name.endswith("_void") and not name.startswith("task") else {}
    response = getattr(client, method.lower())(url, data)
    b"".join(response)  # reading a file to its end closes it
    if response.status_code == 302 and response.url.startswith("/login/") and name != "logout":
        return LOGIN
    return response.status_code


@pytest.mark.parametrize(("method", "name"), POLICY, ids=lambda part: part)
def test_every_role_gets_what_the_policy_says(db, addresses, sessions, method, name, record_property):
    url = reverse(name, args=addresses.get(name, ()))
    found = {}
    for who, session in sessions.items():
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = session
        found[who] = answer(client, method, url, name)
    record_property("access", f"{method:5}{name:20}" + "".join(f"{who:>10} {status}" for who, status in found.items()))
    assert found == POLICY[method, name]


def own_patterns(resolver=None, prefix=""):
    """Every named pattern of the portal itself."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if route.startswith(ADMIN_PREFIX):
            continue
        if isinstance(pattern, URLPattern):
            yield route, pattern
        else:
            yield from own_patterns(pattern, route)


def test_no_address_is_without_a_policy():
    covered = {name for _, name in POLICY}
    assert {pattern.name for _, pattern in own_patterns()} == covered


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
