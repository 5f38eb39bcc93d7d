"""回头看: which closed tasks are looked at again, drawn by their number so that every run draws the same."""

import hashlib
from datetime import datetime, time, timedelta

from django.utils import timezone

from inspections import cases
from inspections.enums import TaskState
from inspections.models import LookBack, LookBackRule, RemediationTask
from tataboo_portal.permissions import Permission

CATCH_UP_DAYS = 14


def is_drawn(task_id, rule):
    """Whether the task is in the rule's sample: a hash, not chance, so that nobody can try again until it suits them."""
    digest = hashlib.sha256(f"{rule.pk}:{task_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % 100 < rule.percent


def plan(today=None):
    """Lay out what has become due, missed nights of two weeks included; returns how many are new. Safe to run twice."""
    today = today or timezone.localdate()
    return sum(_plan_rule(rule, today) for rule in LookBackRule.objects.filter(is_active=True))


def _plan_rule(rule, today):
    last = today - timedelta(days=rule.days)
    since, until = _start(last - timedelta(days=CATCH_UP_DAYS)), _start(last + timedelta(days=1))
    closed = RemediationTask.objects.filter(
        state=TaskState.CLOSED, is_forced=False, closed_at__gte=since, closed_at__lt=until
    )
    fresh = closed.exclude(look_backs__rule=rule).order_by("pk").values_list("pk", "closed_at")
    drawn = [
        LookBack(task_id=pk, rule=rule, due_on=timezone.localdate(closed_at) + timedelta(days=rule.days))
        for pk, closed_at in fresh
        if is_drawn(pk, rule)
    ]
    LookBack.objects.bulk_create(drawn, ignore_conflicts=True, batch_size=500)
    return len(drawn)


def _start(day):
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


def due_for(user):
    """What this person may look at now: never what they fixed themselves."""
    return LookBack.objects.to_do().exclude(task__fixed_by=user)


def may_judge(user, look_back):
    """Whether this person may say what came of it."""
    return user.may(Permission.VERIFY_TASK) and not look_back.outcome and look_back.task.fixed_by_id != user.pk


def known_recurrence(look_back):
    """The task that somebody filed already because the problem came back, or None."""
    return look_back.task.recurrences.counted().order_by("-id").first()


def rows_for(look_backs, today):
    """Look-backs with their tasks' newest photos and how long they have been due, in one query whatever their number."""
    tasks = cases.rows_for([look_back.task for look_back in look_backs], timezone.now())
    return [
        {"look_back": look_back, "days_late": max((today - look_back.due_on).days, 0), **row}
        for look_back, row in zip(look_backs, tasks, strict=True)
    ]
