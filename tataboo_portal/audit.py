"""Writing and sealing the audit trail; there is no path that edits or deletes it."""

import hashlib
import json

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
SECRET_FIELDS = ("password", "secret", "url")  # a robot's url is its key


def snapshot(instance):
    """The row's own columns as plain JSON values, without secrets and many-to-many lists, and what is written only with it."""
    fields = [field for field in instance._meta.concrete_fields if field.name not in SECRET_FIELDS]
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
    """Chain the events not yet sealed, oldest first; returns how many were sealed. Safe to run twice."""
    with transaction.atomic():
        last = AuditEvent.objects.select_for_update().filter(position__isnull=False).order_by("-position").first()
        position, previous = (last.position, last.digest) if last else (0, "")
        events = list(AuditEvent.objects.filter(position__isnull=True).order_by("id")[:limit])
        for event in events:
            position += 1
            event.position, event.previous_digest = position, previous
            event.digest = previous = digest_of(event, previous)
        AuditEvent.objects.bulk_update(events, ("position", "previous_digest", "digest"))
    return len(events)


def first_break():
    """(position, the event found there) of the first place where the chain does not hold, or None; removed, altered, put in between."""
    expected, previous = 1, ""
    for event in AuditEvent.objects.filter(position__isnull=False).order_by("position").iterator():
        if (
            event.position != expected
            or event.previous_digest != previous
            or event.digest != digest_of(event, previous)
        ):
            return expected, event
        expected, previous = expected + 1, event.digest
    return None


def first_broken_position():
    """The position of the first sealed event that was altered or whose predecessor is missing, or None."""
    found = first_break()
    return found and found[0]


def head():
    """The last sealed event, whose digest stands for all before it; None while nothing is sealed."""
    return AuditEvent.objects.filter(position__isnull=False).order_by("-position").first()


def holds(position, digest):
    """Whether the event at a position still has the digest that was once written down, whole or its beginning."""
    found = AuditEvent.objects.filter(position=position).values_list("digest", flat=True).first()
    return bool(found and digest) and found.startswith(digest.lower())
