"""Each released version's database comes to head with every row as it was, and the people of that time go on in it."""

import json
import time
import uuid

import pytest

from tests.people import PASSWORD, jpeg
from tests.upgrades import comparing, releases
from tests.upgrades.comparing import differences
from tests.upgrades.site import Site

RELEASES = releases()
RECOUNTED = """
from reports import rollups
from reports.models import Rollup
rollups.refresh()
answer = [rollups.recount().differences, Rollup.objects.count()]
"""
SENT = """
from inspections.models import RemediationTask, TaskPhoto
from tataboo_portal import jobs, photos
from tataboo_portal.models import Job, Photo
task = RemediationTask.objects.get(client_uuid="{client_uuid}")
for job in Job.objects.filter(task=photos.PROCESS_TASK).order_by("-id")[:1]:
    jobs.run(job.pk, photos.process)
photo = Photo.objects.order_by("-id").first()
answer = [task.reported_by.username, TaskPhoto.objects.filter(task=task).count(), photo.status]
"""
WHOLE = """
from tataboo_portal import photo_integrity
from tataboo_portal.models import Photo
rows = Photo.objects.filter(original__in={names}).values_list("original", "sha256")
answer = [photo_integrity.damage_of(*row) for row in rows]
"""


# Minutes in all, for a database of the first version takes every migration there is: the sweep's.
CASES = [
    pytest.param((release, kind), id=f"{release} {kind}", marks=pytest.mark.sweep)
    for release in RELEASES
    for kind in ("sqlite", "postgresql")
]


@pytest.fixture
def site(request, tmp_path):
    """One release on one kind of database, as it was left."""
    return Site(*request.param, tmp_path)


@pytest.mark.parametrize("site", CASES, indirect=True)
def test_a_released_version_comes_to_head_and_goes_on(site, record_property):
    before = site.rows()
    begun = time.monotonic()
    site.manage("migrate", "-v0")
    record_property("seconds", round(time.monotonic() - begun, 1))
    assert not list(differences(before, site.rows()))
    site.manage("makemigrations", "--check", "--dry-run", "-v0")
    site.manage("load_reference", "-v0")
    differing, cells = site.asked(RECOUNTED)
    assert differing == []
    assert cells >= len(before["reports_rollup"]) > 0
    assert site.asked(WHOLE.format(names=json.dumps(site.files))) == [""] * len(site.files)
    people_go_on(site)


def people_go_on(site):
    """Somebody of that time signs in with the password of that time and reports a problem with a photo."""
    client_uuid = str(uuid.uuid4())
    with site.running() as visitor:
        visitor.sign_in("community1", PASSWORD)
        assert visitor.get("/").status == 200
        category = site.asked(
            "from inspections.models import TaskCategory\nanswer = TaskCategory.objects.get(code='dead_corner').pk"
        )
        fields = {"client_uuid": client_uuid, "category": category, "quantity": "1"}
        answer = visitor.post("/report/", fields, {"photo_album": ("a.jpg", jpeg(size=(640, 480)))})
        assert answer.status == 302, answer.text
        assert answer.headers["Location"].partition("?")[0] != "/report/"
        assert visitor.get(answer.headers["Location"]).status == 200
    assert site.asked(SENT.format(client_uuid=client_uuid)) == ["community1", 1, "ready"]


def test_a_row_that_was_changed_lost_or_taken_away_would_be_noticed(monkeypatch):
    before = {"t": {1: {"a": 1, "gone": 2}, 2: {"a": 3, "gone": 4}}, "u": {}}
    after = {"t": {1: {"a": 9, "new": 5}}}
    found = ["t 1 a: 1 became 9", "t.gone is gone", "t: 1 rows are gone", "u is gone"]
    assert sorted(differences(before, after)) == found
    monkeypatch.setitem(comparing.GONE_COLUMNS, ("t", "gone"), ("it went to others", "v", "told", "t_id"))
    monkeypatch.setitem(comparing.GONE, "u", "nobody asked for it")
    monkeypatch.setitem(comparing.CHANGED, ("t", "a"), "counted anew")
    after["v"] = {7: {"t_id": 1, "told": 3}}
    assert list(differences(before, after)) == ["t: 1 rows are gone", "t 1 gone: not in v.told"]
    after["v"][8] = {"t_id": 1, "told": 2}
    assert list(differences(before, after)) == ["t: 1 rows are gone"]


@pytest.mark.parametrize("listed", ["OTHERWISE", "CHANGED", "GONE", "GONE_COLUMNS"])
def test_everything_that_may_be_otherwise_has_its_reason(listed):
    reasons = getattr(comparing, listed).values()
    assert all(len(reason if isinstance(reason, str) else reason[0]) > 10 for reason in reasons)
