"""The law under faults: acknowledged ⇒ there; not acknowledged ⇒ there once or not at all; never half. Each check names what broke it.

Looked at is the database and the files, never what the portal says of itself. The checks are cheap enough for every repetition;
`at_the_end` adds what takes longer: every total counted again, the chain of the trail, every job done.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import Max, Q
from django.utils import timezone

from campaigns.models import WorkRecord
from inspections.enums import TaskAction
from inspections.models import RemediationTask, TaskStep
from reports import rollups
from reports.models import WeeklyReport
from tataboo_portal import audit, jobs, photo_integrity
from tataboo_portal.celery import app
from tataboo_portal.enums import AuditAction, ImportState, JobStatus, PhotoSize, PhotoStatus
from tataboo_portal.models import AuditEvent, ImportBatch, Job, PartialUpload, Photo
from tataboo_portal.sheets import sheet_of
from tests.faults.stand import Look

WATCHED = (Photo, PartialUpload, RemediationTask, TaskStep, WorkRecord, AuditEvent, ImportBatch, Job, WeeklyReport)
MOST_ROUNDS = 50


@dataclass
class Deeds:
    """What was tried since the kind began: {key the page sent: whether the person was told that it worked}."""

    reports: dict = field(default_factory=dict)
    works: dict = field(default_factory=dict)
    photos: dict = field(default_factory=dict)
    since: dict = field(default_factory=dict)

    def begin(self):
        """Remember what was there before anything was tried."""
        self.since = {model: model.objects.aggregate(last=Max("pk"))["last"] or 0 for model in WATCHED}
        return self

    def new(self, model):
        """The rows that came since."""
        return model.objects.filter(pk__gt=self.since[model])


def broken(deeds):
    """Every sentence about what breaks the law now."""
    checks = (
        reports_once,
        works_once,
        photos_once,
        photos_whole,
        drawn_or_waiting,
        pieces_there,
        acts_told_once,
        batches,
    )
    connection.close()  # a server that was stopped meanwhile has left it dead
    found = [sentence for check in checks for sentence in check(deeds)]
    connection.close()  # nothing of this look stays open while servers are stopped
    return found


def at_the_end(deeds):
    """The same when all that waits has been done, with totals, trail, weekly reports and jobs."""
    finish_jobs()
    return Look([*broken(deeds), *jobs_done(deeds), *totals(), *chain(), *weekly(deeds)])


def counted(what, key, acknowledged, count):
    """What is wrong with a deed of which so many were found."""
    if count > 1:
        yield f"{what} {key} is there {count} times"
    if acknowledged and not count:
        yield f"{what} {key} was acknowledged and is not there"


def reports_once(deeds):
    """Every report once or not at all, whole: its step, its one photo, its event."""
    for key, acknowledged in deeds.reports.items():
        tasks = list(RemediationTask.objects.filter(client_uuid=key))
        yield from counted("report", key, acknowledged, len(tasks))
        for task in tasks:
            parts = {
                "first step": task.steps.filter(action=TaskAction.REPORT).count(),
                "photo": task.photos.count(),
                "event": events(task, AuditAction.ADD).count(),
            }
            yield from (f"report {task.number} has {count} of {name}" for name, count in parts.items() if count != 1)


def works_once(deeds):
    """Every entry of the ledger once or not at all, with its event."""
    for key, acknowledged in deeds.works.items():
        rows = list(WorkRecord.objects.filter(client_uuid=key))
        yield from counted("entry", key, acknowledged, len(rows))
        for row in rows:
            if (count := events(row, AuditAction.ADD).count()) != 1:
                yield f"entry {row.pk} has {count} events"


def photos_once(deeds):
    """Every photo sent in pieces is one photo, or none as long as nobody was told that it arrived."""
    for key, acknowledged in deeds.photos.items():
        count = PartialUpload.objects.filter(client_uuid=key, photo__isnull=False).count()
        yield from counted("photo", key, acknowledged, count)


def events(row, *actions):
    """The trail of one row."""
    return AuditEvent.objects.filter(object_type=row._meta.label, object_id=str(row.pk), action__in=actions)


def photos_whole(deeds):
    """Every photo row has the bytes that were received, and every copy it says it has."""
    for photo in deeds.new(Photo):
        damage = photo_integrity.damage_of(photo.original.name, photo.sha256)
        if damage:
            yield f"photo {photo.pk}: {damage}"
        if photo.is_ready and not all(default_storage.exists(photo.served_path(size)) for size in PhotoSize):
            yield f"photo {photo.pk} is ready and lacks a copy"


def drawn_or_waiting(deeds):
    """No photo waits for a drawing that nobody was asked for."""
    under_way = Job.objects.filter(
        status__in=(JobStatus.WAITING, JobStatus.RUNNING), task="tataboo_portal.process_photo"
    )
    asked = {job.arguments["photo_id"] for job in under_way}
    for photo in deeds.new(Photo).filter(status=PhotoStatus.WAITING):
        if photo.pk not in asked:
            yield f"photo {photo.pk} waits and no job will draw it"


def pieces_there(deeds):
    """Of every photo under way the pieces it counts on lie there, without a gap."""
    for upload in deeds.new(PartialUpload).filter(photo__isnull=True, received__gt=0):
        there, folder = 0, upload.piece_path(0).rpartition("/")[0]
        for name in sorted(default_storage.listdir(folder)[1]):
            there += default_storage.size(f"{folder}/{name}") if int(name) == there else 0
        if there < upload.received:
            yield f"upload {upload.pk} counts on {upload.received} bytes and has {there}"


def acts_told_once(deeds):
    """As many events of tasks as acts, where a step that another takes on its way is part of its act; no task posted twice."""
    told = deeds.new(AuditEvent).filter(object_type=RemediationTask._meta.label).count()
    acts = len(set(deeds.new(TaskStep).values_list("task", "at")))
    if acts != told:
        yield f"{acts} acts on tasks and {told} events about them"
    posted = deeds.new(WorkRecord).filter(note__startswith="任务 ").values_list("note", flat=True)
    twice = {note for note in posted if list(posted).count(note) > 1}
    yield from (f"{note} is in the ledger more than once" for note in sorted(twice))


def batches(deeds):
    """An import is there with all its rows and one event, or with none."""
    for batch in deeds.new(ImportBatch):
        made = sheet_of(batch.sheet)().made_by(batch).count()
        is_done = batch.state == ImportState.DONE
        if made != (batch.counts.get("imported") if is_done else 0):
            yield f"batch {batch.pk} is {batch.state} and made {made} rows"
        if (count := events(batch, AuditAction.IMPORT).count()) != is_done:
            yield f"batch {batch.pk} is {batch.state} and has {count} events"


def finish_jobs():
    """Let the time pass that lost jobs are waited for, and do what waits."""
    app.loader.import_default_modules()
    for _ in range(MOST_ROUNDS):
        let_leases_pass()
        waiting = list(Job.objects.due(timezone.now()).order_by("pk"))
        if not waiting:
            return
        for job in waiting:
            app.tasks[job.task](job_id=job.pk)


def let_leases_pass(longer_than=0):
    """Ten minutes later, for jobs that have been under way for so many seconds: nobody may be at work on them any more."""
    now = timezone.now()
    begun = now + jobs.LEASE - timedelta(seconds=longer_than)
    strange = now + jobs.LEASE + timedelta(seconds=5)  # a lease that a wrong clock gave
    lost = Q(lease_until__lte=begun) | Q(lease_until__gt=strange)
    Job.objects.filter(lost, status=JobStatus.RUNNING).update(lease_until=now - timedelta(seconds=1))
    Job.objects.filter(status=JobStatus.WAITING).update(not_before=now)


def jobs_done(deeds):
    """Every job came to a good end."""
    for job in deeds.new(Job).exclude(status=JobStatus.DONE):
        yield f"job {job.pk} {job.task} is {job.status}: {job.error}"


def totals():
    """Every total is what a count from the records gives."""
    rollups.refresh()
    for difference in rollups.recount().differences:
        yield f"total {difference}"


def chain():
    """Every event is in the chain, and the chain holds."""
    while audit.seal():
        pass
    if found := audit.first_break():
        yield f"the trail breaks at {found[0]}"
    if AuditEvent.objects.filter(position__isnull=True).exists():
        yield "events are left out of the chain"


def weekly(deeds):
    """One report a week, whole, and one event for the one time that it was built since."""
    label, weeks = WeeklyReport._meta.label, list(WeeklyReport.objects.values_list("meeting_week", flat=True))
    yield from (f"week {week} has two reports" for week in sorted({w for w in weeks if weeks.count(w) > 1}))
    told = list(
        deeds.new(AuditEvent).filter(object_type=label, action=AuditAction.BUILD).values_list("object_id", flat=True)
    )
    for report in WeeklyReport.objects.all():
        if not report.content.get("parts"):
            yield f"weekly report {report.meeting_week} is empty"
        is_new = report.pk > deeds.since[WeeklyReport]
        if told.count(str(report.pk)) != is_new:
            yield f"weekly report {report.meeting_week} was built {told.count(str(report.pk))} times"


def leftovers():
    """How many originals lie in the storage that no row speaks of: allowed, and told."""
    named = set(Photo.objects.values_list("original", flat=True))
    root = settings.MEDIA_ROOT
    lying = {str(path.relative_to(root)) for path in (root / "originals").rglob("*") if path.is_file()}
    return len(lying - named)
