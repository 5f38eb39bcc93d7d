"""The weekly report comes to be once, whole, however often the worker that compiles it is killed."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from kombu import Connection

from reports import weekly
from reports.models import WeeklyReport
from tataboo_portal import supervision
from tataboo_portal.celery import app
from tataboo_portal.models import AuditEvent, WorkCalendarDay
from tataboo_portal.weeks import Week
from tests import makers
from tests.reports.plain import plain_recount, stored_cells

pytestmark = pytest.mark.celery
TASK = "reports.build_weekly_report"
DATABASE = 6  # of the Redis server
VISIBILITY_TIMEOUT = 2  # seconds


class Broker:
    """Where the one message lies: the server named by REDIS_URL, or the portal's own beside its SQLite file."""

    def __init__(self, url, command=None):
        self.url, self.command, self.server = url, command, None

    def start(self):
        """Start the server that is ours to start."""
        if self.command:
            self.server = subprocess.Popen(self.command)
            assert supervision.wait_until(self.answers, seconds=20)

    def answers(self):
        """Whether somebody listens."""
        with contextlib.suppress(OSError, self.connection().connection_errors):
            return self.client().ping()
        return False

    def kill(self):
        """What a power cut does to it."""
        if self.server:
            self.server.kill()
            self.server.wait()

    def connection(self):
        """A connection as Celery makes one."""
        return Connection(self.url)

    def client(self):
        """The server's own client."""
        return self.connection().default_channel.client

    def waiting(self):
        """How many messages wait, and how many somebody took and has not answered."""
        client = self.client()
        return client.llen("celery"), client.hlen("unacked")

    def gives_it_back(self):
        """Whether a worker that starts now is handed what another took: it looks once at its start, then every hundred seconds."""
        ((_, taken_at),) = self.client().zrange("unacked_index", 0, -1, withscores=True)
        return time.time() > taken_at + VISIBILITY_TIMEOUT


@pytest.fixture
def broker(worker_environment, tmp_path):
    """The real Redis in front of PostgreSQL; in front of SQLite the one that the portal starts itself."""
    if connection.vendor == "postgresql":
        # A database of its own on that server: other tests empty theirs, and their workers would take the message.
        found = Broker(f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{DATABASE}")
    else:
        socket = Path(settings.DATA_DIR) / "redis" / "redis.sock"
        found = Broker(f"redis+socket://{socket}", supervision.redis_command(socket.parent, socket))
    found.start()
    found.client().flushdb()
    yield found
    found.kill()


@pytest.fixture
def start(worker_environment, broker, tmp_path, transactional_db):
    """Start a worker in a session of its own whose builds can be held up; what is left at the end is killed."""
    own = {"HELD_UP": str(tmp_path), "VISIBILITY_TIMEOUT": str(VISIBILITY_TIMEOUT)}
    environment = {name: value for name, value in worker_environment.items() if name != "REDIS_URL"}
    environment |= {} if broker.command else {"REDIS_URL": broker.url}
    command = [*supervision.worker_command()[1:]]
    command[command.index("-A") + 1] = "tests.celery_worker.held_up"
    started = []

    def start():
        started.append(subprocess.Popen([sys.executable, *command], env=environment | own, start_new_session=True))
        return started[-1]

    yield start
    for process in started:
        killed(process)


def killed(process):
    """The worker and its children gone at once, whatever they were doing."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def has_come_by(places, folder):
    """Whether builds came by exactly these places, in this order."""
    passed = folder / "passed"
    return passed.exists() and passed.read_text(encoding="utf-8").split() == places


def test_killed_twice_while_it_compiles_there_is_one_report(start, broker, tmp_path, wait_for):
    week = Week.current()
    WorkCalendarDay.objects.update_or_create(day=week.monday, defaults={"is_workday": True, "source": "test"})
    makers.work(quantity=24, day=week.shifted(-1).monday)
    with broker.connection() as line:
        app.send_task(TASK, connection=line)
    stop, came_by = tmp_path / "stop-at", []
    for places in (["compose"], ["compose", "record"]):
        stop.write_text(places[-1], encoding="utf-8")
        worker = start()
        came_by += places
        wait_for(partial(has_come_by, came_by, tmp_path), seconds=60)
        killed(worker)
        broker.kill()
        broker.start()
        assert broker.waiting() == (0, 1)  # taken, never answered: nobody has to ask again
        wait_for(broker.gives_it_back)
        assert not WeeklyReport.objects.exists()
        assert not AuditEvent.objects.filter(object_type=WeeklyReport._meta.label).exists()
    stop.unlink()
    start()
    wait_for(lambda: broker.waiting() == (0, 0), seconds=60)
    assert has_come_by([*came_by, "compose", "record"], tmp_path)
    report = WeeklyReport.objects.get()
    assert (report.meeting_week, report.number, report.version) == (week.monday, 1, 2)
    assert report.content == weekly.compose(week, report.built_at)
    assert AuditEvent.objects.filter(object_type=WeeklyReport._meta.label).count() == 1
    assert stored_cells() == plain_recount(timezone.now())
