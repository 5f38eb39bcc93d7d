"""Celery tasks of this floor: thin, safe to run twice."""

from celery import shared_task

from inspections import escalation, evidence, lookbacks, suspensions
from inspections.public import drawing, forgetting
from tataboo_portal import jobs


@shared_task(name="inspections.resume_due")
def resume_due():
    """Let every 挂账 end whose day has come."""
    suspensions.resume_due()


@shared_task(name="inspections.escalate")
def escalate():
    """Tell people of the tasks that have crossed a line of their clock."""
    escalation.escalate()


@shared_task(name="inspections.plan_look_backs")
def plan_look_backs():
    """Draw the closed tasks that are to be looked at again."""
    lookbacks.plan()


@shared_task(name=evidence.EXAMINE_TASK)
def examine_photo(job_id):
    """Look for what a verifier may want to know of one photo."""
    jobs.run(job_id, evidence.examine)


@shared_task(name=drawing.DRAW_TASK)
def draw_public_photos(job_id):
    """Draw a few photos of residents, unless another job is at it."""
    if not drawing.is_busy(job_id):
        jobs.run(job_id, drawing.draw)


@shared_task(name="inspections.forget_public_reports")
def forget_public_reports():
    """Forget what is personal in reports that were decided long ago."""
    return forgetting.forget_due()
