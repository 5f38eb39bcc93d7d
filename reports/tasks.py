"""Celery tasks of the roof: ids only, safe to run twice."""

from celery import shared_task

from reports import burden, orders, rollups, submissions, weekly
from reports.assessment import freezing, results
from reports.search import indexing
from tataboo_portal import jobs


@shared_task(name="reports.refresh_rollups")
def refresh_rollups(job_id=None):
    """Bring the totals up to date; beat calls it without a job, the button 刷新 with one."""
    if job_id is None:
        rollups.refresh()
    else:
        jobs.run(job_id, rollups.refresh)


@shared_task(name="reports.recount_rollups")
def recount_rollups():
    """Count everything again by night; a difference is an alarm in the log and on the administrator's workbench."""
    rollups.recount()


@shared_task(name="reports.build_weekly_report")
def build_weekly_report():
    """Build the draft on the first workday of the week; on a later day of it when that run was missed."""
    weekly.build_if_due()


@shared_task(name="reports.remind_submissions")
def remind_submissions():
    """Remind the units whose material is missing once a reminder's time has come; a missed run is caught up that day."""
    submissions.remind_if_due()


@shared_task(name="reports.remind_orders")
def remind_orders():
    """Remind of 督办单 whose day comes, has come or is over; every run of a day finds what the first one said."""
    orders.remind_due()


@shared_task(name="reports.compute_scores")
def compute_scores():
    """Figure out the month or quarter just over, anew each day until it is published; a missed run is caught up."""
    results.compute_if_due()


@shared_task(name="reports.freeze_scores")
def freeze_scores():
    """Freeze published results whose appeal window is over."""
    freezing.freeze_due()


@shared_task(name="reports.follow_search")
def follow_search():
    """Bring what search looks in up to date with what was written since the last minute."""
    indexing.follow()


@shared_task(name="reports.count_burden")
def count_burden():
    """Count what forms and photos cost each unit this week and the week before."""
    burden.count_due()
