"""What people do with the work ledger."""

from campaigns.models import WorkRecord
from tataboo_portal import ledgers


def log_work(*, by, client_uuid, **values):
    """One work record, however often it arrives."""
    return ledgers.add(WorkRecord, by=by, client_uuid=client_uuid, **values)


def change_work(record, *, by, version, **values):
    """The record with new values, unless somebody changed it in between."""
    return ledgers.change(record, by=by, version=version, **values)


def void_work(record, *, by, reason):
    """The record out of every count, never deleted."""
    return ledgers.void(record, by=by, reason=reason)
