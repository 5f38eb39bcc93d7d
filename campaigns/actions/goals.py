"""What the office does with goals: each change audited, nothing deleted."""

from django.db import IntegrityError, transaction

from campaigns.models import Goal
from tataboo_portal import audit
from tataboo_portal.enums import AuditAction
from tataboo_portal.refusals import Refusal, StaleEdit

STALE = "这条刚有人改过，回列表重新打开，看看再保存。"


def set_goal(*, by, **values):
    """One more goal; the very same one again is the one already there."""
    existing = Goal.objects.filter(is_active=True, **values).first()
    if existing:
        return existing
    return saved(Goal(**values), by=by, action=AuditAction.ADD)


@transaction.atomic
def change_goal(goal, *, by, version=None, **values):
    """The goal with new values, unless somebody changed it since `version`; nothing is written without a change."""
    locked = Goal.objects.select_for_update().get(pk=goal.pk)
    if version is not None and locked.version != version:
        raise StaleEdit(STALE)
    if all(getattr(locked, name) == value for name, value in values.items()):
        return locked
    before = audit.snapshot(locked)
    for name, value in values.items():
        setattr(locked, name, value)
    locked.version += 1
    return saved(locked, by=by, action=AuditAction.CHANGE, before=before)


def switch_goal(goal, *, by, is_active):
    """停用 or 启用: a goal out of use is kept and no longer compared with."""
    return change_goal(goal, by=by, is_active=is_active)


def saved(goal, *, by, action, before=None):
    """The goal written with its audit event; Refusal when there is one for the same unit, indicator and period."""
    try:
        with transaction.atomic():
            goal.save()
            audit.record(by=by, action=action, subject=goal, before=before, after=audit.snapshot(goal))
    except IntegrityError:
        raise Refusal(Goal.TAKEN) from None
    return goal
