"""整改对比: which closed tasks have both photos to show, newest closed first, at a cost that does not grow with their number."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.db.models import Exists, OuterRef, Subquery
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive

from inspections import cases
from inspections.enums import PhotoStage
from inspections.models import RemediationTask, TaskPhoto
from reports.metrics.cells import local_day
from tataboo_portal.enums import PhotoStatus
from tataboo_portal.models import Photo
from tataboo_portal.paging import COUNT_CAP, capped_count, link_to, paginate

PAGE_SIZE = 24
KEYS = ("-closed_at", "-id")
# So many closed tasks are looked at for one page: words that fit few of them must not make it read them all.
LOOKED_THROUGH = 20_000
ARCHIVE = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2101, 1, 1, tzinfo=UTC))


@dataclass(frozen=True)
class Pair:
    """One closed task with the photos that prove it."""

    task: RemediationTask
    before: Photo
    after: Photo

    @property
    def closed_on(self):
        """The day it was closed."""
        return local_day(self.task.closed_at)

    @property
    def days_words(self):
        """How long it took, in words."""
        days = cases.days_taken(self.task)
        return f"用时 {days} 天" if days else "当天办结"

    @property
    def caption(self):
        """What, where, whose, when and how long, as papers say it under the photos."""
        day = self.closed_on
        closed = f"{day.year}年{day.month}月{day.day}日办结"
        parts = (self.task.title, self.task.where, self.task.unit.name, closed, self.days_words)
        return " · ".join(part for part in parts if part)

    @property
    def item(self):
        """The pair as reports keep it: plain words."""
        tokens = {"before": str(self.before.token), "after": str(self.after.token)}
        return {"number": self.task.number, **tokens, "caption": self.caption}


def closed_tasks(start=None, end=None):
    """Closed tasks, of some span of moments if one is given; only a closed task has this moment, and an index holds it."""
    lower, upper = start or ARCHIVE[0], end or ARCHIVE[1]
    return RemediationTask.objects.filter(closed_at__gte=lower, closed_at__lt=upper)


def proven(tasks):
    """Of these tasks those whose last photo of each stage can be shown, with `before_id` and `after_id`.

    An older photo never stands in for a later one: the after photo of a round that was sent back proves nothing.
    """

    def newest(stage):
        rows = TaskPhoto.objects.filter(task=OuterRef("pk"), stage=stage)
        return Subquery(rows.order_by("-id").values("photo")[:1])

    ready = Photo.objects.filter(status=PhotoStatus.READY)
    found = tasks.annotate(before_id=newest(PhotoStage.BEFORE), after_id=newest(PhotoStage.AFTER))
    both = (Exists(ready.filter(pk=OuterRef(f"{stage}_id"))) for stage in ("before", "after"))
    return found.filter(*both)


def with_photos(tasks):
    """The pairs of tasks that `proven` found, in their order, in one query whatever their number."""
    wanted = [pk for task in tasks for pk in (task.before_id, task.after_id)]
    shown = Photo.objects.select_related("release").in_bulk(wanted)
    return [Pair(task, shown[task.before_id], shown[task.after_id]) for task in tasks]


def edge_of(closed, moment, backwards=False):
    """The moment beyond which a page does not look, or None when everything there is lies nearer."""
    ahead = closed
    if moment:
        ahead = closed.filter(closed_at__gte=moment) if backwards else closed.filter(closed_at__lte=moment)
    moments = ahead.order_by("closed_at" if backwards else "-closed_at").values_list("closed_at", flat=True)
    return moments[LOOKED_THROUGH : LOOKED_THROUGH + 1].first()


def nearer(tasks, edge, backwards=False):
    """The tasks on this side of the edge."""
    if edge is None:
        return tasks
    return tasks.filter(closed_at__lte=edge) if backwards else tasks.filter(closed_at__gte=edge)


def page_of(tasks, closed, params):
    """One page of pairs among `tasks`; `closed` are all closed tasks of the same span of time, whose index is walked.

    Five queries whatever the page; where few tasks fit, a page may be short and still lead on.
    """
    cursor = _moment(params)
    backwards, kept = bool(params.get("before")), params if cursor else _without_cursor(params)
    backwards = backwards and cursor is not None
    top, edge = edge_of(closed, None), edge_of(closed, cursor, backwards)
    near = proven(nearer(tasks, edge, backwards))
    count = capped_count(proven(nearer(tasks, top)))
    page = paginate(near.for_list(), kept, keys=KEYS, size=PAGE_SIZE, count=count)
    page = replace(page, rows=with_photos(page.rows), count_text=_count_words(count, is_part=top is not None))
    if edge is None:
        return page
    if backwards:
        return replace(page, previous_url=page.previous_url or link_to(kept, "before", f"{edge},{2**62}"))
    return replace(page, next_url=page.next_url or link_to(kept, "after", f"{edge},0"))


def newest(tasks, closed, most):
    """The newest pairs among `tasks`, and whether there are more than `most`."""
    near = proven(nearer(tasks, edge_of(closed, None))).for_list()
    found = list(near.order_by(*KEYS)[: most + 1])
    return with_photos(found[:most]), len(found) > most


def chosen(tasks, numbers, most):
    """The pairs of these numbers among `tasks`, and whether there are more than `most`."""
    found = list(proven(tasks.filter(number__in=numbers)).for_list().order_by(*KEYS)[: most + 1])
    return with_photos(found[:most]), len(found) > most


def _moment(params):
    """The moment a cursor names, or None when there is none or no task could have it."""
    words = (params.get("before") or params.get("after") or "").split(",")[0]
    try:
        moment = parse_datetime(words)
    except ValueError:
        return None
    if moment is None or is_naive(moment):
        return None
    return moment if ARCHIVE[0] <= moment < ARCHIVE[1] else None


def _without_cursor(params):
    return {name: value for name, value in params.items() if name not in {"after", "before"}}


def _count_words(count, *, is_part):
    if count > COUNT_CAP:
        return f"共 {COUNT_CAP}+ 组"
    return f"最近办结的 {LOOKED_THROUGH} 项里有 {count} 组" if is_part else f"共 {count} 组"
