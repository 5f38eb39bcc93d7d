"""Making archives: database first, then every file that belongs to it; what is not finished never bears an archive's name."""

import contextlib
import fcntl
import logging
import os
import shutil
import zipfile
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from tataboo_portal import audit
from tataboo_portal.backups import archives, databases, office_settings
from tataboo_portal.enums import AuditAction, BackupKind
from tataboo_portal.models import BackupRun
from tataboo_portal.refusals import Refusal

PREFIX, ENDING, HALF, LOCK = "tataboo-", ".zip", ".half-", ".backup.lock"
LEFT_OUT = "exports"  # files that live for a day and are made again at a click
NOWHERE_SENTENCE = "没有说备份放到哪里：设置 BACKUP_DIR，或者写 --to 文件夹。"
BUSY_SENTENCE = "正在备份、演练或恢复，等它做完再来。"
NO_ROOM_SENTENCE = "备份的文件夹放不下：要 {wanted} MB，只剩 {left} MB。删掉旧的，或者换一块硬盘。"
NOT_WRITTEN_SENTENCE = "备份没有写成（{words}），没有留下半份：看看 {folder} 在不在、满没满，再来一次。"
LOCK_SENTENCE = (
    "{path} 打不开（{words}），可能是别的账号建的：删掉它，用平台的账号再来一次（正式的服务器上用 sudo tataboo）。"
)
logger = logging.getLogger(__name__)


def site_name():
    """What the site is called where people type it."""
    return urlsplit(settings.PORTAL_URL).hostname or settings.ALLOWED_HOSTS[0]


@contextlib.contextmanager
def alone(place=None):
    """One backup, drill or restoration at a time on this data folder, and on all machines that share the folder `place`."""
    with contextlib.ExitStack() as locks:
        for path in [settings.DATA_DIR / "backup.lock", *([place / LOCK] if place else [])]:
            _lock(locks.enter_context(_opened(path)))
        yield


def _opened(path):
    try:
        return path.open("a")
    except PermissionError as error:
        raise Refusal(LOCK_SENTENCE.format(path=path, words=error.strerror)) from None


def _lock(file):
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # over NFS the second word may be that of a lock somebody has
        raise Refusal(BUSY_SENTENCE) from None
    except OSError as error:  # a file system without locks: that may not cost the night's backup
        logger.warning("%s cannot be locked, other machines are not kept off: %s", file.name, error.strerror)


def shared(folder):
    """Where the lock lies that other machines see: the folder of the site's backups, else this one; nowhere when it takes no file."""
    place = Path(settings.BACKUP_DIR or folder)
    return place if os.access(place, os.W_OK) else None


def folder_of(named=""):
    """Where the archives lie, made when missing and closed to other accounts."""
    if not (named or settings.BACKUP_DIR):
        raise Refusal(NOWHERE_SENTENCE)
    folder = Path(named or settings.BACKUP_DIR).resolve()
    with _told_of_disk(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def newest(folder):
    """The archives in this folder, newest first: their names tell when they were begun."""
    return sorted(folder.glob(f"{PREFIX}*{ENDING}"), reverse=True)


def back_up(folder, *, with_key=False):
    """Make one archive under its name, forget those that are too many; returns the record."""
    started = timezone.now()
    with _told_of_disk(folder), alone(folder):
        for left in folder.glob(f"{HALF}*"):
            shutil.rmtree(left)
        half = folder / f"{HALF}{os.getpid()}"
        try:
            half.mkdir(mode=0o700)
            _look_for_room(folder)
            manifest = _packed(half, started, with_key)
            final = _put_in_place(half / "archive", folder, started)
        finally:
            shutil.rmtree(half, ignore_errors=True)
        for old in newest(folder)[max(settings.BACKUPS_KEPT, 1) :]:
            old.unlink()
    facts = {"rows": sum(manifest["counts"].values()), "parts": len(manifest["parts"])}
    return note(
        BackupKind.BACKUP, started, f"备份好了：{facts['rows']} 行，{facts['parts']} 个文件。", path=final, facts=facts
    )


@contextlib.contextmanager
def _told_of_disk(folder):
    """Say in a sentence what the disk said."""
    try:
        yield
    except OSError as error:
        raise Refusal(NOT_WRITTEN_SENTENCE.format(words=error.strerror or error, folder=folder)) from None


def media_files():
    """Every file that belongs to the site, as (path inside the media folder, path)."""
    for top in sorted(settings.MEDIA_ROOT.glob("*")):
        if top.name == LEFT_OUT or top.name.startswith("."):
            continue
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.is_file():
                yield path.relative_to(settings.MEDIA_ROOT).as_posix(), path


def _look_for_room(folder):
    """The database is written twice, once by itself and once into the archive."""
    wanted = 2 * databases.byte_count() + sum(path.stat().st_size for _, path in media_files())
    left = shutil.disk_usage(folder).free
    if left < wanted:
        raise Refusal(NO_ROOM_SENTENCE.format(wanted=wanted // 1_000_000 + 1, left=left // 1_000_000))


def _packed(half, started, with_key):
    counts = databases.take(half / archives.DATABASE)
    with (half / "archive").open("xb") as target:
        with archives.Packing(target) as packing:
            packing.add(archives.DATABASE, half / archives.DATABASE, zipfile.ZIP_DEFLATED)
            for name, path in media_files():
                with contextlib.suppress(FileNotFoundError):  # taken away since, as a piece of an upload that arrived
                    packing.add(f"{archives.MEDIA}{name}", path)
            facts = _facts(started)
            to_read = {archives.SETTINGS: office_settings.written(facts, with_secrets=with_key)}
            if with_key:
                to_read[archives.KEY] = settings.SECRET_KEY  # the demo's is in no setting
            for name, words in to_read.items():
                (half / name).write_text(words, encoding="utf-8")
                packing.add(name, half / name)
            manifest = packing.finish(facts | {"counts": counts})
        target.flush()
        os.fsync(target.fileno())
    return manifest


def _facts(started):
    with databases.opened() as own:
        applied = sorted(MigrationRecorder(own).applied_migrations())
    return {
        "version": settings.VERSION,
        "site": site_name(),
        "made_at": started.isoformat(),
        "database": "sqlite" if databases.is_sqlite() else "postgresql",
        "migrations": [list(key) for key in applied],
    }


def _put_in_place(half, folder, started):
    """Give the archive its name, in one step and for good."""
    final = folder / f"{PREFIX}{timezone.localtime(started):%Y%m%d-%H%M%S-%f}{ENDING}"
    half.chmod(0o600)
    half.rename(final)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return final


def note(kind, started: datetime, sentence, *, path=None, facts=None, is_good=True):
    """Keep the record of what came to an end, on the trail too."""
    run = BackupRun.objects.create(
        kind=kind,
        started_at=started,
        is_good=is_good,
        sentence=sentence[:200],
        archive=path.name if path else "",
        byte_count=path.stat().st_size if path and path.exists() else 0,
        facts=facts or {},
    )
    audit.record(by=None, action=AuditAction.ADD, subject=run, after=audit.snapshot(run), reason=run.sentence)
    return run


def note_not_made(started: datetime, refusal):
    """Keep the record of a backup that was refused, unless it never began: no folder named, or another one under way; whether it did."""
    has_begun = refusal.sentence not in {BUSY_SENTENCE, NOWHERE_SENTENCE}
    if has_begun:
        note(BackupKind.BACKUP, started, refusal.sentence, is_good=False)
    return has_begun
