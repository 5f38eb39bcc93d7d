"""Keep a small database as a released version left it: `python -m tests.services --postgres -- python -m tests.upgrades.make NAME COMMIT`.

That version's own code, in an environment with its own requirements, migrates, loads its reference rows and its sample data; most of
them are taken away again, so that the file stays small, and its own code brings the totals up to date. The same rows go into its
PostgreSQL. Everybody's password is the tests'.
"""

import lzma
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path

from tests import upgrades

ROOT = Path(__file__).parent.parent.parent
MOST_BYTES = 300_000
# Of these, which bring most of the rows with them, so many are kept: one in …
THINNED = {
    "inspections_remediationtask": 8,
    "campaigns_workrecord": 9,
    "publicity_placement": 4,
    "inspections_patrolvisit": 8,
    "tataboo_portal_photo": 8,
    "reports_submissionitem": 6,
}
EMPTIED = ("reports_searchentry",)  # no data: `reindex` makes them from the rows; triggers take their index along
PHOTOS_KEPT = 2
OWN_PASSWORDS = """
from tataboo_portal.models import User
from tests.people import PASSWORD
for person in User.objects.all():
    person.set_password(PASSWORD)
    person.save()
"""
TOTALS = "from reports import rollups; rollups.recount()"
EMPTY = """
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
Permission.objects.all().delete()
ContentType.objects.all().delete()
"""


class Old:
    """The code of one commit with an environment of its own, and a data folder."""

    def __init__(self, folder, commit):
        self.code, self.data, self.url = folder / "code", folder / "data", ""
        self.code.mkdir()
        self.python = folder / "environment" / "bin" / "python"
        archive = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True).stdout
        subprocess.run(["tar", "x", "-C", self.code], input=archive, check=True)
        subprocess.run([sys.executable, "-m", "venv", folder / "environment"], check=True)
        install = [self.python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", "requirements.txt"]
        subprocess.run(install, cwd=self.code, check=True)

    def manage(self, *arguments):
        """Run its command line; the broker it would wake is away."""
        own = {"DATA_DIR": str(self.data), "DATABASE_URL": self.url, "REDIS_URL": "redis://127.0.0.1:1/0"}
        outer = {name: value for name, value in os.environ.items() if name not in {"PG_TREE", "TATABOO_MODE"}}
        command = [self.python, "manage.py", *arguments]
        subprocess.run(command, cwd=self.code, env=outer | own, check=True, stderr=subprocess.DEVNULL)


def thin(path):
    """Take most rows away, and whatever pointed at them."""
    with closing(sqlite3.connect(path)) as own, own:
        known = {name for (name,) in own.execute("SELECT name FROM sqlite_master")}
        for table in (table for table in EMPTIED if table in known):
            own.execute(f"DELETE FROM {table}")
        for table, kept in THINNED.items():
            if table not in known:
                continue
            own.execute(f"DELETE FROM {table} WHERE id % {kept}")
        while dangling := {row[:2] for row in own.execute("PRAGMA foreign_key_check")}:
            for table, row in dangling:
                own.execute(f'DELETE FROM "{table}" WHERE rowid = ?', [row])
    with closing(sqlite3.connect(path)) as own:
        own.execute("PRAGMA journal_mode=DELETE")
        own.execute("VACUUM")


def put(target, content):
    """Write it packed; says how large it became."""
    packed = lzma.compress(content, preset=9 | lzma.PRESET_EXTREME)
    sys.stdout.write(f"{target.relative_to(upgrades.HERE)}: {len(packed)} bytes\n")
    if len(packed) > MOST_BYTES:
        raise SystemExit("too large: take more rows away (THINNED)")
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(packed)


def media(old, path):
    """The originals of a few photos, as the tar the test unpacks."""
    with closing(sqlite3.connect(path)) as own:
        names = [row[0] for row in own.execute("SELECT original FROM tataboo_portal_photo ORDER BY byte_count, id")]
    with tempfile.TemporaryFile() as buffer:
        with tarfile.open(fileobj=buffer, mode="w") as tar:
            for name in names[:PHOTOS_KEPT]:
                tar.add(old.data / "media" / name, name)
        buffer.seek(0)
        return buffer.read()


def server_dump(old, folder):
    """The same rows through that version's own PostgreSQL, as its pg_dump writes them."""
    server, rows = os.environ["DATABASE_URL"], folder / "rows.json"
    old.manage("dumpdata", "--all", "-o", str(rows))
    old.url = upgrades.fresh_database(server, "upgrade_made")
    old.manage("migrate", "-v0")
    old.manage("shell", "-c", EMPTY)
    old.manage("loaddata", "-v0", str(rows))
    dump = folder / "dump"
    upgrades.tool("pg_dump", "--format=custom", "--compress=0", "--no-owner", f"--file={dump}", old.url)
    return dump.read_bytes()


def main(name, commit):
    """Make the three files of one version."""
    with tempfile.TemporaryDirectory(prefix="tataboo-old-") as place:
        folder = Path(place)
        old = Old(folder, commit)
        for arguments in (("migrate", "-v0"), ("load_reference", "-v0"), ("seed_demo",)):
            old.manage(*arguments)
        path = old.data / "portal.sqlite3"
        thin(path)
        old.manage("shell", "-c", OWN_PASSWORDS)
        old.manage("shell", "-c", TOTALS)
        thin(path)
        put(upgrades.HERE / name / "portal.sqlite3.xz", path.read_bytes())
        put(upgrades.HERE / name / "media.tar.xz", media(old, path))
        put(upgrades.HERE / name / "portal.dump.xz", server_dump(old, folder))
        shutil.rmtree(old.data)


if __name__ == "__main__":
    main(*sys.argv[1:])
