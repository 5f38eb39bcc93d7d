"""Probes of files, disks and backups: red when the thing is really broken, green again when it is mended."""

import errno
import shutil
import tempfile
import time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from tataboo_portal import attachments, jobs, photo_integrity, photos, tasks
from tataboo_portal.enums import BackupKind
from tataboo_portal.health import files, looking
from tataboo_portal.models import BackupRun, Job, Pulse
from tests.health.conftest import ACT, MIND, WELL
from tests.papers import paper
from tests.people import jpeg


def test_a_restoration_that_stands_halfway(level, folder):
    (folder / "restore.json").write_text("{}")
    assert level("restoration") == ACT
    (folder / "restore.json").unlink()
    (folder / "media" / ".restoring").mkdir()
    assert level("restoration") == MIND
    (folder / "media" / ".restoring").rmdir()
    (folder / "media" / ".before-20261126").mkdir()
    assert level("restoration") == WELL


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


def read_only(*_, **__):
    raise OSError(errno.EROFS, "Read-only file system")


def test_a_photo_storage_that_takes_no_file(level, folder, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(files.tempfile, "TemporaryFile", read_only)
        assert level("data_disk") == ACT
        assert "Read-only" in figure("data_disk")
    assert level("data_disk") == WELL
    (folder / "media").rmdir()
    (folder / "media").write_text("no folder")
    assert level("data_disk") == ACT
    (folder / "media").unlink()
    assert level("data_disk") == WELL  # before the first photo
    (folder / "media").symlink_to(folder / "unplugged")
    assert level("data_disk") == ACT
    (folder / "unplugged").mkdir()
    assert level("data_disk") == WELL
    assert not [*(folder / "unplugged").iterdir()]


def test_a_photo_storage_that_hangs_when_written_to(level, monkeypatch):
    def hang(**_):
        time.sleep(5)
        read_only()

    monkeypatch.setattr(files, "DISK_SECONDS", 0.05)
    monkeypatch.setattr(files.tempfile, "TemporaryFile", hang)
    begun = time.monotonic()
    assert level("data_disk") == ACT
    assert time.monotonic() - begun < 5
    assert "等了" in figure("data_disk")


def test_photos_on_a_disk_of_their_own(level, settings, monkeypatch):
    settings.MEDIA_ROOT = Path(tempfile.mkdtemp(dir="/dev/shm"))
    try:
        assert level("data_disk") == WELL
        assert "照片的硬盘还剩" in figure("data_disk")
        usage = {settings.MEDIA_ROOT: (10**12, 10**12, 0)}
        monkeypatch.setattr(files, "ACT_FREE", 1)
        monkeypatch.setattr(
            files.shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(*usage.get(path, (10**12, 0, 10**12)))
        )
        assert level("data_disk") == ACT
    finally:
        settings.MEDIA_ROOT.rmdir()


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
