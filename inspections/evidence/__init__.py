"""What a verifier may want to know of a photo: looked for once per photo, shown to nobody else, never counted."""

from django.db.models import Exists, OuterRef

from inspections.enums import HintKind, PhotoStage
from inspections.evidence import claims, likeness
from inspections.models import EvidenceHint, RemediationTask, TaskPhoto
from tataboo_portal import photos
from tataboo_portal.enums import PhotoStatus
from tataboo_portal.permissions import Permission

EXAMINE_TASK = "inspections.examine_photo"
# The photo's own job draws it first; asking at once would draw it twice.
SECONDS_AFTER_DRAWING = 5


def examine(task_photo_id):
    """Write down what deserves a second look about one photo of a task; again changes nothing, whatever ran before it."""
    row = _drawn(TaskPhoto.objects.select_related("photo", "task__place__parent", "step").get(pk=task_photo_id))
    if not row.photo.is_ready:
        return
    found = [EvidenceHint(task_photo=row, kind=kind, words=words) for kind, words in claims.of(row)]
    found += [
        EvidenceHint(task_photo=later, kind=HintKind.REUSED, words=words, other_photo=earlier)
        for later, earlier, words in likeness.reused(row)
    ]
    before = _before(row) if row.stage == PhotoStage.AFTER else None
    if before and (words := likeness.unchanged(before, row)):
        found.append(EvidenceHint(task_photo=row, kind=HintKind.UNCHANGED, words=words, other_photo=before))
    EvidenceHint.objects.bulk_create(found, ignore_conflicts=True)


def _drawn(row):
    """The row with its photo drawn; jobs come in any order."""
    if row.photo.status == PhotoStatus.WAITING:
        photos.process(row.photo_id)
        row.photo.refresh_from_db()
    return row


def _before(row):
    """The before photo that counted when this after photo was handed in, drawn, or None."""
    earlier = row.task.photos.filter(stage=PhotoStage.BEFORE, pk__lt=row.pk).select_related("photo").order_by("-pk")
    found = earlier.first()
    return found if found and _drawn(found).photo.is_ready else None


def hints_for(user, task, *, current=False):
    """The hints about a task's photos (those that count now, if `current`) as far as this person may know, in one query.

    Only those who verify, and never about the person's own fix or own photo.
    """
    if not user.may(Permission.VERIFY_TASK) or task.fixed_by_id == user.pk:
        return []
    known = EvidenceHint.objects.filter(task_photo__task=task).exclude(task_photo__photo__uploaded_by=user)
    if current:
        newer = TaskPhoto.objects.filter(
            task=task, stage=OuterRef("task_photo__stage"), pk__gt=OuterRef("task_photo")
        ).order_by()
        known = known.exclude(Exists(newer))
    others = RemediationTask.objects.visible_to(user).filter(pk=OuterRef("other_photo__task"))
    links = ("task_photo__photo", "other_photo__photo", "other_photo__task", "answered_by")
    return list(known.annotate(may_open=Exists(others)).select_related(*links).order_by("task_photo", "id"))
