"""Celery tasks of this floor: thin, safe to run twice."""

from celery import shared_task

from inspections import suspensions


@shared_task(name="inspections.resume_due")
def resume_due():
    """Let every 挂账 end whose day has come."""
    suspensions.resume_due()
