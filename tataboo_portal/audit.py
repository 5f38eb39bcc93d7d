"""Writing and sealing the audit trail; there is no path that edits or deletes it."""

import hashlib
import json
from typing import NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from tataboo_portal.enums import AuditAction
from tataboo_portal.models import AuditEvent

SYSTEM = "系统"
SEALED_FIELDS = (
    "at",
    "action",
    "actor_id",
    "actor_name",
    "actor_role",
    "unit_code",
    "object_type",
    "object_id",
    "object_label",
    "before",
    "after",
    "reason",
    "address",
)
PRINTED_DIGITS = 16  # of 64: nobody finds a second trail that begins with the same ones
SECRET_FIELDS = ("password", "secret", "url")  # a robot's url is its key


def snapshot(instance):
    """The row's own columns as plain JSON values, without secrets and many-to-many lists, and what is written only with it.

    What somebody may ask to have forgotten (`never_in_trail`) is left out, for nothing ever leaves the trail.
    """
    left_out = (*SECRET_FIELDS, *getattr(instance, "never_in_trail", ()))
    fields = [field for field in instance._meta.concrete_fields if field.name not in left_out]
    values = {field.name: field.get_prep_value(field.value_from_object(instance)) for field in fields}
    values |= getattr(instance, "audited_beside", {})
    return json.loads(json.dumps(values, cls=DjangoJSONEncoder))


def record(*, by, action: AuditAction, subject, before=None, after=None, reason="", address=None):
    """Add one event to the trail in the caller's transaction; `by=None` is the system itself."""
    return AuditEvent.objects.create(
        action=action,
        actor_id=by.pk if by else None,
        actor_name=by.full_name if by else SYSTEM,
        actor_role=by.role if by else "",
        unit_code=by.unit.code if by and by.unit else "",
        object_type=subject._meta.label,
        object_id=str(subject.pk or ""),
        object_label=str(subject)[:120],
        before=before,
        after=after,
        reason=reason[:200],
        address=address,
    )


def digest_of(event, previous_digest):
    """SHA-256 over the event's facts, its position and the digest before it."""
    facts = {name: getattr(event, name) for name in SEALED_FIELDS} | {"position": event.position}
    text = json.dumps(facts, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256((previous_digest + text).encode()).hexdigest()


def seal(limit=1000):
    """Chain the events not yet sealed, oldest first; returns how many were sealed. Safe to run twice, and twice at once."""
    with transaction.atomic():
        _sealed().select_for_update().order_by("-position").first()  # whoever waited here finds a younger head
        last = head()
        position, previous = (last.position, last.digest) if last else (0, "")
        events = list(AuditEvent.objects.filter(position__isnull=True).order_by("id")[:limit])
        for event in events:
            position += 1
            event.position, event.previous_digest = position, previous
            event.digest = previous = digest_of(event, previous)
        AuditEvent.objects.bulk_update(events, ("position", "previous_digest", "digest"))
    return len(events)


class Break(NamedTuple):
    """The first place where the chain does not hold: the position it should have, the event found there, and how it fails."""

    position: int
    event: AuditEvent
    kind: str


MISSING, NOT_ITS_TURN, ALTERED = "missing", "not_its_turn", "altered"


def first_break():
    """The first place where the chain does not hold, or None: removed, put in between, in another order, altered.

    A chain whose end was cut off holds; only a digest that was written down elsewhere tells (`holds`).
    """
    expected, previous = 1, ""
    for event in _sealed().order_by("position").iterator():
        if kind := _trouble_with(event, expected, previous):
            return Break(expected, event, kind)
        expected, previous = expected + 1, event.digest
    return None


def _trouble_with(event, expected, previous):
    """How an event does not follow the one before it, or nothing."""
    if event.position != expected:
        return MISSING
    if event.previous_digest != previous:
        return NOT_ITS_TURN
    return "" if event.digest == digest_of(event, previous) else ALTERED


def first_broken_position():
    """The position of the first sealed event that was altered or whose predecessor is missing, or None."""
    found = first_break()
    return found and found.position


def head():
    """The last sealed event, whose digest stands for all before it; None while nothing is sealed."""
    return _sealed().order_by("-position").first()


def anchor():
    """What of the chain is written down outside of the database, {"position", "digest", "at"}; None while nothing is sealed."""
    last = head()
    return last and {"position": last.position, "digest": last.digest, "at": last.at.isoformat()}


def daily_anchors(days):
    """The anchor each of these days left at its midnight, [{"day", "position", "digest"}]; a day that sealed nothing new has none."""
    found, known = [], 0
    for day in days:
        last = _sealed().filter(at__date__lte=day).order_by("-position").first()
        if last and last.position > known:
            known = last.position
            found.append({"day": day.isoformat(), "position": last.position, "digest": last.digest})
    return found


def anchor_words(anchored):
    """An anchor as papers print it and `verify_audit --anchor` takes it: “1203:3fa9c2d4e5f60718”."""
    return f"{anchored['position']}:{anchored['digest'][:PRINTED_DIGITS]}"


def holds(position, digest):
    """Whether the event at a position still has the digest that was once written down, whole or its beginning.

    None where the trail ends before that position.
    """
    found = AuditEvent.objects.filter(position=position).values_list("digest", flat=True).first()
    return found and bool(digest) and found.startswith(digest.lower())


def _sealed():
    return AuditEvent.objects.filter(position__isnull=False)
