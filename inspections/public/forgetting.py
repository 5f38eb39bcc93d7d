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
PERSONAL = ("phone", "words", "rating_words", "sender")
OLD_REASON = "到期删除个人信息"


def facts_of(report):
    """The row as the trail keeps it: nothing personal, or it could never be forgotten."""
    return {name: value for name, value in audit.snapshot(report).items() if name not in PERSONAL}


@transaction.atomic
def forget(report, *, by, reason):
    """Erase phone, words and sender, and the photo unless a task shows it; again changes nothing. Returns the row."""
    locked = PublicReport.objects.select_for_update().get(pk=report.pk)
    if locked.erased_at:
        return locked
    before, photo = facts_of(locked), locked.photo
    for name in PERSONAL:
        setattr(locked, name, "")
    if photo and TaskPhoto.objects.filter(photo=photo).exists():
        photo = None
    if photo:
        locked.photo = None
    locked.erased_at = timezone.now()
    locked.save()
    if photo:
        photos.forget(photo)
    audit.record(by=by, action=AuditAction.CHANGE, subject=locked, before=before, after=facts_of(locked), reason=reason)
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
