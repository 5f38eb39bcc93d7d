"""The portal's Celery application, in which the build of the weekly report stops where a test wants it to, and waits to be killed.

For workers only: `-A tests.celery_worker.held_up`, with HELD_UP naming the folder in which the test says where a build stops (`stop-at`) and
reads where builds came by (`passed`). Nothing else differs, but that a message nobody answered comes back after VISIBILITY_TIMEOUT seconds,
not after an hour.
"""

import os
import time
from pathlib import Path

import django

from tataboo_portal.celery import app

django.setup()

from reports import weekly  # noqa: E402
from tataboo_portal import audit  # noqa: E402

FOLDER = Path(os.environ["HELD_UP"])
PASSED, STOP = FOLDER / "passed", FOLDER / "stop-at"


def stopping(place, work):
    """The same work, written down first, and held up as long as the test wants it to stop there."""

    def done(*arguments, **values):
        with PASSED.open("a", encoding="utf-8") as file:
            file.write(f"{place}\n")
        while STOP.exists() and STOP.read_text(encoding="utf-8") == place:
            time.sleep(0.05)
        return work(*arguments, **values)

    return done


app.conf.broker_transport_options = {
    **app.conf.broker_transport_options,
    "visibility_timeout": int(os.environ["VISIBILITY_TIMEOUT"]),
}
# Before the content is put together, and when the report is written but not committed.
weekly.compose = stopping("compose", weekly.compose)
audit.record = stopping("record", audit.record)
