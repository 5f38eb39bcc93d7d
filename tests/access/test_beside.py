"""What is reachable beside a row's own page: lists, counts, search, files, choices, photos, links; nothing of it tells of a foreign row."""

import re

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.access import marks, world
from tests.access.routes import methods, routes
from tests.access.rows import OK
from tests.people import person

pytestmark = pytest.mark.sweep

STRANGERS = ("zhang", "zhao", "chen")
# What of a foreign row stands on a page all the same: {route: (models, why)}.
KNOWN_ANYWAY = {
    "public_report": ({"tataboo_portal.Place"}, "the name of the place whose code hangs there"),
    "public_track": (
        {"tataboo_portal.Place", "inspections.PublicReport"},
        "the sender's own report, by a number nobody can guess",
    ),
    "centre_board": (
        {"publicity.CultureCentre"},
        "the board of all nine centres is everybody's; it has no phone numbers",
    ),
    "meeting_minutes": ({"reports.Decision"}, "the minutes go to everybody who was at the table"),
    "register_layout": ({"inspections.MarketCheck"}, "the market stands on the line of the one who looks"),
}
# Rows whose words no page shows their own unit.
NEVER_SHOWN = {
    "inspections.EvidenceHint",  # only to who verifies
    "inspections.LookBack",
    "reports.Submission",
    "tataboo_portal.ImportProblem",
    "tataboo_portal.Photo",
}
GETS = [route for route in routes() if not route.is_admins and "GET" in methods(route.callback)]


@pytest.fixture(autouse=True)
def pages_for_residents(settings):
    """The pages for residents are on."""
    settings.PUBLIC_PAGES = True


@pytest.fixture(scope="module")
def marked(django_db_setup, django_db_blocker):
    """(the arguments that lead to 李's rows, {word: the model whose rows hold it}): every text of hers is a word of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        people = [person(who) for who in STRANGERS]
        before = marks.standing()
        found = world.made_for("li")
        words = marks.put(marks.hidden(before, people))
        call_command("reindex", verbosity=0)
        yield found, words
        transaction.set_rollback(True)


def addresses(found, words):
    """(route, address) of every GET: pages, files in every format, lists asked for the foreign unit, search for each word."""
    for route in GETS:
        for args in found[route.name] if route.converters else [()]:
            url = reverse(route.name, args=args)
            yield from ((route.name, f"{url}{ending}") for ending in endings(route))
    for word in words:
        yield from ((name, f"{reverse(name)}?q={word}") for name in ("search", "task_list"))


def endings(route):
    """What an address is asked with beside nothing."""
    if route.name.endswith("_export"):
        return ("", "?format=csv&from=2000-01-01")
    return ("", "?unit=1&community=1&from=2000-01-01") if route.name.endswith("_list") else ("",)


def read(client, url):
    """What somebody can read at an address, or nothing where it is closed."""
    response = client.get(url)
    return marks.text_of(response) if response.status_code == OK else ""


def seen_by(who, found, words):
    """{(route, model)} of every word somebody meets where they did not bring it."""
    client, seen = Client(), set()
    if who != "anonymous":
        client.force_login(person(who))
    for name, url in addresses(found, words):
        text, asked = read(client, url), url.partition("?q=")[2]
        seen |= {(name, words[word]) for word in re.findall(marks.WORD, text) if word != asked}
        if asked and "1 条" in text:
            seen.add((name, words[asked]))
    return seen


@pytest.mark.parametrize("who", ["anonymous", *STRANGERS])
def test_no_word_of_a_foreign_row_is_readable_anywhere(db, marked, who):
    leaks = {(name, model) for name, model in seen_by(who, *marked) if model not in KNOWN_ANYWAY.get(name, ((),))[0]}
    assert not leaks


def test_their_own_people_read_what_strangers_do_not(db, marked):
    """The control: were the words on no page, nobody could have found them."""
    seen = {model for _, model in seen_by("li", *marked)}
    assert {*marked[1].values()} - seen == NEVER_SHOWN
