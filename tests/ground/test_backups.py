"""Backups: whole or not there at all, only the newest are kept, and a drill proves them."""

import errno
import fcntl
import json
import re
import shutil

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from tataboo_portal.backups import archives, databases, drills, keeping, nightly, office_settings, restoring
from tataboo_portal.enums import BackupKind
from tataboo_portal.models import BackupRun, Notice
from tataboo_portal.refusals import Refusal
from tests.ground.saved import cut_in_half, die, killed, lying_in, made, under_way_elsewhere
from tests.people import jpeg

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_killed_backup_leaves_no_archive_and_the_next_one_cleans_up(site, monkeypatch):
    site.mkdir()
    with monkeypatch.context() as patched:
        patched.setattr(archives.Packing, "finish", die)
        killed(lambda: keeping.back_up(site))
    assert [path.name.startswith(keeping.HALF) for path in lying_in(site)] == [True]
    archive = made(site)
    assert lying_in(site) == [archive]


def test_a_full_disk_leaves_nothing_half_and_is_told(site, monkeypatch, qian):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(settings, "BACKUP_DIR", str(site))
    with monkeypatch.context() as patched:
        patched.setattr(archives.Packing, "finish", full)
        nightly.back_up()
    assert lying_in(site) == []
    assert (BackupRun.objects.get().is_good, Notice.objects.get().recipient) == (False, qian)
    monkeypatch.setattr(keeping.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(9, 9, 0))
    with pytest.raises(CommandError, match="放不下"):
        call_command("backup", to=str(site))
    assert lying_in(site) == []
    assert (BackupRun.objects.count(), BackupRun.objects.first().is_good) == (2, False)  # a person's own, too
    assert Notice.objects.count() == 1


def test_a_backup_that_never_began_is_no_record_and_one_without_its_database_ends_in_words(site, monkeypatch):
    monkeypatch.setattr(settings, "BACKUP_DIR", "")
    with pytest.raises(CommandError, match="BACKUP_DIR"):
        call_command("backup")

    def away(*_, **__):
        raise OperationalError

    monkeypatch.setattr(databases, "byte_count", away)
    with pytest.raises(CommandError, match="数据库连不上"):
        call_command("backup", to=str(site))
    monkeypatch.setattr(databases, "byte_count", lambda: 10**18)
    monkeypatch.setattr(BackupRun.objects, "create", away)
    with pytest.raises(CommandError, match="放不下"):
        call_command("backup", to=str(site))
    assert not BackupRun.objects.exists()


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


def refused_and_quiet(site):
    """A person is told that another one is under way, the night's tasks go by it, and nothing is moved."""
    before = BackupRun.objects.count(), Notice.objects.count(), sorted(site.rglob("*"))
    for command in ("backup", "backup_drill"):
        with pytest.raises(CommandError, match="正在备份"):
            call_command(command)
    nightly.back_up()
    nightly.drill()
    assert (BackupRun.objects.count(), Notice.objects.count(), sorted(site.rglob("*"))) == before


def test_another_machine_with_the_same_folder_for_backups_is_not_disturbed(site, tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "BACKUP_DIR", str(site))
    other = tmp_path / "other"
    other.mkdir()
    site.mkdir()
    with under_way_elsewhere(lambda: keeping.back_up(site), other, archives.Packing, "finish"):
        assert [path.name.startswith(keeping.HALF) for path in lying_in(site)] == [True]
        refused_and_quiet(site)
    archives.verified(keeping.newest(site)[0])
    # its fresh database stands beside the site's own, under the name every machine gives it
    with under_way_elsewhere(lambda: drills.drill(site).is_good, other, archives, "differing"):
        refused_and_quiet(site)
        with pytest.raises(CommandError, match="正在备份"):
            call_command("restore", keeping.newest(site)[0], site="testserver")
    call_command("backup")
    assert [run.is_good for run in BackupRun.objects.all()] == [True] * 3


def test_a_folder_that_knows_no_locks_or_is_somebody_elses(site, monkeypatch):
    def without_locks(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    with monkeypatch.context() as patched:
        patched.setattr(fcntl, "flock", without_locks)
        archive = made(site)
    assert lying_in(site) == [archive]  # backups matter more than keeping others off

    def closed(*_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(keeping.Path, "open", closed)
    with pytest.raises(Refusal, match="别的账号"):
        keeping.back_up(site)


def test_the_drill_reads_from_a_folder_that_takes_no_file(site, monkeypatch):
    archive = made(site)
    (site / keeping.LOCK).unlink()
    monkeypatch.setattr(keeping.os, "access", lambda *_: False)
    assert drills.drill(site).archive == archive.name
    assert lying_in(site) == [*site.iterdir()]


def test_every_refusal_says_what_to_do():
    told = {
        name: words
        for module in (archives, databases, drills, keeping, office_settings, restoring)
        for name, words in vars(module).items()
        if name.endswith("_SENTENCE") and name != "GOOD_SENTENCE"
    }
    assert len(told) > 20
    do = re.compile("再|看看|换一份|换成|写上|设置|设回|apt|告诉|先")
    assert [name for name, words in told.items() if not do.search(words)] == []


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


def test_a_drill_names_what_is_wrong_and_nothing_else(site, monkeypatch):
    made(site)
    monkeypatch.setattr(drills, "_asked", lambda *_: json.dumps({"checked": 1, "damaged": 2, "broken": None}))
    assert "2 个对不上。" in drills.drill(site).sentence
    monkeypatch.setattr(drills, "_asked", lambda *_: json.dumps({"checked": 1, "damaged": 0, "broken": 7}))
    assert "问题：操作日志断在第 7 条。" in drills.drill(site).sentence


def test_postgresql_without_its_programs_is_refused_in_words(site, monkeypatch):
    monkeypatch.setattr(settings, "PG_TREE", "/nowhere")
    monkeypatch.setattr(databases.shutil, "which", lambda _: None)
    if connection.vendor == "sqlite":  # which needs no programs
        assert archives.verified(made(site))["database"] == "sqlite"
        return
    with pytest.raises(CommandError, match="没有 PostgreSQL"):
        call_command("backup", to=str(site))
    assert lying_in(site) == []
