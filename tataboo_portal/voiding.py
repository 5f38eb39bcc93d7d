"""作废: a row out of every count and list, kept with who, when and why."""

from django.db import transaction

from tataboo_portal import audit
from tataboo_portal.enums import AuditAction


@transaction.atomic
def void(row, *, by, reason, follow=None):
    """The row voided, with its audit event; voiding twice is harmless.

    `follow` is told the voided row the first time only, does what hangs on it, and may return facts for the trail.
    """
    locked = type(row).objects.select_for_update().get(pk=row.pk)
    if locked.is_voided:
        return locked
    before = audit.snapshot(locked)
    locked.void(by=by, reason=reason)
    if hasattr(locked, "version"):
        locked.version += 1
    locked.save()
    facts = (follow(locked) if follow else None) or {}
    after = audit.snapshot(locked) | facts
    audit.record(by=by, action=AuditAction.VOID, subject=locked, before=before, after=after, reason=reason)
    return locked
