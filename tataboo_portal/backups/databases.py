"""Taking a database as of one moment into a file, and a file into a fresh database beside the one in use.

SQLite copies itself while others write; PostgreSQL is taken by the pg_dump of the server's version, counted in the very same
snapshot. Neither takes the password along.
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.backends.postgresql.client import DatabaseClient

from tataboo_portal.refusals import Refusal

DEBIAN = Path("/usr/lib/postgresql")
TOOL_SENTENCE = (
    "这台机器上没有 PostgreSQL {major} 的 {name}：apt install postgresql-client-{major}，或用 PG_TREE 指定。"
)
BROKEN_SENTENCE = (
    "{name} 没有做成（{words}）：看看数据库在不在运行、硬盘满没满，再来一次；还是这样就打电话给维护平台的人。"
)
IN_USE_SENTENCE = "平台还在用这个数据库，先把网页、后台任务和定时任务都停掉（正式的服务器上是 sudo systemctl stop tataboo.target），再恢复。"
ROLE_SENTENCE = "数据库账号 {role} 没有建库的权限：在数据库服务器上运行 ALTER ROLE {role} CREATEDB，再来一次。"
DAMAGED_SENTENCE = "备份里的数据库打不开，什么都没有动：换一份备份。"


def is_sqlite():
    """Whether the portal runs on a file."""
    return connection.vendor == "sqlite"


@contextmanager
def opened(name=None):
    """A connection of its own to the portal's database, or to the one of this name beside it."""
    own = connection.copy()
    if name is not None:
        own.settings_dict["NAME"] = str(name)
    try:
        own.ensure_connection()
        yield own
    finally:
        own.close()


def counts_of(own):
    """{table: rows}."""
    quote = own.ops.quote_name
    with own.cursor() as cursor:
        counts = {}
        for table in sorted(own.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {quote(table)}")  # noqa: S608 - the database's own names
            counts[table] = cursor.fetchone()[0]
    return counts


def byte_count():
    """About how many bytes the database takes."""
    if is_sqlite():
        return Path(connection.settings_dict["NAME"]).stat().st_size
    with opened() as own, own.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return cursor.fetchone()[0]


def take(target):
    """Write the database as of now into this file; returns {table: rows} of that very moment."""
    return _take_file(target) if is_sqlite() else _take_server(target)


def _take_file(target):
    with opened() as own, closing(sqlite3.connect(target)) as copy:
        own.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.commit()
    with opened(target) as own:
        counts = counts_of(own)
    _settle(target)
    return counts


def _settle(path):
    """Leave a database as one file without companions; refuses while anybody else has it open."""
    try:
        with closing(sqlite3.connect(path, timeout=1)) as own:
            mode = own.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    except sqlite3.OperationalError:
        mode = "locked"
    if mode != "delete":
        raise Refusal(IN_USE_SENTENCE)


def _take_server(target):
    with opened() as own:
        with own.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        counts = counts_of(own)
        _run(
            "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={target}"
        )
    return counts


def _tool(name):
    """The program of the server's version, else of the next one above it."""
    with opened() as own:
        major = own.pg_version // 10_000
    trees = [Path(settings.PG_TREE)] if settings.PG_TREE else sorted(DEBIAN.glob("*"))
    candidates = [str(tree / "bin" / name) for tree in trees if (tree / "bin" / name).exists()]
    found = {}
    for path in [*candidates, *filter(None, [shutil.which(name)])]:
        words = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
        with suppress(IndexError, ValueError):
            found.setdefault(int(words.split()[2].split(".")[0]), path)
    fitting = min((version for version in found if version >= major), default=None)
    if fitting is None:
        raise Refusal(TOOL_SENTENCE.format(major=major, name=name))
    return found[fitting]


def _run(name, *arguments, database=None):
    """One of PostgreSQL's programs; the password goes by its environment alone."""
    values = connection.settings_dict | {"NAME": str(database or connection.settings_dict["NAME"])}
    environment = DatabaseClient.settings_to_cmd_args_env(values, [])[1] or {}
    named = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGDATABASE": "NAME"}
    environment |= {variable: str(values[key]) for variable, key in named.items() if values.get(key)}
    command = [_tool(name), *arguments]
    result = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)  # noqa: S603
    if result.returncode:
        raise Refusal(BROKEN_SENTENCE.format(name=name, words=result.stderr.strip()[-120:]))


def beside(word):
    """The name of a database beside the one in use."""
    name = str(connection.settings_dict["NAME"])
    return f"{name}.{word}" if is_sqlite() else f"{name[: 62 - len(word)]}_{word}"


def load(source, name):
    """Fill the fresh database of this name from the file; returns {table: rows}. One left by an earlier try is replaced."""
    drop(name)
    if is_sqlite():
        _load_file(source, name)
    else:
        _administer(f'CREATE DATABASE "{name}" TEMPLATE template0')
        restoring = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", f"--dbname={name}")
        _run("pg_restore", *restoring, str(source), database=name)
    with opened(name) as own:
        return counts_of(own)


def _load_file(source, name):
    shutil.copyfile(source, name)
    with Path(name).open("rb+") as copy:
        os.fchmod(copy.fileno(), 0o600)
        os.fsync(copy.fileno())
    try:
        with closing(sqlite3.connect(name)) as own:
            is_whole = own.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    except sqlite3.DatabaseError:
        is_whole = False
    if not is_whole:
        raise Refusal(DAMAGED_SENTENCE)


def drop(name):
    """Take away a database beside the one in use, if it is there."""
    if is_sqlite():
        for ending in ("", "-wal", "-shm"):
            Path(f"{name}{ending}").unlink(missing_ok=True)
    else:
        _administer(f'DROP DATABASE IF EXISTS "{name}"')


def _administer(*commands):
    """Run commands for the whole server, all or none."""
    try:
        with opened("postgres") as own, own.cursor() as cursor:
            for command in commands:
                cursor.execute(command)
    except DatabaseError as error:
        if "permission denied to create" in str(error):
            raise Refusal(ROLE_SENTENCE.format(role=connection.settings_dict["USER"])) from None
        raise Refusal(BROKEN_SENTENCE.format(name="PostgreSQL", words=str(error).strip()[:120])) from None


def refuse_when_in_use():
    """Refuse while anybody else has the portal's database open."""
    name = connection.settings_dict["NAME"]
    if is_sqlite():
        if Path(name).exists():
            _settle(name)
        return
    with opened() as own, own.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()", [name])
        if cursor.fetchone()[0]:
            raise Refusal(IN_USE_SENTENCE)


def swap_in(fresh, before):
    """Put the fresh database in the place of the one in use, which goes on under the name `before`; done already, do nothing."""
    name = connection.settings_dict["NAME"]
    if not is_sqlite():
        if _is_there(fresh):
            leaving = [f'ALTER DATABASE "{name}" RENAME TO "{before}"'] if _is_there(name) else []
            _administer("BEGIN", *leaving, f'ALTER DATABASE "{fresh}" RENAME TO "{name}"', "COMMIT")
        return
    if Path(fresh).exists():
        if Path(name).exists() and not Path(before).exists():
            os.link(name, before)
        Path(fresh).replace(name)


def _is_there(name):
    with opened("postgres") as own, own.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [name])
        return bool(cursor.fetchone()[0])
