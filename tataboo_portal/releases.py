"""Copies of photos that may leave their case: drawn from the original with faces and plates painted over, and removed again."""

import re
import uuid

from django.core.files.storage import default_storage
from PIL import Image

from tataboo_portal import jobs, photos
from tataboo_portal.enums import PhotoSize, PhotoStatus
from tataboo_portal.models import PhotoRelease
from tataboo_portal.models.photos import WHOLE
from tataboo_portal.sandbox import ChildBroke

DRAW_TASK = "tataboo_portal.draw_release"
LONG_SIDE, SHORT_SIDE = 12, 9


def draw_later(release, *, gone=None):
    """Have the copy of this release drawn, and the one whose token is `gone` removed, once the caller has committed."""
    for token in filter(None, (release.token if release.is_live else None, gone)):
        jobs.enqueue(DRAW_TASK, release_id=release.pk, token=token.hex)


def draw(release_id, token):
    """Draw the copy this token names; remove it when the release has another by now, or is withdrawn. Idempotent."""
    release = PhotoRelease.objects.select_related("photo").get(pk=release_id)
    if release.token.hex != token or not release.is_live:
        _remove(token)
        return
    if release.status != PhotoStatus.WAITING:
        return
    present = PhotoRelease.objects.filter(pk=release_id, token=token, withdrawn_at=None, status=PhotoStatus.WAITING)
    try:
        with release.photo.original.open("rb") as source:
            content = source.read()
        _, copies = photos.drawer.ask(content, caption_outside(release.photo), release.rectangles)
    except (ChildBroke, FileNotFoundError):
        present.update(status=PhotoStatus.REFUSED)
        return
    photos.write(release, copies)
    if not present.update(status=PhotoStatus.READY):
        _remove(token)  # somebody changed or withdrew it while it was drawn


def caption_outside(photo):
    """The caption without the name of who took the photo: outside it is nobody's business."""
    return re.sub(r" \S+拍$", "", photo.caption)


def _remove(token):
    release = PhotoRelease(token=uuid.UUID(token))
    for size in PhotoSize:
        default_storage.delete(release.served_path(size))


def grid_of(photo):
    """(columns, rows) of the grid in which parts of this photo are chosen: more along its longer side, 12 × 9 or 9 × 12."""
    with default_storage.open(photo.served_path(PhotoSize.SMALL)) as source, Image.open(source) as image:
        is_tall = image.height > image.width
    return (SHORT_SIDE, LONG_SIDE) if is_tall else (LONG_SIDE, SHORT_SIDE)


def cells_under(rectangles, grid):
    """The cells (column, row) of the grid that lie under these rectangles, also partly."""
    return {
        (column, row)
        for column, row in ((column, row) for row in range(grid[1]) for column in range(grid[0]))
        if any(_touch(_rectangle(column, row, 1, 1, grid), rectangle) for rectangle in rectangles)
    }


def rectangles_over(cells, grid):
    """As few rectangles as a simple sweep finds that cover exactly these cells: runs of a row, joined downwards."""
    left, found = set(cells), []
    for column, row in sorted(cells, key=lambda cell: (cell[1], cell[0])):
        if (column, row) not in left:
            continue
        width = height = 1
        while (column + width, row) in left:
            width += 1
        while left.issuperset((column + step, row + height) for step in range(width)):
            height += 1
        left -= {(column + x, row + y) for x in range(width) for y in range(height)}
        found.append(_rectangle(column, row, width, height, grid))
    return found


def _rectangle(column, row, width, height, grid):
    """Cells in thousandths of the picture."""
    x, right = (at * WHOLE // grid[0] for at in (column, column + width))
    y, bottom = (at * WHOLE // grid[1] for at in (row, row + height))
    return [x, y, right - x, bottom - y]


def _touch(one, other):
    return all(one[at] < other[at] + other[at + 2] and other[at] < one[at] + one[at + 2] for at in (0, 1))
