"""Facts of what units owe the meeting: material handed in by its deadline, decisions carried out by their day."""

from collections import Counter, defaultdict
from datetime import timedelta

from django.utils import timezone

from reports.assessment.samples import Event, Fact, from_events
from reports.enums import DecisionState
from reports.models import Decision, Submission
from reports.submissions import times_of
from tataboo_portal.weeks import Week


def weeks_of(span, now):
    """The weeks whose meeting and deadline lie in the period and have passed."""
    weeks = [Week.of(span.start)]
    while weeks[-1].sunday < span.end:
        weeks.append(weeks[-1].shifted(1))
    asked = (times for times in times_of(*weeks) if times.deadline and times.deadline < now)
    return [times for times in asked if span.start <= times.meeting_day <= span.end]


def material(units, span, now, params):
    """例会材料按时交: weeks in which nobody at all handed anything in are left out, nobody was asked then."""
    weeks = weeks_of(span, now)
    rows = Submission.objects.handed_in().filter(meeting_week__in=[times.week.monday for times in weeks])
    found = {(unit, week): is_late for unit, week, is_late in rows.values_list("unit", "meeting_week", "is_late")}
    used = {week for _, week in found}
    wholes, events = Counter(), defaultdict(list)
    for times in weeks:
        if times.week.monday not in used:
            continue
        day = f"{times.meeting_day.month}月{times.meeting_day.day}日例会材料"
        for unit in units:
            wholes[unit.pk] += 1
            is_late = found.get((unit.pk, times.week.monday))
            if is_late is not False:
                words = f"{day}{'没有交' if is_late is None else '迟交'}"
                events[unit.pk].append(Event("submission", f"{times.week.monday}/{unit.code}", words))
    return from_events(wholes, events)


def decisions_done(units, span, now, params):
    """议定事项按时报: of those due in the period, reported by their day."""
    last = min(span.end, timezone.localdate(now) - timedelta(days=1))
    rows = Decision.objects.live().filter(unit__in=units, due_on__range=(span.start, last)).select_related("meeting")
    wholes, events = Counter(), defaultdict(list)
    for row in rows.order_by("due_on", "pk"):
        wholes[row.unit_id] += 1
        reported = timezone.localdate(row.reported_at) if row.reported_at else None
        is_done = row.state != DecisionState.OPEN and reported is not None and reported <= row.due_on
        if not is_done:
            words = f"{row.words[:120]}，应在{row.due_on.month}月{row.due_on.day}日前办"
            events[row.unit_id].append(Event("decision", str(row.pk), words))
    return from_events(wholes, events)


FACTS = (
    Fact(
        "material",
        "例会材料按时交",
        "截止前交的 ÷ 考核期内应交的周；退回没有再交的算没有交，没有一个单位交的周不算。",
        material,
        is_sampled=False,
    ),
    Fact(
        "decisions_done",
        "议定事项按时报",
        "时限前报了落实情况的 ÷ 时限落在考核期内的议定事项。",
        decisions_done,
        is_sampled=False,
    ),
)
