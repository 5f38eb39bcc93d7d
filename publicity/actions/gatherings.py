"""What people do with trainings and meetings: the row and the list of who came are written together."""

from django.db import transaction

from publicity.models import Training
from tataboo_portal import audit, ledgers
from tataboo_portal.enums import AuditAction


def log_training(*, by, client_uuid, attending_units=(), **values):
    """One training or meeting with the units that came, however often it arrives."""

    def with_units(training):
        if attending_units:
            set_units(training, attending_units, by=by)

    return ledgers.add(Training, by=by, client_uuid=client_uuid, and_then=with_units, **values)


@transaction.atomic
def change_training(training, *, by, version, attending_units=None, **values):
    """The row with new values, unless somebody changed it in between; `attending_units=None` leaves who came as it was."""
    is_joined = attending_units is not None and set(attending_units) != set(training.attending_units.all())
    changed = ledgers.change(training, by=by, version=version, is_touched=is_joined, **values)
    if is_joined:
        set_units(changed, attending_units, by=by)
    return changed


def set_units(training, units, *, by):
    """Who came, with an event of its own: the row's own event holds no lists."""
    training.attending_units.set(units)
    names = "、".join(unit.name for unit in units) or "没有"
    audit.record(by=by, action=AuditAction.CHANGE, subject=training, reason=f"参加单位：{names}")
