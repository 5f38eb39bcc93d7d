"""What a production site answers while something of it is broken; each puts back what it took away, whatever happens."""

import contextlib
import socket
import sqlite3
import uuid

from tests.infrastructure.production import NAME, Answer
from tests.visitors import multipart

LONGEST_SILENCE = 120  # nginx gives up after 75 s


def without_table(site, visitor):
    """A page whose table is not there for a moment."""
    table = "tataboo_portal_notice"
    with sqlite3.connect(site.data / "portal.sqlite3") as database:
        database.execute(f"ALTER TABLE {table} RENAME TO away")
        database.commit()
        try:
            return visitor.ask("/notices/")
        finally:
            database.execute(f"ALTER TABLE away RENAME TO {table}")


def without_database(site, visitor):
    """A page while the database cannot be opened: a link to nowhere stands in its place, for SQLite makes a file where nothing is."""
    with _away(site.data / "portal.sqlite3"):
        return visitor.ask("/notices/")


def piece_without_storage(site, visitor):
    """A phone's piece of a photo while the disk of the photos is away."""
    number = str(uuid.uuid4())
    visitor.post("/uploads/", {"client_uuid": number, "byte_count": 9, "sha256": "0" * 64})
    with _away(site.data / "media"):
        return visitor.post(f"/uploads/{number}/", {"x": "y"}, {"Upload-Offset": "0"})


def form_without_storage(site, visitor):
    """A form with its photo while the disk of the photos is away."""
    fields = {
        "client_uuid": str(uuid.uuid4()),
        "category": site.facts["category"],
        "quantity": 1,
        "note": "示例：没有盘",
    }
    photo = (site.data / "media" / site.facts["file"]).read_bytes()
    kind, body = multipart(fields, {"photo_album": ("现场.jpg", photo)})
    with _away(site.data / "media"):
        return visitor.post("/report/", body, {"Content-Type": kind})


def closed(site, **asked):
    """While an upgrade is under way."""
    (site.data / "maintenance").touch()
    try:
        return site.ask("/", **asked)
    finally:
        (site.data / "maintenance").unlink()


def silent(site):
    """An act while gunicorn is not there: something takes the connection in its place and says nothing."""
    there = socket.create_server(("127.0.0.1", site.ports["WEB"]))
    with there, contextlib.closing(site.connection(seconds=LONGEST_SILENCE)) as line:
        line.request("GET", "/login/", headers={"Host": NAME})
        response = line.getresponse()
        return Answer(response.status, response.getheaders(), response.read())


@contextlib.contextmanager
def _away(path):
    """Inside, the place is a link to a disk that is not there."""
    kept = path.with_name(f"{path.name}.kept")
    path.rename(kept)
    try:
        path.symlink_to(path.parent / "no-such-disk" / path.name)
        yield
    finally:
        path.unlink(missing_ok=True)
        kept.rename(path)
