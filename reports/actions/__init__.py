"""What people do on the roof."""

from tataboo_portal import audit, jobs
from tataboo_portal.enums import AuditAction

REFRESH_TASK = "reports.refresh_rollups"


def ask_for_refresh(*, by):
    """Have the totals counted again soon; asking twice queues it once. No fact changes, so the trail says nothing."""
    return jobs.enqueue_once(REFRESH_TASK, by=by)


def take_pairs_along(*, by, what, pairs, words):
    """Write down who took photos of which tasks out of the portal, and under which filter."""
    taken = {"what": what, "filter": words, "tasks": [pair.task.number for pair in pairs]}
    return audit.record(by=by, action=AuditAction.EXPORT, subject=by, after=taken)


def take_annexes_along(*, by, report, count):
    """Write down who took the annexes of which report out of the portal, and how many rows."""
    taken = {"what": "周例会附表", "meeting_week": str(report.meeting_week), "rows": count}
    return audit.record(by=by, action=AuditAction.EXPORT, subject=by, after=taken)
