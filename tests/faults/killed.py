"""Processes killed with SIGKILL at a random moment: web, workers, beat."""

import contextlib
import os
import random
import signal
import time
from functools import partial

from tataboo_portal import jobs, supervision
from tataboo_portal.enums import JobStatus, PhotoStatus
from tataboo_portal.models import AuditEvent, Job, Photo
from tests.faults import hands, law
from tests.faults.databases import until

PATIENCE = 60
LONG = 8  # seconds; no job of these kinds takes so long


def web_worker(stand, count):
    """One of gunicorn's workers killed while people hand in photos; the master starts another."""
    stand.fresh()
    deeds, chance = law.Deeds().begin(), random.Random(5)
    for number in range(count):
        people = hands.Hands(stand, deeds, people=3, side=300, seed=number)
        time.sleep(chance.uniform(0.05, 0.8))
        kill(chance.choice(stand.portal.children("web")))
        yield people.rest() + law.broken(deeds)
    yield law.at_the_end(deeds)
    return f"{law.leftovers()} originals without a row"


def web_master(stand, count):
    """gunicorn's master killed: its workers end, and a new master takes the port."""
    stand.fresh()
    deeds, chance = law.Deeds().begin(), random.Random(6)
    for number in range(count):
        people = hands.Hands(stand, deeds, people=3, side=300, seed=number)
        time.sleep(chance.uniform(0.05, 0.8))
        left = stand.portal.children("web")
        master = stand.portal.running["web"]
        kill(master.pid)
        master.wait()
        gone = until(lambda left=left: not any(map(alive, left)))
        stand.portal.web()
        found = [f"workers of a dead master lived for {gone:.0f} seconds"] if gone > 30 else []
        yield found + people.rest() + law.broken(deeds)
    yield law.at_the_end(deeds)


def kill(pid):
    """Gone at once."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def alive(pid):
    """Whether there still is such a process that does something."""
    try:
        with open(f"/proc/{pid}/stat") as status:
            return status.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def photos_waiting(stand, chance, deeds, count=6):
    """Some reports whose photos wait for the worker."""
    person = stand.person("li")
    for _ in range(count):
        hands.send(person, *hands.form(chance, side=300), deeds)


def at_work(deeds):
    """Whether somebody is at work on one of the jobs."""
    return deeds.new(Job).filter(status=JobStatus.RUNNING).exists()


def all_drawn(deeds):
    """Whether the worker has drawn every photo and has nothing left to do."""
    done = not deeds.new(Photo).filter(status=PhotoStatus.WAITING).exists()
    return done and not deeds.new(Job).exclude(status=JobStatus.DONE).exists()


def caught_up(deeds, seconds=PATIENCE, *, supervised=None):
    """Let the leases of dead workers pass, wake the living ones, and wait for them; a stand's worker that ended is started again."""
    end, left = time.monotonic() + seconds, None
    while not all_drawn(deeds) and time.monotonic() < end:
        if supervised and supervised.portal.running["worker"].poll() is not None:
            supervised.portal.worker()
            supervised.restarts += 1
        law.let_leases_pass(longer_than=LONG)
        jobs.sweep()
        until(lambda: all_drawn(deeds), most=4)
        before, left = left, deeds.new(Job).exclude(status=JobStatus.DONE).count()
        if left != before:  # a slow machine is no fault
            end = time.monotonic() + seconds
    found = [] if all_drawn(deeds) else [f"{left} jobs are still not done, and none was in {seconds} seconds"]
    return found + law.broken(deeds)


def worker_child(stand, count):
    """A process of the worker's pool killed while it draws photos: the photo is drawn, once, when its lease is over."""
    chance = random.Random(7)

    def strike():
        pool = stand.portal.children("worker")
        if pool:
            kill(chance.choice(pool))
        time.sleep(0.3)

    return (yield from struck_while_drawing(stand, count, chance, strike))


def whole_worker(stand, count):
    """The worker with its pool killed while it draws photos; another is started."""

    def strike():
        stand.portal.kill("worker")
        law.let_leases_pass()
        stand.portal.worker()

    return (yield from struck_while_drawing(stand, count, random.Random(8), strike))


def struck_while_drawing(stand, count, chance, strike):
    """A worker that draws photos, struck each time at a moment of its work, and what is left undone."""
    stand.fresh()
    stand.portal.worker()
    deeds = law.Deeds().begin()
    until(lambda: len(stand.portal.children("worker")) >= 2)
    for _ in range(count):
        photos_waiting(stand, chance, deeds)
        until(partial(at_work, deeds), most=5)
        time.sleep(chance.uniform(0, 0.1))
        strike()
        yield caught_up(deeds)
    yield law.at_the_end(deeds)
    return taken_again(deeds)


def taken_again(deeds):
    """How many jobs were begun more than once because of the kills."""
    return f"{deeds.new(Job).filter(attempts__gt=1).count()} of {deeds.new(Job).count()} jobs begun again"


def beat(stand, count):
    """Beat killed and started again, ten times as fast as it goes at night; what it calls stays done once."""
    stand.fresh(web=False)
    deeds, chance = law.Deeds().begin(), random.Random(12)
    stand.portal.worker("tests.faults.hasty")
    for _ in range(count):
        stand.portal.start("beat", beat_command())
        time.sleep(chance.uniform(0.3, 2.2))
        stand.portal.kill("beat")
        yield law.broken(deeds) + list(law.weekly(deeds))
    stand.portal.start("beat", beat_command())
    seen = AuditEvent.objects.filter(position__isnull=True).count()
    supervision.wait_until(lambda: not AuditEvent.objects.filter(position__isnull=True).exists(), seconds=PATIENCE)
    if AuditEvent.objects.filter(position__isnull=True).exists():
        yield [f"{seen} events wait for the chain, and beat does not call for it any more"]
    stand.portal.close()
    yield law.at_the_end(deeds)


def beat_command():
    """Beat with the schedule in seconds."""
    command = supervision.beat_command()
    command[command.index("-A") + 1] = "tests.faults.hasty"
    return command
