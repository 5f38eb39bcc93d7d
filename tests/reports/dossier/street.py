"""A street with a year and more of random facts, and a plain recount of what of them proves what."""

import random
import uuid
from collections import defaultdict
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from campaigns.models import CleanupDrive, WorkRecord
from inspections.enums import PhotoStage, TaskState
from inspections.models import RemediationTask, TaskCategory
from publicity.enums import ActivityStatus
from publicity.models import Activity, ActivityTheme, Placement, PlanDocument, Training
from reports.enums import ProofKind
from reports.models import DossierPaper, DossierTag
from tataboo_portal.enums import PhotoSize, PhotoStatus
from tataboo_portal.models import Attachment, Photo, PhotoRelease
from tataboo_portal.periods import months_after
from tests.people import jpeg, person, unit_of
from tests.reports import rows

RECORD, PHOTO, PAPER = ProofKind.RECORD, ProofKind.PHOTO, ProofKind.PAPER
UNITS = ("1", "2", "A")
SECRET = b"inner copy, with faces"
# What a rule of each ledger looks at, said once more and in another way than the portal does.
ABOUT = {
    "tasks": lambda row: row.category.code,
    "works": lambda row: row.indicator.code,
    "placements": lambda row: row.kind.indicator.code,
    "trainings": lambda row: row.kind,
    "activities": lambda row: row.theme.code,
}
MODELS = {
    "tasks": RemediationTask,
    "works": WorkRecord,
    "drives": CleanupDrive,
    "placements": Placement,
    "trainings": Training,
    "documents": PlanDocument,
    "activities": Activity,
    "papers": DossierPaper,
}


def photo(chance, *, size=(40, 30)):
    """A photo with its inner copy; perhaps with a copy for outside, drawn, waiting or withdrawn."""
    made = Photo.objects.create(byte_count=1, sha256="0", original="none", status=PhotoStatus.READY)
    default_storage.save(made.served_path(PhotoSize.LARGE), ContentFile(SECRET))
    fate = chance.choice(("none", "ready", "ready", "ready", "waiting", "withdrawn"))
    if fate != "none":
        release = PhotoRelease.objects.create(
            photo=made,
            released_by=person("wang"),
            status=PhotoStatus.WAITING if fate == "waiting" else PhotoStatus.READY,
            withdrawn_at=timezone.now() if fate == "withdrawn" else None,
        )
        colour = tuple(chance.randrange(256) for _ in range(3))
        default_storage.save(release.served_path(PhotoSize.LARGE), ContentFile(jpeg(colour, size)))
    return made


def paper(words="示例文件.docx"):
    """A paper as it lies in the storage."""
    made = Attachment(shown_name=words, byte_count=7, sha256="0" * 64, uploaded_by=person("wang"))
    made.file.save(words, ContentFile(uuid.uuid4().bytes), save=False)
    made.save()
    return made


def make(chance, count=6):
    """So many rows of each ledger: of any age up to two years, some voided, some with photos or papers."""
    for _ in range(count):
        _task(chance)
        record = rows.record(chance.choice(UNITS), chance.choice(("sticker", "dead_corner")), _day(chance))
        placement = rows.placement(chance.choice(UNITS), chance.choice(("public_ad", "banner")), _day(chance))
        training = _row(chance, Training, kind=chance.choice(("training", "special_meeting")), subject="示例培训")
        document = _row(chance, PlanDocument, title="示例方案 13800005678", paper=chance.choice((None, paper())))
        themes = ActivityTheme.objects.filter(code__in=("volunteering", "our_festivals"))
        status = chance.choice((ActivityStatus.HELD, ActivityStatus.HELD, ActivityStatus.PLANNED))
        activity = _row(chance, Activity, theme=chance.choice(list(themes)), title="示例活动", status=status)
        drive = rows.drive(chance.choice(UNITS), _day(chance))
        for row in (record, placement, training, document, activity, drive):
            if chance.random() < 0.4:
                row.photos.add(photo(chance))
            if chance.random() < 0.15:
                row.void(by=person("wang"), reason="示例")
                row.save()


def pair(category="sticker", *, may_leave=True):
    """A task closed yesterday with both photos, of which copies may leave or are not made yet."""
    at = rows.at(timezone.localdate() - timedelta(days=1), 9)
    task = rows.photographed(rows.task("1", at, TaskState.CLOSED, at))
    RemediationTask.objects.filter(pk=task.pk).update(category=TaskCategory.objects.get(code=category))
    for shot in task.photos.all() if may_leave else ():
        facts = {"released_by": person("wang"), "status": PhotoStatus.READY}
        PhotoRelease.objects.create(photo=shot.photo, **facts)
    return task


def _day(chance):
    """Mostly of the last year."""
    return timezone.localdate() - timedelta(days=int(chance.triangular(0, 760, 100)))


def _row(chance, model, **values):
    made = model(unit=unit_of(chance.choice(UNITS)), day=_day(chance), created_by=person("wang"), **values)
    made.copy_axes()
    made.save()
    return made


def _task(chance):
    at = rows.at(_day(chance), 9)
    task = rows.task(
        chance.choice(UNITS), at, chance.choice((TaskState.CLOSED, TaskState.CLOSED, TaskState.PROCESSING)), at
    )
    codes = ("sticker", "dead_corner", "clutter", "stairwell")
    category = TaskCategory.objects.get(code=chance.choice(codes))
    RemediationTask.objects.filter(pk=task.pk).update(category=category)
    rows.photographed(task, *chance.choice(((), (), (), (PhotoStage.BEFORE,))))
    for row in task.photos.all():
        row.photo = photo(chance)
        row.save()


def file_some(chance, clauses, count=40):
    """Tags and exclusions at random, some of them voided; a few papers brought for the inspection."""
    for _ in range(3):
        facts = {"unit": unit_of(chance.choice(UNITS)), "attachment": paper(), "by": person("wang")}
        DossierPaper.objects.create(title="示例总结", day=_day(chance), **facts)
    for _ in range(count):
        slug = chance.choice(list(MODELS))
        kinds = {"tasks": (PHOTO,), "papers": (PAPER,), "documents": (PAPER, RECORD)}.get(slug, (RECORD, PHOTO))
        key = chance.choice([*MODELS[slug].objects.values_list("pk", flat=True)])
        place = {"clause": chance.choice(clauses), "source": slug, "object_id": key, "kind": chance.choice(kinds)}
        if DossierTag.objects.live().filter(**place).exists():
            continue
        tag = DossierTag.objects.create(**place, by=person("wang"), is_exclusion=chance.random() < 0.3)
        if chance.random() < 0.2:
            tag.void(by=person("wang"), reason="示例")
            tag.save()


def recount(clauses, start, end):
    """{clause key: {kind: {(ledger, key)}}} of fresh proofs and the same of stale ones, row by row."""
    fresh, stale = defaultdict(lambda: defaultdict(set)), defaultdict(lambda: defaultdict(set))
    facts = list(_facts())
    for clause in clauses.prefetch_related("tags", "rules"):
        first = max(start, months_after(end, -clause.months))
        for slug, row, day in facts:
            for kind in ProofKind:
                if day <= end and _proves(clause, slug, row, kind):
                    (fresh if day >= first else stale)[clause.pk][kind].add((slug, row.pk))
    return fresh, stale


def _facts():
    for slug, model in MODELS.items():
        for row in model.objects.for_list():
            if slug == "tasks":
                if row.state == TaskState.CLOSED:
                    yield slug, row, timezone.localtime(row.closed_at).date()
            elif row.voided_at is None and getattr(row, "status", "held") == "held":
                yield slug, row, row.day


def _proves(clause, slug, row, kind):
    tags = [tag for tag in clause.tags.all() if tag.voided_at is None]
    tags = [tag for tag in tags if (tag.source, tag.object_id, tag.kind) == (slug, row.pk, kind)]
    rules = [rule for rule in clause.rules.all() if rule.is_active and (rule.source, rule.kind) == (slug, kind)]
    found = any(rule.about in {"", ABOUT[slug](row) if slug in ABOUT else ""} for rule in rules)
    if any(tag.is_exclusion for tag in tags) or not (found or tags):
        return False
    if kind == PAPER:
        return (row.attachment if slug == "papers" else row.paper if slug == "documents" else row.material) is not None
    if kind == PHOTO and slug == "tasks":
        last = {shot.stage: shot.photo for shot in row.photos.order_by("id")}
        return len(last) == 2 and all(_may_leave(one) for one in last.values())
    return kind == RECORD or any(_may_leave(one) for one in row.photos.all())


def _may_leave(one):
    release = getattr(one, "release", None)
    return release is not None and release.withdrawn_at is None and release.status == PhotoStatus.READY


def chance_of(seed):
    """A source of chance that says the same for the same seed."""
    return random.Random(seed)
