"""The plain way to score: every record read one by one, fractions, no query that counts; nothing here knows of reports.assessment."""

from datetime import timedelta
from fractions import Fraction

from django.utils import timezone

from campaigns.models import WorkRecord
from inspections.models import InspectionResult, PublicReport, RemediationTask
from publicity.models import Board, Placement
from reports.models import Decision, Submission

NO_CASE = ("rejected", "duplicate", "void")
IN_HANDS = ("dispatched", "processing", "rework")


def day_of(moment):
    """The local day of a moment."""
    return timezone.localtime(moment).date()


def cases(unit, start, end):
    """The unit's cases whose deadline lies on one of the days."""
    rows = (task for task in RemediationTask.objects.filter(unit=unit) if task.state not in NO_CASE and task.due_at)
    return [task for task in rows if start <= day_of(task.due_at) <= end]


def is_in_time(task):
    return task.state in ("resolved", "closed") and task.fixed_at is not None and task.fixed_at <= task.due_at


def is_closed(task):
    return task.state == "closed" and not task.is_forced


def fell_due(task, now):
    return task.due_at < now or task.state in ("resolved", "closed")


def case_in_time(unit, start, end, now, params):
    due = [
        task
        for task in cases(unit, start, end)
        if task.exempted_at is None
        and (task.state in ("resolved", "closed") or (task.state in IN_HANDS and task.due_at < now))
        and (task.is_urgent or not params.get("urgent_only"))
    ]
    return due, [task for task in due if not is_in_time(task)]


def closing(unit, start, end, now, params):
    due = [task for task in cases(unit, start, end) if fell_due(task, now)]
    if params.get("basis") == "active":
        due = [task for task in due if task.state != "suspended"]
    return due, [task for task in due if not is_closed(task)]


def closing_in_time(unit, start, end, now, params):
    due = [task for task in closing(unit, start, end, now, params)[0] if task.exempted_at is None]
    return due, [task for task in due if not (is_closed(task) and is_in_time(task))]


def rework(unit, start, end, now, params):
    closed = [task for task in cases(unit, start, end) if fell_due(task, now) and is_closed(task)]
    return closed, [task for task in closed if task.rework_count]


def recurrence(unit, start, end, now, params):
    closed, _ = rework(unit, start, end, now, params)
    again = {task.recurrence_of_id for task in RemediationTask.objects.all() if task.state not in NO_CASE}
    return closed, [task for task in closed if task.pk in again]


def entered_soon(unit, start, end, now, params):
    works = [row for row in WorkRecord.objects.filter(unit=unit) if row.drive_id is None]
    placed = [row for row in Placement.objects.filter(unit=unit) if row.board_issue_id is None]
    rows = [
        row
        for row in works + placed
        if start <= row.day <= end and row.voided_at is None and row.import_batch_id is None
    ]
    days = timedelta(days=params.get("days", 3))
    return rows, [row for row in rows if day_of(row.created_at) > row.day + days]


def boards_renewed(unit, start, end, now, params):
    day = min(end, day_of(now))
    boards = [
        one
        for one in Board.objects.filter(unit=unit)
        if one.is_in_use and one.voided_at is None and one.set_up_on <= day
    ]
    late = []
    for board in boards:
        days = [one.day for one in board.issues.all() if one.voided_at is None and one.day <= day]
        if (board.kind.next_after(max(days)) if days else board.set_up_on) < day:
            late.append(board)
    return boards, late


def material(unit, start, end, now, params):
    rows = [row for row in Submission.objects.all() if row.state == "handed_in"]
    weeks = {row.meeting_week for row in rows if start <= row.meeting_week <= end}
    own = {row.meeting_week: row.is_late for row in rows if row.unit_id == unit.pk}
    return sorted(weeks), [week for week in weeks if own.get(week, True)]


def decisions_done(unit, start, end, now, params):
    rows = [
        row
        for row in Decision.objects.filter(unit=unit)
        if row.due_on and start <= row.due_on <= end and row.due_on < day_of(now) and row.voided_at is None
    ]
    done = [row for row in rows if row.state != "open" and row.reported_at and day_of(row.reported_at) <= row.due_on]
    return rows, [row for row in rows if row not in done]


def ratings(unit, start, end, now, params):
    rows = [
        row
        for row in PublicReport.objects.all()
        if row.rating and start <= day_of(row.rated_at) <= end and row.task and row.task.unit_id == unit.pk
    ]
    return rows, [row for row in rows if row.rating != "satisfied"]


def items_passed(unit, start, end, now, params):
    rows = []
    for row in InspectionResult.objects.all():
        found = row.inspection
        answers = found.market_group_id or found.community_id
        if found.voided_at is None and start <= found.day <= end and row.outcome != "na" and answers == unit.pk:
            rows.append(row)
    if params.get("chapter"):
        rows = [row for row in rows if params["chapter"] in row.item.source]
    return rows, [row for row in rows if row.outcome == "fail"]


FACTS = {
    one.__name__: one
    for one in (
        case_in_time,
        closing,
        closing_in_time,
        rework,
        recurrence,
        entered_soon,
        boards_renewed,
        material,
        decisions_done,
        ratings,
        items_passed,
    )
}


def tenth(number):
    """To one decimal, half up."""
    return Fraction((number * 20 + 1) // 2, 10)


def points_of(item, whole, failing):
    """(points or None, whether the sample is small) of an item by its own words."""
    full, params = Fraction(item.points), item.params
    if not whole:
        return None, False
    if len(whole) < item.least_sample:
        return full, True
    rate = Fraction(len(whole) - len(failing), len(whole))
    line = Fraction(str(params.get("full_from", 100)))
    if item.formula == "share":
        points = full * rate
    elif item.formula == "met":
        points = full if rate * 100 >= line else Fraction(0)
    elif item.formula == "threshold":
        below = max(line - rate * 100, Fraction(0))
        points = max(full - below * Fraction(str(params.get("minus", 1))), Fraction(str(params.get("least", 0))))
    else:
        lost = sum((minus(one, params) for one in failing), Fraction(0))
        points = full - min(lost, Fraction(str(params.get("most", full))))
    return tenth(min(max(points, Fraction(0)), full)), False


def minus(one, params):
    """What one record costs."""
    times, dearer = params.get("again_times"), params.get("again_minus")
    many = times and dearer and getattr(one, "rework_count", 0) >= int(times)
    cost = Fraction(str(dearer if many else params.get("minus", 1)))
    return cost * 2 if getattr(one, "source", "") in params.get("doubled", ()) else cost


def scored(rules, units, start, end, now):
    """{unit code: (total or None, place or None, {item code: (points, whole, failing)})}."""
    items = list(rules.items.all())
    found, totals = {}, {}
    for unit in units:
        own, total, measured = {}, Fraction(0), Fraction(0)
        for item in items:
            whole, failing = FACTS[item.fact](unit, start, end, now, item.fact_params)
            points, is_small = points_of(item, whole, failing)
            own[item.code] = points, len(whole), len(failing)
            total += Fraction(item.points) if points is None else points
            measured += Fraction(item.points) if points is not None and not is_small else 0
        full = sum(Fraction(item.points) for item in items)
        is_ranked = measured and measured * 100 >= full * rules.least_measured
        totals[unit.code], found[unit.code] = (total if is_ranked else None), own
    known = [one for one in totals.values() if one is not None]
    return {
        code: (total, None if total is None else 1 + sum(1 for one in known if one > total), found[code])
        for code, total in totals.items()
    }
