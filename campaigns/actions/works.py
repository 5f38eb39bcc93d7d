"""What people do with the work ledger."""

from campaigns.models import WorkRecord
from tataboo_portal import ledgers
from tataboo_portal.refusals import Refusal

OF_A_DRIVE = "这条是清扫活动的一部分，到那次活动里改。"


def log_work(*, by, client_uuid, **values):
    """One work record, however often it arrives."""
    return ledgers.add(WorkRecord, by=by, client_uuid=client_uuid, **values)


def change_work(record, *, by, version, **values):
    """The record with new values, unless somebody changed it in between."""
    refuse_part(record)
    return ledgers.change(record, by=by, version=version, **values)


def void_work(record, *, by, reason):
    """The record out of every count, never deleted."""
    refuse_part(record)
    return ledgers.void(record, by=by, reason=reason)


def refuse_part(record):
    """Refuse to write to one record of an event alone."""
    if record.is_part:
        raise Refusal(OF_A_DRIVE)
