"""The night's walk over all photos: originals gone or changed are reported once, served copies gone are drawn again."""

import io
import logging

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tataboo_portal import actions, jobs, photo_integrity, photos, releases, tasks
from tataboo_portal.enums import JobStatus, PhotoSize, PhotoStatus
from tataboo_portal.models import AuditEvent, Job, Notice, Photo
from tests import makers
from tests.people import jpeg


@pytest.fixture
def album(li):
    """Four photos, drawn."""
    album = [
        photos.keep(ContentFile(jpeg(colour), f"{colour}.jpg"), by=li) for colour in ("red", "green", "blue", "gray")
    ]
    makers.process_photos()
    return list(Photo.objects.filter(pk__in=[photo.pk for photo in album]))


def put(path, content):
    """Replace what lies there behind the portal's back."""
    default_storage.delete(path)
    default_storage.save(path, ContentFile(content))


def content_of(path):
    with default_storage.open(path) as source:
        return source.read()


def state(photo):
    photo.refresh_from_db()
    return photo.status


def findings():
    """What was reported, as (photo, words)."""
    return [
        (int(event.object_id), event.reason)
        for event in AuditEvent.objects.filter(object_type="tataboo_portal.Photo").order_by("id")
    ]


def work(task, run):
    """Do the waiting jobs of a kind, and those they queue."""
    while job := Job.objects.due(timezone.now()).filter(task=task).first():
        jobs.run(job.pk, run)


def walk():
    """One night."""
    tasks.begin_photo_check()
    work(photo_integrity.CHECK_TASK, photo_integrity.check_batch)


def test_a_sound_album_is_left_alone(album, qian):
    walk()
    assert [state(photo) for photo in album] == [PhotoStatus.READY] * 4
    assert (findings(), Notice.objects.count()) == ([], 0)
    assert set(Job.objects.filter(task=photo_integrity.CHECK_TASK).values_list("status", flat=True)) == {JobStatus.DONE}


def test_originals_gone_changed_or_cut_are_reported_once_and_the_rest_is_still_checked(album, qian, caplog):
    gone, changed, cut, sound = album
    default_storage.delete(gone.original.name)
    put(changed.original.name, jpeg("white"))
    put(cut.original.name, content_of(cut.original.name)[:-40])
    default_storage.delete(sound.served_path(PhotoSize.SMALL))
    with caplog.at_level(logging.ERROR):
        walk()
        walk()
    missing, other = photo_integrity.MISSING, photo_integrity.CHANGED
    assert findings() == [(gone.pk, missing), (changed.pk, other), (cut.pk, other)]
    assert [record.getMessage() for record in caplog.records] == [
        f"photo {gone.pk}: the original is missing",
        f"photo {changed.pk}: the original is changed",
        f"photo {cut.pk}: the original is changed",
    ]
    notice = Notice.objects.get()
    assert (notice.recipient, notice.title) == (qian, "3 张照片的原图不见了或者变了")
    assert state(sound) == PhotoStatus.WAITING
    assert [state(photo) for photo in (gone, changed, cut)] == [PhotoStatus.READY] * 3


@pytest.mark.parametrize("harm", ["gone", "empty", "cut"])
def test_copies_gone_or_cut_are_drawn_again(album, harm):
    photo = album[1]
    path = photo.served_path(PhotoSize.MEDIUM)
    before = content_of(path)
    default_storage.delete(path)
    if harm != "gone":
        default_storage.save(path, ContentFile(b"" if harm == "empty" else before[:-20]))
    walk()
    assert state(photo) == PhotoStatus.WAITING
    work(photos.PROCESS_TASK, photos.process)
    assert (state(photo), content_of(path)) == (PhotoStatus.READY, before)
    assert findings() == []


def test_nothing_is_drawn_from_an_original_that_is_not_the_one_received(album):
    photo = album[2]
    put(photo.original.name, jpeg("white"))
    default_storage.delete(photo.served_path(PhotoSize.LARGE))
    walk()
    assert (state(photo), photo.refusal) == (PhotoStatus.REFUSED, photo_integrity.LOST_SENTENCE)


def test_a_covered_copy_that_is_gone_is_drawn_again_as_covered_as_before(album, wang):
    photo = album[0]
    release = actions.release_photo(by=wang, photo=photo, rectangles=[[0, 0, 1000, 500]])
    work(releases.DRAW_TASK, releases.draw)
    path = release.served_path(PhotoSize.MEDIUM)
    before = content_of(path)
    default_storage.delete(path)
    walk()
    work(releases.DRAW_TASK, releases.draw)
    release.refresh_from_db()
    assert (release.is_ready, content_of(path)) == (True, before)


def test_a_storage_that_is_away_is_no_finding(album, qian):
    for photo in album:
        default_storage.delete(photo.original.name)
        default_storage.delete(photo.served_path(PhotoSize.SMALL))
    walk()
    job = Job.objects.get(task=photo_integrity.CHECK_TASK)
    assert (job.status, "StorageAway" in job.error) == (JobStatus.WAITING, True)
    assert [state(photo) for photo in album] == [PhotoStatus.READY] * 4
    assert (findings(), Notice.objects.get().title) == ([], "照片存储连不上，照片没有检查")


def test_one_photo_that_breaks_the_check_does_not_end_the_walk(album, monkeypatch, caplog):
    bad, last = album[1], album[3]
    default_storage.delete(last.original.name)
    is_whole = photo_integrity._is_whole

    def breaking(owner):
        if owner == bad:
            raise RuntimeError("this one")
        return is_whole(owner)

    monkeypatch.setattr(photo_integrity, "_is_whole", breaking)
    walk()
    assert findings() == [(last.pk, photo_integrity.MISSING)]
    assert f"photo {bad.pk} could not be checked" in caplog.text


def test_the_walk_goes_on_where_it_was_interrupted_and_never_runs_twice_at_once(album, monkeypatch):
    monkeypatch.setattr(photo_integrity, "BATCH", 1)
    default_storage.delete(album[3].original.name)
    photo_integrity.begin()
    first = Job.objects.get(task=photo_integrity.CHECK_TASK)
    jobs.run(first.pk, photo_integrity.check_batch)
    photo_integrity.begin()
    waiting = Job.objects.get(task=photo_integrity.CHECK_TASK, status=JobStatus.WAITING)
    assert waiting.arguments == {"after": album[0].pk, "found": 0}
    # the worker dies before the job is done: it is done again and queues the same next batch, once
    photo_integrity.check_batch(after=0, found=0)
    assert Job.objects.filter(task=photo_integrity.CHECK_TASK, status=JobStatus.WAITING).count() == 1
    work(photo_integrity.CHECK_TASK, photo_integrity.check_batch)
    assert findings() == [(album[3].pk, photo_integrity.MISSING)]


def test_a_batch_is_bounded_by_bytes_and_asks_once_for_all_its_photos(album, monkeypatch):
    photo_integrity.check(0)  # the first walk ever makes its pulse
    with CaptureQueriesContext(connection) as four:
        assert photo_integrity.check(0) == (album[3].pk, 0)
    monkeypatch.setattr(photo_integrity, "MOST_BYTES_AT_ONCE", album[0].byte_count + 1)
    with CaptureQueriesContext(connection) as one:
        assert photo_integrity.check(0) == (album[0].pk, 0)
    savepoints = 2
    assert len(four) - len(one) <= 3 * savepoints


def test_the_command_says_how_far_it_is_and_goes_on_from_there(album):
    default_storage.delete(album[0].original.name)
    default_storage.delete(album[3].original.name)
    out = io.StringIO()
    call_command("check_photos", after=album[0].pk, stdout=out)
    assert out.getvalue() == f"查到编号 {album[3].pk}\n查完了，新发现 1 张原图有问题。\n"
    assert findings() == [(album[3].pk, photo_integrity.MISSING)]
