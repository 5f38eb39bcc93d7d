"""报送时间: what the office sets, all of it at once."""

from django.db import IntegrityError, transaction

from reports import submissions
from reports.enums import MomentKind
from reports.models import SubmissionMoment
from tataboo_portal import audit
from tataboo_portal.enums import AuditAction
from tataboo_portal.refusals import StaleEdit

STALE_SENTENCE = "刚有人改过报送时间，刷新页面看看再改。"


def set_times(*, by, seen, moments):
    """The deadline and reminders as asked; `seen` is the stamp of what stood on the screen. Nothing changed is nothing written."""
    try:
        return _set(by, seen, moments)
    except IntegrityError:
        raise StaleEdit(STALE_SENTENCE) from None


@transaction.atomic
def _set(by, seen, moments):
    kept = list(SubmissionMoment.objects.select_for_update())
    before, after = submissions.stamp(kept), submissions.stamp(moments)
    if before == after:
        return False
    if before != seen:
        raise StaleEdit(STALE_SENTENCE)
    wanted = {(row.kind, row.workdays_before, row.at) for row in moments}
    there = {(row.kind, row.workdays_before, row.at) for row in kept}
    for row in kept:
        if (row.kind, row.workdays_before, row.at) not in wanted:
            row.delete()
    for kind, workdays_before, at in sorted(wanted - there):
        SubmissionMoment.objects.create(kind=kind, workdays_before=workdays_before, at=at)
    deadlines = [row for row in (*moments, *kept) if row.kind == MomentKind.DEADLINE]
    subject = next(iter(deadlines), (*moments, *kept)[0])
    told = [{"moments": list(map(str, rows))} for rows in (kept, moments)]
    audit.record(by=by, action=AuditAction.CHANGE, subject=subject, before=told[0], after=told[1])
    return True
