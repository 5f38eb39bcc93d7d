"""Policy of the copies of photos for outside: the office and the administrator, nobody else who sees the photo inside."""

from tataboo_portal import actions, releases
from tests.access.rows import BAD, LOGIN, NO, OK, UNKNOWN, row
from tests.people import person

OFFICE_AND_ADMIN = row(LOGIN, OK, NO, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, OK)

POLICY: dict = {
    ("GET", "task_photo_release"): OFFICE_AND_ADMIN,
    ("POST", "task_photo_release"): row(LOGIN, BAD, NO, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, BAD),
    ("GET", "task_released_photo"): OFFICE_AND_ADMIN,
}


def addresses(task):
    """The arguments of these addresses: the task's before photo, with a corner covered."""
    photo = task.photos.get().photo
    release = actions.release_photo(by=person("wang"), photo=photo, rectangles=[[0, 0, 100, 100]])
    releases.draw(release.pk, release.token.hex)
    page = (task.number, photo.token)
    return {"task_photo_release": page, "task_released_photo": (*page, release.token, "720")}
