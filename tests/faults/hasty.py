"""The portal's Celery application with its schedule in seconds: what beat calls in a week is called in a minute.

Where VISIBILITY_TIMEOUT is set, a message nobody answered comes back after so many seconds, and where FAULTS_SLOW is, every job and the
weekly report take so many seconds longer.
"""

import os
import time
from datetime import timedelta

import django
from celery import signals

from tataboo_portal.celery import app

django.setup()

from reports import weekly  # noqa: E402
from tataboo_portal import jobs  # noqa: E402
from tataboo_portal.beat import ElectedScheduler  # noqa: E402
from tests.faults import shifted  # noqa: E402

SECONDS = 1
OFTEN = {"sweep jobs", "seal audit", "refresh rollups", "build weekly report", "resume paused tasks"}

app.conf.beat_schedule = {
    name: entry | ({"schedule": timedelta(seconds=SECONDS)} if name in OFTEN else {})
    for name, entry in app.conf.beat_schedule.items()
}
ElectedScheduler.look = ElectedScheduler.max_interval = SECONDS
ElectedScheduler.lease = timedelta(seconds=3)
if "VISIBILITY_TIMEOUT" in os.environ:
    seconds = int(os.environ["VISIBILITY_TIMEOUT"])
    app.conf.broker_transport_options = {**app.conf.broker_transport_options, "visibility_timeout": seconds}


def slow(act):
    """The same work, later."""

    def done(*arguments, **values):
        time.sleep(float(os.environ["FAULTS_SLOW"]))
        return act(*arguments, **values)

    return done


if "FAULTS_SLOW" in os.environ:
    run = jobs.run
    jobs.run = lambda job_id, work: run(job_id, slow(work))
    weekly.compose = slow(weekly.compose)


if "FAULTS_CLOCK" in os.environ:
    # Not the worker's own process, whose timers would run by it too: its children do the work.
    signals.worker_process_init.connect(lambda **_: shifted.follow(), weak=False)
    signals.beat_init.connect(lambda **_: shifted.follow(), weak=False)
