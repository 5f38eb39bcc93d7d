"""What people do with a clean-up event: it and what it achieved are written, changed and voided together."""

import uuid

from django.db import transaction

from campaigns.models import CleanupDrive, Indicator, WorkRecord
from tataboo_portal import audit, ledgers
from tataboo_portal.enums import AuditAction

FOLLOWED = ("unit", "place", "location", "day", "note")
NOTHING_LEFT = "随清扫活动修改：这一项清空了"


def log_drive(*, by, client_uuid, results, helpers=(), **values):
    """One event with its records and itself as one 次, however often it arrives; `results` is {indicator: quantity}."""

    def with_records(drive):
        if helpers:
            set_helpers(drive, helpers, by=by)
        for indicator, quantity in results.items():
            add_record(drive, indicator, quantity, by=by)
        event = Indicator.objects.filter(code=CleanupDrive.EVENT).first()
        if event:
            add_record(drive, event, 1, by=by)

    return ledgers.add(CleanupDrive, by=by, client_uuid=client_uuid, and_then=with_records, **values)


def add_record(drive, indicator, quantity, *, by):
    """What the event achieved of one indicator, as a record of its own."""
    followed = {name: getattr(drive, name) for name in FOLLOWED}
    number = uuid.uuid5(drive.client_uuid, f"{indicator.code} {drive.version}")
    ledgers.add(WorkRecord, by=by, client_uuid=number, drive=drive, indicator=indicator, quantity=quantity, **followed)


def set_helpers(drive, units, *, by):
    """Who took part beside the leading unit, with an event of its own: the row's own event holds no lists."""
    drive.helpers.set(units)
    names = "、".join(unit.name for unit in units) or "没有"
    audit.record(by=by, action=AuditAction.CHANGE, subject=drive, reason=f"参加单位：{names}")


@transaction.atomic
def change_drive(drive, *, by, version, results, helpers=None, **values):
    """The event with new values and its records with it, unless somebody changed it in between.

    `helpers=None` leaves who took part as it was.
    """
    live = drive.records.live().select_related("indicator")
    before = {row.indicator: row.quantity for row in live if row.indicator.code != CleanupDrive.EVENT}
    is_joined = helpers is not None and set(helpers) != set(drive.helpers.all())
    is_touched = is_joined or before != results
    changed = ledgers.change(drive, by=by, version=version, is_touched=is_touched, **values)
    if is_joined:
        set_helpers(changed, helpers, by=by)
    followed = {name: getattr(changed, name) for name in FOLLOWED}
    left = dict(results)
    for record in live.select_for_update(of=("self",)):
        quantity = 1 if record.indicator.code == CleanupDrive.EVENT else left.pop(record.indicator, None)
        if quantity:
            ledgers.change(record, by=by, version=record.version, quantity=quantity, **followed)
        else:
            ledgers.void(record, by=by, reason=NOTHING_LEFT)
    for indicator, quantity in left.items():
        add_record(changed, indicator, quantity, by=by)
    return changed


@transaction.atomic
def void_drive(drive, *, by, reason):
    """The event and everything it achieved out of every count."""
    voided = ledgers.void(drive, by=by, reason=reason)
    for record in voided.records.live():
        ledgers.void(record, by=by, reason=reason)
    return voided
