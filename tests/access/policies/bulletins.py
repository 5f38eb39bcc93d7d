"""Policy of bulletins: the office writes them, everybody reads them and takes them along."""

import uuid

from django.utils import timezone

from reports.actions import bulletins as actions
from reports.enums import BulletinKind
from tataboo_portal.enums import PhotoStatus
from tataboo_portal.models import PhotoRelease
from tests.access.rows import BAD, EVERYONE, LOGIN, MOVED, NO, OK, UNKNOWN, row
from tests.people import person

OFFICE_OPENS = row(LOGIN, OK, NO, NO, NO, NO, NO, NO, NO)
OFFICE_SENDS_TOO_LITTLE = row(LOGIN, BAD, NO, NO, NO, NO, NO, NO, NO)
OFFICE_DOES = row(LOGIN, MOVED, NO, NO, NO, NO, NO, NO, NO)
FORMS = ("bulletin_new", "bulletin_facts", "bulletin_edit", "bulletin_pairs", "bulletin_withdraw", "bulletin_void")
NOBODYS = row(LOGIN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)

POLICY = {
    **{("GET", name): OFFICE_OPENS for name in FORMS},
    **{("POST", name): OFFICE_SENDS_TOO_LITTLE for name in FORMS},
    ("GET", "bulletin_list"): EVERYONE,
    ("GET", "bulletin_detail"): EVERYONE,
    ("GET", "bulletin_version"): EVERYONE,
    ("GET", "bulletin_docx"): EVERYONE,
    ("GET", "bulletin_html"): EVERYONE,
    # A photo of no pair, and one whose copy for outside is not there, is nobody's.
    ("GET", "bulletin_photo"): NOBODYS,
    ("POST", "bulletin_void"): OFFICE_DOES,
    ("POST", "bulletin_build"): OFFICE_DOES,
    ("POST", "bulletin_publish"): OFFICE_DOES,
}


def addresses(task):
    """A bulletin published once and taken back, and a photo that is in none of its pairs."""
    wang, today = person("wang"), timezone.localdate()
    values = {"start": today, "end": today, "issued_on": today, "title": "示例简报", "campaign": None}
    made = actions.draft(by=wang, client_uuid=uuid.uuid4(), kind=BulletinKind.BULLETIN, **values)
    actions.publish(by=wang, bulletin=made, version=made.version)
    actions.withdraw(by=wang, bulletin=made, reason="示例")
    photo = task.photos.first().photo
    PhotoRelease.objects.get_or_create(photo=photo, defaults={"released_by": wang, "status": PhotoStatus.READY})
    pages = ("detail", "facts", "pairs", "withdraw", "void", "docx", "html", "build", "publish")
    return {
        **{f"bulletin_{page}": (made.pk,) for page in pages},
        "bulletin_edit": (made.pk, "measures"),
        "bulletin_version": (made.pk, 1),
        "bulletin_photo": (made.pk, photo.token),
    }
