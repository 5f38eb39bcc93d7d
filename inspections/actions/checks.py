"""Looks along the registers, and the tasks they lead to: one look is one row however often it arrives."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from inspections.enums import BaitStatus, TaskSource
from inspections.filing import file_report
from inspections.models import BaitCheck, MarketCheck, PledgeCheck, PledgeCheckResult, TaskCategory
from inspections.registers import next_check_after
from tataboo_portal import audit, photos
from tataboo_portal.enums import AuditAction
from tataboo_portal.refusals import Refusal

GOOD_SENTENCE = "这个毒饵站现在是完好的，不用转任务。"
NO_CHECK_SENTENCE = "还没有检查记录，先记一次检查再转任务。"
VOIDED_SENTENCE = "这条已经作废，不能再办。"


def once(model, make, client_uuid):
    """What `make` writes, or what an arrival of the same `client_uuid` at the same moment wrote."""
    try:
        return make()
    except IntegrityError:
        existing = model.objects.filter(client_uuid=client_uuid).first()
        if existing is None:
            raise
        return existing


def locked_row(row):
    """The row, locked, for a look or a task; a voided one takes neither."""
    locked = type(row).objects.select_for_update().get(pk=row.pk)
    if locked.is_voided:
        raise Refusal(VOIDED_SENTENCE)
    return locked


def file(category_code, row, *, by, client_uuid, source, title, **facts):
    """A task about one row of a register, in its unit and at its place; a long title gives way."""
    return file_report(
        by=by,
        client_uuid=client_uuid,
        unit=row.unit,
        category=TaskCategory.objects.get(code=category_code),
        place=row.place,
        location=row.location,
        source=source,
        title=title[:60],
        **facts,
    )


def check_shop(*, by, shop, client_uuid, results, note="", photo=None):
    """五包巡查: one look; a shop that fails an item becomes a task with the photo, linked to the look."""

    def make():
        return _check_shop(by=by, shop=shop, client_uuid=client_uuid, results=results, note=note, photo=photo)

    return once(PledgeCheck, make, client_uuid)


@transaction.atomic
def _check_shop(*, by, shop, client_uuid, results, note, photo):
    locked = locked_row(shop)
    existing = PledgeCheck.objects.filter(client_uuid=client_uuid, shop=locked).first()
    if existing:
        return existing
    kept, task = photos.stored(photo, by=by), None
    failed = [item.name for item, is_met in results if not is_met]
    if failed:
        words = "、".join(failed) + "不合格" + (f"；{note}" if note else "")
        title = f"{locked.name[:40]} 门前五包不落实"
        facts = {"photo": kept, "note": words[:200], "title": title}
        task = file("five_pledge", locked, by=by, client_uuid=client_uuid, source=TaskSource.PATROL, **facts)
    check = PledgeCheck.objects.create(client_uuid=client_uuid, shop=locked, by=by, note=note, photo=kept, task=task)
    PledgeCheckResult.objects.bulk_create(
        PledgeCheckResult(check_row=check, item=item, is_met=is_met) for item, is_met in results
    )
    locked.last_checked_on = timezone.localdate(check.at)
    locked.save(update_fields=("last_checked_on",))
    audit.record(by=by, action=AuditAction.ADD, subject=check, after=audit.snapshot(check))
    return check


def check_station(*, by, station, client_uuid, file_task=False, **values):
    """毒饵站检查: the station takes the status found, the next check moves on, and a bad one may become a task."""

    def make():
        return _check_station(by=by, station=station, client_uuid=client_uuid, file_task=file_task, **values)

    return once(BaitCheck, make, client_uuid)


@transaction.atomic
def _check_station(*, by, station, client_uuid, file_task, **values):
    locked = locked_row(station)
    existing = BaitCheck.objects.filter(client_uuid=client_uuid, station=locked).first()
    if existing:
        return existing
    check = BaitCheck(client_uuid=client_uuid, station=locked, by=by, **values)
    if file_task:
        check.task = _bait_task(check, by=by)
    check.save()
    # A look entered late says nothing about the station as it is now.
    if locked.last_checked_on is None or check.day >= locked.last_checked_on:
        locked.status, locked.last_checked_on = check.status, check.day
        locked.next_check_on = next_check_after(check.day)
        locked.version, locked.changed_by = locked.version + 1, by
        locked.save()
    audit.record(by=by, action=AuditAction.ADD, subject=check, after=audit.snapshot(check))
    return check


def _bait_task(check, *, by):
    station = check.station
    title = f"{station.where[:30]} 毒饵站 {station.code} {check.get_status_display()}".strip()
    facts = {"note": check.note, "title": title, "source": TaskSource.CHECK}
    return file("vector", station, by=by, client_uuid=check.client_uuid, **facts)


@transaction.atomic
def file_station(row, *, by):
    """The task of a station's last look when it was bad; the one it already has when there is one."""
    locked = locked_row(row)
    check = locked.checks.select_related("task").first()
    if check is None:
        raise Refusal(NO_CHECK_SENTENCE)
    if check.task:
        return check.task
    if check.status == BaitStatus.GOOD:
        raise Refusal(GOOD_SENTENCE)
    before = audit.snapshot(check)
    check.task = _bait_task(check, by=by)
    check.save(update_fields=("task",))
    audit.record(by=by, action=AuditAction.CHANGE, subject=check, before=before, after=audit.snapshot(check))
    return check.task


@transaction.atomic
def file_long_case(row, *, category, by):
    """The task that handles a vehicle or a structure, filed from the register with its photo; the one it has already."""
    locked = locked_row(row)
    if locked.task:
        return locked.task
    title = f"{locked.where[:30]} {locked}".strip()
    return file_from(locked, category, by=by, source=TaskSource.PATROL, note=locked.note, title=title)


def file_from(locked, category, *, by, **facts):
    """File the task of a locked row of a register with its photo, and keep it on the row; one audit event of the row."""
    before = audit.snapshot(locked)
    facts |= {"photo": locked.photos.first(), "client_uuid": locked.client_uuid}
    locked.task = file(category, locked, by=by, **facts)
    locked.version, locked.changed_by = locked.version + 1, by
    locked.save()
    audit.record(by=by, action=AuditAction.CHANGE, subject=locked, before=before, after=audit.snapshot(locked))
    return locked.task


def check_market(*, by, place, unit, client_uuid, file_task=False, photo=None, **values):
    """划行归市检查: stalls outside their row are counted, and may become a task of the unit."""

    def make():
        return _check_market(
            by=by, place=place, unit=unit, client_uuid=client_uuid, file_task=file_task, photo=photo, **values
        )

    return once(MarketCheck, make, client_uuid)


@transaction.atomic
def _check_market(*, by, place, unit, client_uuid, file_task, photo, **values):
    existing = MarketCheck.objects.filter(client_uuid=client_uuid, place=place).first()
    if existing:
        return existing
    check = MarketCheck(client_uuid=client_uuid, place=place, by=by, photo=photos.stored(photo, by=by), **values)
    if file_task:
        check.task = file_report(
            by=by,
            client_uuid=client_uuid,
            unit=unit,
            category=TaskCategory.objects.get(code="market_mess"),
            place=place,
            photo=check.photo,
            note=check.note,
            quantity=check.out_of_zone,
            source=TaskSource.CHECK,
            title=f"{place.name[:40]} {check.out_of_zone} 个摊位不在区域内",
        )
    check.save()
    audit.record(by=by, action=AuditAction.ADD, subject=check, after=audit.snapshot(check))
    return check
