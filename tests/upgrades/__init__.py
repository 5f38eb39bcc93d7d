"""Upgrades: databases as released versions left them, brought to head and held against what they were."""

import contextlib
import lzma
import subprocess
from pathlib import Path

import psycopg2
from psycopg2 import sql

from tests.services import postgres_tree

HERE = Path(__file__).parent


def releases():
    """The names of the versions kept here, oldest first."""
    return sorted(path.parent.name for path in HERE.glob("*/portal.sqlite3.xz"))


def fresh_database(server, name):
    """The address of an empty database of this name on the server with this address."""
    with contextlib.closing(psycopg2.connect(server)) as own:
        own.autocommit = True
        for words in ("DROP DATABASE IF EXISTS {}", "CREATE DATABASE {} TEMPLATE template0"):
            own.cursor().execute(sql.SQL(words).format(sql.Identifier(name)))
    return f"{server.rpartition('/')[0]}/{name}"


def restore(release, url, folder):
    """Fill the empty PostgreSQL database at this address with what a release left; the folder takes its dump."""
    dump = folder / "dump"
    dump.write_bytes(lzma.decompress((HERE / release / "portal.dump.xz").read_bytes()))
    tool("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={url}", dump)


def tool(name, *arguments):
    """Run one of PostgreSQL's programs beside the server of the tests."""
    subprocess.run([postgres_tree() / "bin" / name, *arguments], check=True)
