"""Celery tasks of this floor: thin, safe to run twice."""

from celery import shared_task

from publicity import boards, expiry


@shared_task(name="publicity.file_expired")
def file_expired():
    """File the task of everything that hangs though it expired."""
    expiry.file_expired()


@shared_task(name="publicity.remind_boards")
def remind_boards():
    """Tell whoever renews a board that its day has come."""
    boards.remind()
