"""What is personal in a report of a resident goes, on request or in time; the row stays."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from inspections.enums import PublicState
from inspections.models import PublicReport, TaskPhoto
from tataboo_portal import audit, photos
from tataboo_portal.enums import AuditAction

AT_ONCE = 500
OLD_REASON = "到期删除个人信息"


@transaction.atomic
def forget(report, *, by, reason):
    """Erase phone, words and sender, and the photo; of one that a task shows only the picture stays. Returns the row.

    Again changes nothing.
    """
    locked = PublicReport.objects.select_for_update().get(pk=report.pk)
    if locked.erased_at:
        return locked
    before, photo = audit.snapshot(locked), locked.photo
    for name in PublicReport.never_in_trail:
        setattr(locked, name, "")
    is_shown = photo is not None and TaskPhoto.objects.filter(photo=photo).exists()
    locked.photo = photo if is_shown else None
    locked.erased_at = timezone.now()
    locked.save()
    if photo:
        (photos.keep_picture if is_shown else photos.forget)(photo)
    after = audit.snapshot(locked)
    audit.record(by=by, action=AuditAction.CHANGE, subject=locked, before=before, after=after, reason=reason)
    return locked


def forget_due(now=None):
    """Forget what was declined, or handled to its end, long enough ago, and who sent what on earlier days; returns how many."""
    now = now or timezone.now()
    limit = now - timedelta(days=settings.PUBLIC_DAYS_KEPT)
    declined = Q(state=PublicState.DECLINED, decided_at__lt=limit)
    handled = Q(task__closed_at__lt=limit, new_task=None) | Q(new_task__closed_at__lt=limit)
    due = list(PublicReport.objects.filter(declined | handled, erased_at=None).order_by("id")[:AT_ONCE])
    for report in due:
        forget(report, by=None, reason=OLD_REASON)
    # The digest serves one day's limits and nothing else.
    PublicReport.objects.filter(received_at__lt=now - timedelta(days=2)).exclude(sender="").update(sender="")
    return len(due)
