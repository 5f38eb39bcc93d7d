"""What the office writes down of a meeting: when, where, who led, who was there."""

from django.db import transaction

from reports import meetings
from reports.models import Attendance
from tataboo_portal import audit
from tataboo_portal.enums import AuditAction
from tataboo_portal.refusals import StaleEdit


@transaction.atomic
def write_down(*, by, week, version, present, **facts):
    """The meeting with these facts and these lines of attendance, [{unit, name, presence}]; nothing is written without a change."""
    meeting = meetings.held(week)
    if meeting.version != version:
        raise StaleEdit("刚有人改过这次会议，看看再保存。")
    before = _facts_of(meeting)
    for name, value in facts.items():
        setattr(meeting, name, value)
    if _facts_of(meeting) | {"present": _told(present)} == before:
        return meeting
    meeting.version += 1
    meeting.save()
    meeting.attendance.all().delete()
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, position=position, **line) for position, line in enumerate(present, start=1)
    )
    after = _facts_of(meeting)
    audit.record(by=by, action=AuditAction.CHANGE, subject=meeting, before=before, after=after)
    return meeting


def _facts_of(meeting):
    """The meeting with its attendance as the trail keeps it."""
    rows = meeting.attendance.select_related("unit")
    lines = [{"unit": row.unit, "name": row.name, "presence": row.presence} for row in rows]
    return audit.snapshot(meeting) | {"present": _told(lines)}


def _told(lines):
    return [[line["unit"].code if line["unit"] else "", line["name"], str(line["presence"])] for line in lines]
