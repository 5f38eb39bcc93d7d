"""One act, one event: for every act of the portal, with nothing forgotten, nothing left of an act undone, nothing twice."""

from collections import Counter
from unittest import mock

import pytest
from django.db import transaction

from campaigns.actions import works
from inspections.actions import closing, public
from publicity.actions import placements
from reports.actions import orders
from tataboo_portal.models import AuditEvent
from tataboo_portal.refusals import Refusal
from tests.access.world import fingerprint, undone
from tests.audit import of_cases, of_ledgers, of_publicity, of_reports, of_scores
from tests.audit.acts import do, every, listening, name_of, own_tables
from tests.audit.law import BESIDE, PARTS, REPEATS, SEVERAL, SILENT

ACTS = {**of_ledgers.ACTS, **of_cases.ACTS, **of_publicity.ACTS, **of_reports.ACTS, **of_scores.ACTS}
EVERY_RUN = {works.log_work, closing.verify, public.take_in, public.erase, placements.take_down, orders.sign_for}


class Stopped(Exception):
    """The trail cannot be written to."""


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("object_type", "object_id", "action"))


def test_every_act_stands_in_the_law():
    named = {name_of(act) for act in every()}
    known = {name_of(act) for act in ACTS} | PARTS.keys() | SILENT.keys()
    assert named - known == set(), "an act nobody has shown to leave its event: put it into tests/audit/of_….py"
    assert known - named == set(), "a name in tests/audit that is no act any more"


def told_in_every_run(act):
    """Every run tells of some acts, the sweep of all."""
    return pytest.param(act, id=name_of(act), marks=() if act in EVERY_RUN else pytest.mark.sweep)


@pytest.mark.parametrize("act", [told_in_every_run(act) for act in ACTS])
def test_one_act_one_event_none_when_undone_none_again(db, act, django_capture_on_commit_callbacks):
    done = ACTS[act]()
    tables, listen = listening()
    before = events()
    with undone(), listen:
        do(act, done)
        told = events()[len(before) :]
    assert events() == before, "an act that is rolled back leaves nothing"
    assert len(told) == SEVERAL.get(name_of(act), 1), told
    assert Counter(told).most_common(1)[0][1] == 1, "one record of one change"
    unwritten = own_tables(tables.written) - BESIDE
    was = fingerprint(unwritten)
    with mock.patch.object(AuditEvent, "save", side_effect=Stopped), pytest.raises(Stopped):
        do(act, done)  # in no transaction but its own
    assert fingerprint(unwritten) == was, "what cannot be written down does not happen"
    do(act, done)
    once = events()
    try:
        with transaction.atomic():
            do(act, done)
    except Refusal:
        pass
    if name_of(act) not in REPEATS:
        assert events() == once, "the same again is nothing new"
