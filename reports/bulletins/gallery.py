"""Photo pairs of a bulletin: closed within its days, both photos prepared for outside; nothing else may leave the portal."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef

from reports import pairs
from reports.metrics.cells import moment
from tataboo_portal.enums import PhotoStatus
from tataboo_portal.models import Photo, PhotoRelease

MOST_OFFERED, MOST_CHOSEN, MOST_WAITING = 60, 12, 12
NAMES = (("before", "整改前"), ("after", "整改后"))
STAGES = tuple(stage for stage, _ in NAMES)


@dataclass(frozen=True)
class Offer:
    """The pairs one may choose from, the newest closed first, and those whose photos nobody has prepared for outside yet."""

    ready: list
    waiting: list


def offered(span, chosen=()):
    """What there is to choose in these days; what is chosen already is offered too, however old."""
    closed = pairs.closed_tasks(moment(span.start), moment(span.end + timedelta(days=1)))
    near = pairs.proven(pairs.nearer(closed, pairs.edge_of(closed, None)))
    ready = near.filter(*(Exists(_live(stage)) for stage in STAGES))
    newest = list(ready.for_list().order_by(*pairs.KEYS)[:MOST_OFFERED])
    missing = {item["number"] for item in chosen} - {task.number for task in newest}
    if missing:
        newest += list(pairs.proven(closed.filter(number__in=missing)).for_list().order_by(*pairs.KEYS))
    bare = near.exclude(pk__in=ready.values("pk")).for_list().order_by(*pairs.KEYS)[:MOST_WAITING]
    return Offer(pairs.with_photos(newest), pairs.with_photos(list(bare)))


def _live(stage):
    """A copy for outside of the photo of this stage."""
    return PhotoRelease.objects.filter(photo=OuterRef(f"{stage}_id"), withdrawn_at=None, status=PhotoStatus.READY)


def caption(pair):
    """Place, time and unit, as the standard puts them under photos."""
    day = pair.closed_on
    place = pair.task.where or pair.task.title
    return f"{place}，{day.year}年{day.month}月{day.day}日，{pair.task.unit.name}"


def item(pair, section, words=""):
    """A chosen pair as a bulletin keeps it."""
    return pair.item | {"section": section, "caption": words or caption(pair)}


def copies(items):
    """{token of a photo: its copy for outside} of these pairs; a photo whose copy was taken back is not among them."""
    tokens = [one[stage] for one in items for stage in STAGES]
    found = Photo.objects.select_related("release").filter(token__in=tokens) if tokens else ()
    return {str(photo.token): photo.release for photo in found if _is_ready(photo)}


def _is_ready(photo):
    release = getattr(photo, "release", None)
    return release is not None and release.is_ready
