"""A site that is backed up and restored: its rows and files, archives of it, and what a bad day does to them."""

import contextlib
import os
from pathlib import Path

from django.conf import settings
from django.db import connection, connections

from tataboo_portal.backups import databases, keeping
from tataboo_portal.models import Unit, User

SITE = "testserver"


def leave_no_databases():
    """Remove what a restoration or a drill left beside the test's own."""
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
    """A file of the site."""
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
    """Every file that is backed up, with its bytes."""
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


def cut_in_half(path):
    """An archive whose second half never came."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


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
    """End this process at once, with nothing tidied up."""
    os._exit(9)


def lying_in(folder):
    """What is in a folder of backups, but for the file that is locked."""
    return [path for path in folder.iterdir() if path.name != keeping.LOCK]


@contextlib.contextmanager
def under_way_elsewhere(work, data_dir, owner, name):
    """This work by a machine with a data folder of its own; it stands still where `owner.name` is called until the block ends, then ends well."""
    (arrived, tell_arrived), (told_on, go_on) = os.pipe(), os.pipe()
    connections.close_all()
    child = os.fork()
    if not child:
        code = 1
        try:
            going_on = getattr(owner, name)

            def still(*arguments, **values):
                os.write(tell_arrived, b".")
                os.read(told_on, 1)
                return going_on(*arguments, **values)

            setattr(owner, name, still)
            settings.DATA_DIR = data_dir
            code = int(not work())
        finally:
            os._exit(code)
    os.close(tell_arrived)
    assert os.read(arrived, 1), "the other machine ended before it came there"
    try:
        yield
    finally:
        os.write(go_on, b".")
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
