"""What every ledger does with its rows: add, change and void, each with one audit event and its days marked."""

from django.db import IntegrityError, transaction
from django.db.models import Sum

from tataboo_portal import attachments, audit, photos, voiding
from tataboo_portal.changes import mark_changed
from tataboo_portal.enums import AuditAction
from tataboo_portal.refusals import Refusal, StaleEdit

SUM_CAP = 10_000


def add(model, *, by, client_uuid, and_then=None, **values):
    """One new row; the same `client_uuid` again, even at the same moment, returns the row it made the first time.

    `and_then(row)` writes what belongs to a new row, in the same transaction.
    """
    try:
        return _add(model, by=by, client_uuid=client_uuid, and_then=and_then, **values)
    except IntegrityError:
        existing = model.objects.filter(client_uuid=client_uuid).first()
        if existing is None:
            raise
        return existing


@transaction.atomic
def _add(model, *, by, client_uuid, and_then, photo=None, **values):
    existing = model.objects.filter(client_uuid=client_uuid).first()
    if existing:
        return existing
    row = model(client_uuid=client_uuid, created_by=by, **attachments.stored(values, by=by))
    row.copy_axes()
    row.save()
    _hang(row, photo, by=by)
    audit.record(by=by, action=AuditAction.ADD, subject=row, after=audit.snapshot(row))
    mark_changed(model, *row.counted_days)
    if and_then:
        and_then(row)
    return row


@transaction.atomic
def change(row, *, by, version, photo=None, is_touched=False, **values):
    """The row with new values; StaleEdit when somebody changed it since `version`; nothing is written without a change.

    `is_touched` says that something which belongs to the row changes with it.
    """
    locked = type(row).objects.select_for_update().get(pk=row.pk)
    if locked.is_voided:
        raise Refusal("这条已经作废，不能再改。")
    if locked.version != version:
        raise StaleEdit(f"{locked.changed_by.full_name if locked.changed_by else audit.SYSTEM}刚改过这条，看看再保存。")
    if not photo and not is_touched and all(getattr(locked, name) == value for name, value in values.items()):
        return locked
    before, old_days = audit.snapshot(locked), locked.counted_days
    moved = any(getattr(locked, name) != values.get(name, getattr(locked, name)) for name in ("unit", "place"))
    for name, value in attachments.stored(values, by=by).items():
        setattr(locked, name, value)
    if moved:
        locked.copy_axes()
    locked.version += 1
    locked.changed_by = by
    locked.save()
    _hang(locked, photo, by=by)
    audit.record(by=by, action=AuditAction.CHANGE, subject=locked, before=before, after=audit.snapshot(locked))
    mark_changed(type(row), *old_days, *locked.counted_days)
    return locked


def void(row, *, by, reason):
    """The row out of every count, kept with who and why; voiding twice is harmless."""
    return voiding.void(row, by=by, reason=reason, follow=_recount)


def _recount(row):
    mark_changed(type(row), *row.counted_days)


def _hang(row, photo, *, by):
    kept = photos.stored(photo, by=by, where=row.whose_and_where)
    if kept:
        row.photos.add(kept)


def sums(queryset, group_fields):
    """Sums of `quantity` per group over the whole filter, or None when it holds more rows than a page may add up."""
    if queryset.order_by()[: SUM_CAP + 1].count() > SUM_CAP:
        return None
    grouped = queryset.order_by(*group_fields).values_list(*group_fields).annotate(total=Sum("quantity"))
    return [(tuple(group), total) for *group, total in grouped]
