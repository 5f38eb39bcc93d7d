"""The whole portal on servers of its own, for runs that break it or press it; who comes to it by HTTP is in tests/visitors.py.

Nothing here imports the portal: whoever starts it chooses its database first. Servers can be stopped, killed and started again
on their ports; every process has a session of its own, so that a kill reaches all of it and nothing else.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psycopg2
from psycopg2 import sql

from tataboo_portal import supervision
from tests import services

ROOT = Path(__file__).parent.parent


class Postgres:
    """A PostgreSQL whose acknowledged commits outlive its processes (not the machine's power)."""

    def __init__(self, folder):
        self.folder, self.port = Path(folder), services.free_port()
        self.folder.mkdir(mode=0o755, exist_ok=True)
        account = services.server_account()
        self._account = {"user": account.pw_uid, "group": account.pw_gid} if account else {}
        self._tree = services.readable_tree(services.postgres_tree(), account, self.folder)
        self._data = self.folder / "data"
        if not self._data.exists():
            self._make(account)
        self._server = None

    def _make(self, account):
        self._data.mkdir(mode=0o700)
        if account:
            for path in (self.folder, self._data):
                os.chown(path, account.pw_uid, account.pw_gid)
        initdb = [self._tree / "bin" / "initdb", "-D", self._data, "-U", "portal", "-A", "trust", "-E", "UTF8"]
        quiet = {"stdout": subprocess.DEVNULL, "cwd": self.folder}
        subprocess.run([*initdb, "--no-locale", "-N"], check=True, **quiet, **self._account)

    def start(self):
        """Start it and wait until it takes connections."""
        values = (
            *("fsync=off", "full_page_writes=off", "max_connections=200"),
            *("listen_addresses=127.0.0.1", f"port={self.port}", f"unix_socket_directories={self.folder}"),
        )
        command = [self._tree / "bin" / "postgres", "-D", self._data]
        command += [part for value in values for part in ("-c", value)]
        quiet = {"stderr": subprocess.DEVNULL, "cwd": self.folder, "start_new_session": True}
        self._server = subprocess.Popen(command, **quiet, **self._account)
        assert supervision.wait_until(self.answers, seconds=60), "PostgreSQL does not come up"

    def answers(self):
        """Whether it takes connections."""
        with contextlib.suppress(psycopg2.Error):
            self.connection("postgres").close()
            return True
        return False

    def connection(self, name):
        """A connection to one of its databases."""
        return psycopg2.connect(self.url(name))

    def stop(self, number=signal.SIGINT):
        """Stop it: clients are thrown out at once (SIGINT), or nobody is asked at all (SIGKILL)."""
        if number == signal.SIGKILL:
            _kill_session(self._server)
        else:
            self._server.send_signal(number)
            self._server.wait()
        self._server = None

    def url(self, name):
        """The address of one of its databases."""
        return f"postgres://portal@127.0.0.1:{self.port}/{name}"

    def create(self, name, template="template1"):
        """A database of this name as a copy of another, in place of the one there was."""
        self.drop(name)
        self._run("CREATE DATABASE {} TEMPLATE {}", name, template)

    def drop(self, name):
        """Throw a database away, whoever is connected to it."""
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _run(self, words, *names):
        with contextlib.closing(self.connection("postgres")) as server:
            server.autocommit = True
            server.cursor().execute(sql.SQL(words).format(*(sql.Identifier(name) for name in names)))


class Redis:
    """A Redis on a loopback port that keeps nothing on disk."""

    def __init__(self, folder):
        self.folder, self.port = Path(folder), services.free_port()
        self.folder.mkdir(exist_ok=True)
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._server = None

    def start(self, *options):
        """Start it empty and wait until it listens."""
        command = [supervision.redis_binary(), "--port", str(self.port), "--bind", "127.0.0.1", "--dir", self.folder]
        command += ["--save", "", *options]
        self._server = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
        assert supervision.wait_until(lambda: not supervision.port_is_free("127.0.0.1", self.port), seconds=20)

    def stop(self):
        """Gone at once with everything in it."""
        _kill_session(self._server)
        self._server = None


class Portal:
    """web, worker and beat in front of one database, one Redis and one data folder."""

    def __init__(self, folder, *, database, redis, **variables):
        self.folder, self.port = Path(folder), services.free_port()
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = self.folder / "log"
        own = {"DATA_DIR": str(self.folder), "DATABASE_URL": database, "REDIS_URL": redis, "TATABOO_MODE": "demo"}
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("TEST_DATA", "PYTEST"))}
        self.environment = kept | {"DJANGO_SETTINGS_MODULE": "tataboo_portal.settings"} | own | variables
        self.running = {}

    def manage(self, *command, **variables):
        """Run one of the portal's own commands to its end."""
        told = {"env": self.environment | variables, "cwd": ROOT, "stdout": subprocess.DEVNULL}
        subprocess.run([sys.executable, "manage.py", *command], check=True, **told)

    def start(self, name, command, **variables):
        """Start a process under a name; what it says goes to the log in the data folder."""
        told = {"env": self.environment | variables, "cwd": ROOT, "start_new_session": True}
        with self.log.open("ab") as log:
            self.running[name] = subprocess.Popen(command, stdout=log, stderr=log, **told)
        return self.running[name]

    def web(self, application="tataboo_portal.wsgi:application", *, name="web", port=None, **variables):
        """gunicorn as `make run` starts it; returns when it answers."""
        command = supervision.web_command("127.0.0.1", port or self.port)
        command[command.index("tataboo_portal.wsgi:application")] = application
        self.start(name, command, **variables)
        address = f"http://127.0.0.1:{port or self.port}/healthz"
        assert supervision.wait_until(lambda: supervision.answers(address, host="localhost")), "web does not answer"

    def worker(self, application="tataboo_portal", *, name="worker", **variables):
        """The Celery worker as `make run` starts it."""
        command = supervision.worker_command()
        command[command.index("-A") + 1] = application
        return self.start(name, command, **variables)

    def beat(self, *, name="beat", **variables):
        """Celery beat as `make run` starts it."""
        return self.start(name, supervision.beat_command(), **variables)

    def kill(self, name):
        """Gone at once, with every child, in the middle of whatever they do."""
        _kill_session(self.running.pop(name, None))

    def stop(self, name):
        """Asked to end, and waited for."""
        process = self.running.pop(name, None)
        if process:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(supervision.STOP_SECONDS)
            _kill_session(process)

    def children(self, name):
        """The process ids a named process has started itself."""
        pid = self.running[name].pid
        path = Path(f"/proc/{pid}/task/{pid}/children")
        return [int(child) for child in path.read_text().split()] if path.exists() else []

    def close(self):
        """Nothing of it is left running."""
        for name in list(self.running):
            self.kill(name)

    def passwords(self):
        """{username: password} of the sample accounts."""
        logins = json.loads((self.folder / "demo_logins.json").read_text(encoding="utf-8"))
        return {login["username"]: login["password"] for login in logins}


def _kill_session(process):
    if process:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def seed(portal, **variables):
    """Every table, the sample data and the static files, as the first `make run` makes them."""
    for command in (["migrate", "-v0"], ["seed_demo"], ["collectstatic", "-v0", "--noinput"]):
        portal.manage(*command, **variables)


def copy_files(source, target):
    """The files of a seeded portal for another one; they are never written in place, so a link is enough of a copy."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, copy_function=os.link, ignore=shutil.ignore_patterns("log", "*.sqlite3*"))
