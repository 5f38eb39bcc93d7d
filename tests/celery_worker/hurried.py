"""The portal's Celery application with beats in a hurry: a lease of two seconds, and one thing that is due every second. For beats only."""

from datetime import timedelta

import django

from tataboo_portal.celery import app

django.setup()

from tataboo_portal.beat import ElectedScheduler  # noqa: E402


class HurriedScheduler(ElectedScheduler):
    """Takes over after two seconds of silence."""

    lease = timedelta(seconds=2)
    look = max_interval = 0.2


app.conf.beat_scheduler = "tests.celery_worker.hurried:HurriedScheduler"
app.conf.beat_schedule = {"due": {"task": "tataboo_portal.sweep_jobs", "schedule": 1}}
