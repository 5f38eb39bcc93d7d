"""Backups: whole or not there at all, only the newest are kept, and a drill proves them."""

import errno
import shutil

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from tataboo_portal.backups import archives, databases, drills, keeping, nightly
from tataboo_portal.enums import BackupKind
from tataboo_portal.models import BackupRun, Notice
from tataboo_portal.refusals import Refusal
from tests.ground.saved import cut_in_half, die, killed, made
from tests.people import jpeg

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_killed_backup_leaves_no_archive_and_the_next_one_cleans_up(site, monkeypatch):
    site.mkdir()
    with monkeypatch.context() as patched:
        patched.setattr(archives.Packing, "finish", die)
        killed(lambda: keeping.back_up(site))
    assert [path.name.startswith(keeping.HALF) for path in site.iterdir()] == [True]
    archive = made(site)
    assert [*site.iterdir()] == [archive]


def test_a_full_disk_leaves_nothing_half_and_is_told(site, monkeypatch, qian):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(settings, "BACKUP_DIR", str(site))
    with monkeypatch.context() as patched:
        patched.setattr(archives.Packing, "finish", full)
        nightly.back_up()
    assert [*site.iterdir()] == []
    assert (BackupRun.objects.get().is_good, Notice.objects.get().recipient) == (False, qian)
    monkeypatch.setattr(keeping.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(9, 9, 0))
    with pytest.raises(CommandError, match="放不下"):
        call_command("backup", to=str(site))
    assert [*site.iterdir()] == []


def test_only_the_newest_are_kept_and_two_at_once_are_one(site, monkeypatch):
    monkeypatch.setattr(settings, "BACKUPS_KEPT", 2)
    made(site)
    second, third = made(site), made(site)
    assert keeping.newest(site) == [third, second]
    with keeping.alone(), pytest.raises(Refusal, match="正在备份"):
        keeping.back_up(site)
    monkeypatch.setattr(settings, "BACKUP_DIR", str(site))
    with keeping.alone():
        nightly.back_up()
        nightly.drill()
    assert BackupRun.objects.count() == 3


def test_the_drill_proves_the_newest_archive_and_finds_what_is_lost(site, monkeypatch, qian):
    monkeypatch.setattr(settings, "BACKUP_DIR", str(site))
    archive = made(site)
    call_command("backup_drill")
    run = BackupRun.objects.first()
    assert (run.kind, run.is_good, run.archive, run.facts["checked"]) == (BackupKind.DRILL, True, archive.name, 1)
    _, path = next((name, path) for name, path in keeping.media_files() if name.startswith("originals"))
    path.write_bytes(jpeg("white"))
    assert drills.look_over() == {"checked": 1, "damaged": 1, "broken": None}
    cut_in_half(archive)
    with pytest.raises(CommandError, match="不是完整的备份"):
        call_command("backup_drill")
    assert (BackupRun.objects.first().is_good, Notice.objects.get().recipient) == (False, qian)
    assert not [*settings.DATA_DIR.glob("drill-*")]


def test_postgresql_without_its_programs_is_refused_in_words(site, monkeypatch):
    if connection.vendor == "sqlite":
        assert not hasattr(connection, "pg_version")
        return
    monkeypatch.setattr(settings, "PG_TREE", "/nowhere")
    monkeypatch.setattr(databases.shutil, "which", lambda _: None)
    with pytest.raises(CommandError, match="没有 PostgreSQL"):
        call_command("backup", to=str(site))
    assert [*site.iterdir()] == []
