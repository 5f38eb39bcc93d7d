"""Rows that are taken out of use instead of voided: changed under their version, each change with its audit event."""

from django.db import transaction

from tataboo_portal import audit
from tataboo_portal.enums import AuditAction
from tataboo_portal.refusals import StaleEdit

STALE = "这条刚有人改过，回列表重新打开，看看再保存。"


@transaction.atomic
def changed(row, *, by, saved, version=None, **values):
    """The row with new values, written by `saved`, unless somebody changed it since `version`; nothing without a change."""
    locked = type(row).objects.select_for_update().get(pk=row.pk)
    if version is not None and locked.version != version:
        raise StaleEdit(STALE)
    if all(getattr(locked, name) == value for name, value in values.items()):
        return locked
    before = audit.snapshot(locked)
    for name, value in values.items():
        setattr(locked, name, value)
    locked.version += 1
    return saved(locked, by=by, action=AuditAction.CHANGE, before=before)
