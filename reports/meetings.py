"""周例会: the meeting of a week, made when something of it is first written down, and who is expected there."""

from django.db import IntegrityError, transaction

from reports.enums import Presence
from reports.models import Attendance, Meeting
from reports.submissions import asked_units
from tataboo_portal import workdays
from tataboo_portal.refusals import Refusal

NO_MEETING_SENTENCE = "这一周没有工作日，不开例会。"


def of_week(week):
    """The meeting of the week: its row, or one not yet written whose day is the first workday; None where there is none to be."""
    kept = Meeting.objects.filter(week=week.monday).first()
    if kept:
        return kept
    day = workdays.meeting_day(week)
    return Meeting(week=week.monday, day=day) if day else None


def held(week):
    """The row of the week's meeting, locked, made on demand; within the caller's transaction."""
    meeting = of_week(week)
    if meeting is None:
        raise Refusal(NO_MEETING_SENTENCE)
    if meeting.pk is None:
        try:
            with transaction.atomic():
                meeting.save()
        except IntegrityError:
            pass  # somebody else wrote it a moment ago
    return Meeting.objects.select_for_update().get(week=week.monday)


def expected(meeting):
    """Who is to be there, as lines of the form: what was written down, else the units with the names of the last time."""
    kept = list(meeting.attendance.select_related("unit")) if meeting.pk else []
    if kept:
        return [_line(row.unit, row.name, row.presence) for row in kept] + _missing(kept)
    known = _names_of_last_time(meeting)
    return [_line(unit, known.get(unit.pk, ""), Presence.PRESENT) for unit in asked_units()]


def _missing(kept):
    """Units nobody wrote a line for, so that a line can still be written."""
    there = {row.unit_id for row in kept}
    return [_line(unit, "", "") for unit in asked_units() if unit.pk not in there]


def _line(unit, name, presence):
    named = "" if unit and name == unit.name else name
    return {"unit": unit, "name": named, "presence": presence}


def _names_of_last_time(meeting):
    rows = Attendance.objects.filter(meeting__week__lt=meeting.week, unit__isnull=False)
    last = rows.order_by("-meeting__week").values_list("meeting", flat=True).first()
    lines = Attendance.objects.filter(meeting=last).select_related("unit") if last else ()
    return {row.unit_id: row.name for row in lines if row.unit and row.name != row.unit.name}


def spoken(row):
    """One person as the minutes name them: “绣品厂社区李某”; the unit alone where nobody was named."""
    if row.unit is None:
        return row.name
    return row.name if row.name == row.unit.name else f"{row.unit.name}{row.name}"
