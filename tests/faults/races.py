"""Several people at one moment, each race with its control: the same race without what keeps them apart must break the law."""

import random
import re
import threading
import uuid

from django.db import connection
from django.utils import timezone

from campaigns.models import Indicator, WorkRecord
from inspections.models import RemediationTask
from tests import makers
from tests.faults import hands, law
from tests.people import person

TWENTY = 20
TIME = re.compile(r"\d\d:\d\d")
WEB = "tests.faults.unlocked:application"
# A race of twenty needs twenty at work: as many threads as people, in the two processes a portal has.
ROOM = {"GUNICORN_CMD_ARGS": "--threads=12"}
CONTROLS = 5


def at_once(acts):
    """Do all of it at the same moment; the answers in their order."""
    gate, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def hand(index):
        gate.wait(timeout=30)
        answers[index] = acts[index]()

    threads = [threading.Thread(target=hand, args=(index,)) for index in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def raced(race):
    """A kind: the race so often with the locks of the product, then a few times without; the note tells of the control."""

    def kind(stand, count):
        stand.fresh(web=False)
        stand.portal.web(WEB, **ROOM)
        deeds, chance = law.Deeds().begin(), random.Random(race.__name__)
        for _ in range(count):
            yield race(stand, chance, deeds) + law.broken(deeds)
        yield law.at_the_end(deeds)
        stand.fresh(web=False)
        without_constraints()
        stand.portal.web(WEB, FAULTS_WITHOUT_LOCKS="1", FAULTS_MOMENT="0.2", **ROOM)
        hit = 0
        for _ in range(CONTROLS):
            deeds = law.Deeds().begin()
            hit += bool(race(stand, chance, deeds) + law.broken(deeds))
        if not hit:
            yield ["the race was not hit: without its locks nothing broke either"]
        return f"without locks broken {hit} of {CONTROLS}"

    return kind


def without_constraints():
    """For the control: what the database itself keeps from being there twice goes as well."""
    with connection.cursor() as cursor:
        for model in (RemediationTask, WorkRecord):
            table = model._meta.db_table
            query = "SELECT conname FROM pg_constraint WHERE contype = 'u' AND conrelid = %s::regclass"
            cursor.execute(query, [table])
            for (name,) in cursor.fetchall():
                cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
    connection.close()


@raced
def twenty_submits(stand, chance, deeds):
    """One report arrives twenty times at once: one task, and everybody is led to it."""
    fields, files = hands.form(chance)
    answers = at_once([lambda: hands.send(stand.person("li"), fields, files, deeds)] * TWENTY)
    found = [f"{answer.status if answer else 'no answer'} for one of twenty" for answer in answers if not led(answer)]
    places = {answer.headers["Location"] for answer in answers if led(answer)}
    return found + ([f"one report led to {len(places)} tasks"] if len(places) > 1 else [])


def led(answer):
    """Whether an answer leads on to a task."""
    return answer is not None and answer.status == hands.DONE


@raced
def two_reviewers(stand, chance, deeds):
    """Two judge one task at once: one wins, the other is told by whom it was judged and when."""
    task = makers.fixed()
    connection.close()
    fields = {"version": task.version, "quantity": 2, "decision": "pass", "note": ""}
    judges = {name: stand.person(name) for name in ("wang", "liu")}
    page = f"/tasks/{task.number}/verify/"
    acts = [lambda judge=judge: judge.post(page, fields | {"client_uuid": uuid.uuid4()}) for judge in judges.values()]
    answers = dict(zip(judges, at_once(acts), strict=True))
    winners = [name for name, answer in answers.items() if answer.status == hands.DONE]
    if len(winners) != 1:
        return [f"{len(winners)} of two judges won"]
    (loser,) = (answer for name, answer in answers.items() if name not in winners)
    told = f"{person(winners[0]).full_name} "
    says = next((line for line in loser.text.splitlines() if "已核查过这条" in line), "")
    return [] if told in says and TIME.search(says) else ["the other judge is not told who judged it and when"]


@raced
def two_editors(stand, chance, deeds):
    """Two change one entry from the same page at once: the one who was late sees what stands there now and what they typed."""
    day = timezone.localdate()
    row = makers.work(unit="1", quantity=chance.randrange(1, 9), day=day, location=f"示例{uuid.uuid4().hex[:6]}")
    indicator = Indicator.objects.get(code="sticker").pk
    connection.close()
    words = {name: f"{name}改的{uuid.uuid4().hex[:6]}" for name in ("wang", "li")}
    form = {
        "client_uuid": row.client_uuid,
        "day": day.isoformat(),
        "quantity": 7,
        "indicator": indicator,
        "confirmed": "on",
    }
    form |= {"version": row.version, "where": row.location, "unit": row.unit_id}

    def act(name):
        return stand.person(name).post(f"/cleanups/{row.pk}/", form | {"note": words[name]})

    answers = dict(zip(words, at_once([lambda name=name: act(name) for name in words]), strict=True))
    row.refresh_from_db()
    connection.close()
    saved = [name for name, answer in answers.items() if answer.status == hands.DONE]
    if len(saved) != 1 or row.version != 2 or row.note != words[saved[0]]:
        return [f"{len(saved)} of two changes were taken, the entry has version {row.version}"]
    (loser,) = (name for name in words if name not in saved)
    page = answers[loser].text
    if act(loser).status == hands.DONE:
        return ["a page that is not of today was taken at the second try"]
    missing = [what for what in ("改过这条", words[loser], words[saved[0]]) if what not in page]
    return [f"the one who was late does not see {what}" for what in missing]
