"""The portal's web with a slow moment in every act and, where FAULTS_WITHOUT_LOCKS says so, without its locks: for races and their controls.

For gunicorn of the stand only: `tests.faults.unlocked:application`. The slow moment lies where an act has read and not yet written, so
that people who come at once really meet; without locks the same people must break the law, or the race was not hit.
"""

import os
import time

from tataboo_portal.wsgi import application  # first: it makes the portal ready

from django.db.models import QuerySet  # isort: skip
from tataboo_portal import audit  # isort: skip

__all__ = ["application"]
MOMENT = float(os.environ.get("FAULTS_MOMENT", "0.05"))


def slowed(act):
    """The same act after a moment."""

    def later(*arguments, **values):
        time.sleep(MOMENT)
        return act(*arguments, **values)

    return later


audit.snapshot = slowed(audit.snapshot)
if os.environ.get("FAULTS_WITHOUT_LOCKS"):
    QuerySet.select_for_update = lambda rows, *arguments, **values: rows
