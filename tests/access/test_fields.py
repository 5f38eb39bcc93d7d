"""Extra fields in any form change nothing: every write route is sent what its page asks, alone and with all the rest of its model."""

import re

import pytest
import time_machine
from django.apps import apps
from django.test import Client, override_settings
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from inspections.enums import Decision, PublicRating
from inspections.models import PublicReport
from tataboo_portal.ledger_forms import LedgerEntryForm
from tests import decisions, makers
from tests.access import direct, extras, filled, world
from tests.access.routes import methods, routes
from tests.access.rows import OK
from tests.access.writes import WRITES
from tests.inspections import residents
from tests.people import person

pytestmark = pytest.mark.sweep

WRITERS = ("li", "wang", "qian", "anonymous")
NO_PAGES = re.compile(r"\.(xlsx|docx|svg|html|js|txt)$|_photo$|_file$|_paper$")
ROUTES = {route.name: route for route in routes() if not route.is_admins}
OPEN = {"PUBLIC_PAGES": True, "PUBLIC_LEAST_SECONDS": 0}
# What a route reads beside its form on purpose: the filter of the list that is taken along.
FILTERS = {
    "pair_print": {"unit"},
    "pair_word": {"unit"},
    "pair_zip": {"unit"},
    "dossier_pack": {"unit"},
    "upload_begin": {"taken_at"},
}
# A photo that is drawn anew is another file each time.
DRAWN_ANEW = {"public_erase": "tataboo_portal_photo"}
# Nothing that was sent to these wrote anything (they lead on, only show, or want more than a page asks), so that the answers alone
# were compared.
ONLY_ANSWERED = frozenset(
    (
        *("account_sign_out_others", "manage_person_sign_out", "login_second", "manage_person_second"),
        *("manage_calendar", "manage_scores", "dashboard_refresh", "text_size", "unsent", "upload_piece"),
        *(
            "pair_print",
            "pair_word",
            "pair_zip",
            "place_import",
            "public_phone",
            "public_track",
            "area_phones",
            "order_phone",
        ),
        *("bulletin_new", "bulletin_pairs", "bulletin_withdraw", "survey_detail"),
        *("meeting_edit", "meeting_record", "meeting_times", "meeting_withdraw", "meeting_pairs"),
        *("meeting_submission_return", "meeting_submission_take_back", "order_unit", "placement_put_back"),
        *("register_bait_check", "register_market_check", "scheme_edit", "scheme_new", "score_compute", "score_appeal"),
        *("dossier_file", "task_chosen", "task_duplicate", "task_recalculate", "task_stage", "task_reshoot"),
    )
)


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
        more_states(found)
        clients = {who: signed_in(who) for who in WRITERS}
        yield tries(found, clients), clients


def more_states(found):
    """Tasks in other states beside the dispatched one, an order nobody signed, and addresses that want a question."""
    first = found["task_detail"][0][0]
    tasks = [makers.reported(), makers.fixed(), makers.closed(), makers.suspended()]
    for name, several in found.items():
        if name.startswith("task_") and several[0][0] == first:
            several += [(task.number, *several[0][1:]) for task in tasks]
    found["order_detail"].append((decisions.warned().pk,))
    unhappy = residents.resolved(residents.accepted(residents.report(place=residents.place("示例小区九"))))
    PublicReport.objects.filter(pk=unhappy.pk).update(rating=PublicRating.DISSATISFIED, reopening=Decision.PENDING)
    found["public_detail"] = [(unhappy.pk,), (residents.report(place=residents.place("示例小区九")).pk,)]
    makers.process_photos()


def signed_in(who):
    """Somebody's browser."""
    client = Client(raise_request_exception=False)
    if who != "anonymous":
        client.force_login(person(who))
    return client


def tries(found, clients):
    """Everything that can be sent: the forms of every page anybody opens, answered in full and in short, and what has no page."""
    sent = {name: [] for name in WRITES}
    for who, client in clients.items():
        for page in pages(found):
            for form in forms_on(client, page):
                name = name_of(form.action)
                if name in sent and len(sent[name]) < MOST_TRIES:
                    answers = (form.data(), form.data(is_short=True))
                    sent[name] += [(who, form.action, answer, form.names) for answer in answers]
    by_hand = direct.sent(found)
    for name in WRITES:
        who, data = by_hand.get(name, ("wang", direct.ONCE))
        if name in by_hand or not sent[name]:
            args = found[name][0] if ROUTES[name].converters else ()
            sent[name].insert(0, (who, reverse(name, args=args), data, {*data}))
    return sent


MOST_TRIES = 24


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


def wrote(changed):
    """Whether a submission did what it was for: a photo kept for the next try and the word in the trail are not it."""
    return bool({*changed} - {"tataboo_portal_auditevent", "tataboo_portal_photo", "tataboo_portal_job"})


def assert_same(together, alone, but=""):
    """The same rows came and went; where not, only what differs is shown."""
    assert together.keys() == alone.keys()
    for table, (came, went) in together.items():
        if table == but:
            continue
        assert (came - alone[table][0], went - alone[table][1]) == (alone[table][0] - came, alone[table][1] - went), (
            table
        )


def first_that_writes(name, sent, clients):
    """(whether it wrote, who, address, data, names, tables) of the first thing sent to a route that does what the route is for."""
    found = None
    for who, address, data, names in sent[name]:
        response, changed = extras.effect(clients[who], address, data)
        assert response.status_code < 500, (address, data)
        if wrote(changed) or found is None:
            found = (wrote(changed), who, address, data, names, [*changed])
        if wrote(changed):
            break
    return found


def led_to(response):
    """The answer and where it leads."""
    return response.status_code, extras.without_drawn(response.headers.get("Location", ""))


def alone_and_together(name, sent, clients):
    """Whether a route wrote, and (the answer, what it changed) without and with all that its form does not name."""
    has_written, who, address, data, names, tables = first_that_writes(name, sent, clients)
    more = extras.of(apps.get_model(WRITES[name]) if WRITES[name] else None, named=names | FILTERS.get(name, set()))
    assert len(more) > 20
    answers = []
    for beside in ({}, more):
        extras.go_on_from(tables)
        answers.append(extras.effect(clients[who], address, extras.again(data) | beside, known=data | more))
    return has_written, *answers


@pytest.mark.parametrize("name", sorted(WRITES))
def test_what_is_sent_beside_the_form_changes_nothing(db, site, name):
    has_written, (alone, changed), (together, changed_too) = alone_and_together(name, *site)
    assert led_to(together) == led_to(alone)
    assert_same(changed_too, changed, but=DRAWN_ANEW.get(name, ""))
    assert has_written or name in ONLY_ANSWERED


def test_a_form_that_took_more_than_it_names_would_be_noticed(db, site, monkeypatch):
    """The control: a form that takes a column nobody asked for out of what was sent."""
    real = LedgerEntryForm.values
    monkeypatch.setattr(LedgerEntryForm, "values", lambda form: real(form) | {"note": form.data.get("void_reason", "")})
    _, (_, alone), (_, together) = alone_and_together("work_list", *site)
    with pytest.raises(AssertionError):
        assert_same(together, alone)
