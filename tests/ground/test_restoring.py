"""Restoring: an archive gives back every row and byte, and one that cannot is refused before anything is touched."""

import errno
import hashlib
import json
import os
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from tataboo_portal.backups import archives, databases, keeping, office_settings, restoring
from tataboo_portal.enums import BackupKind
from tataboo_portal.models import BackupRun
from tataboo_portal.refusals import Refusal
from tests import makers
from tests.ground.saved import SITE, cut_in_half, die, files, killed, made, rows, spoil

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_the_settings_come_along_to_be_read_and_are_never_put_in_place(site, monkeypatch, capsys):
    monkeypatch.setenv("OFFICE_PHONE", "12345")
    monkeypatch.setenv("BACKUPS_KEPT", "3")
    monkeypatch.setenv("PORTAL_URL", " ")  # empty counts as not set
    monkeypatch.setenv("EMAIL_URL", "smtp://post:p4ss=word@mail:25")
    archive = made(site)
    monkeypatch.delenv("OFFICE_PHONE")
    monkeypatch.setenv("BACKUPS_KEPT", "4")
    monkeypatch.setenv("PORTAL_URL", "https://portal.example.cn")
    before = rows(), files()
    capsys.readouterr()
    with monkeypatch.context() as other:  # on a new machine, with a key of its own
        other.setattr(settings, "SECRET_KEY", "another" * 10)
        call_command("restore", archive, settings_only=True)
    shown = capsys.readouterr().out.splitlines()
    assert shown[0].startswith(f"# {SITE} {settings.VERSION} 版的设置")
    assert [line for line in shown if line.startswith(("OFFICE_PHONE", "BACKUPS_KEPT", "PORTAL_URL"))] == [
        "OFFICE_PHONE=12345",
        "BACKUPS_KEPT=3",
    ]
    assert [line for line in shown if "EMAIL_URL" in line] == [office_settings.LEFT_OUT.format(name="EMAIL_URL")]
    assert b"p4ss" not in archive.read_bytes()
    assert (rows(), files()) == before
    assert [*map(os.environ.get, ("OFFICE_PHONE", "BACKUPS_KEPT"))] == [None, "4"]
    call_command("restore", archive, site=SITE)
    assert "不一样的有：BACKUPS_KEPT、OFFICE_PHONE、PORTAL_URL。" in capsys.readouterr().out
    assert not [*settings.DATA_DIR.rglob("settings.env")]


def test_what_holds_a_password_comes_along_only_when_asked_for(site, monkeypatch):
    monkeypatch.setenv("EMAIL_URL", "smtp://post:p4ss=word@mail:25")
    site.mkdir()
    run = keeping.back_up(site, with_key=True)
    assert "EMAIL_URL=smtp://post:p4ss=word@mail:25" in office_settings.shown(site / run.archive).splitlines()
    with zipfile.ZipFile(site / run.archive) as source:
        assert source.read(archives.KEY).decode() == settings.SECRET_KEY
    told = re.findall(r"^# ([^\n]*)\n([A-Z_]+)=([^\n]*)", office_settings.TEMPLATE.read_text(encoding="utf-8"), re.M)
    holding = [name for words, name, sample in told if re.search("密码@|随机串|用户:密码", f"{words}{sample}")]
    assert sorted(office_settings.SECRET) == sorted(holding)


def test_an_archive_of_a_portal_that_packed_no_settings_is_restored_all_the_same(site, monkeypatch, capsys):
    finish = archives.Packing.finish

    def as_before(self, facts):
        del self.parts[archives.SETTINGS]
        return finish(self, facts | {"format": 1})

    with monkeypatch.context() as older:
        older.setattr(archives.Packing, "finish", as_before)
        archive = made(site)
    rezipped(archive, without=archives.SETTINGS)
    with pytest.raises(CommandError, match="没有设置"):
        call_command("restore", archive, settings_only=True)
    call_command("restore", archive, site=SITE)
    assert "设置没有动" not in capsys.readouterr().out


def holding(archive, words):
    """The archive with other settings, every digest and the key's name fitting: what a forger may make without the key."""

    def forged(manifest):
        facts = json.loads(manifest) | {"key": "somebody's"}
        facts["parts"][archives.SETTINGS] |= {"sha256": hashlib.sha256(words).hexdigest(), "bytes": len(words)}
        return json.dumps(facts).encode()

    rewrite(archive, forged, words)


def test_settings_are_shown_as_they_stand_and_what_is_odd_in_them_costs_no_backup(site, monkeypatch):
    monkeypatch.setenv("SUPERVISION_NUMBER", " '督'  〔{year}〕\u3000=\"{number}\" # 号\n二 ")
    monkeypatch.setenv("MAIL_FROM", os.fsdecode("督".encode("gbk")))  # a file of settings that is no UTF-8
    archive = made(site)
    shown = office_settings.shown(archive).splitlines()
    assert "SUPERVISION_NUMBER='督'  〔{year}〕\u3000=\"{number}\" # 号 二" in shown
    assert "MAIL_FROM=??" in shown
    assert office_settings.differing(archive) == []


def test_a_forged_archive_commands_no_terminal_and_a_restoration_is_not_told_to_have_failed(site, capsys):
    archive = made(site)
    holding(archive, "A=1\nOFFICE_PHONE=\x1b[2J1\u202e2\r\nno setting\n".encode() + b"MAIL_FROM=\xff\n")
    call_command("restore", archive, settings_only=True)
    assert capsys.readouterr().out == "A=1\nOFFICE_PHONE=?[2J1?2\nno setting\nMAIL_FROM=\ufffd\n"
    call_command("restore", archive, site=SITE, other_key=True)
    assert "不一样的有：A、" in capsys.readouterr().out
    holding(archive, bytes(office_settings.MOST_BYTES + 1))
    with pytest.raises(CommandError, match="大得不像设置"):
        call_command("restore", archive, settings_only=True)
    rewrite(
        archive, lambda manifest: manifest.replace(b'"format": 2', b'"format": 3').replace(b'n": "0', b'n": "\\u001b')
    )
    with pytest.raises(CommandError, match=r"\?\."):
        call_command("restore", archive, settings_only=True)


def test_what_is_no_file_or_may_not_be_read_is_refused_in_words(site, monkeypatch):
    archive = made(site)
    for only in (True, False):
        with pytest.raises(CommandError, match="读不了（Is a directory）"):
            call_command("restore", site, site=SITE, settings_only=only)

    def closed(*_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(archives.zipfile, "ZipFile", closed)
    with pytest.raises(CommandError, match="这个账号能不能读"):
        call_command("restore", archive, settings_only=True)
    with pytest.raises(Refusal, match="不是完整的备份"):
        office_settings.differing(archive)


def cut(path):
    path.write_bytes(path.read_bytes()[:-200])


def flipped(path):
    """One bit of a photo."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def signed_by_nobody(path):
    """A part and its digest changed together, as somebody would who knows the format and not the key."""
    rewrite(path, lambda manifest: manifest.replace(b'"site": "testserver"', b'"site": "testserve2"'))


def rewrite(path, change, words=None):
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts["manifest.json"] = change(parts["manifest.json"])
    if words is not None:
        parts[archives.SETTINGS] = words
    with zipfile.ZipFile(path, "w") as target:
        for name, content in parts.items():
            target.writestr(name, content)


def without_a_part(path):
    with zipfile.ZipFile(path) as source:
        name = next(name for name in source.namelist() if name.startswith("media/"))
    rezipped(path, without=name)


def rezipped(path, *, without):
    """The same archive, less one part."""
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist() if name != without}
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


@pytest.mark.sweep
def test_the_archive_of_an_older_portal_is_brought_up_to_date(site, monkeypatch):
    archive = made(site)
    asked = []
    monkeypatch.setattr(restoring, "missing_here", lambda manifest: {("tataboo_portal", "later")})
    portal = restoring.portal
    monkeypatch.setattr(restoring, "portal", lambda *arguments: asked.append(arguments[2]) or portal(*arguments))
    call_command("restore", archive, site=SITE)
    assert asked == ["migrate"]
