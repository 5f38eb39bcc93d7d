"""Batches, boards and issues made through the portal's own actions."""

import uuid

from django.utils import timezone

from publicity.actions import boards as acts
from publicity.models import Board, BoardKind, MaterialBatch, PublicityKind
from tataboo_portal import registers
from tests.people import person, unit_of


def kind(code="banner"):
    """A form of publicity by its indicator."""
    return PublicityKind.objects.get(indicator__code=code)


def batch(quantity=100, unit="1", code="banner", **values):
    """So much of one kind, made today."""
    facts = {"unit": unit_of(unit), "kind": kind(code), "quantity": quantity, "day": timezone.localdate(), **values}
    return registers.add(MaterialBatch, by=person("wang"), client_uuid=uuid.uuid4(), **facts)


def board(unit="1", code="blackboard", set_up_on=None, **values):
    """A board of this unit."""
    facts = {"kind": BoardKind.objects.get(code=code), "set_up_on": set_up_on or timezone.localdate()}
    facts |= {"unit": unit_of(unit), "name": f"示例栏{uuid.uuid4().hex[:6]}", **values}
    return registers.add(Board, by=person("wang"), client_uuid=uuid.uuid4(), **facts)


def issue(of, day=None, by=None, **values):
    """The next issue of a board."""
    facts = {"day": day or timezone.localdate(), "topic": "示例主题", "note": "", **values}
    return acts.add_issue(
        by=by or person("wang"), client_uuid=values.pop("client_uuid", uuid.uuid4()), board=of, **facts
    )
