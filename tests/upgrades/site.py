"""A site as a released version left it: its rows whatever their form, its command line, and its pages by HTTP."""

import contextlib
import io
import json
import lzma
import os
import sqlite3
import subprocess
import sys
import tarfile

import psycopg2

from tataboo_portal import supervision
from tests.services import free_port
from tests.upgrades import HERE, comparing, fresh_database, restore
from tests.visitors import Visitor

ROOT = HERE.parent.parent
PATIENCE = 300  # seconds: the sweep may share its machine


class Site:
    """One release's database and files in a folder of their own."""

    def __init__(self, release, kind, folder):
        self.folder = folder
        source = HERE / release
        media = io.BytesIO(lzma.decompress((source / "media.tar.xz").read_bytes()))
        with tarfile.open(fileobj=media) as tar:
            self.files = tar.getnames()
            for member in filter(
                tarfile.TarInfo.isfile, tar
            ):  # without filters, which Debian 12's Python does not know
                path = folder / "media" / member.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(tar.extractfile(member).read())
        if kind == "sqlite":
            self.path = folder / "portal.sqlite3"
            self.path.write_bytes(lzma.decompress((source / "portal.sqlite3.xz").read_bytes()))
            self.url = f"sqlite:///{self.path}"
        else:
            self.path, self.url = None, fresh_database(os.environ["DATABASE_URL"], f"upgrade_{os.getpid()}")
            restore(release, self.url, folder)

    @property
    def environment(self):
        """What its processes are told."""
        own = {"DATABASE_URL": self.url, "DATA_DIR": str(self.folder), "REDIS_URL": "redis://127.0.0.1:1/0"}
        outer = {name: value for name, value in os.environ.items() if name not in {"TATABOO_MODE", "TEST_DATA_DIR"}}
        return outer | own | {"DJANGO_SETTINGS_MODULE": "tataboo_portal.settings"}

    def manage(self, *arguments):
        """What its command line says; a bad end is told with its words."""
        command = [sys.executable, "manage.py", *arguments]
        result = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stderr[-2000:]
        return result.stdout

    def asked(self, code):
        """What the portal's own code answers: the value of `answer` as JSON."""
        return json.loads(self.manage("shell", "-v0", "-c", f"import json\n{code}\nprint(json.dumps(answer))"))

    def rows(self):
        """Every row there is, as `comparing` takes them."""
        with contextlib.closing(sqlite3.connect(self.path) if self.path else psycopg2.connect(self.url)) as own:
            return comparing.rows(own, "sqlite" if self.path else "postgresql")

    @contextlib.contextmanager
    def running(self):
        """Its pages on a loopback port, and somebody who comes there by HTTP."""
        self.manage("collectstatic", "-v0", "--noinput")
        port = free_port()
        process = subprocess.Popen(supervision.web_command("127.0.0.1", port), cwd=ROOT, env=self.environment)
        address = f"http://127.0.0.1:{port}"
        try:
            assert supervision.wait_until(
                lambda: supervision.answers(f"{address}/healthz", host="localhost"), seconds=PATIENCE
            )
            yield Visitor(address, timeout=PATIENCE)
        finally:
            process.terminate()
            process.wait()
