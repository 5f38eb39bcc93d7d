"""Policy of what leaves the portal: every list by the gate of the list itself, finished files for nobody but the one who asked."""

import uuid

from django.http import QueryDict

from tataboo_portal import exports
from tataboo_portal.listings import Asked, listings
from tests.access.rows import ADMIN_ONLY, BAD, EVERYONE, LOGIN, MOVED, NO, OK, UNKNOWN, row
from tests.people import person

# Everybody may ask; without the number of the submission nothing is begun.
ASKING = row(LOGIN, BAD, BAD, BAD, BAD, BAD, BAD, BAD, BAD)
LISTS = ("work", "drive", "placement", "campaign", "goal", "task", "place", "patrol", "check", "register")

POLICY = {
    (method, f"{name}_export"): answer for name in LISTS for method, answer in (("GET", EVERYONE), ("POST", ASKING))
}
POLICY |= {
    ("GET", "manage_people_list"): row(LOGIN, NO, NO, NO, NO, NO, NO, NO, MOVED),
    ("GET", "manage_people_export"): ADMIN_ONLY,
    ("POST", "manage_people_export"): row(LOGIN, NO, NO, NO, NO, NO, NO, NO, BAD),
    ("GET", "export_list"): EVERYONE,
    ("GET", "import_template"): row(LOGIN, OK, OK, OK, OK, OK, NO, NO, NO),
    # It waits to be written: its own person is led to the list, nobody else knows of it.
    ("GET", "export_file"): row(LOGIN, UNKNOWN, MOVED, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
}


def addresses(task):
    """The arguments of these addresses; the file is 李's."""
    asked = Asked.read(listings()["works"], person("li"), QueryDict())
    export, _ = exports.begin(asked, client_uuid=uuid.uuid4(), rows_total=3_000)
    return {"export_file": (export.token,), "register_export": ("vehicles",), "import_template": ("works",)}
