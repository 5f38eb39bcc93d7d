"""Sample hints: some of the fixes that wait for their verdict deserve a second look, for several reasons."""

from datetime import timedelta

from inspections.enums import HintKind, PhotoStage, TaskState
from inspections.evidence import claims, likeness
from inspections.models import EvidenceHint, RemediationTask, TaskPhoto
from tataboo_portal.models import Photo, Place

# Round numbers that name no real spot.
LIES_AT, TAKEN_AT = (30.0, 113.0), (30.02, 113.0)


def make(chance):
    """Hints as the worker would find them on photos that claim such things; how many."""
    waiting = RemediationTask.objects.filter(state=TaskState.RESOLVED).order_by("fixed_at", "id")
    shots = TaskPhoto.objects.filter(task__in=waiting, stage=PhotoStage.AFTER)
    rows = list(shots.select_related("photo", "task__place__parent").order_by("task__fixed_at", "pk"))
    for number, look in enumerate((edited, used_before, elsewhere) if rows else ()):
        EvidenceHint.objects.bulk_create(look(rows[number % len(rows)]), ignore_conflicts=True)
    return EvidenceHint.objects.count()


def edited(row):
    """Through an editor, and taken days before the task was given."""
    claim(row, software="Adobe Photoshop 25.0", taken_at=row.task.reported_at - timedelta(days=4))
    return hints(row)


def used_before(row):
    """The same drawn picture stands in another task; one use is enough for a sample."""
    return [
        EvidenceHint(task_photo=later, kind=HintKind.REUSED, words=words, other_photo=earlier)
        for later, earlier, words in likeness.reused(row)
        if later == row
    ][:1]


def elsewhere(row):
    """Two kilometres from where the place lies."""
    Place.objects.filter(pk=row.task.place_id).update(latitude=LIES_AT[0], longitude=LIES_AT[1])
    row.task.place.refresh_from_db()
    claim(row, latitude=TAKEN_AT[0], longitude=TAKEN_AT[1])
    return hints(row)


def claim(row, **facts):
    """Let the photo say this of itself."""
    row.photo.claim(facts)
    Photo.objects.filter(pk=row.photo_id).update(**facts)


def hints(row):
    """What its claims amount to."""
    return [EvidenceHint(task_photo=row, kind=kind, words=words) for kind, words in claims.of(row)]
