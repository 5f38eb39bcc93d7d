"""PostgreSQL that goes and comes back, SQLite that somebody holds."""

import contextlib
import random
import re
import signal
import sqlite3
import threading
import time

from tests import live
from tests.faults import hands, law
from tests.faults.races import at_once
from tests.faults.stand import Look
from tests.people import PASSWORD
from tests.visitors import Phone

BACK_WITHIN = 10
UNAVAILABLE = 503
MEANT = {"/login/": {UNAVAILABLE, 200}}  # the form itself asks the database for nothing
CHINESE = re.compile(r"[\u4e00-\u9fff]{4}")


def stopped(stand, count):
    """PostgreSQL stopped or killed under work and started again: 503 with a page, back without a restart of the web."""
    stand.fresh()
    deeds, chance = law.Deeds().begin(), random.Random(4)
    web = stand.portal.running["web"].pid
    children = stand.portal.children("web")
    longest = 0
    for number in range(count):
        people = hands.Hands(stand, deeds, seed=number)
        time.sleep(chance.uniform(0.1, 0.6))
        stand.postgres.stop(chance.choice([signal.SIGINT, signal.SIGQUIT, signal.SIGKILL]))
        found = says_so(stand)
        stand.postgres.start()
        seconds = until(stand.web_answers)
        longest = max(longest, seconds)
        if seconds > BACK_WITHIN:
            found.append(f"the portal was back after {seconds:.0f} seconds only")
        if (stand.person("li").get("/report/")).status != 200:
            found.append("a page does not open after PostgreSQL is back")
        yield found + people.rest() + law.broken(deeds)
    if stand.portal.running["web"].poll() is not None or stand.portal.running["web"].pid != web:
        yield ["the web was started again"]
    if stand.portal.children("web") != children:
        yield ["web workers ended and were started again"]
    yield law.at_the_end(deeds)
    return f"back after {longest:.1f} s at most"


def says_so(stand):
    """What is wrong with the pages while there is no database."""
    found = []
    for path in ("/", "/report/", "/login/", "/healthz"):
        answer = stand.person("li").get(path)
        if answer.status not in MEANT.get(path, {UNAVAILABLE}):
            found.append(f"{path} answers {answer.status} without a database")
        if path != "/healthz" and not CHINESE.search(answer.text):
            found.append(f"{path} does not say in Chinese what happened")
    return found


def until(condition, most=60):
    """The seconds until it came true."""
    begun = time.monotonic()
    while not condition() and time.monotonic() - begun < most:
        time.sleep(0.05)
    return time.monotonic() - begun


PERSON = """
from tests.people import person
person("li")
"""


def sqlite_held(stand, count):
    """Somebody holds SQLite: for two seconds and everybody waits, for longer than that and everybody is told in a sentence."""
    stand.portal.close()
    folder = stand.folder / "sqlite"
    database = folder / "portal.sqlite3"
    portal = live.Portal(folder, database=f"sqlite:///{database}", redis=stand.redis.url)
    if not database.exists():
        for command in (["migrate", "-v0"], ["load_reference", "-v0"], ["shell", "-v0", "-c", PERSON]):
            portal.manage(*command)
        portal.manage("collectstatic", "-v0", "--noinput")
    portal.web(GUNICORN_CMD_ARGS=f"--threads={count + 4}")
    try:
        worker = Phone(portal.address, timeout=60).sign_in("li", PASSWORD)
        for _ in range(count):
            yield waited_out(portal, worker)
        yield Look(told_at_last(portal, worker, count))
    finally:
        portal.close()


@contextlib.contextmanager
def held(portal):
    """The file in somebody's hands, who writes and does not end."""
    with contextlib.closing(sqlite3.connect(portal.folder / "portal.sqlite3", isolation_level=None)) as line:
        line.execute("BEGIN IMMEDIATE")
        yield
        line.execute("ROLLBACK")


def waited_out(portal, worker):
    """A report while the file is held for a moment: it waits and is taken, once."""
    fields, files = entry(portal)
    answers = []
    thread = threading.Thread(target=lambda: answers.append(worker.post("/report/", fields, files)))
    with held(portal):
        thread.start()
        time.sleep(random.uniform(0.3, 1.5))
        found = ["somebody wrote into a file that is held"] if kept(portal, fields) else []
    thread.join()
    if answers[0].status != hands.DONE or kept(portal, fields) != 1:
        found.append(f"after waiting {answers[0].status} came, the report is there {kept(portal, fields)} times")
    return found


def told_at_last(portal, worker, count):
    """So many reports while the file is held for longer than anybody waits: none is there, each is told so; then all are taken."""
    forms = [entry(portal) for _ in range(count)]
    with held(portal):
        answers = at_once([lambda form=form: worker.at(portal.address).post("/report/", *form) for form in forms])
        page = worker.get("/login/").status
    found = [
        f"{answer.status} came" for answer in answers if answer.status != UNAVAILABLE or not CHINESE.search(answer.text)
    ]
    found += [] if page in {200, 302} else [f"reading answers {page} meanwhile"]
    found += ["a report that was not acknowledged is half there" for fields, _ in forms if kept(portal, fields)]
    again = [worker.post("/report/", *form) for form in forms]
    found += [f"{answer.status} came afterwards" for answer in again if answer.status != hands.DONE]
    return found + ["a report is not there once" for fields, _ in forms if kept(portal, fields) != 1]


def entry(portal):
    """A report for this portal, whose rows have keys of their own."""
    fields, files = hands.form(
        random.Random(), category=rows(portal, "SELECT id FROM inspections_taskcategory WHERE code = 'dead_corner'")
    )
    return fields, files


def kept(portal, fields):
    """How often a report is there, with its step and its photo."""
    query = """SELECT count(*) FROM inspections_remediationtask t JOIN inspections_taskstep s ON s.task_id = t.id
        JOIN inspections_taskphoto p ON p.task_id = t.id WHERE t.client_uuid = ?"""
    return rows(portal, query, fields["client_uuid"].replace("-", ""))


def rows(portal, query, *values):
    """The one value of a query."""
    with contextlib.closing(sqlite3.connect(f"file:{portal.folder / 'portal.sqlite3'}?mode=ro", uri=True)) as line:
        return line.execute(query, values).fetchone()[0]
