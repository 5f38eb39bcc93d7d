"""整改对比: the newest proof that something was put right."""

from datetime import timedelta

from django.db.models import OuterRef, Subquery

from inspections.models import RemediationTask
from reports import pairs
from reports.metrics.cells import moment
from tataboo_portal.models import Photo

LOOKED_THROUGH = 50


def latest_pair(user, period):
    """The last pair this person may see of a task closed in the period, or None.

    One query that looks through the newest closed tasks only, so that its price does not grow with their number.
    """
    closed = pairs.closed_tasks(moment(period.start), moment(period.end + timedelta(days=1)))
    newest = closed.visible_to(user).order_by("-closed_at").values("pk")[:LOOKED_THROUGH]
    within = pairs.proven(RemediationTask.objects.filter(pk__in=newest)).select_related("unit", "place")
    task = (
        within.annotate(before_token=_token("before_id"), after_token=_token("after_id")).order_by(*pairs.KEYS).first()
    )
    return task and pairs.Pair(task, Photo(token=task.before_token), Photo(token=task.after_token))


def _token(name):
    return Subquery(Photo.objects.filter(pk=OuterRef(name)).values("token")[:1])
