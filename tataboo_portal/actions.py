"""What people do on the ground floor."""

import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone

from tataboo_portal import audit, exports, releases, robots, sign_ins
from tataboo_portal.enums import AuditAction, PhotoStatus
from tataboo_portal.models import ExportFile, Photo, PhotoRelease, Unit, WorkCalendarDay
from tataboo_portal.models.photos import check_rectangles
from tataboo_portal.refusals import Refusal, StaleEdit

HOURS_SENTENCE = "从这一天起的作息时间已经有了，换一个日子。"


@transaction.atomic
def rename_zones(*, by, changes):
    """Save the names typed for the 九+五; `changes` are (unit, before) pairs of units that differ. Sent twice is once."""
    stored = {unit.pk: audit.snapshot(unit) for unit in Unit.objects.select_for_update().order_by("pk")}
    for unit, before in changes:
        after = audit.snapshot(unit)
        if stored[unit.pk] == after:
            continue
        unit.save()
        audit.record(by=by, action=AuditAction.CHANGE, subject=unit, before=before, after=after)


@transaction.atomic
def change_password(*, by, password):
    """Set the person's own new password and end every sign-in; the trail never holds the password itself."""
    by.set_password(password)
    by.must_change_password = False
    by.save(update_fields=("password", "must_change_password"))
    sign_ins.end(by)
    audit.record(by=by, action=AuditAction.CHANGE, subject=by, reason="改了自己的密码")


@transaction.atomic
def send_sample(*, by, channel):
    """Hand one sample message to a group, so that its address can be tried; returns its delivery."""
    delivery = robots.deliver_later(
        channel, f"sample:{uuid.uuid4()}", f"示例：{by.full_name}在试群机器人\n收到就说明地址可用。"
    )
    audit.record(by=by, action=AuditAction.CHANGE, subject=channel, reason="发一条试试")
    return delivery


@transaction.atomic
def send_again(*, by, delivery):
    """再发一次 what was given up; False when it was taken already or is still being tried."""
    is_again = robots.deliver_again(delivery)
    if is_again:
        audit.record(by=by, action=AuditAction.CHANGE, subject=delivery, reason="再发一次")
    return is_again


@transaction.atomic
def save_calendar_days(*, by, changes):
    """Keep what a pasted announcement says, all days or none; returns how many days differ from before. Deadlines stay."""
    needed = {change.day: change for change in changes if change.is_needed}
    rows = {row.day: row for row in WorkCalendarDay.objects.select_for_update().filter(day__in=needed)}
    needed = {day: change for day, change in needed.items() if not _says(rows.get(day), change)}  # sent twice is once
    rows = {day: row for day, row in rows.items() if day in needed}
    before = {str(day): audit.snapshot(row) for day, row in rows.items()}
    for day, change in needed.items():
        row = rows.setdefault(day, WorkCalendarDay(day=day))
        row.is_workday, row.name, row.source = change.is_workday, change.name, by.full_name
        row.save()
    if needed:
        after = {str(day): audit.snapshot(row) for day, row in sorted(rows.items())}
        first = rows[min(needed)]
        reason = f"录入放假与调休 {len(needed)} 天"
        audit.record(by=by, action=AuditAction.CHANGE, subject=first, before=before, after=after, reason=reason)
    return len(needed)


def _says(row, change):
    """Whether a day of the calendar is already as the change wants it."""
    return row is not None and (row.is_workday, row.name) == (change.is_workday, change.name)


def add_work_hours(*, by, hours):
    """Keep the office's hours from a date on; `hours` is an unsaved row. Deadlines stay."""
    try:
        with transaction.atomic():
            hours.save()
            audit.record(by=by, action=AuditAction.ADD, subject=hours, after=audit.snapshot(hours))
    except IntegrityError:
        raise Refusal(HOURS_SENTENCE) from None
    return hours


def see_plain(*, by, subject, what):
    """Write down that somebody was shown what is hidden from others; each look leaves its event."""
    return audit.record(by=by, action=AuditAction.VIEW, subject=subject, reason=f"看了完整的{what}")


def take_out(*, by, asked, count):
    """Write down who takes which rows out of the portal, under which filter, and how many."""
    taken = {"list": asked.listing.slug, "what": asked.title, "filter": asked.params, "rows": count}
    return audit.record(by=by, action=AuditAction.EXPORT, subject=by, after=taken)


def take_out_of_admin(*, by, sheet, count, query):
    """Write down what 管理员 takes out of the admin's own lists."""
    taken = {"list": sheet.slug, "what": f"管理：{sheet.title}", "filter": {"query": query[:200]}, "rows": count}
    return audit.record(by=by, action=AuditAction.EXPORT, subject=by, after=taken)


@transaction.atomic
def take_out_later(*, by, asked, count, client_uuid):
    """Have a large list written in the background; the same submission again is the same file. Refused while three are written."""
    if count > exports.MOST_ROWS:
        raise Refusal(exports.TOO_MANY_SENTENCE)
    waiting = ExportFile.objects.visible_to(by).under_way().exclude(client_uuid=client_uuid)
    if waiting.count() >= exports.MOST_UNDER_WAY:
        raise Refusal(exports.BUSY_SENTENCE)
    export, is_new = exports.begin(asked, client_uuid=client_uuid, rows_total=count)
    if is_new:
        take_out(by=by, asked=asked, count=count)
    return export


@transaction.atomic
def release_photo(*, by, photo, rectangles, seen=None):
    """Prepare a photo for outside with these parts covered; an empty list says that somebody looked and nothing has to be.

    `seen` is the token of the release on the screen. The same again changes nothing; anything else makes a new copy under a
    new name and has the old one removed.
    """
    check_rectangles(rectangles)
    release = _locked_release(photo)
    is_new = release.pk is None
    if not is_new and release.is_live and release.rectangles == rectangles and release.status != PhotoStatus.REFUSED:
        return release
    _refuse_unseen(release, seen)
    before, gone = (None, None) if is_new else (audit.snapshot(release), release.token)
    release.token, release.rectangles, release.status = uuid.uuid4(), rectangles, PhotoStatus.WAITING
    release.released_by, release.released_at, release.withdrawn_at = by, timezone.now(), None
    release.save()
    releases.draw_later(release, gone=gone)
    action = AuditAction.ADD if is_new else AuditAction.CHANGE
    audit.record(by=by, action=action, subject=release, before=before, after=audit.snapshot(release))
    return release


@transaction.atomic
def withdraw_release(*, by, photo, seen=None):
    """Take the copy for outside back: its files go, its old address is dead, the row says when."""
    release = _locked_release(photo)
    if release.pk is None or not release.is_live:
        return release
    _refuse_unseen(release, seen)
    before, gone = audit.snapshot(release), release.token
    release.token, release.withdrawn_at = uuid.uuid4(), timezone.now()
    release.save(update_fields=("token", "withdrawn_at"))
    releases.draw_later(release, gone=gone)
    audit.record(by=by, action=AuditAction.VOID, subject=release, before=before, after=audit.snapshot(release))
    return release


def _locked_release(photo):
    """The photo's release, or a new one, with the photo locked, so that two people make one."""
    Photo.objects.select_for_update().get(pk=photo.pk)
    return PhotoRelease.objects.filter(photo=photo).select_related("released_by").first() or PhotoRelease(photo=photo)


def _refuse_unseen(release, seen):
    if release.pk and release.token != seen:
        raise StaleEdit(f"{release.released_by.full_name}刚处理过这张照片，看看再保存。")
