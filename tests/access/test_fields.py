"""Extra fields in any form change nothing: every write route is sent what its page asks, alone and with all the rest of its model."""

import re

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.test import Client, override_settings
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from tataboo_portal.ledger_forms import LedgerEntryForm
from tataboo_portal.models import Place, User
from tests.access import direct, extras, filled, states, typed, world
from tests.access.routes import methods, routes
from tests.access.rows import BAD, OK
from tests.access.writes import WRITES
from tests.people import PASSWORD, person, unit_of

pytestmark = pytest.mark.sweep

WRITERS = ("li", "wang", "qian", "anonymous")
NO_PAGES = re.compile(r"\.(xlsx|docx|svg|html|js|txt)$|_photo$|(?<!dossier)_file$|_paper$")
DRAWN_COOKIES = (settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_NAME, "messages")
ROUTES = {route.name: route for route in routes() if not route.is_admins}
OPEN = {"PUBLIC_PAGES": True, "PUBLIC_LEAST_SECONDS": 0}
# What a route reads beside its form on purpose: the filter of the list that is taken along, and what its page does not always ask.
FILTERS = {
    "pair_print": {"unit"},
    "pair_word": {"unit"},
    "pair_zip": {"unit"},
    "dossier_pack": {"unit"},
    "upload_begin": {"taken_at"},
    "import_check": {"wants_alike"},
}
# A photo that is drawn anew is another file each time.
DRAWN_ANEW = {"public_erase": "tataboo_portal_photo"}
# The trail, photos kept for the next try, jobs and sign-ins are no sign that a route did what it is for …
BESIDE = {"tataboo_portal_auditevent", "tataboo_portal_photo", "tataboo_portal_job", "tataboo_portal_devicesession"}
# … but for those that are there for one of them and write nothing else.
IS_FOR = {
    **dict.fromkeys(("area_phones", "order_phone", "public_phone"), "tataboo_portal_auditevent"),
    **dict.fromkeys(("pair_word", "pair_zip"), "tataboo_portal_auditevent"),
    **dict.fromkeys(("account_sign_out_others", "manage_person_sign_out"), "tataboo_portal_devicesession"),
    "dashboard_refresh": "tataboo_portal_job",
}
# Nothing that can be sent to these writes a row, and nothing may: only the answers can be compared.
WRITES_NOTHING = {
    "pair_print": "leads to the page that is printed",
    "text_size": "kept in a cookie",
    "unsent": "forgets what the browser's own session held",
}


@pytest.fixture(autouse=True)
def pages_for_residents(settings):
    """The pages for residents are on, and take what comes at once."""
    for name, value in OPEN.items():
        setattr(settings, name, value)


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    """({route: [(who, address, data, names)] of all that can be sent there}, {person: client}) beside rows in every state."""
    frozen = time_machine.travel(timezone.now(), tick=False)
    with django_db_blocker.unblock(), world.open_world("li") as found, override_settings(**OPEN), frozen:
        states.add(found)
        clients = {who: signed_in(who) for who in WRITERS}
        sent = tries(found, clients)
        yield sent, clients | {"newcomer": half_signed_in()}


def signed_in(who):
    """Somebody's browser."""
    client = Client(raise_request_exception=False)
    if who != "anonymous":
        client.force_login(person(who))
    return client


def half_signed_in():
    """A browser on which the newcomer gave the password and not yet the code; the newcomer and 李 are signed in elsewhere as well."""
    client, newcomer = Client(raise_request_exception=False), User.objects.get(username="newcomer")
    client.post(reverse("login"), {"username": newcomer.username, "password": PASSWORD})
    for who in (newcomer, person("li")):
        Client().force_login(who)
    return client


def tries(found, clients):
    """Everything that can be sent: the forms of every page anybody opens, answered in full and in short, and what has no page."""
    sent, over = {name: [] for name in WRITES}, typed.answers()
    for who, client in clients.items():
        for page in pages(found):
            for form in forms_on(client, page):
                name = name_of(form.action)
                if name in sent and len(sent[name]) < MOST_TRIES:
                    own = over.get(name, {})
                    answers = (lies_over(form.data(is_short=is_short), own) for is_short in (False, True))
                    sent[name] += [(who, form.action, answer, form.names | {*own}) for answer in answers]
    by_hand = direct.sent()
    for name in WRITES:
        who, data = by_hand.get(name, ("wang", direct.ONCE))
        if name in by_hand or not sent[name]:
            args = found[name][0] if ROUTES[name].converters else ()
            sent[name].insert(0, (who, reverse(name, args=args), data, {*data}))
    return sent


MOST_TRIES = 24


def lies_over(data, own):
    """The answers of a page with others over them."""
    return {name: answer for name, answer in (data | own).items() if answer is not typed.NOT_SENT}


def pages(found):
    """The address of every page there is."""
    for name, route in ROUTES.items():
        if "GET" in methods(route.callback) and not (NO_PAGES.search(route.route) or NO_PAGES.search(name)):
            yield from (reverse(name, args=args) for args in (found.get(name, []) if route.converters else [()]))
    yield f"{reverse('check_new')}?place={found['place_page'][0][0]}"


def forms_on(client, page):
    """The forms of a page, where somebody can open it."""
    with world.undone():
        response = client.get(page)
        content = b"".join(response)
    is_page = response.status_code == OK and response.headers.get("Content-Type", "").startswith("text/html")
    return filled.forms_of(page, content.decode()) if is_page else []


def name_of(address):
    """The route an address leads to."""
    try:
        return resolve(address.partition("?")[0]).url_name
    except Resolver404:
        return ""


def wrote(name, response, changed):
    """Whether a submission did what its route is for; of a route that is for nothing in the database, whether it did anything."""
    if name in WRITES_NOTHING:
        return bool(changed)
    return response.status_code < BAD and bool({*changed} - (BESIDE - {IS_FOR.get(name)}))


def assert_same(together, alone, but=""):
    """The same rows came and went; where not, only what differs is shown."""
    assert together.keys() == alone.keys()
    for table, (came, went) in together.items():
        if table == but:
            continue
        assert (came - alone[table][0], went - alone[table][1]) == (alone[table][0] - came, alone[table][1] - went), (
            table
        )


def different_writes(name, sent, clients):
    """[(who, address, data, names, tables)] of what does something else each time: in other tables, or by another word in its address."""
    found = {}
    for who, address, data, names in sent[name]:
        response, changed = extras.effect(clients[who], address, data)
        assert response.status_code < 500, (address, data)
        if wrote(name, response, changed):
            kind = (*words_in(address), *sorted(changed))
            found.setdefault(kind, (who, address, data, names, [*changed]))
    return [*found.values()]


def words_in(address):
    """The steps and names in an address, without numbers."""
    kwargs = resolve(address.partition("?")[0]).kwargs
    return [word for word in kwargs.values() if isinstance(word, str) and word.isalpha()]


def led_to(response):
    """The answer, where it leads, and what the browser is to keep."""
    cookies = {name: kept.value for name, kept in response.cookies.items() if name not in DRAWN_COOKIES}
    return response.status_code, extras.without_drawn(response.headers.get("Location", "")), cookies


def alone_and_together(name, one, clients):
    """(the answer, what it changed) of one thing sent, without and with all that its form does not name."""
    who, address, data, names, tables = one
    more = extras.of(apps.get_model(WRITES[name]) if WRITES[name] else None, named=names | FILTERS.get(name, set()))
    assert len(more) > 20
    for beside in ({}, more):
        extras.go_on_from(tables)
        yield extras.effect(clients[who], address, extras.again(data) | beside, known=data | more)


@pytest.mark.parametrize("name", sorted(WRITES))
def test_what_is_sent_beside_the_form_changes_nothing(db, site, name):
    sent, clients = site
    found = different_writes(name, sent, clients)
    assert bool(found) == (name not in WRITES_NOTHING)
    for one in found or [(*sent[name][0], [])]:
        (alone, changed), (together, changed_too) = alone_and_together(name, one, clients)
        assert led_to(together) == led_to(alone)
        assert_same(changed_too, changed, but=DRAWN_ANEW.get(name, ""))


def test_a_form_that_took_more_than_it_names_would_be_noticed(db, site, monkeypatch):
    """The control: a form that takes a column nobody asked for out of what was sent."""
    real = LedgerEntryForm.values
    monkeypatch.setattr(LedgerEntryForm, "values", lambda form: real(form) | {"note": form.data.get("void_reason", "")})
    sent, clients = site
    first = different_writes("work_list", sent, clients)[0]
    (_, alone), (_, together) = alone_and_together("work_list", first, clients)
    with pytest.raises(AssertionError):
        assert_same(together, alone)


def test_a_row_written_where_nothing_is_to_be_written_would_be_noticed(db, site, monkeypatch):
    """The control of the routes that write nothing: one that leaves but a word in the trail."""
    monkeypatch.setitem(WRITES_NOTHING, "area_phones", "示例")
    assert different_writes("area_phones", *site)


def test_what_is_drawn_anew_is_seen_where_it_was_sent(db):
    """The control of columns left out because they are drawn: a code that was sent along is no drawn one."""
    Place.objects.create(name="示例小区", kind="compound", community=unit_of("1"), code="EXTRA222")
    drawn, taken = (extras.rows_of("tataboo_portal_place", sent) for sent in ({}, {"code": "EXTRA222"}))
    assert "EXTRA222" not in repr(drawn)
    assert "EXTRA222" in repr(taken)


def test_only_routes_there_are_stand_on_the_lists():
    assert {*IS_FOR, *WRITES_NOTHING, *FILTERS, *DRAWN_ANEW} <= {*WRITES}
