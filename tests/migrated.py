"""The migrated, empty database: made once per state of the migrations, copied by every process that tests."""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg2
from psycopg2 import sql

ROOT = Path(__file__).parent.parent


def parts():
    """{file: digest} of what makes the schema: the migrations, and the packages that run them."""
    paths = [ROOT / "requirements.txt", *sorted(ROOT.glob("*/migrations/*.py"))]
    return {str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def named(found):
    """A short name for all of them together."""
    return hashlib.sha256(json.dumps(found).encode()).hexdigest()[:16]


@contextlib.contextmanager
def alone(folder, server):
    """Let one process at a time look and make on this kind of server."""
    with (folder / f"{server}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrate(url):
    """Run every migration on the database with this address, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="tataboo-migrate-") as folder:
        own = {"DATABASE_URL": url, "DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "tataboo_portal.settings"}
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=os.environ | own, check=True)


def copy_sqlite(folder, target):
    """Put a migrated SQLite file at `target`; the original is kept in `folder`."""
    with alone(folder, "sqlite"):
        found = parts()
        original = folder / f"{named(found)}.sqlite3"
        if not original.exists():
            half = begun(folder, found)
            migrate(f"sqlite:///{half}")
            (folder / "parts.json").write_text(json.dumps(found))
            half.rename(original)
        shutil.copyfile(original, target)


def begun(folder, found):
    """The file to migrate: the one before, where migrations were only added to it since, else none yet."""
    told, half = folder / "parts.json", folder / "half.sqlite3"
    for left in folder.glob("half.sqlite3*"):
        left.unlink()
    earlier = json.loads(told.read_text()) if told.exists() else {"": ""}
    for old in list(folder.glob("*.sqlite3")):
        if old.stem == named(earlier) and earlier.items() <= found.items():
            old.rename(half)
        else:
            old.unlink()
    return half


def copy_postgres(folder, values):
    """Make a migrated PostgreSQL database of this name; the original is kept in the same server."""
    address = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/".format_map(values)
    original, half, name = f"migrated_{named(parts())}", "half_migrated", values["TEST"]["NAME"]
    with alone(folder, "postgres"), contextlib.closing(psycopg2.connect(f"{address}postgres")) as server:
        server.autocommit = True
        cursor = server.cursor()

        def run(words, *names):
            cursor.execute(sql.SQL(words).format(*(sql.Identifier(name) for name in names)))

        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [original])
        if not cursor.fetchone():
            run("DROP DATABASE IF EXISTS {}", half)
            run("CREATE DATABASE {}", half)
            migrate(address + half)
            run("ALTER DATABASE {} RENAME TO {}", half, original)
        run("DROP DATABASE IF EXISTS {}", name)
        run("CREATE DATABASE {} TEMPLATE {}", name, original)
