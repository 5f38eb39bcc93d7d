"""Redis away, emptied, full: pages and uploads go on, jobs wait in the database and are done later."""

import random
import time

import redis

from tataboo_portal.enums import JobStatus
from tataboo_portal.models import Job
from tests.faults import hands, law
from tests.faults.killed import all_drawn, caught_up

SLOWEST_PAGE = 10
FEW = 3


def away(stand, count):
    """Redis killed, and started again empty while people and a worker go on."""
    return (yield from troubled(stand, count, stand.redis.stop, stand.redis.start))


def emptied(stand, count):
    """Everything in Redis thrown away while messages wait."""
    return (yield from troubled(stand, count, lambda: client(stand).flushall(), lambda: client(stand).flushall()))


def full(stand, count):
    """Redis takes nothing more (maxmemory, noeviction)."""

    def fill():
        line = client(stand)
        line.config_set("maxmemory-policy", "noeviction")
        line.config_set("maxmemory", 1)

    return (yield from troubled(stand, count, fill, lambda: client(stand).config_set("maxmemory", 0)))


def client(stand):
    """Redis itself."""
    return redis.Redis(port=stand.redis.port)


def troubled(stand, count, begin, end):
    """Trouble under work, and its end: nobody is refused, nothing is slow, and the worker does what waited."""
    stand.fresh()
    stand.portal.worker()
    deeds, chance = law.Deeds().begin(), random.Random(14)
    slowest = stand.restarts = 0
    for number in range(count):
        people = hands.Hands(stand, deeds, seed=number)
        time.sleep(chance.uniform(0.05, 0.3))
        begin()
        found, seconds = goes_on(stand, chance, deeds)
        slowest = max(slowest, seconds)
        time.sleep(chance.uniform(0.05, 0.3))
        found += people.rest()
        if refused := {status for status in people.answers if status != hands.DONE}:
            found.append(f"reports were answered with {sorted(refused)}")
        waiting = deeds.new(Job).filter(status=JobStatus.WAITING).count()
        end()
        yield found + ([] if waiting else ["no job waited in the database"]) + caught_up(deeds, supervised=stand)
    if not all_drawn(deeds):
        yield ["jobs are left"]
    yield law.at_the_end(deeds)
    return f"slowest page {slowest:.1f} s, worker ended by itself {stand.restarts} times"


def goes_on(stand, chance, deeds):
    """What is wrong with pages and uploads now, and the seconds the slowest took."""
    found, slowest = [], 0
    person = stand.person("li")
    for path in ("/", "/report/", "/cleanups/"):
        begun = time.monotonic()
        if (answer := person.get(path)).status != 200:
            found.append(f"{path} answers {answer.status}")
        slowest = max(slowest, time.monotonic() - begun)
    for _ in range(FEW):
        begun = time.monotonic()
        answer = hands.send(person, *hands.form(chance), deeds)
        if answer is None or answer.status != hands.DONE:
            found.append(f"a report is answered with {answer.status if answer else 'nothing'}")
        slowest = max(slowest, time.monotonic() - begun)
    if slowest > SLOWEST_PAGE:
        found.append(f"somebody waited {slowest:.1f} seconds")
    return found, slowest
