"""What the last meeting decided, all of it 示例: one struck off, one that waits for it, one over its day, one going on."""

from datetime import time, timedelta

from django.utils import timezone

from reports import meetings
from reports.enums import DecisionState, Presence
from reports.models import Attendance, Decision
from reports.submissions import asked_units
from tataboo_portal.enums import Role
from tataboo_portal.models import Unit, User
from tataboo_portal.weeks import Week

# unit code, matter, days from today, state, what was done
DECIDED = (
    ("1", "示例：清理二号楼后的杂物，恢复绿地", 3, DecisionState.OPEN, ""),
    ("7", "示例：楼道堆物逐户告知并清理", -1, DecisionState.OPEN, ""),
    ("2", "示例：更换破损的宣传栏面板", 1, DecisionState.REPORTED, "示例：已更换3块"),
    ("A", "示例：北门占道经营集中整治", -2, DecisionState.STRUCK_OFF, "示例：劝离12家，划线定位"),
)
ON_LEAVE = 4  # whose place in the order of the units stays empty


def make(chance):
    """Returns how many decisions were made."""
    today, now = timezone.localdate(), timezone.now()
    meeting = meetings.of_week(Week.of(today).shifted(-1))
    if meeting is None:
        return 0
    meeting.place, meeting.chair, meeting.recorder = "示例会议室", "示例主持人", "示例记录人"
    meeting.starts_at, meeting.subject = time(9), "示例：迎检准备和本周整治"
    meeting.save()
    office = User.objects.filter(role=Role.OFFICE).first()
    units = {unit.code: unit for unit in Unit.objects.all()}
    for number, (code, words, days, state, result) in enumerate(DECIDED, start=1):
        done = {"struck_off_by": office, "struck_off_at": now} if state == DecisionState.STRUCK_OFF else {}
        said = {"result": result, "reported_at": now if result else None}
        due_on = today + timedelta(days=days)
        facts = {"unit": units[code], "person": "示例员", "words": words, "due_on": due_on, "created_by": office}
        Decision.objects.create(meeting=meeting, number=number, state=state, **facts, **said, **done)
    present = [(unit, Presence.LEAVE if at == ON_LEAVE else Presence.PRESENT) for at, unit in enumerate(asked_units())]
    lines = [*((unit, "示例员", presence) for unit, presence in present), (None, "示例督导员", Presence.OBSERVER)]
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, unit=unit, name=name, presence=presence, position=position)
        for position, (unit, name, presence) in enumerate(lines, start=1)
    )
    return len(DECIDED)
