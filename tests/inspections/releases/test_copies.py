"""对外版本: what is covered is gone from the pixels, one copy at a time."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image, ImageChops

from tataboo_portal import actions, drawing, jobs, photos, releases
from tataboo_portal.enums import JobStatus, PhotoSize, PhotoStatus
from tataboo_portal.models import AuditEvent, Job, Photo, PhotoRelease
from tataboo_portal.models.photos import RECTANGLES_SENTENCE
from tataboo_portal.refusals import StaleEdit
from tests.inspections.releases.conftest import CORNER, LEFT, copies, fresh, pixels, redness, run_jobs, send
from tests.people import jpeg


def test_what_was_covered_is_gone_from_every_size(photo, wang):
    assert redness(pixels(photo, PhotoSize.LARGE).getpixel((600, 100))) > 200
    actions.release_photo(by=wang, photo=photo, rectangles=[[500, 0, 500, 1000]])
    run_jobs()
    release = fresh(photo)
    assert release.is_ready
    for size in PhotoSize:
        picture = pixels(release, size)
        red, green, _ = picture.split()
        assert ImageChops.subtract(red, green).getextrema()[1] < 40
        assert all(low == high or high - low < 12 for low, high in covered_part(picture)), size
        assert picture.getpixel((5, 5)) > (230, 230, 230)


def covered_part(picture):
    """The darkest and brightest value of each colour well within the covered half, above the caption."""
    part = picture.crop((picture.width // 2 + 8, 0, picture.width, picture.height // 2))
    return part.getextrema()


def test_the_copy_carries_the_caption_and_nothing_of_the_file(photo, wang):
    actions.release_photo(by=wang, photo=photo, rectangles=[])
    run_jobs()
    release = fresh(photo)
    with default_storage.open(release.served_path(PhotoSize.LARGE)) as source:
        content = source.read()
    assert b"Exif" not in content
    corner = pixels(release, PhotoSize.LARGE).getpixel((3, 597))
    assert max(corner) < 120
    assert photo.token.hex not in release.served_path(PhotoSize.LARGE)


@pytest.mark.parametrize(
    "rectangles",
    [
        [[0, 0, 0, 10]],
        [[0, 0, 10, 0]],
        [[-1, 0, 10, 10]],
        [[995, 0, 10, 10]],
        [[0, 995, 10, 10]],
        [[0, 0, 10]],
        [[0, 0, 10, 1.5]],
        [[0, 0, True, 10]],
        ["0010"],
        {"x": 1},
        [[0, 0, 1, 1]] * 51,
    ],
)
def test_rectangles_outside_empty_or_too_many_are_refused(photo, wang, rectangles):
    with pytest.raises(Exception, match=RECTANGLES_SENTENCE):
        actions.release_photo(by=wang, photo=photo, rectangles=rectangles)
    assert not PhotoRelease.objects.exists()


def test_outside_the_caption_says_when_and_where_and_not_who(photo, li):
    photo.caption = photos.caption_of(photo, "绣品厂社区 二棉宿舍 3号楼")
    assert photo.caption.endswith(f" {photo.uploaded_by.full_name}拍")
    assert releases.caption_outside(photo) == photo.caption.removesuffix(f" {photo.uploaded_by.full_name}拍")
    assert releases.caption_outside(photo).endswith("3号楼")


def test_fifty_rectangles_are_drawn_to_the_very_edge():
    edge = [[999, 999, 1, 1]] * 50
    _, drawn = drawing.draw(jpeg("white", (64, 48)), "", edge)
    with Image.open(io.BytesIO(drawn[2])) as picture:
        assert picture.convert("L").getpixel((63, 47)) < 160 < picture.convert("L").getpixel((20, 20))


def test_the_same_again_changes_nothing_and_a_change_makes_a_new_copy_and_removes_the_old(photo, wang):
    first = actions.release_photo(by=wang, photo=photo, rectangles=LEFT)
    run_jobs()
    assert actions.release_photo(by=wang, photo=photo, rectangles=LEFT).token == first.token
    assert (
        AuditEvent.objects.filter(object_type="tataboo_portal.PhotoRelease").count(),
        Job.objects.filter(task=releases.DRAW_TASK).count(),
    ) == (1, 1)
    second = actions.release_photo(by=wang, photo=photo, rectangles=CORNER, seen=first.token)
    run_jobs()
    assert (copies(first), copies(second)) == ([], ["320", "720", "1600"])
    assert PhotoRelease.objects.get().token == second.token != first.token
    event = AuditEvent.objects.filter(object_type="tataboo_portal.PhotoRelease").latest("pk")
    assert (event.action, event.before["rectangles"], event.after["rectangles"]) == ("change", LEFT, CORNER)


def test_withdrawing_leaves_the_row_and_no_file(photo, wang, qian):
    first = actions.release_photo(by=wang, photo=photo, rectangles=LEFT)
    run_jobs()
    for _ in range(2):
        withdrawn = actions.withdraw_release(by=qian, photo=photo, seen=first.token)
    run_jobs()
    assert (copies(first), copies(withdrawn)) == ([], [])
    assert (fresh(photo).is_live, fresh(photo).rectangles, fresh(photo).words) == (False, LEFT, "已撤回")
    assert AuditEvent.objects.filter(action="void").count() == 1
    with pytest.raises(FileNotFoundError):
        photos.respond_released(fresh(photo), PhotoSize.MEDIUM)
    with pytest.raises(StaleEdit, match="王刚处理过这张照片"):
        actions.release_photo(by=wang, photo=photo, rectangles=CORNER, seen=first.token)


def test_a_crash_while_drawing_leaves_nothing_to_serve_and_is_tried_again(photo, wang, monkeypatch):
    release = actions.release_photo(by=wang, photo=photo, rectangles=LEFT)
    job = Job.objects.get(task=releases.DRAW_TASK)
    save, saved = default_storage.save, []

    def full(path, content):
        if saved:
            raise OSError("no space left on device")
        saved.append(path)
        return save(path, content)

    with monkeypatch.context() as broken:
        broken.setattr(default_storage, "save", full)
        jobs.run(job.pk, releases.draw)
    job.refresh_from_db()
    assert (job.status, fresh(photo).status) == (JobStatus.WAITING, PhotoStatus.WAITING)
    with pytest.raises(FileNotFoundError):
        photos.respond_released(fresh(photo), PhotoSize.MEDIUM)
    Job.objects.filter(pk=job.pk).update(not_before=job.created_at)
    jobs.run(job.pk, releases.draw)
    assert (fresh(photo).is_ready, copies(release)) == (True, ["320", "720", "1600"])


@pytest.mark.parametrize("meanwhile", ["change", "withdraw"])
def test_what_is_changed_while_it_is_drawn_leaves_no_copy_behind(photo, wang, monkeypatch, meanwhile):
    release = actions.release_photo(by=wang, photo=photo, rectangles=LEFT)
    ask = photos.drawer.ask

    def slow(*arguments):
        monkeypatch.undo()
        if meanwhile == "change":
            actions.release_photo(by=wang, photo=photo, rectangles=CORNER, seen=release.token)
        else:
            actions.withdraw_release(by=wang, photo=photo, seen=release.token)
        return ask(*arguments)

    monkeypatch.setattr(photos.drawer, "ask", slow)
    releases.draw(release.pk, release.token.hex)
    assert copies(release) == []
    run_jobs()
    assert copies(fresh(photo)) == (["320", "720", "1600"] if meanwhile == "change" else [])


def test_a_damaged_original_says_so_and_may_be_tried_again(sign_in, task, photo, wang):
    path = photo.original.name
    default_storage.delete(path)
    default_storage.save(path, ContentFile(b"no picture"))
    client = sign_in(wang)
    for _ in range(2):
        assert send(client, task, photo, "clear").status_code == 302
        run_jobs()
        assert fresh(photo).status == PhotoStatus.REFUSED
    assert (
        "遮好的照片没有画成，再保存一次。"
        in client.get(reverse("task_photo_release", args=[task.number, photo.token])).content.decode()
    )


def test_papers_use_the_copy_for_outside_as_soon_as_somebody_asked_for_one(photo, wang):
    assert photos.paper_path(photo, PhotoSize.MEDIUM) == photo.served_path(PhotoSize.MEDIUM)
    release = actions.release_photo(by=wang, photo=photo, rectangles=LEFT)
    waiting = photos.paper_path(Photo.objects.get(pk=photo.pk), PhotoSize.MEDIUM)
    assert not default_storage.exists(waiting)
    run_jobs()
    assert (
        photos.paper_path(Photo.objects.get(pk=photo.pk), PhotoSize.MEDIUM)
        == release.served_path(PhotoSize.MEDIUM)
        == waiting
    )
    actions.withdraw_release(by=wang, photo=photo, seen=release.token)
    assert photos.paper_path(Photo.objects.get(pk=photo.pk), PhotoSize.MEDIUM) == photo.served_path(PhotoSize.MEDIUM)
