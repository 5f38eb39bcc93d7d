"""Nothing lost, nothing doubled: what the phones were told, against the rows and the files; beside the law of tests/faults/law.py."""

import hashlib
from collections import Counter

from django.conf import settings

from inspections.enums import PhotoStage, TaskAction
from inspections.models import RemediationTask, TaskPhoto, TaskStep
from tataboo_portal.enums import JobStatus, PhotoStatus
from tataboo_portal.models import Job, PartialUpload, Photo
from tests.faults import law

REPORT = "/report/"
SERVERS_FAULT = 500
deeds = law.Deeds()


def jobs_left():
    """How many jobs wait or are under way."""
    return Job.objects.exclude(status=JobStatus.DONE).count()


def bad(statuses):
    """(status, how often) of answers in which the portal says that something is wrong with itself."""
    return [(status, count) for status, count in sorted(Counter(statuses).items()) if status >= SERVERS_FAULT]


def everything(items):
    """Every sentence about what is wrong after the run."""
    tell(items)
    return [*each_once(items), *nothing_else(items), *files(), *law.at_the_end(deeds)]


def tell(items):
    """Write down what the phones know of their items."""
    for item in items:
        deeds.photos[item.photo_uuid] = item.has_arrived
        if item.action == REPORT:
            deeds.reports[item.client_uuid] = item.is_acknowledged


def times_there(item):
    """How often what an item means is there, whatever name it arrived under."""
    if item.action == REPORT:
        return RemediationTask.objects.filter(location=item.fields["where"]).count()
    number = item.action.split("/")[2]
    return TaskStep.objects.filter(task__number=number, action=TaskAction.FIX).count()


def each_once(items):
    """Every item is there once, under the name it was sent, and the kept original is what was sent."""
    for item in items:
        what = item.fields.get("where") or item.action
        if not item.is_acknowledged:
            yield f"{what} was never acknowledged"
        if (count := times_there(item)) != 1:
            yield f"{what} is there {count} times"
        photos = Photo.objects.filter(sha256=item.sha256)
        if len(photos) != 1:
            yield f"the photo of {what} is there {len(photos)} times"
        stage = PhotoStage.BEFORE if item.action == REPORT else PhotoStage.AFTER
        hangs = TaskPhoto.objects.filter(photo__in=photos, stage=stage).count()
        if hangs != 1:
            yield f"the photo of {what} hangs on {hangs} steps"
        for photo in photos:
            with photo.original.open("rb") as source:
                if hashlib.file_digest(source, "sha256").hexdigest() != item.sha256:
                    yield f"the kept original of {what} is not what was sent"


def nothing_else(items):
    """No row, no file and no piece beyond what was sent."""
    reports = sum(item.action == REPORT for item in items)
    for model, expected in ((RemediationTask, reports), (Photo, len(items)), (PartialUpload, len(items))):
        if (count := deeds.new(model).count()) != expected:
            yield f"{count} new rows of {model._meta.label}, {expected} were sent"
    if count := PartialUpload.objects.filter(photo__isnull=True).count():
        yield f"{count} photos have not come to an end"
    if count := deeds.new(Photo).exclude(status=PhotoStatus.READY).count():
        yield f"{count} photos are not drawn"


def files():
    """What lies in the storage that no row speaks of: originals, and pieces of photos."""
    if count := law.leftovers():
        yield f"{count} originals nobody speaks of"
    pieces = [path for path in (settings.MEDIA_ROOT / "partials").rglob("*") if path.is_file()]
    if pieces:
        yield f"{len(pieces)} pieces of photos that are whole"
