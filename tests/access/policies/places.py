"""Policy of places, coverage and patrols."""

import uuid

from inspections.actions.patrols import record_round
from tataboo_portal.models import Place
from tests.access.rows import BAD, EVERYONE, LOGIN, MOVED, NO, OK, OWN_POST, OWN_RECORD, UNKNOWN, row
from tests.people import person, unit_of

KEEPERS_OF_PLACES = row(LOGIN, OK, NO, NO, NO, NO, NO, NO, OK)
WRITING_PLACES = row(LOGIN, BAD, NO, NO, NO, NO, NO, NO, BAD)

POLICY = {
    ("GET", "coverage"): EVERYONE,
    ("GET", "patrol_list"): EVERYONE,
    ("GET", "patrol_new"): row(LOGIN, OK, OK, OK, OK, OK, OK, NO, NO),
    ("POST", "patrol_new"): row(LOGIN, BAD, BAD, BAD, BAD, BAD, BAD, NO, NO),
    ("POST", "patrol_void"): OWN_POST,
    ("GET", "place_list"): EVERYONE,
    ("GET", "place_cards"): EVERYONE,
    ("GET", "place_new"): KEEPERS_OF_PLACES,
    ("POST", "place_new"): WRITING_PLACES,
    ("GET", "place_import"): KEEPERS_OF_PLACES,
    ("POST", "place_import"): WRITING_PLACES,
    ("GET", "place_edit"): KEEPERS_OF_PLACES,
    ("POST", "place_edit"): WRITING_PLACES,
    ("GET", "place_page"): OWN_RECORD,
    ("GET", "place_qr"): OWN_RECORD,
    ("POST", "place_seen"): row(LOGIN, MOVED, MOVED, UNKNOWN, UNKNOWN, UNKNOWN, MOVED, NO, NO),
}


def addresses(task):
    """The arguments of these addresses, all of them 绣品厂社区's; `task` is a dispatched one."""
    place = Place.objects.create(name="示例小区一", kind="compound", community=unit_of("1"))
    patrol = record_round(by=person("li"), client_uuid=uuid.uuid4(), places=[place])
    return {f"place_{page}": (place.code,) for page in ("page", "edit", "qr", "seen")} | {"patrol_void": (patrol.pk,)}
