"""The Celery application; its schedule is in settings."""

import os

from celery import Celery, Task, signals
from django.conf import settings

from tataboo_portal import environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tataboo_portal.settings")


class PortalTask(Task):
    """A task whose worker outlives every restart of the broker."""

    Request = "tataboo_portal.unanswered:Request"  # by name: only a worker needs it


app = Celery("tataboo_portal", task_cls=PortalTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.celeryd_init.connect
@signals.beat_init.connect
def refuse_half_restored(**_):
    """Neither worker nor beat starts while a restoration stands halfway."""
    environment.refuse_half_restored(settings.DATA_DIR)
