"""Backups: an archive gives back every row and byte, refuses before anything is touched, and is proved by a drill."""

import errno
import os
import shutil
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test import override_settings

from tataboo_portal import photos
from tataboo_portal.backups import archives, databases, drills, keeping, nightly, restoring
from tataboo_portal.enums import BackupKind
from tataboo_portal.models import BackupRun, Notice, Unit, User
from tataboo_portal.refusals import Refusal
from tests import makers
from tests.people import jpeg, person

pytestmark = pytest.mark.django_db(transaction=True)
SITE = "testserver"


@pytest.fixture
def site(transactional_db, reference_again, tmp_path):
    """A small site on the test's own database, with a data folder of its own; what a restoration leaves beside is removed."""
    data = tmp_path / "data"
    data.mkdir()
    with override_settings(DATA_DIR=data, MEDIA_ROOT=data / "media"):
        makers.work(quantity=12)
        photos.keep(ContentFile(jpeg("red"), "现场.jpg"), by=person("li"))
        makers.process_photos()
        put("exports/ab/abcd", b"gone tomorrow")
        yield tmp_path / "backups"
        connections.close_all()
        leave_no_databases()


def leave_no_databases():
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        for left in [*Path(name).parent.glob(f"{Path(name).name}.*")]:
            left.unlink()
        return
    with databases.opened("postgres") as own, own.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{name}\\_%"])
        left = [
            row[0]
            for row in cursor.fetchall()
            if row[0].removeprefix(f"{name}_").startswith(("before", "drill", "rest"))
        ]
    for database in left:
        databases.drop(database)


def put(path, content):
    target = settings.MEDIA_ROOT / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def rows():
    """Every row of every table, records of backups and the trail they leave apart."""
    with databases.opened() as own, own.cursor() as cursor:
        found = {}
        for table in own.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {own.ops.quote_name(table)}")
            found[table] = sorted(map(repr, cursor.fetchall()))
    for table in ("tataboo_portal_backuprun", "tataboo_portal_auditevent", "sqlite_sequence"):
        found.pop(table, None)
    return found


def files():
    return {name: path.read_bytes() for name, path in keeping.media_files()}


def made(folder, **values):
    """An archive of now."""
    folder.mkdir(exist_ok=True)
    return folder / keeping.back_up(folder, **values).archive


def spoil():
    """What a bad day does."""
    User.objects.filter(username="li").update(full_name="改掉的")
    Unit.objects.filter(code="7").update(name="改掉的")
    _, path = next(keeping.media_files())
    path.write_bytes(b"changed")
    put("originals/new", b"came later")


def test_what_was_backed_up_comes_back_row_by_row_and_byte_by_byte(site):
    archive = made(site)
    before = rows(), files()
    spoil()
    assert (rows(), files()) != before
    call_command("restore", archive, site=SITE)
    assert (rows(), files()) == before
    assert BackupRun.objects.first().kind == BackupKind.RESTORE
    aside = next(settings.MEDIA_ROOT.glob(".before-*"))
    assert (aside / "originals/new").read_bytes() == b"came later"
    assert (aside / "exports/ab/abcd").exists()
    assert not [name for name in zipfile.ZipFile(archive).namelist() if "exports" in name or "password" in name]
    # the restored site goes on living: sequences stand where they stood
    assert makers.work(quantity=1).pk
    with zipfile.ZipFile(archive) as source:
        assert archives.KEY not in source.namelist()
        assert not os.environ.get("DATABASE_URL") or os.environ["DATABASE_URL"].encode() not in source.read(
            "manifest.json"
        )


def test_a_site_with_data_is_replaced_only_by_its_name_and_one_in_use_not_at_all(site, monkeypatch):
    archive = made(site)
    spoil()
    before = rows(), files()
    monkeypatch.setattr("builtins.input", lambda words: "another")
    with pytest.raises(CommandError, match=SITE):
        call_command("restore", archive)
    with databases.opened() as other:
        with other.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM tataboo_portal_unit")
        with pytest.raises(CommandError, match="都停掉"):
            call_command("restore", archive, site=SITE)
    assert (rows(), files()) == before
    assert not restoring.plan_path().exists()


def cut(path):
    path.write_bytes(path.read_bytes()[:-200])


def cut_in_half(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flipped(path):
    """One bit of a photo."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def signed_by_nobody(path):
    """A part and its digest changed together, as somebody would who knows the format and not the key."""
    rewrite(path, lambda manifest: manifest.replace(b'"site": "testserver"', b'"site": "testserve2"'))


def rewrite(path, change):
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts["manifest.json"] = change(parts["manifest.json"])
    with zipfile.ZipFile(path, "w") as target:
        for name, content in parts.items():
            target.writestr(name, content)


def without_a_part(path):
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts.pop(next(name for name in parts if name.startswith("media/")))
    with zipfile.ZipFile(path, "w") as target:
        for name, content in parts.items():
            target.writestr(name, content)


def from_a_newer_portal(path):
    rewrite(path, lambda manifest: manifest.replace(b'"version": "', b'"version": "9'))


HARMS = {
    cut: "不是完整的备份",
    cut_in_half: "不是完整的备份",
    flipped: "不一样了|不是完整",
    signed_by_nobody: "不一样了",
    without_a_part: "不一样了",
    from_a_newer_portal: "更新的版本",
}


def test_what_is_cut_changed_or_newer_is_refused_before_anything_is_touched(site, monkeypatch):
    sound = made(site)
    before = rows(), files()
    monkeypatch.setattr(restoring, "_stage", lambda *_: pytest.fail("something was touched"))
    for harm, words in HARMS.items():
        archive = shutil.copyfile(sound, site / "harmed.zip")
        harm(archive)
        with pytest.raises(CommandError, match=words):
            call_command("restore", archive, site=SITE)
    with monkeypatch.context() as other:
        other.setattr(settings, "SECRET_KEY", "another" * 10)
        with pytest.raises(CommandError, match="SECRET_KEY"):
            call_command("restore", sound, site=SITE)
        assert restoring.looked_at(sound, other_key=True)["site"] == SITE
    with monkeypatch.context() as older:
        known = restoring.MigrationLoader(None).disk_migrations
        older.setattr(
            restoring, "MigrationLoader", lambda _: type("Loader", (), {"disk_migrations": dict([*known.items()][:-1])})
        )
        with pytest.raises(CommandError, match="先升级平台"):
            call_command("restore", sound, site=SITE)
    with pytest.raises(CommandError, match="没有这个备份"):
        call_command("restore", site / "none.zip", site=SITE)
    assert (rows(), files()) == before


def killed(work):
    """Do this in a child that dies at once where `die` is called, as by SIGKILL."""
    connections.close_all()
    child = os.fork()
    if not child:
        try:
            work()
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def die(*_, **__):
    os._exit(9)


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


@pytest.mark.sweep
def test_a_restoration_killed_while_it_fills_touched_nothing_and_one_killed_in_the_swap_is_carried_to_its_end(
    site, monkeypatch
):
    archive = made(site)
    before = rows(), files()
    spoil()
    spoilt = rows(), files()
    with monkeypatch.context() as patched:
        patched.setattr(restoring, "compare", die)
        killed(lambda: restoring.restore(archive, site=SITE))
    assert ((rows(), files()), restoring.plan_path().exists()) == (spoilt, False)

    def leaving(path, target):
        return die() if ".before-" in str(target) else os.rename(path, target)

    for owner, name, deadly in ((databases, "swap_in", die), (Path, "rename", leaving)):
        with monkeypatch.context() as patched:
            patched.setattr(owner, name, deadly)
            killed(lambda: restoring.restore(archive, site=SITE))
        assert restoring.plan_path().exists()
        call_command("restore")
        assert (rows(), files()) == before
        spoil()


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


@pytest.mark.sweep
def test_the_archive_of_an_older_portal_is_brought_up_to_date(site, monkeypatch):
    archive = made(site)
    asked = []
    monkeypatch.setattr(restoring, "missing_here", lambda manifest: {("tataboo_portal", "later")})
    portal = restoring.portal
    monkeypatch.setattr(restoring, "portal", lambda *arguments: asked.append(arguments[2]) or portal(*arguments))
    call_command("restore", archive, site=SITE)
    assert asked == ["migrate"]


def test_postgresql_without_its_programs_is_refused_in_words(site, monkeypatch):
    if connection.vendor == "sqlite":
        assert not hasattr(connection, "pg_version")
        return
    monkeypatch.setattr(settings, "PG_TREE", "/nowhere")
    monkeypatch.setattr(databases.shutil, "which", lambda _: None)
    with pytest.raises(CommandError, match="没有 PostgreSQL"):
        call_command("backup", to=str(site))
    assert [*site.iterdir()] == []
