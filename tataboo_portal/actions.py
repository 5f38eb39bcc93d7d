"""What people do on the ground floor."""

from django.db import transaction

from tataboo_portal import audit
from tataboo_portal.enums import AuditAction


@transaction.atomic
def rename_zones(*, by, changes):
    """Save the names typed for the 九+五; `changes` are (unit, before) pairs of units that differ."""
    for unit, before in changes:
        unit.save()
        audit.record(by=by, action=AuditAction.CHANGE, subject=unit, before=before, after=audit.snapshot(unit))


@transaction.atomic
def change_password(*, by, password):
    """Set the person's own new password; the trail never holds the password itself."""
    by.set_password(password)
    by.must_change_password = False
    by.save(update_fields=("password", "must_change_password"))
    audit.record(by=by, action=AuditAction.CHANGE, subject=by, reason="改了自己的密码")
