"""例会投影: the pack of a week as slides, one per thing the meeting looks at; what is shown is what the pack says."""

from datetime import timedelta

from django.db.models import Count

from inspections import cases
from inspections.enums import TaskState
from inspections.models import RemediationTask
from reports import decisions, pairs
from reports.enums import Part
from reports.metrics.cells import moment
from reports.submissions import material

OVERVIEW_SECTIONS = ("overview", "cleanup", "remediation", "market", "holidays", "corrections")
MOST_ITEMS, MOST_LATE = 6, 12
LOOKED_THROUGH = 400


def deck(user, week, content, now, today):
    """Everything the slides show; a number of queries that does not grow with units or records."""
    sections = {
        section.get("code"): section for part in (content or {}).get("parts", ()) for section in part["sections"]
    }
    return {
        "followed": sections.get("decisions"),
        "overview": [sections[code] for code in OVERVIEW_SECTIONS if code in sections],
        "grid": sections.get("grid"),
        "units": unit_slides(user, week),
        "late": late_slide(user, now),
        "decided": decisions.rows_for(decisions.of_meeting(week), today),
    }


def unit_slides(user, week):
    """One slide per unit in their order: its three parts as handed in, or that they are missing, and one pair of photos."""
    told, shown = material(week), newest_pairs(user, week.shifted(-1))
    slides = {unit.pk: {"unit": unit, "parts": parts_of(parts)} for unit, parts in told.by_unit}
    slides |= {unit.pk: {"unit": unit, "parts": None} for unit in told.missing if unit.is_zone}
    for pk, slide in slides.items():
        slide["pair"] = shown.get(pk)
    return sorted(slides.values(), key=lambda slide: (slide["unit"].position, slide["unit"].code))


def parts_of(parts):
    """Each part with as many of its items as fit, and how many do not."""
    return [
        {"part": part, "items": parts[part][:MOST_ITEMS], "more": max(len(parts[part]) - MOST_ITEMS, 0)}
        for part in Part
    ]


def newest_pairs(user, week):
    """{unit: its newest pair} among the last closed tasks of the week."""
    closed = pairs.closed_tasks(moment(week.monday), moment(week.sunday + timedelta(days=1)))
    latest = closed.order_by(*pairs.KEYS).values("pk")[:LOOKED_THROUGH]
    seen = RemediationTask.objects.visible_to(user).filter(pk__in=latest, state=TaskState.CLOSED)
    first = {}
    for task in pairs.proven(seen).for_list().order_by(*pairs.KEYS):
        first.setdefault(task.unit_id, task)
    return {pair.task.unit_id: pair for pair in pairs.with_photos(list(first.values()))}


def late_slide(user, now):
    """逾期: how many per unit, and the tasks that are over their time longest."""
    late = RemediationTask.objects.visible_to(user).overdue(now)
    groups = late.order_by("unit__position").values_list("unit__name").annotate(count=Count("pk"))
    counts = [(name, count) for name, count in groups if count]
    tasks = list(late.for_list().order_by("due_at", "id")[:MOST_LATE])
    total = sum(count for _, count in counts)
    return {"counts": counts, "total": total, "rows": cases.rows_for(tasks, now), "more": max(total - MOST_LATE, 0)}
