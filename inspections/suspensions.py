"""挂账 ends: by a person, or by the clock on the day it was granted until."""

import uuid
from datetime import datetime, time

from django.utils import timezone

from inspections import deadlines
from inspections.enums import Decision, TaskAction, TaskState
from inspections.models import Suspension
from inspections.steps import take_step
from tataboo_portal.clocks import office_calendar
from tataboo_portal.refusals import StaleEdit


def running(task):
    """The pause the task is in, or None."""
    return task.suspensions.filter(decision=Decision.APPROVED, started_at__isnull=False, ended_at__isnull=True).first()


def end_pause(task, moment):
    """The pause of a task, if it is in one, ends; the caller saves the task."""
    task.suspended_at = None
    task.suspensions.filter(started_at__isnull=False, ended_at__isnull=True).update(ended_at=moment)


def resume(*, by, task, moment=None, client_uuid=None, note="", version=None):
    """Let the clock go on from a moment (now) with what was left of it; `by=None` is the clock itself."""
    moment, calendar = moment or timezone.now(), office_calendar()

    def change(locked):
        deadlines.move(locked, deadlines.resumed(locked, moment, calendar))
        end_pause(locked, moment)

    uuid_of_step = client_uuid or uuid.uuid4()
    return take_step(
        by=by,
        task=task,
        action=TaskAction.RESUME,
        client_uuid=uuid_of_step,
        change=change,
        note=note,
        version=version,
    )[0]


def resume_due(now=None):
    """Let every pause end whose day has come; returns how many. Safe to run twice."""
    today = timezone.localdate(now or timezone.now())
    over = Suspension.objects.approved().filter(
        ended_at__isnull=True, until__lte=today, task__state=TaskState.SUSPENDED
    )
    return sum(_ended(suspension) for suspension in over.select_related("task"))


def _ended(suspension):
    """Go on from the first moment of the day it was granted until; False when somebody was faster."""
    moment = datetime.combine(suspension.until, time.min, tzinfo=timezone.get_default_timezone())
    try:
        resume(by=None, task=suspension.task, moment=moment, note="挂账到期")
    except StaleEdit:
        return False
    return True
