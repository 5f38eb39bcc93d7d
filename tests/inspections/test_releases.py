"""对外版本: what is covered is gone from the pixels, one copy at a time, and only the office makes or sees it."""

import io
import uuid

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
from tests import makers
from tests.people import jpeg

LEFT = [[0, 0, 500, 1000]]
CORNER = [[750, 0, 250, 250]]
WIDE, TALL = (12, 9), (9, 12)


def halves():
    """A photo whose left half is a face, as it were: red, the rest white; laid on its side by the phone."""
    picture = Image.new("RGB", (800, 600), "white")
    picture.paste((255, 0, 0), (0, 0, 400, 600))
    exif = Image.Exif()
    exif[0x0112] = 3  # upside down: upright, the red half is on the right
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=95, exif=exif)
    return buffer.getvalue()


@pytest.fixture
def task(db):
    """A task whose before photo is red on its right half."""
    task = makers.reported()
    row = task.photos.get()
    row.photo = photos.keep(ContentFile(halves(), "现场.jpg"), by=row.photo.uploaded_by, where="绣品厂社区 示例小区一")
    row.save()
    makers.process_photos()
    return task


@pytest.fixture
def photo(task):
    """Its photo, ready to be looked at."""
    return task.photos.get().photo


def run_jobs():
    """Do what waits, as the worker would."""
    for job in Job.objects.filter(task=releases.DRAW_TASK, status=JobStatus.WAITING).order_by("id"):
        jobs.run(job.pk, releases.draw)


def fresh(photo):
    """The photo's release as the database has it."""
    return PhotoRelease.objects.get(photo=photo)


def pixels(owner, size):
    """A stored copy of a photo or release as an image."""
    with default_storage.open(owner.served_path(size)) as source:
        return Image.open(io.BytesIO(source.read())).convert("RGB")


def copies(owner):
    """The sizes of it that exist."""
    return [str(size) for size in PhotoSize if default_storage.exists(owner.served_path(size))]


def send(client, task, photo, choice, cells=(), seen=None):
    """Send the form of the page."""
    seen = (
        seen
        if seen is not None
        else (PhotoRelease.objects.filter(photo=photo).values_list("token", flat=True).first() or "")
    )
    data = {"choice": choice, "cells": list(cells), "seen": str(seen)}
    return client.post(reverse("task_photo_release", args=[task.number, photo.token]), data)


def redness(colour):
    """How much more red than anything else."""
    return colour[0] - max(colour[1:])


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


def test_who_looked_at_an_older_version_is_told_and_sees_the_newer_one(sign_in, task, photo, wang, qian):
    actions.release_photo(by=qian, photo=photo, rectangles=LEFT)
    response = send(sign_in(wang), task, photo, "cover", ["0-0"], seen="")
    page = response.content.decode()
    assert (response.status_code, fresh(photo).rectangles) == (400, LEFT)
    assert "钱刚处理过这张照片，看看再保存。" in page
    assert f'value="{fresh(photo).token}"' in page
    assert 'value="0-0" aria-label="第 1 行第 1 列" checked' in page


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


@pytest.mark.parametrize(
    ("choice", "cells", "sentence"),
    [
        ("cover", [], "还没有选格子"),
        ("clear", ["1-1"], "选了格子，又选了不用遮挡"),
        ("cover", ["12-0"], "页面不完整，刷新后再试。"),
        ("cover", ["0-0\x00"], "页面不完整，刷新后再试。"),
        ("", ["0-0"], "选遮住选中的格子，或者已看过不用遮挡。"),
        ("cover", [f"{x}-{y}" for x in range(12) for y in range(9) if (x + y) % 2], RECTANGLES_SENTENCE),
    ],
)
def test_the_page_says_what_is_missing_and_keeps_what_was_marked(sign_in, task, photo, wang, choice, cells, sentence):
    response = send(sign_in(wang), task, photo, choice, cells)
    page = response.content.decode()
    assert (response.status_code, sentence in page) == (400, True)
    assert not PhotoRelease.objects.exists()
    assert page.count(" checked") == len([cell for cell in cells if cell[-1].isdigit() and cell != "12-0"])


def test_the_office_covers_looks_and_withdraws_from_the_task(sign_in, task, photo, wang):
    client, detail = sign_in(wang), reverse("task_detail", args=[task.number])
    page = reverse("task_photo_release", args=[task.number, photo.token])
    assert f'href="{page}">整改前：没有处理' in client.get(detail).content.decode()
    assert send(client, task, photo, "cover", ["0-0", "1-0", "0-1", "1-1", "11-8"]).url == page
    assert "整改前：处理中" in client.get(detail).content.decode()
    run_jobs()
    assert "整改前：已遮挡 2 处" in client.get(detail).content.decode()
    html = client.get(page).content.decode()
    assert html.count(" checked") == 5
    copy = reverse("task_released_photo", args=[task.number, photo.token, fresh(photo).token, "720"])
    assert copy in html
    response = client.get(copy)
    assert (response["Content-Type"], b"".join(response.streaming_content)[:2]) == ("image/jpeg", b"\xff\xd8")
    send(client, task, photo, "clear")
    run_jobs()
    assert "整改前：已看过不用遮" in client.get(detail).content.decode()
    assert client.get(copy).status_code == 404
    send(client, task, photo, "withdraw")
    assert "整改前：已撤回" in client.get(detail).content.decode()


def test_others_are_not_offered_what_they_may_not_do(sign_in, task, li):
    assert "对外使用" not in sign_in(li).get(reverse("task_detail", args=[task.number])).content.decode()


def test_a_photo_of_another_task_or_one_not_ready_has_no_such_page(sign_in, task, photo, wang):
    client, other = sign_in(wang), makers.reported()
    for number, token in (
        (other.number, photo.token),
        (other.number, other.photos.get().photo.token),
        (task.number, uuid.uuid4()),
    ):
        assert client.get(reverse("task_photo_release", args=[number, token])).status_code == 404


@pytest.mark.parametrize("grid", [WIDE, TALL])
def test_cells_become_rectangles_and_the_same_cells_again(grid):
    columns, rows = grid
    everything = {(column, row) for column in range(columns) for row in range(rows)}
    some = {(0, 0), (1, 0), (0, 1), (1, 1), (5, 4), (columns - 1, rows - 1), (3, 8), (4, 8), (4, 7)}
    assert releases.rectangles_over(everything, grid) == [[0, 0, 1000, 1000]]
    assert len(releases.rectangles_over(some, grid)) == 5
    for cells in (everything, some, set()):
        assert releases.cells_under(releases.rectangles_over(cells, grid), grid) == cells


def test_a_tall_photo_gets_a_tall_grid(photo, wang):
    assert releases.grid_of(photo) == WIDE
    tall = photos.keep(ContentFile(jpeg(size=(300, 400)), "竖.jpg"), by=wang)
    photos.process(tall.pk)
    assert releases.grid_of(tall) == TALL
