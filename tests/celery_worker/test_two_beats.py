"""Two beats started: one is elected; killed, it is followed by the other within its lease, and every second is sent for once."""

import os
import signal
import subprocess
import sys
import time

import pytest
from kombu import Connection

from tataboo_portal import supervision
from tataboo_portal.models import BeatDuty

pytestmark = pytest.mark.celery
DATABASE = 5  # of the Redis server; no worker takes messages from there


@pytest.fixture
def queue(worker_environment, transactional_db):
    """The broker nobody else uses, empty."""
    url = f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{DATABASE}"
    with Connection(url) as line:
        client = line.default_channel.client
        client.flushdb()
        yield url, lambda: client.llen("celery")


@pytest.fixture
def start(worker_environment, queue):
    """Start a beat; what is left at the end is killed."""
    command = supervision.beat_command()[1:]
    command[command.index("-A") + 1] = "tests.celery_worker.hurried"
    started = []

    def start():
        process = subprocess.Popen([sys.executable, *command], env=worker_environment | {"REDIS_URL": queue[0]})
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def on_duty():
    """The process id of the beat that was elected, as text."""
    holder = BeatDuty.objects.filter(ticked_at__isnull=False).values_list("holder", flat=True).first()
    return holder and holder.split(":")[1]


def test_the_second_takes_over_from_the_first_that_is_killed(start, queue, wait_for):
    count, beats = queue[1], {}
    for _ in range(2):
        process = start()
        beats[str(process.pid)] = process
    wait_for(count)
    begun, before = time.monotonic(), count()
    wait_for(lambda: count() >= before + 2)
    first = on_duty()
    beats.pop(first).send_signal(signal.SIGKILL)
    ((second, _),) = beats.items()
    wait_for(lambda: on_duty() == second)
    sent = count()
    wait_for(lambda: count() >= sent + 2)
    # One more for the second that had begun, one for a beat killed between sending and writing it down.
    assert count() - before <= time.monotonic() - begun + 2
