"""对外版本 on its page: only the office makes or sees it, cell by cell."""

import uuid

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from tataboo_portal import actions, photos, releases
from tataboo_portal.models import PhotoRelease
from tataboo_portal.models.photos import RECTANGLES_SENTENCE
from tests import makers
from tests.inspections.releases.conftest import LEFT, fresh, run_jobs, send
from tests.people import jpeg

WIDE, TALL = (12, 9), (9, 12)


def test_who_looked_at_an_older_version_is_told_and_sees_the_newer_one(sign_in, task, photo, wang, qian):
    actions.release_photo(by=qian, photo=photo, rectangles=LEFT)
    response = send(sign_in(wang), task, photo, "cover", ["0-0"], seen="")
    page = response.content.decode()
    assert (response.status_code, fresh(photo).rectangles) == (400, LEFT)
    assert "钱刚处理过这张照片，看看再保存。" in page
    assert f'value="{fresh(photo).token}"' in page
    assert 'value="0-0" aria-label="第 1 行第 1 列" checked' in page


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
    assert f'href="{page}">整改前：还没检查遮挡' in client.get(detail).content.decode()
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
