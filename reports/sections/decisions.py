"""上周议定事项落实: what the meeting before decided and what earlier ones left open, each with how it stands; read first."""

from django.db.models import Q
from django.utils import timezone

from reports import decisions
from reports.enums import DecisionState
from reports.metrics.cells import moment
from reports.models import Decision
from reports.sections.blocks import LAST, paragraph
from tataboo_portal import workdays

PART, HEADING = LAST, "上周议定事项落实"
MOST_TOLD = 30


def build(facts):
    """A sentence over all of them, then one paragraph each; no section where nothing was decided and nothing is open."""
    rows = list(told(facts.meeting_week))
    if not rows:
        return []
    last_week, since = rows[0].meeting.week, week_before(facts.meeting_week)
    if last_week < since.monday and not any(is_news(row, since) for row in rows):
        return []
    today = timezone.localdate(facts.now)
    shown = [paragraph(f"{position}.{_told(row, today)}") for position, row in enumerate(rows[:MOST_TOLD], start=1)]
    rest = [paragraph(f"另有{len(rows) - MOST_TOLD}项没有列出，见议定事项清单。")] if len(rows) > MOST_TOLD else []
    return [_summary(rows, last_week, today), *shown, *rest]


def told(meeting_week):
    """What the last meeting before this one decided, what earlier ones left open, and what was struck off since; the newest meeting first."""
    earlier = Decision.objects.live().filter(meeting__week__lt=meeting_week.monday)
    last_week = earlier.order_by("-meeting__week").values_list("meeting__week", flat=True).first()
    struck_off_since = Q(struck_off_at__gte=moment(week_before(meeting_week).monday))
    found = earlier.filter(Q(meeting__week=last_week) | ~Q(state=DecisionState.STRUCK_OFF) | struck_off_since)
    return found.for_list().order_by("-meeting__week", "number")


def week_before(meeting_week):
    """The week of the meeting before; in weeks without a workday there was none."""
    quiet = workdays.weeks_without_meeting_before(meeting_week)
    return meeting_week.shifted(-1 - len(quiet))


def is_news(row, since):
    """Whether the matter is open, or was struck off since the meeting of that week."""
    return row.state != DecisionState.STRUCK_OFF or row.struck_off_at >= moment(since.monday)


def _summary(rows, last_week, today):
    last = [row for row in rows if row.meeting.week == last_week]
    words = f"{decisions.short(last[0].meeting.day)}例会议定事项{len(last)}项，{_counted(last)}"
    older = [row.state == DecisionState.STRUCK_OFF for row in rows if row not in last]
    words += f"；以前的例会新销号{sum(older)}项" if any(older) else ""
    words += f"；以前的例会还有{older.count(False)}项没有销号" if not all(older) else ""
    late = sum(1 for row in rows if decisions.days_late(row, today))
    return paragraph(f"{words}；其中逾期{late}项。" if late else f"{words}。")


def _counted(rows):
    states = [row.state for row in rows]
    named = (
        (state.label, states.count(state))
        for state in (DecisionState.STRUCK_OFF, DecisionState.REPORTED, DecisionState.OPEN)
    )
    return "、".join(f"{label}{count}项" for label, count in named if count)


def _told(row, today):
    late = decisions.days_late(row, today)
    person = f"（{row.person}）" if row.person else ""
    due = f"{row.due_on.month}月{row.due_on.day}日前" if row.due_on else "不限时"
    standing = "，".join(
        filter(None, [f"{row.unit.name}{person}", due, row.get_state_display(), late and f"逾期{late}天"])
    )
    result = f"落实情况：{row.result.rstrip('。')}。" if row.result else ""
    return f"{row.words.rstrip('。')}。{standing}。{result}"
