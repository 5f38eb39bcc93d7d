"""Policy of 迎检资料: everybody sees the clauses, each their own proofs; a unit files its own rows, the office any."""

import uuid

from reports.actions import dossier as actions
from reports.models import DossierClause
from tataboo_portal import releases
from tataboo_portal.models import Photo, PhotoRelease
from tests import makers
from tests.access.rows import BAD, EVERYONE, LOGIN, MOVED, NO, OK, OWN_RECORD, UNKNOWN, row
from tests.papers import paper
from tests.people import person, unit_of

FILES_OWN = row(LOGIN, OK, OK, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, OK)
FILED_OWN = row(LOGIN, BAD, BAD, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, BAD)
FILES = row(LOGIN, OK, OK, OK, OK, OK, NO, NO, OK)
FILED = row(LOGIN, BAD, BAD, BAD, BAD, BAD, NO, NO, BAD)
KEEPS = row(LOGIN, OK, NO, NO, NO, NO, NO, NO, OK)
KEPT = row(LOGIN, BAD, NO, NO, NO, NO, NO, NO, BAD)

POLICY = {
    ("GET", "dossier"): EVERYONE,
    ("GET", "dossier_clause"): EVERYONE,
    ("POST", "dossier_pack"): row(LOGIN, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED),
    ("GET", "dossier_file"): FILES_OWN,
    ("POST", "dossier_file"): FILED_OWN,
    ("GET", "dossier_remove"): FILES_OWN,
    ("POST", "dossier_remove"): FILED_OWN,
    ("GET", "dossier_pick"): FILES,
    ("POST", "dossier_pick"): FILED,
    ("POST", "dossier_upload"): FILED,
    ("GET", "dossier_paper"): OWN_RECORD,
    ("GET", "dossier_photo"): OWN_RECORD,
    ("GET", "dossier_release"): KEEPS,
    ("POST", "dossier_release"): KEPT,
    ("GET", "dossier_clause_new"): KEEPS,
    ("POST", "dossier_clause_new"): KEPT,
    ("GET", "dossier_clause_edit"): KEEPS,
    ("POST", "dossier_clause_edit"): KEPT,
    ("POST", "dossier_rule_add"): KEPT,
    ("POST", "dossier_rule_retire"): row(LOGIN, MOVED, NO, NO, NO, NO, NO, NO, MOVED),
}


def addresses(task):
    """The arguments of these addresses: a record with a photo for outside and a paper, all of them 绣品厂社区's."""
    record = makers.work(unit="1", by=person("li"), photo=makers.photo_upload("purple"))
    makers.process_photos()
    photo = Photo.objects.get(pk=record.photos.get().pk)
    release = PhotoRelease.objects.create(photo=photo, released_by=person("wang"))
    releases.draw(release.pk, release.token.hex)
    clause = DossierClause.objects.get(chapter__standard__code="hygiene_2014", code="3-2")
    brought = actions.file_paper(
        by=person("li"),
        client_uuid=uuid.uuid4(),
        clause=clause,
        title="示例总结",
        day=record.day,
        unit=unit_of("1"),
        paper=paper(),
    )
    names = ("dossier_clause", "dossier_clause_edit", "dossier_upload", "dossier_rule_add")
    return dict.fromkeys(names, (clause.pk,)) | {
        "dossier_file": ("works", record.pk),
        "dossier_remove": (clause.pk, "works", record.pk, "record"),
        "dossier_pick": (clause.pk, "works"),
        "dossier_paper": (brought.pk,),
        "dossier_photo": ("works", record.pk, release.token, "320"),
        "dossier_release": ("works", record.pk, photo.token),
        "dossier_rule_retire": (clause.pk, clause.rules.first().pk),
    }
