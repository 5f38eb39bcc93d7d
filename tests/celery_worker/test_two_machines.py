"""Two machines in front of one database, one Redis and one photo storage: whatever one does the other knows, and no job is lost or done twice.

Each has gunicorn, a worker and a data folder of its own; only `media` is shared. They differ in nothing but settings.
"""

import os
import secrets
import time
import uuid
from functools import partial

import pytest
from django.conf import settings
from django.utils import timezone

from inspections.models import RemediationTask, TaskCategory
from reports import rollups
from reports.models import RollupRun, WeeklyReport
from tataboo_portal import jobs, photos, switches
from tataboo_portal.celery import app
from tataboo_portal.enums import JobStatus, PhotoStatus
from tataboo_portal.models import AuditEvent, Job, Notice, PartialUpload, Photo, WorkCalendarDay
from tataboo_portal.weeks import Week
from tests import live, makers
from tests.celery_worker.conftest import all_done, database_url
from tests.load import pictures
from tests.people import PASSWORD, person
from tests.visitors import PIECE, Phone

pytestmark = [pytest.mark.celery, pytest.mark.sweep]
JOBS = 40


class Person(Phone):
    """Somebody whose request nginx hands on: it came encrypted, to the portal's own name."""

    def headers(self, **more):
        """What the proxy and a browser say."""
        secure = {"X-Forwarded-Proto": "https", "Referer": "https://localhost/", "Host": "localhost"}
        return super().headers(**more) | secure


@pytest.fixture(scope="module")
def machines(worker_environment, tmp_path_factory):
    """Both machines with their webs running; the settings are production's."""
    shared = {
        "TATABOO_MODE": "production",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "localhost",
        "BEHIND_TLS_PROXY": "true",
        "TRUSTED_PROXIES": "127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    made = []
    for name in ("one", "two"):
        folder = tmp_path_factory.mktemp(name)
        (folder / "media").symlink_to(settings.MEDIA_ROOT)
        told = {"database": database_url(), "redis": os.environ["REDIS_URL"], "TEST_DATA_DIR": str(folder)}
        machine = live.Portal(folder, **told, **shared)
        machine.web()
        made.append(machine)
    yield made
    for machine in made:
        machine.close()


@pytest.fixture
def both(machines, empty_queue):
    """Both of them in front of empty tables."""
    yield machines
    for machine in machines:
        machine.stop("worker")


def signed_in(name, machine):
    """Somebody who signs in at this machine."""
    person(name)
    return Person(machine.address).sign_in(name, PASSWORD)


def test_a_photo_sent_in_turns_to_both_arrives_is_drawn_and_shown_by_both(both, wait_for):
    here = signed_in("li", both[0])
    there = here.at(both[1].address)
    content, name = pictures.encoded(pictures.scene(1, 1600, 1200), 80), str(uuid.uuid4())
    received = here.begin(name, content).json()["received"]
    for turn in range(-(-len(content) // PIECE)):
        told = (here, there)[turn % 2].piece(name, content, received).json()
        received = told["received"]
    assert PartialUpload.objects.get().photo == Photo.objects.get()
    answer = there.report(told["photo"], "示例", str(uuid.uuid4()), TaskCategory.objects.first().pk)
    assert here.report(told["photo"], "示例", str(uuid.uuid4()), TaskCategory.objects.first().pk).status == 400
    both[1].worker()
    wait_for(lambda: Photo.objects.filter(status=PhotoStatus.READY).exists(), seconds=60)
    wait_for(all_done, seconds=60)
    address = f"{answer.json()['url'].partition('?')[0]}photos/{told['photo']}/320/"
    assert [visitor.get(address).status for visitor in (here, there)] == [200, 200]
    assert RemediationTask.objects.count() == 1


def test_signed_in_and_out_at_one_is_so_at_both(both):
    here = signed_in("li", both[0])
    there = here.at(both[1].address)
    assert [visitor.get("/account/").status for visitor in (here, there)] == [200, 200]
    assert here.post("/logout/").status == 302
    assert [visitor.get("/account/").status for visitor in (here, there)] == [302, 302]


def test_wrong_passwords_at_both_lock_at_both(both):
    person("li")
    for turn in range(5):
        guess = Person(both[turn % 2].address)
        guess.get("/login/")
        guess.post("/login/", {"username": "li", "password": "wrong"})
    for machine in both:
        late = Person(machine.address)
        late.get("/login/")
        assert late.post("/login/", {"username": "li", "password": PASSWORD}).status != 302


def test_what_is_stopped_at_one_is_refused_by_the_other_at_its_next_request(both):
    li, qian = signed_in("li", both[0]), signed_in("qian", both[1])
    assert li.get("/account/").status == 200
    assert qian.post(f"/manage/people/{person('li').pk}/stop/").status == 302
    assert li.get("/account/").status == 302


def test_the_board_of_one_shows_what_the_other_wrote(both):
    boards = [signed_in("sun", machine) for machine in both]
    makers.work(quantity=741)
    rollups.refresh()
    assert all(">741<" in board.get("/dashboard/").text for board in boards)
    assert not any(">982<" in board.get("/dashboard/").text for board in boards)
    makers.work(quantity=241)
    rollups.refresh()
    assert all(">982<" in board.get("/dashboard/").text for board in boards)


def test_a_feature_switched_off_at_one_has_no_page_at_the_other_and_no_door_within_seconds(both, wait_for):
    qian, li = signed_in("qian", both[0]), signed_in("li", both[1])
    assert 'href="/scores/"' in li.get("/account/").text
    assert qian.post("/manage/scores/", {"is_on": "no", "reason": "街道决定今年不评"}).status == 302
    assert li.get("/scores/").status == 404
    wait_for(lambda: 'href="/scores/"' not in li.get("/account/").text, seconds=switches.KEPT_SECONDS + 5)


def waiting_photos(count):
    """So many photos that wait to be drawn, each with its job; no message was sent."""
    made = [photos.store(makers.photo_upload(colour=(turn, 99, 99)), by=person("li")) for turn in range(count)]
    return [Job.objects.create(task=photos.PROCESS_TASK, arguments={"photo_id": photo.pk}) for photo in made]


def test_two_workers_do_every_job_once_though_each_is_told_of_it_twice(both, wait_for):
    made = waiting_photos(JOBS)
    for machine in both:
        machine.worker()
    for job in made + made:
        jobs.publish(job)
    wait_for(all_done, seconds=120)
    assert {job.attempts for job in Job.objects.all()} == {1}
    assert Photo.objects.filter(status=PhotoStatus.READY).count() == JOBS


def test_what_a_killed_worker_had_in_hand_is_done_by_the_other(both, wait_for):
    made = waiting_photos(JOBS)
    for machine in both:
        machine.worker()
    for job in made:
        jobs.publish(job)
    wait_for(lambda: Job.objects.filter(status=JobStatus.DONE).count() >= 4, seconds=60)
    both[0].kill("worker")
    wait_for(partial(nothing_queued, app), seconds=120)
    jobs.sweep()  # as beat does: what it had fetched and not begun lies in no queue any more, only in its row
    wait_for(lambda: not Job.objects.filter(status=JobStatus.WAITING).exists(), seconds=120)
    time.sleep(2)
    Job.objects.filter(status=JobStatus.RUNNING).update(lease_until=timezone.now())
    jobs.sweep()
    wait_for(all_done, seconds=60)
    assert Photo.objects.filter(status=PhotoStatus.READY).count() == JOBS
    assert Job.objects.filter(attempts__gt=1).count() <= 2  # as many as the killed worker had in hand


def nothing_queued(celery):
    """Whether every message was fetched by some worker."""
    with celery.connection() as line:
        return not line.default_channel.client.llen("celery")


def test_what_beat_sends_does_no_harm_when_it_comes_to_both_at_once(both, wait_for):
    person("wang")
    week = Week.current()
    WorkCalendarDay.objects.update_or_create(day=week.monday, defaults={"is_workday": True, "source": "test"})
    makers.assigned()
    makers.work(quantity=24, day=week.shifted(-1).monday)
    for machine in both:
        machine.worker()
    names = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} - {"tataboo_portal.drill"}
    for name in sorted(names):
        for _ in both:
            app.send_task(name)
    wait_for(
        lambda: WeeklyReport.objects.exists() and RollupRun.objects.filter(is_recount=True).count() == 2, seconds=120
    )
    wait_for(partial(quiet, app), seconds=120)
    assert WeeklyReport.objects.count() == 1
    assert AuditEvent.objects.filter(object_type=WeeklyReport._meta.label).count() == 1
    told = list(Notice.objects.values_list("recipient", "title", "url"))
    assert len(told) == len(set(told))
    assert rollups.recount().differences == []


def quiet(celery):
    """Whether no message waits and none is in somebody's hands."""
    with celery.connection() as line:
        client = line.default_channel.client
        return not client.llen("celery") and not client.hlen("unacked") and all_done()
