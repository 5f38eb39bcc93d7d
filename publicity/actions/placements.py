"""What people do with the publicity ledger."""

from publicity.models import Placement
from tataboo_portal import ledgers


def log_placement(*, by, client_uuid, **values):
    """One placement, however often it arrives."""
    return ledgers.add(Placement, by=by, client_uuid=client_uuid, **values)


def change_placement(placement, *, by, version, **values):
    """The placement with new values, unless somebody changed it in between."""
    return ledgers.change(placement, by=by, version=version, **values)


def void_placement(placement, *, by, reason):
    """The placement out of every count, never deleted."""
    return ledgers.void(placement, by=by, reason=reason)
