"""Uploads that end in the middle, answers that never arrive."""

import http.client
import random
import uuid

from tests.faults import hands, law
from tests.faults.lines import LosingLine, cut
from tests.visitors import PIECE

SIDE = 420  # about 150 KB: more than one piece


def form_cut(stand, count):
    """A form with a photo cut at any byte, then sent whole under the same key."""
    stand.fresh()
    deeds, chance, person = law.Deeds().begin(), random.Random(1), stand.person("li")
    for number in range(count):
        fields, files = hands.form(chance, side=SIDE)
        request = person.raw("/report/", fields, files)
        at = len(request) - 1 if number == 0 else chance.randrange(1, len(request))
        deeds.reports[fields["client_uuid"]] = False
        cut(person.address, request, at, reset=chance.random() < 0.5)
        found = law.broken(deeds)
        answer = hands.send(person, fields, files, deeds)
        yield found + told(answer, 302) + law.broken(deeds)
    yield law.at_the_end(deeds)


def piece_cut(stand, count):
    """A piece of a photo cut at any byte; the phone asks what is there and goes on from it."""
    stand.fresh()
    deeds, chance, phone = law.Deeds().begin(), random.Random(2), stand.person("li")
    for _ in range(count):
        name, content = str(uuid.uuid4()), hands.photo(chance, SIDE)
        deeds.photos[name] = False
        received = phone.begin(name, content).json()["received"]
        told_of = {"Content_Type": "application/octet-stream", "Upload_Offset": str(received)}
        request = raw_piece(phone, name, content[received : received + PIECE], told_of)
        cut(phone.address, request, chance.randrange(1, len(request)), reset=chance.random() < 0.5)
        found = law.broken(deeds)
        token = phone.send_photo(content, name)
        deeds.photos[name] = bool(token)
        key = str(uuid.uuid4())
        answer = phone.report(token, "示例：断线", key, hands.dead_corner())
        deeds.reports[key] = answer.status == 200
        yield found + told(answer, 200) + law.broken(deeds)
    yield law.at_the_end(deeds)


def raw_piece(phone, name, piece, told_of):
    """The bytes of the request that carries a piece."""
    lines = [f"POST /uploads/{name}/ HTTP/1.1"]
    lines += [f"{key}: {value}" for key, value in phone.headers(Host="localhost", **told_of).items()]
    return "\r\n".join([*lines, f"Content-Length: {len(piece)}", "", ""]).encode() + piece


def told(answer, status):
    """What is wrong with an answer that should have this status."""
    got = answer.status if answer else "no answer"
    return [] if got == status else [f"{status} was expected, {got} came"]


def answer_lost(stand, count):
    """Every answer is lost after the commit: the same key again gives the same task, photo and entry."""
    stand.fresh()
    deeds, chance = law.Deeds().begin(), random.Random(3)
    line = LosingLine(stand.portal.port)
    near, far = stand.person("li"), stand.person("li", line.address)
    for _ in range(count):
        yield lost_report(near, far, chance, deeds) + lost_pieces(near, far, chance, deeds) + law.broken(deeds)
    if line.lost < 4 * count:
        yield [f"only {line.lost} answers were lost"]
    line.close()
    yield law.at_the_end(deeds)


def lost_report(near, far, chance, deeds):
    """A report whose answer is lost twice, then asked for by the straight way: it names the task made the first time."""
    fields, files = hands.form(chance)
    found = []
    for _ in range(2):
        if hands.send(far, fields, files, deeds) is not None:
            found.append("an answer came through that should have been lost")
    answer = hands.send(near, fields, files, deeds)
    return found + told(answer, 302)


def lost_pieces(near, far, chance, deeds):
    """A photo in pieces of whose answers none arrives: the phone asks by the straight way how far it is."""
    name, content = str(uuid.uuid4()), hands.photo(chance, SIDE)
    deeds.photos[name] = False
    lose(far.begin, name, content)
    state = near.ask("GET", f"/uploads/{name}/").json()
    while not state["photo"]:
        lose(far.piece, name, content, state["received"])
        before, state = state["received"], near.ask("GET", f"/uploads/{name}/").json()
        if state["received"] == before and not state["photo"]:
            return ["a piece whose answer was lost did not arrive"]
    deeds.photos[name] = True
    again = near.send_photo(content, name)
    return [] if again == state["photo"] else ["the same photo under the same name became another one"]


def lose(act, *arguments):
    """Do something whose answer is lost on the way."""
    try:
        act(*arguments)
    except (OSError, http.client.HTTPException):
        return
    raise AssertionError("an answer came through that should have been lost")
