"""The clock of one task: when it starts, what it has used, and what an extension or a pause does to it."""

from fractions import Fraction

from django.utils import timezone

from inspections.enums import OPEN_STATES
from inspections.models import RemediationTask, TaskStage
from tataboo_portal import calendars

MOST_EXTENSIONS = 2


def default_rule(category):
    """The category's first rule in use, or None when the office keeps none."""
    return category.rules.filter(is_active=True).order_by("position", "id").first()


def start_clock(task, *, rule, now, calendar, due_at=None):
    """Give a task that is dispatched its limit and deadline; a deadline once given only moves when `due_at` names another."""
    if task.due_at:
        task.due_is_named = task.due_is_named or due_at not in (None, task.due_at)
        move(task, due_at or task.due_at)
        return
    task.rule = rule
    if rule:
        task.limit_value, task.limit_kind = rule.limit_value, rule.limit_kind
        _start_stages(task, rule, now, calendar)
    move(task, due_at or calendar.add(now, task.limit_value, task.limit_kind))
    task.due_is_named = due_at is not None
    task.first_due_at = task.first_due_at or task.due_at


def _start_stages(task, rule, now, calendar):
    """Lay out the stages of a long case; the first begins at once and lends the task its limit."""
    task.stages.all().delete()  # an earlier dispatch was returned before its stages counted
    for position, stage in enumerate(rule.stages.all(), start=1):
        TaskStage.objects.create(
            task=task,
            name=stage.name,
            position=position,
            limit_value=stage.limit_value,
            limit_kind=stage.limit_kind,
        )
    first = task.stages.first()
    if first:
        begin_stage(task, first, now, calendar)


def begin_stage(task, stage, now, calendar):
    """Start a stage's own clock; the task runs under it from now on, with extensions of its own."""
    stage.started_at, stage.due_at = now, calendar.add(now, stage.limit_value, stage.limit_kind)
    stage.save(update_fields=("started_at", "due_at"))
    task.limit_value, task.limit_kind, task.due_at = stage.limit_value, stage.limit_kind, stage.due_at
    task.extension_count, task.due_is_named = 0, False


def move(task, due_at):
    """Set the deadline of a task and of the stage it is in, which are one; the caller saves the task."""
    task.due_at = due_at
    task.stages.filter(started_at__isnull=False, done_at__isnull=True).update(due_at=due_at)


def current_stage(task):
    """The stage that is being worked on, or None."""
    return task.stages.filter(started_at__isnull=False, done_at__isnull=True).first()


def next_stage(task):
    """The stage that comes after the present one, or None."""
    return task.stages.filter(started_at__isnull=True).first()


def extended(task, calendar):
    """The deadline after one more original limit."""
    return calendar.add(task.due_at, task.limit_value, task.limit_kind)


def used_share(task, now, calendar):
    """How much of the task's clock is used at a moment, as a Fraction: 1 is the deadline, 3/2 half a limit after it.

    While the clock is paused (挂账) it stands at the moment of the pause.
    """
    moment = task.suspended_at or now
    total = Fraction(task.limit_value * (1 + task.extension_count))
    return 1 - calendar.between(moment, task.due_at, task.limit_kind) / total


def resumed(task, moment, calendar):
    """The deadline after a pause: what was left of the clock when it stopped, counted from the moment it goes on."""
    left = calendar.between(task.suspended_at, task.due_at, task.limit_kind)
    return calendar.add(moment, max(left, 0), task.limit_kind)


def unplanned_years(today):
    """Years without their holidays that today or the deadline of an open task reaches; pages say so in yellow."""
    dated = RemediationTask.objects.filter(state__in=OPEN_STATES, due_at__isnull=False)
    latest = dated.order_by("-due_at").values_list("due_at", flat=True).first()
    return calendars.unplanned_years(today, timezone.localdate(latest) if latest else None)
