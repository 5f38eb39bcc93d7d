"""Celery tasks of this floor: thin, safe to run twice."""

from celery import shared_task

from inspections import escalation, suspensions


@shared_task(name="inspections.resume_due")
def resume_due():
    """Let every 挂账 end whose day has come."""
    suspensions.resume_due()


@shared_task(name="inspections.escalate")
def escalate():
    """Tell people of the tasks that have crossed a line of their clock."""
    escalation.escalate()
