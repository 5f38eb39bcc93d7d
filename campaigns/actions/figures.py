"""What the office does with the historical base: each change audited, nothing deleted."""

from django.db import IntegrityError, transaction

from campaigns.actions.kept import changed
from campaigns.models import BaseFigure, Campaign
from tataboo_portal import audit
from tataboo_portal.enums import AuditAction
from tataboo_portal.refusals import Refusal

TAKEN = "这个活动的这个指标在这个期间已经有历史基数了，改那一条就行。"


def add_figure(*, by, **values):
    """One more figure; the very same one again is the one already there."""
    existing = BaseFigure.objects.filter(is_active=True, **values).first()
    if existing:
        return existing
    return saved(BaseFigure(**values), by=by, action=AuditAction.ADD)


def change_figure(figure, *, by, version=None, **values):
    """The figure with new values, unless somebody changed it since `version`; nothing is written without a change."""
    return changed(figure, by=by, saved=saved, version=version, **values)


def switch_figure(figure, *, by, is_active):
    """停用 or 启用: a figure out of use is kept and no longer counted in."""
    return change_figure(figure, by=by, is_active=is_active)


def saved(figure, *, by, action, before=None):
    """The figure written with its audit event; Refusal when another in use speaks of the same period."""
    try:
        with transaction.atomic():
            Campaign.objects.select_for_update().get(pk=figure.campaign_id)  # one at a time, so that no two overlap
            other = figure.overlapping() if figure.is_active else None
            if other:
                raise Refusal(other.overlap_sentence)
            figure.save()
            audit.record(by=by, action=action, subject=figure, before=before, after=audit.snapshot(figure))
    except IntegrityError:
        raise Refusal(TAKEN) from None
    return figure
