"""Each probe: red when the thing is really broken, green again when it is mended."""

import io
import time
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from reports import rollups
from reports.models import Rollup, RollupRun
from tataboo_portal import attachments, audit, jobs, photo_integrity, photos, tasks
from tataboo_portal.beat import ElectedScheduler
from tataboo_portal.celery import app as celery_app
from tataboo_portal.enums import AuditAction, BackupKind, HealthLevel, JobStatus, PeriodKind
from tataboo_portal.health import data, files, findings, looking, work
from tataboo_portal.models import AuditEvent, BackupRun, BeatDuty, Job, Pulse, WorkCalendarDay
from tests.papers import paper
from tests.people import jpeg, unit_of

WELL, MIND, ACT = HealthLevel.WELL, HealthLevel.MIND, HealthLevel.ACT


def test_where_all_is_well_nothing_is_red(well):
    found = {line.name: line.finding.level for line in looking.look()}
    assert {name for name, level in found.items() if level != WELL} <= {"backup_disk"}  # on the disk it is to save here
    assert len(found) == 15


def test_a_broker_that_is_stopped(redis):
    redis.start()
    assert work.broker().level == WELL
    redis.stop()
    begun = time.monotonic()
    found = work.broker()
    assert (found.level, "redis-server" in found.advice) == (ACT, True)
    assert time.monotonic() - begun < 30
    redis.start()
    assert work.broker().level == WELL
    redis.stop()


def test_a_slow_database_is_said_so(level, monkeypatch):
    assert level("database") == WELL
    monkeypatch.setattr(data, "SLOW", -1)
    assert level("database") == MIND


def test_a_migration_that_was_not_made_and_one_nobody_knows(level):
    row = MigrationRecorder.Migration.objects.filter(app="reports").order_by("id").last()
    row.delete()
    assert level("migrations") == ACT
    MigrationRecorder.Migration.objects.create(app="reports", name=row.name)
    assert level("migrations") == WELL
    later = MigrationRecorder.Migration.objects.create(app="reports", name="9999_of_a_later_portal")
    assert level("migrations") == ACT
    later.delete()
    assert level("migrations") == WELL


def test_a_restoration_that_stands_halfway(level, folder):
    (folder / "restore.json").write_text("{}")
    assert level("restoration") == ACT
    (folder / "restore.json").unlink()
    (folder / "media" / ".restoring").mkdir()
    assert level("restoration") == MIND
    (folder / "media" / ".restoring").rmdir()
    (folder / "media" / ".before-20261126").mkdir()
    assert level("restoration") == WELL


def test_a_job_that_waits_too_long_and_one_that_was_given_up(level, ago):
    job = Job.objects.create(task="nobody.takes_it", not_before=ago(minutes=15))
    Job.objects.create(task="not.yet", not_before=ago(minutes=-60))
    assert level("queue") == MIND
    Job.objects.filter(pk=job.pk).update(not_before=ago(minutes=40))
    line = next(line for line in looking.look() if line.name == "queue")
    assert (line.finding.level, "1 件等着" in line.finding.figure) == (ACT, True)
    assert "40 分钟" in line.finding.figure
    jobs.run(job.pk, lambda: None)
    assert level("queue") == WELL
    Job.objects.create(task="lost", status=JobStatus.GIVEN_UP, finished_at=ago(days=1))
    assert level("queue") == MIND
    Job.objects.filter(task="lost").update(finished_at=ago(days=8))
    assert level("queue") == WELL


def test_a_lease_that_ran_out_waits_too(level, ago):
    Job.objects.create(
        task="lost", status=JobStatus.RUNNING, not_before=ago(minutes=50), lease_until=ago(minutes=31), attempts=1
    )
    assert level("queue") == ACT


def test_a_beat_that_stopped_and_one_that_never_was(level, ago):
    BeatDuty.objects.update(ticked_at=ago(minutes=5))
    assert level("beat") == MIND
    BeatDuty.objects.update(ticked_at=ago(minutes=20))
    assert level("beat") == ACT
    BeatDuty.objects.all().delete()
    assert level("beat") == ACT
    assert ElectedScheduler(app=celery_app, lazy=True).on_duty()
    assert level("beat") == WELL


def test_a_beat_that_left_is_as_old_as_what_it_sent(level, ago):
    BeatDuty.objects.update(ticked_at=None, sent={"sweep jobs": ago(minutes=20).isoformat()})
    assert level("beat") == ACT


def test_a_worker_that_stopped_and_one_that_never_was(level, ago):
    Pulse.objects.filter(name=work.WORKER).update(at=ago(minutes=20))
    assert level("worker") == ACT
    Pulse.objects.filter(name=work.WORKER).delete()
    assert level("worker") == ACT
    tasks.sweep_jobs()
    assert level("worker") == WELL


@pytest.mark.parametrize(("name", "limit", "expected"), [("MIND_FREE", MIND, MIND), ("ACT_FREE", ACT, ACT)])
def test_a_disk_that_fills(level, monkeypatch, name, limit, expected):
    assert level("data_disk") == WELL
    monkeypatch.setattr(files, name, 10**18)
    assert (level("data_disk"), level("backup_disk")) == (expected, expected)


def test_a_disk_that_hangs_holds_up_nobody(level, monkeypatch):
    monkeypatch.setattr(files, "DISK_SECONDS", 0.05)
    monkeypatch.setattr(files.shutil, "disk_usage", lambda _: time.sleep(5))
    begun = time.monotonic()
    assert level("data_disk") == ACT
    assert time.monotonic() - begun < 5


def test_a_folder_for_backups_that_is_not_set_or_not_there(level, folder, settings):
    (folder / "backups").rmdir()
    assert level("backup_disk") == ACT
    settings.BACKUP_DIR = ""
    assert level("backup_disk") == MIND  # a demo
    settings.DEMO_MODE = False
    assert level("backup_disk") == ACT


def test_backups_and_the_data_on_one_disk(level, monkeypatch, settings):
    assert level("backup_disk") == MIND
    settings.BACKUP_DIR = "/dev/shm"  # noqa: S108 - another disk than the data folder's, only looked at
    assert level("backup_disk") == WELL


@pytest.mark.parametrize(
    ("name", "kind", "young", "old"),
    [
        ("backup", BackupKind.BACKUP, {"hours": 30}, {"days": 3}),
        ("drill", BackupKind.DRILL, {"days": 50}, {"days": 80}),
    ],
)
def test_a_backup_or_drill_that_is_old_bad_or_missing(level, settings, ago, name, kind, young, old):
    run = BackupRun.objects.filter(kind=kind)
    assert level(name) == WELL
    run.update(finished_at=ago(**young))
    assert level(name) == MIND
    run.update(finished_at=ago(**old))
    assert level(name) == ACT
    bad = BackupRun.objects.create(kind=kind, started_at=timezone.now(), is_good=False, sentence="硬盘满了")
    assert level(name) == ACT
    bad.delete()
    run.delete()
    settings.DEMO_MODE = False
    assert level(name) == (ACT if kind == BackupKind.BACKUP else MIND)
    BackupRun.objects.create(kind=kind, started_at=timezone.now(), is_good=True, sentence="好了")
    assert level(name) == WELL


def night(begin, task, check):
    """One walk over all files of a kind."""
    begin()
    while job := Job.objects.due(timezone.now()).filter(task=task).first():
        jobs.run(job.pk, check)


def taken(path):
    """What lies there, after taking it away behind the portal's back."""
    with default_storage.open(path) as source:
        content = source.read()
    default_storage.delete(path)
    return content


def photo_night():
    night(tasks.begin_photo_check, photo_integrity.CHECK_TASK, photo_integrity.check_batch)


def paper_night():
    night(tasks.begin_attachment_check, attachments.CHECK_TASK, attachments.check_batch)


def figure(name):
    return next(line.finding.figure for line in looking.look() if line.name == name)


def test_a_photo_that_was_changed_behind_the_portals_back(level, li, monkeypatch):
    monkeypatch.setattr(photo_integrity, "BATCH", 2)
    _sound, changed, gone = (photos.keep(ContentFile(jpeg(size=(64, 40 + at)), "a.jpg"), by=li) for at in range(3))
    whole = {photo: taken(photo.original.name) for photo in (changed, gone)}
    default_storage.save(changed.original.name, ContentFile(b"0"))
    photo_night()
    assert level("photos") == ACT
    assert f"编号 {changed.pk}、{gone.pk}" in figure("photos")
    photo_night()  # no news in the night's notice, and broken all the same
    assert level("photos") == ACT
    for photo, content in whole.items():
        if photo == changed:
            taken(photo.original.name)
        default_storage.save(photo.original.name, ContentFile(content))
    assert level("photos") == ACT  # until a walk has seen it
    photo_night()
    assert level("photos") == WELL


def test_a_paper_that_is_gone(level, wang):
    kept = attachments.keep(paper("a.docx"), by=wang)
    content = taken(kept.file.name)
    paper_night()
    assert level("attachments") == ACT
    assert str(kept.pk) in figure("attachments")
    default_storage.save(kept.file.name, ContentFile(content))
    paper_night()
    assert level("attachments") == WELL


def test_a_storage_that_is_away(level, li, folder):
    for colour in ("red", "green"):
        photos.keep(ContentFile(jpeg(colour), "a.jpg"), by=li)
    (folder / "media").rename(folder / "unplugged")
    (folder / "media").mkdir()
    photo_night()
    assert level("photos") == ACT
    (folder / "media").rmdir()
    (folder / "unplugged").rename(folder / "media")
    Job.objects.update(not_before=timezone.now())
    photo_night()
    assert level("photos") == WELL


@pytest.mark.parametrize("name", ["photos", "attachments"])
def test_walks_that_no_longer_happen(level, ago, name):
    Pulse.objects.filter(name=name).update(at=ago(days=3))
    assert level(name) == MIND
    Pulse.objects.filter(name=name).update(at=ago(days=9))
    assert level(name) == ACT
    Pulse.objects.filter(name=name).delete()
    assert level(name) == MIND


def behind(words, *values):
    """Do this to the trail behind the portal's back; returns the rows it answers with."""
    with connection.cursor() as cursor:
        cursor.execute(words.format(trail=AuditEvent._meta.db_table), values)
        return cursor.fetchall() if cursor.description else []


def unsealed_since(moment):
    behind("UPDATE {trail} SET at = %s WHERE position IS NULL", connection.ops.adapt_datetimefield_value(moment))


def test_a_trail_that_is_not_sealed(level, wang, ago):
    audit.record(by=wang, action=AuditAction.CHANGE, subject=wang)
    assert level("trail") == WELL
    unsealed_since(ago(minutes=20))
    assert level("trail") == MIND
    unsealed_since(ago(hours=2))
    assert level("trail") == ACT
    tasks.seal_audit()
    assert level("trail") == WELL


def test_a_trail_that_was_changed(level, wang):
    audit.record(by=wang, action=AuditAction.CHANGE, subject=wang, reason="true")
    audit.seal()
    behind("UPDATE {trail} SET reason = 'false' WHERE reason = 'true'")
    tasks.verify_audit()
    assert level("trail") == ACT
    behind("UPDATE {trail} SET reason = 'true' WHERE reason = 'false'")
    call_command("verify_audit", stdout=io.StringIO())
    assert level("trail") == WELL


def test_a_trail_whose_end_was_cut_off(level, wang):
    for reason in ("first", "last"):
        audit.record(by=wang, action=AuditAction.CHANGE, subject=wang, reason=reason)
    audit.seal()
    tasks.verify_audit()
    behind("CREATE TEMPORARY TABLE kept AS SELECT * FROM {trail} WHERE reason = 'last'")
    behind("DELETE FROM {trail} WHERE reason = 'last'")
    for _ in range(2):
        tasks.verify_audit()
        assert level("trail") == ACT
    behind("INSERT INTO {trail} SELECT * FROM kept")
    behind("DROP TABLE kept")
    tasks.verify_audit()
    assert level("trail") == WELL


def test_a_trail_that_is_no_longer_walked(level, ago):
    Pulse.objects.filter(name=data.CHAIN).update(at=ago(days=3))
    assert level("trail") == MIND
    Pulse.objects.filter(name=data.CHAIN).update(at=ago(days=9))
    assert level("trail") == ACT


@pytest.mark.parametrize(("day", "expected"), [((2025, 11, 30), WELL), ((2025, 12, 1), MIND), ((2025, 12, 20), ACT)])
def test_holidays_of_a_year_nobody_entered(level, monkeypatch, day, expected):
    monkeypatch.setattr(data.timezone, "localdate", lambda: date(*day))
    WorkCalendarDay.objects.all().delete()
    assert level("calendar") == ACT
    WorkCalendarDay.objects.create(day=date(2025, 10, 1), is_workday=False, name="国庆")
    assert level("calendar") == expected
    WorkCalendarDay.objects.create(day=date(2026, 1, 1), is_workday=False, name="元旦")
    assert level("calendar") == WELL


def test_totals_that_drifted_and_totals_that_stand_still(level, ago):
    Rollup.objects.create(
        metric="work:sticker", unit=unit_of("1"), period_kind=PeriodKind.DAY, period_start=date(2017, 6, 5), value=99
    )
    assert rollups.recount().differences
    assert level("totals") == ACT
    assert not rollups.recount().differences
    assert level("totals") == WELL
    RollupRun.objects.update(finished_at=ago(minutes=30))
    assert level("totals") == MIND
    RollupRun.objects.update(finished_at=ago(hours=2))
    assert level("totals") == ACT
    rollups.refresh()
    assert level("totals") == WELL


def test_how_old_is_said_in_the_offices_words(ago):
    words = [
        findings.spoken(timezone.now() - ago(**age))
        for age in ({"seconds": 9}, {"minutes": 90.1}, {"hours": 30.1}, {"days": 3.1})
    ]
    assert words == ["不到 1 分钟", "90 分钟", "30 小时", "3 天"]
