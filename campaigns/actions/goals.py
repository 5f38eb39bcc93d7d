"""What the office does with goals: each change audited, nothing deleted."""

from django.db import IntegrityError, transaction

from campaigns.actions.kept import changed
from campaigns.models import Goal
from tataboo_portal import audit
from tataboo_portal.enums import AuditAction
from tataboo_portal.refusals import Refusal


def set_goal(*, by, **values):
    """One more goal; the very same one again is the one already there."""
    existing = Goal.objects.filter(is_active=True, **values).first()
    if existing:
        return existing
    return saved(Goal(**values), by=by, action=AuditAction.ADD)


def change_goal(goal, *, by, version=None, **values):
    """The goal with new values, unless somebody changed it since `version`; nothing is written without a change."""
    return changed(goal, by=by, saved=saved, version=version, **values)


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
