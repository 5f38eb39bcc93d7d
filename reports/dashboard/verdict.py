"""Who is behind, in one sentence, and what to press on first."""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from inspections.models import RemediationTask
from reports.grid import LATE, NONE, OK, SOON
from reports.models import SupervisionOrder
from tataboo_portal.models import Unit

SHOWN_LATE_UNITS = 6


@dataclass(frozen=True)
class Headline:
    """The sentence that answers before anything else is read."""

    kind: str
    count: int
    words: str
    names: list


def headline(tiles, period_words):
    """Late zones by name; without any, those that come close; without these too, that nobody is behind."""
    named = {kind: [tile.title for tile in tiles if tile.kind == kind] for kind in (LATE, SOON, OK, NONE)}
    if named[LATE]:
        return Headline(LATE, len(named[LATE]), "个片区落后", named[LATE])
    if named[SOON]:
        return Headline(SOON, len(named[SOON]), "个片区临近", named[SOON])
    if named[OK]:
        return Headline(OK, 0, f"{period_words}没有片区落后", [])
    return Headline(NONE, 0, f"{period_words}还没有到期的任务", [])


def rest(tiles, named_kind):
    """How the zones the headline does not name stand, as (count, word) pairs."""
    words = {LATE: "落后", OK: "按时", SOON: "临近", NONE: "没有到期任务"}
    counts = [(sum(tile.kind == kind for tile in tiles), words[kind]) for kind in (OK, SOON, NONE)]
    return [pair for pair in counts if pair[0] and pair[1] != words[named_kind]]


def worst_tasks(units, now):
    """{unit id: its longest overdue task, with the open 督办单 about the unit's overdue tasks}: one query, by index."""
    longest = RemediationTask.objects.overdue(now).filter(unit=OuterRef("pk")).order_by("due_at", "id").values("pk")[:1]
    picked = Unit.objects.filter(pk__in=[unit.pk for unit in units]).values_list(Subquery(longest))
    sent = SupervisionOrder.objects.unfinished().of_overdue().filter(unit=OuterRef("unit"))
    order = {f"order_{name}": Subquery(sent.values(name)[:1]) for name in ("pk", "number", "due_on")}
    tasks = RemediationTask.objects.filter(pk__in=picked).select_related("assignee").annotate(**order)
    return {task.unit_id: task for task in tasks}


def days_overdue(task, now):
    """How long ago the deadline was."""
    days = (timezone.localdate(now) - timezone.localdate(task.due_at)).days
    return f"逾期 {days} 天" if days else "今天逾期"


def to_press(tiles, links, now):
    """需要督办: late zones with the most overdue first, each with its worst task and its 督办单 where this person may open them."""
    late = sorted((tile for tile in tiles if tile.kind == LATE), key=lambda tile: (-tile.overdue, tile.rate or 0))
    shown = late[:SHOWN_LATE_UNITS]
    worst = worst_tasks([tile.unit for tile in shown if tile.overdue and links.sees(tile.unit)], now)
    rows = []
    for tile in shown:
        task = worst.get(tile.unit.pk)
        rows.append({"tile": tile, "task": task, "since": days_overdue(task, now) if task else ""})
    return {"rows": rows, "more": len(late) - len(shown)}
