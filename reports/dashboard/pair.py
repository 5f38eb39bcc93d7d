"""整改对比: the newest proof that something was put right."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Subquery

from inspections.enums import PhotoStage
from inspections.models import RemediationTask, TaskPhoto
from reports.metrics.cells import local_day, moment
from tataboo_portal.enums import PhotoStatus

LOOKED_THROUGH = 50


def latest_pair(user, period):
    """The last task this person may see that was closed in the period with both photos ready, or None.

    One query that looks through the newest closed tasks only, so that its price does not grow with their number.
    """
    ready = TaskPhoto.objects.filter(task=OuterRef("pk"), photo__status=PhotoStatus.READY).order_by("-id")
    before, after = ready.filter(stage=PhotoStage.BEFORE), ready.filter(stage=PhotoStage.AFTER)
    # Only a closed task has this moment; asking for its state as well would tempt SQLite to read all closed tasks.
    closed = RemediationTask.objects.visible_to(user).filter(
        closed_at__gte=moment(period.start), closed_at__lt=moment(period.end + timedelta(days=1))
    )
    newest = closed.order_by("-closed_at").values("pk")[:LOOKED_THROUGH]
    proven = RemediationTask.objects.filter(Exists(before), Exists(after), pk__in=newest)
    with_tokens = proven.annotate(
        before=Subquery(before.values("photo__token")[:1]), after=Subquery(after.values("photo__token")[:1])
    )
    task = with_tokens.select_related("unit", "place").order_by("-closed_at").first()
    return task and {"task": task, "days": (local_day(task.closed_at) - local_day(task.reported_at)).days}
