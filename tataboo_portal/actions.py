"""What people do on the ground floor."""

import uuid

from django.db import transaction

from tataboo_portal import audit, robots
from tataboo_portal.enums import AuditAction
from tataboo_portal.models import WorkCalendarDay


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


@transaction.atomic
def send_sample(*, by, channel):
    """Hand one sample message to a group, so that its address can be tried; returns its delivery."""
    delivery = robots.deliver_later(
        channel, f"sample:{uuid.uuid4()}", f"示例：{by.full_name}在试群机器人\n收到就说明地址可用。"
    )
    audit.record(by=by, action=AuditAction.CHANGE, subject=channel, reason="发一条试试")
    return delivery


@transaction.atomic
def save_calendar_days(*, by, changes):
    """Keep what a pasted announcement says, all days or none; returns how many days differ from before. Deadlines stay."""
    needed = {change.day: change for change in changes if change.is_needed}
    rows = {row.day: row for row in WorkCalendarDay.objects.select_for_update().filter(day__in=needed)}
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


@transaction.atomic
def add_work_hours(*, by, hours):
    """Keep the office's hours from a date on; `hours` is an unsaved row. Deadlines stay."""
    hours.save()
    audit.record(by=by, action=AuditAction.ADD, subject=hours, after=audit.snapshot(hours))
    return hours
