"""The stand everything is broken on: real servers, one seeded portal that every kind of fault finds fresh, and signed-in people.

The process that runs the faults is a Django process of its own on the portal's database and files: it prepares rows, lets time pass
and checks the law. Its portal lies at one address and in one folder for as long as it runs; only what is in them is replaced.
"""

import contextlib
import importlib
import json
import os
import shutil
import signal
import tempfile
from pathlib import Path

import django
from django.db import connections

from tataboo_portal import supervision
from tests import live
from tests.visitors import Phone

PEOPLE = ("wang", "li", "liu", "qian")


class NotHere(Exception):
    """What a kind needs cannot be had on this machine."""


class Look(list):
    """What is wrong when all is over: no repetition of its own."""


class Stand:
    """PostgreSQL, Redis and a portal in front of them."""

    def __init__(self, kept=None):
        self.kept = bool(kept)
        self.folder = Path(kept or tempfile.mkdtemp(prefix="tataboo-faults-"))
        self.folder.mkdir(exist_ok=True)
        self.folder.chmod(0o755)
        self.postgres = live.Postgres(self.folder / "postgres")
        self.redis = live.Redis(self.folder / "redis")
        told = {"database": self.postgres.url("portal"), "redis": self.redis.url}
        self.portal = live.Portal(self.folder / "portal", **told)
        self.seeded = self.folder / "seeded"
        self.cookies = {}
        self.restarts = 0

    def open(self):
        """Start the servers, seed once, sign everybody in, and keep all that as what every kind begins with."""
        self.postgres.start()
        self.redis.start()
        os.environ |= {name: self.portal.environment[name] for name in ("DATA_DIR", "DATABASE_URL", "REDIS_URL")}
        os.environ |= {"DJANGO_SETTINGS_MODULE": "tataboo_portal.settings", "TATABOO_MODE": "demo"}
        if not self.seeded.exists():
            self.postgres.create("portal")
            live.seed(self.portal)
            django.setup()
            self._sign_in()
            connections.close_all()
            self.postgres.create("seeded", "portal")
            shutil.move(self.portal.folder, self.seeded)
        django.setup()
        self.cookies = json.loads((self.seeded / "cookies.json").read_text())

    def _sign_in(self):
        """The fixed people of the tests, each at a device of their own."""
        people = importlib.import_module("tests.people")  # needs the portal's database to be chosen
        for name in PEOPLE:
            people.person(name)
        self.portal.web()
        found = {name: Phone(self.portal.address).sign_in(name, people.PASSWORD, keep="on").cookies for name in PEOPLE}
        (self.portal.folder / "cookies.json").write_text(json.dumps(found))
        self.portal.stop("web")

    def fresh(self, *, web=True):
        """The portal as it was seeded, with an empty Redis, and nothing of an earlier kind left running."""
        self.portal.close()
        connections.close_all()
        with contextlib.suppress(AttributeError):
            self.redis.stop()
        self.redis.start()
        self.postgres.create("portal", "seeded")
        live.copy_files(self.seeded, self.portal.folder)
        if web:
            self.portal.web()
        return self.portal

    def person(self, name, address=None):
        """Somebody who has signed in before."""
        return Phone(address or self.portal.address, self.cookies[name])

    def web_answers(self):
        """Whether the portal's web answers with success."""
        return supervision.answers(f"{self.portal.address}/healthz", host="localhost")

    def close(self):
        """Nothing of it is left."""
        self.portal.close()
        for server in (self.redis, self.postgres):
            with contextlib.suppress(AttributeError):
                server.stop()
        if not self.kept:
            shutil.rmtree(self.folder, ignore_errors=True)


def end_on_signals():
    """A stopped run tears down like Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
