"""A real worker process on the real Redis, seeing the same database and files as the test."""

import os
import subprocess
import sys
import uuid

import pytest
from django.conf import settings
from django.db import connection

from inspections.models import TaskCategory
from tataboo_portal import supervision
from tataboo_portal.celery import app
from tataboo_portal.enums import JobStatus
from tataboo_portal.models import Job
from tests.people import person


def database_url():
    """The test's own database, as another process names it."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    return f"postgres://{values['USER']}@{values['HOST']}:{values['PORT']}/{values['NAME']}"


@pytest.fixture(scope="module")
def worker_environment(django_db_setup):
    """What a worker process must be told."""
    assert os.environ.get("REDIS_URL"), "these tests need a real Redis: run them with `make test-celery`"
    # Settings number Redis' databases by the test process; what a process started here is told of Redis, it takes as it is told.
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_XDIST_WORKER"}
    return environment | {
        "DATABASE_URL": database_url(),
        "TEST_DATA_DIR": str(settings.DATA_DIR),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }


@pytest.fixture
def empty_queue(transactional_db):
    """No message of an earlier test waits, nor lies in the hands of a worker that was killed."""
    app.control.purge()
    with app.connection() as line:
        line.default_channel.client.delete("unacked", "unacked_index")


@pytest.fixture(scope="module")
def running_worker(worker_environment):
    """One worker for the tests of a module that need no more than a worker."""
    process = start_worker(worker_environment)
    yield process
    process.terminate()
    process.wait()


@pytest.fixture
def worker(empty_queue, running_worker):
    """A running worker in front of an empty queue; it finishes what it has before the tables are emptied."""
    yield running_worker
    supervision.wait_until(all_done, seconds=30)


@pytest.fixture
def start(worker_environment, empty_queue):
    """Start a worker of one's own when its time has come; it is stopped at the end."""
    processes = []
    yield lambda **variables: processes.append(start_worker(worker_environment | variables))
    for process in processes:
        process.terminate()
        process.wait()


def start_worker(environment):
    """Start a worker and give it something to do."""
    command = [arguments for arguments in supervision.worker_command() if arguments != "--quiet"]
    process = subprocess.Popen([sys.executable, *command[1:]], env=environment)
    app.send_task("tataboo_portal.sweep_jobs", task_id=str(uuid.uuid4()))
    return process


def all_done():
    """Whether no job is left to do."""
    return not Job.objects.exclude(status=JobStatus.DONE).exists()


@pytest.fixture
def wait_for():
    """Wait until something came true, and fail when it did not."""

    def wait(condition, seconds=30):
        assert supervision.wait_until(condition, seconds=seconds), "nothing happened in time"

    return wait


def report(client, photo):
    """李 reports a problem from the phone."""
    client.force_login(person("li"))
    category = TaskCategory.objects.get(code="dead_corner")
    data = {"client_uuid": str(uuid.uuid4()), "category": category.pk, "quantity": "1", "photo_album": photo}
    return client.post("/report/", data)
