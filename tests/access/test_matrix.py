"""Every address × every role: what the policy says is what the site does, and no address is without a policy."""

import uuid

import pytest
from django.urls import URLPattern, get_resolver, reverse

from reports import weekly
from tataboo_portal import uploads
from tataboo_portal.models import AuditEvent
from tataboo_portal.weeks import Week
from tests import makers
from tests.access.matrix import CONCERNS, LOGIN, POLICY, ROLES
from tests.people import person

ADMIN_PREFIX = "admin/"


@pytest.fixture
def addresses(db):
    """The arguments of every address, all of them 绣品厂社区's."""
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
    arguments |= {"campaign_detail": ("2017",)}
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
def test_every_role_gets_what_the_policy_says(client, addresses, method, name, record_property):
    url = reverse(name, args=addresses.get(name, ()))
    found = {}
    for who in ("anonymous", *ROLES):
        client.logout()
        if who != "anonymous":
            client.force_login(person(who))
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
    assert AuditEvent.objects.get().action == "sign_out"


def test_nothing_is_deleted_through_the_admin(sign_in, qian, addresses):
    record = addresses["work_detail"][0]
    assert sign_in(qian).post(f"/admin/campaigns/workrecord/{record}/delete/", {"post": "yes"}).status_code == 403


def test_the_old_address_of_a_voided_task_stays_closed_to_strangers(client, addresses, zhang):
    client.force_login(zhang)
    number = addresses["task_detail"][0]
    for size in ("320", "720", "1600", "99999"):
        url = reverse("task_photo", args=(number, addresses["task_photo"][1], size))
        response = client.get(url)
        b"".join(response)  # reading a file to its end closes it
        assert response.status_code == 404


def test_every_page_says_it_is_not_to_be_kept(client, addresses, wang):
    client.force_login(wang)
    response = client.get(reverse("work_list"))
    assert response["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    photo = client.get(reverse("work_photo", args=addresses["work_photo"]))
    assert photo["Content-Type"] == "image/jpeg"
    assert photo["X-Content-Type-Options"] == "nosniff"
    b"".join(photo)
