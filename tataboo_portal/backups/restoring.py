"""Restoring: everything is looked at before anything is touched, filled in beside what is in use, and swapped at the end.

The swap is written down before its first step, so that one that was killed is carried to its end by the next `restore`.
What was in use stays beside it under a name with the time.
"""

import contextlib
import fcntl
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connections
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from tataboo_portal import environment
from tataboo_portal.backups import archives, databases, keeping
from tataboo_portal.enums import BackupKind
from tataboo_portal.models import User
from tataboo_portal.refusals import Refusal

STAGED, BEFORE = ".restoring", ".before-"
OTHER_DATABASE_SENTENCE = "这份备份是 {made} 的，这里用的是 {here}：换成同一种数据库再恢复。"
UNKNOWN_SENTENCE = "这份备份的表结构比这里新（{name}），先升级平台再恢复。"
NAME_SENTENCE = "这里已经有数据。要换掉它，写上这个站点的名字：--site {name}（用 make 时写 SITE={name}）"
COUNT_SENTENCE = "表 {table} 恢复出来 {found} 行，备份里写的是 {promised} 行，什么都没有换：换一份备份。"
OLDER_SENTENCE = "备份来自较早的版本，升级它的表结构时停住了（{words}），什么都没有换：换一份备份，或者把括号里的话告诉维护平台的人。"
RUNNING_SENTENCE = "平台还在运行，先停掉它（正式的服务器上是 sudo systemctl stop tataboo.target）再恢复。"
NO_ROOM_SENTENCE = "硬盘放不下恢复出来的文件：要 {wanted} MB，只剩 {left} MB。删掉 media 里旧的 .before-…，或者换一块大的硬盘，再来一次。"
HALF_SENTENCE = (
    "换到一半停住了（{words}）：再运行一次 make restore（正式的服务器上是 sudo tataboo restore），会接着换完。"
)
DISK_SENTENCE = "恢复没有做成（{words}），原来的数据没有动：看看硬盘满没满，再来一次。"


def plan_path():
    """Where a swap under way is written down."""
    return settings.DATA_DIR / environment.UNFINISHED_RESTORE


def looked_at(archive, *, other_key=False):
    """The manifest of an archive that can be restored here; a refusal in words else. Nothing is touched."""
    manifest = archives.verified(archive, other_key=other_key)
    here = "sqlite" if databases.is_sqlite() else "postgresql"
    if manifest["database"] != here:
        raise Refusal(OTHER_DATABASE_SENTENCE.format(made=manifest["database"], here=here))
    known = MigrationLoader(None).disk_migrations
    own = {app for app, _ in known}
    for app, name in map(tuple, manifest["migrations"]):
        if app in own and (app, name) not in known:
            raise Refusal(UNKNOWN_SENTENCE.format(name=f"{app} {name}"))
    return manifest


def is_empty():
    """Whether nobody and nothing is here yet."""
    try:
        has_people = User.objects.exists()
    except DatabaseError:
        has_people = False
    return not has_people and next(keeping.media_files(), None) is None


def restore(archive, *, site="", other_key=False):
    """Put the archive in the place of what is here; returns the record, which lies in the restored database."""
    started = timezone.now()
    with keeping.alone(keeping.shared(archive.parent)):
        manifest = looked_at(archive, other_key=other_key)
        if not is_empty() and site != keeping.site_name():
            raise Refusal(NAME_SENTENCE.format(name=keeping.site_name()))
        connections.close_all()
        with _stopped_portal():
            try:
                _stage(archive, manifest)
                write_plan(f"{started:%Y%m%d%H%M%S%f}")
                swap()
            except OSError as error:
                sentence = HALF_SENTENCE if plan_path().exists() else DISK_SENTENCE
                raise Refusal(sentence.format(words=error.strerror or error)) from None
    words = f"恢复好了：{manifest['made_at'][:16]} 的备份，{sum(manifest['counts'].values())} 行。"
    return keeping.note(BackupKind.RESTORE, started, words, path=archive)


@contextlib.contextmanager
def _stopped_portal():
    """Hold the data folder as a running portal would, and see that nobody else has the database open."""
    with (settings.DATA_DIR / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refusal(RUNNING_SENTENCE) from None
        databases.refuse_when_in_use()
        yield


def _stage(archive, manifest):
    """Fill a database and folders beside those in use, and count them."""
    staged = settings.MEDIA_ROOT / STAGED
    shutil.rmtree(staged, ignore_errors=True)
    settings.MEDIA_ROOT.mkdir(mode=0o700, exist_ok=True)
    wanted = sum(part["bytes"] for part in manifest["parts"].values()) + manifest["parts"]["database"]["bytes"]
    left = shutil.disk_usage(settings.MEDIA_ROOT).free
    if left < wanted:
        raise Refusal(NO_ROOM_SENTENCE.format(wanted=wanted // 1_000_000 + 1, left=left // 1_000_000))
    taken = staged / archives.DATABASE
    (staged / "media").mkdir(mode=0o700, parents=True)
    archives.unpack(archive, manifest, lambda name: staged / name)
    fresh = databases.beside("restoring")
    compare(manifest["counts"], databases.load(taken, fresh))
    if missing_here(manifest):
        _bring_up_to_date(fresh, staged)


def compare(promised, found):
    """Refuse when a table has not as many rows as was written down."""
    for table in promised.keys() | found.keys():
        if promised.get(table) != found.get(table):
            words = {"table": table, "found": found.get(table, 0), "promised": promised.get(table, 0)}
            raise Refusal(COUNT_SENTENCE.format(**words))


def missing_here(manifest):
    """The migrations this portal has and the archive was made without."""
    return set(MigrationLoader(None).disk_migrations) - set(map(tuple, manifest["migrations"]))


def portal(database, data_dir, *arguments):
    """Run this portal's own command line on another database and data folder."""
    url = f"sqlite:///{database}"
    if not databases.is_sqlite():
        url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl()
    own = {
        "DATABASE_URL": url,
        "DATA_DIR": str(data_dir),
        "SECRET_KEY": settings.SECRET_KEY,
        "DJANGO_SETTINGS_MODULE": "tataboo_portal.settings",
    }
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
    return subprocess.run(command, env=os.environ | own, capture_output=True, text=True, check=False)  # noqa: S603


def _bring_up_to_date(fresh, folder):
    result = portal(fresh, folder, "migrate", "--noinput", "-v0")
    if result.returncode:
        raise Refusal(OLDER_SENTENCE.format(words=result.stderr.strip()[-120:]))


def write_plan(stamp):
    """Write down every step of the swap, for good, before the first one is made."""
    root, before = settings.MEDIA_ROOT, settings.MEDIA_ROOT / f"{BEFORE}{stamp}"
    tops = [path for path in sorted(root.glob("*")) if not path.name.startswith(".")]
    steps = [(path, before / path.name) for path in tops]
    steps += [(path, root / path.name) for path in sorted((root / STAGED / "media").glob("*"))]
    plan = {"renames": [list(map(str, step)) for step in steps], "before": str(before), "stamp": stamp}
    half = plan_path().with_suffix(".half")
    with half.open("w", encoding="utf-8") as target:
        json.dump(plan, target)
        target.flush()
        os.fsync(target.fileno())
    half.rename(plan_path())


def swap():
    """Make the steps that are written down and not yet made; a database that cannot be swapped leaves all as it was."""
    plan = json.loads(plan_path().read_text(encoding="utf-8"))
    try:
        databases.swap_in(databases.beside("restoring"), databases.beside(f"before_{plan['stamp']}"))
    except Refusal:
        plan_path().unlink()
        raise
    Path(plan["before"]).mkdir(mode=0o700, exist_ok=True)
    for source, target in (map(Path, step) for step in plan["renames"]):
        if source.exists() and not target.exists():
            source.rename(target)
    plan_path().unlink()
    shutil.rmtree(settings.MEDIA_ROOT / STAGED, ignore_errors=True)


def finish():
    """Carry a swap that was broken off to its end; whether there was one."""
    if not plan_path().exists():
        return False
    with keeping.alone():
        connections.close_all()
        with _stopped_portal():
            swap()
    return True
