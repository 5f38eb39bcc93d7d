"""What people do on the roof."""

from tataboo_portal import jobs

REFRESH_TASK = "reports.refresh_rollups"


def ask_for_refresh(*, by):
    """Have the totals counted again soon; asking twice queues it once. No fact changes, so the trail says nothing."""
    return jobs.enqueue_once(REFRESH_TASK, by=by)
