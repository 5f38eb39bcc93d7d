"""Search finds what a plain look at every visible row would, and nothing else; the entries follow what is written."""

import random
from urllib.parse import parse_qsl

import pytest

from inspections.actions import places
from reports.models import SearchEntry
from reports.search import finding, indexing
from reports.search.catalogue import nouns
from reports.search.letters import code_of, plain, runs, words_of
from reports.search.pinyin import spellings
from tataboo_portal import ledgers, registers
from tataboo_portal.models import Place
from tataboo_portal.permissions import Permission
from tests import decisions, makers
from tests import registers as rows
from tests.people import PEOPLE, person, unit_of

ASKING = ("wang", "li", "zhang", "zhao", "sun", "qian")
SEED = 9


@pytest.fixture
def town(db):
    """A little of every noun, in several units, helped by others, some of it voided, with everything in the index."""
    for name in PEOPLE:
        person(name)
    keeper = person("zhang")
    place = Place.objects.create(name="绣品厂宿舍", kind="compound", community=unit_of("1"), keeper=keeper)
    task = makers.assigned(unit="1", place=place, location="3号楼", note="旧家具")
    makers.reported(unit="2", by=person("zhang"), note="建筑垃圾一堆")
    task.assisting_units.add(unit_of("A"))
    for number, unit in enumerate(("1", "2", "7", "A")):
        makers.work(unit, quantity=number + 1, location="示例路口", note="清理垃圾")
        makers.placement(unit, quantity=number + 1, topic="文明餐桌")
        decisions.made(unit, words=f"{number}号楼后的垃圾要清走")
    makers.drive("2", {"sticker": 3}, name="周末大清扫")
    decisions.ordered()
    for slug in rows.SLUGS:
        rows.made(slug)
    gone = makers.work("1", note="记错了的垃圾")
    ledgers.void(gone, by=person("wang"), reason="记错")
    indexing.reindex()
    return place


def everything(user, asked):
    """All (noun, key, part) one person finds, page by page."""
    found = {line.entry for line in finding.find(user, asked).exact}
    for noun in (None, *(noun for noun in nouns().values() if noun.is_name)):
        params = {}
        while params is not None:
            answer = finding.find(user, asked, noun=noun, params=params)
            found |= {line.entry for line in answer.records}
            params = dict(parse_qsl(answer.page.next_url[1:])) if answer.page and answer.page.next_url else None
    return {(entry.noun, entry.key, entry.part) for entry in found}


def known_to(noun, user):
    """The rows of a noun this person may know of, as the rows themselves say."""
    if noun.slug == "units":
        return noun.rows()
    if noun.slug == "people":
        return noun.rows() if user.may(Permission.SEE_ALL_UNITS) else noun.rows().filter(unit=user.unit_id)
    mine = noun.model.objects.visible_to(user).values("pk")
    return noun.rows().filter(pk__in=mine)


def texts_of(user):
    """[(what it is, is it a name, its text, its code)] of all this person may know of, row by row, without any index."""
    told = []
    for noun in nouns().values():
        for row in known_to(noun, user):
            facts = noun.facts(row)
            spelled = [way for run in runs(facts.title) for way in spellings(run, in_full=noun.is_name)]
            text = plain(facts.title, *facts.words, *spelled)
            told.append(((noun.slug, row.pk, 0), noun.is_name, text, code_of(facts.code)))
            if facts.private_gate and user.may(facts.private_gate):
                told.append(((noun.slug, row.pk, 1), True, plain(*facts.private), code_of(facts.private[0])))
    return told


def plainly(told, asked):
    """What of it holds every word, or is the number asked for; a single letter only tells names apart."""
    words = words_of(asked)
    single = not any(len(word) > 1 for word in words)
    return {
        what
        for what, is_name, text, code in told
        if words and ((all(word in text for word in words) and (is_name or not single)) or code == code_of(asked))
    }


def questions(chance, count=25):
    """Pieces of what stands there, whole words, first letters, numbers, two words at once, and what stands nowhere."""
    texts = list(SearchEntry.objects.values_list("text", flat=True))
    codes = list(SearchEntry.objects.exclude(code="").values_list("code", flat=True))
    for _ in range(count):
        text, other = chance.choice(texts), chance.choice(texts)
        start = chance.randrange(len(text))
        piece = text[start : start + chance.choice((1, 2, 2, 3, 5))]
        yield chance.choice(
            (piece, piece, piece, chance.choice(codes).upper(), f"{piece} {other[:2]}", other[-2:] + piece)
        )
    yield from (
        "xpc",
        "XPC",
        "xiupinchang",
        "ＸＰＣ",
        "３号楼",
        "垃圾",
        "垃圾 清理",
        "示例不存在",
        "",
        "  ",
        "_",
        "%",
        "1",
    )


def test_search_finds_what_a_plain_look_at_every_visible_row_finds(town, monkeypatch):
    monkeypatch.setattr(finding, "NEWEST", 9)
    monkeypatch.setattr(finding, "SIZE", 4)
    told, found = {name: texts_of(person(name)) for name in ASKING}, 0
    for asked in questions(random.Random(SEED)):
        for name in ASKING:
            expected = plainly(told[name], asked)
            assert everything(person(name), asked) == expected, (asked, name)
            found += len(expected)
    assert found > 500


def test_entries_follow_every_write_by_the_trail_alone(town):
    place = town
    indexing.follow()
    task = makers.closed(makers.fixed(makers.assigned(place=place)))
    makers.closed(unit="1")
    row = makers.work("1", note="新的")
    ledgers.change(row, by=person("wang"), version=row.version, note="改成扫雪", **_kept(row))
    ledgers.void(makers.placement("1"), by=person("wang"), reason="记错")
    drive = makers.drive("1", {"sticker": 3})
    ledgers.void(drive, by=person("wang"), reason="记错")
    decisions.struck_off()
    registers.void(rows.shop(name="老王面馆"), by=person("wang"), reason="关门")
    places.change_place(by=person("wang"), place=place, seen=places.fingerprint(place), name="绣品厂东院")
    indexing.follow()
    assert finding.find(person("li"), "扫雪").records
    assert task.number in {line.entry.address for line in finding.find(person("li"), task.number).exact}
    assert "绣品厂东院" in SearchEntry.objects.get(noun="tasks", key=task.pk).line
    assert {noun: count for noun, count in indexing.reindex().items() if count} == {}


def _kept(row):
    return {"unit": row.unit, "place": row.place, "location": row.location, "day": row.day, "quantity": row.quantity}
