"""Numbers and names that are hidden: seeded in every column that keeps them, looked for in all that leaves the portal, for every role.

The law: what is hidden comes out whole only from the pages named here, to who may have it, and never without an event of its own.
"""

import contextlib
import io
import json
import logging
import zipfile

import pytest
from django.urls import reverse

from inspections.models import IllegalStructure, PublicReport, Shop, ZombieVehicle
from publicity.models import CultureCentre, Praise, SurveyResponse
from reports.models import SupervisionOrder
from reports.search import indexing
from tataboo_portal.log_lines import JsonLines
from tataboo_portal.models import AuditEvent, User
from tests.access import world
from tests.access.matrix import POLICY
from tests.access.rows import OK
from tests.access.test_garbage import LISTS
from tests.people import person

PHONE, OTHER_PHONE, NAME, ID_NUMBER = "13687654321", "13712349876", "欧阳锦绣", "320305199001011234"
MARKS = (PHONE, OTHER_PHONE, NAME, ID_NUMBER)
SEEDS = {
    User: {"phone": PHONE},
    Shop: {"phone": PHONE, "owner_name": NAME},
    IllegalStructure: {"owner_name": NAME},
    ZombieVehicle: {"owner_contact": f"车主电话{PHONE}，证件{ID_NUMBER}"},
    Praise: {"giver": NAME},
    PublicReport: {"phone": PHONE, "words": f"打{OTHER_PHONE}", "rating_words": f"打{OTHER_PHONE}"},
    SurveyResponse: {"remark": f"打{OTHER_PHONE}，证件{ID_NUMBER}"},
    SupervisionOrder: {"phone": PHONE},
    CultureCentre: {"phone": PHONE},
}
# Where it may come out whole, each time with an event: to who may write the row, and to who sends the order out.
PLAIN = {"register_detail", "order_task", "tataboo_portal_user_change"}
ON_THE_DOOR = {"centre_door"}  # a sheet for the public
OWN_WORDS = {"public_track"}  # behind the code only who wrote them has
MANAGES = ("qian", "/search/")  # who manages people finds them by their number, and reads its ends
pytestmark = pytest.mark.sweep


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker):
    """({route: [arguments]}, {person: a browser}) of 李's rows, with the marks in every column that keeps such things."""
    with django_db_blocker.unblock(), world.open_world("li") as found:
        for model, values in SEEDS.items():
            assert model.objects.update(**values), model
        indexing.reindex()
        yield found, world.clients()


@pytest.fixture(autouse=True)
def pages_for_residents(settings):
    settings.PUBLIC_PAGES = True


@contextlib.contextmanager
def lines():
    """Every log line that is written meanwhile, as it goes out."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLines())
    loggers = [logging.getLogger(name) for name in ("", "django", "django.request")]
    for logger in loggers:
        logger.addHandler(handler)
    try:
        yield out
    finally:
        for logger in loggers:
            logger.removeHandler(handler)


def words_of(content):
    """What an answer says; of sheets, papers and parcels what is in them."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content.decode("utf-8", "ignore")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(words_of(archive.read(name)) for name in archive.namelist())


def got(client, url, **asked):
    """(status, the marks in it, how many events of a look or a copy it left)."""
    before = AuditEvent.objects.filter(action__in=("view", "export")).count()
    response = client.get(url, asked)
    words = words_of(b"".join(response))
    after = AuditEvent.objects.filter(action__in=("view", "export")).count()
    return response.status_code, [mark for mark in MARKS if mark in words], after - before


READ = sorted({name for method, name in POLICY if method == "GET"})


@pytest.mark.parametrize("name", READ)
def test_no_page_and_no_file_shows_what_is_hidden(db, seeded, name):
    found, people = seeded
    shown = {}
    for args in found.get(name, [()]):
        for who, client in people.items():
            with world.undone():
                status, marks, events = got(client, reverse(name, args=args))
            if marks and not (status == OK and name in PLAIN and events == 1) and name not in ON_THE_DOOR | OWN_WORDS:
                shown[who, args] = marks
    assert shown == {}


def test_the_pages_that_show_it_whole_do_so_to_who_may_write_and_leave_an_event(db, seeded):
    """The control: were nothing ever shown, the test above could not fail."""
    found, people = seeded
    shop = next(args for args in found["register_detail"] if args[0] == "shops")
    plain = {}
    for who, client in people.items():
        with world.undone():
            status, marks, events = got(client, reverse("register_detail", args=shop))
        plain[who] = (PHONE in marks, events) if status == OK else None
    assert plain == {
        "anonymous": None,
        "wang": (True, 1),
        "li": (True, 1),
        "zhang": None,
        "zhao": None,
        "chen": None,
        "liu": (False, 0),
        "sun": (False, 0),
        "qian": (False, 0),
    }


@pytest.mark.parametrize("slug", ["shops", "structures", "vehicles", "praises", "responses", "centres"])
def test_a_list_taken_out_whole_says_so_in_its_event(db, seeded, slug):
    _, people = seeded
    for who, may in (("wang", True), ("li", True), ("liu", False), ("qian", False)):
        for phones in ("", "1"):
            with world.undone():
                _, marks, events = got(people[who], reverse("register_export", args=[slug]), phones=phones)
                told = AuditEvent.objects.filter(action="export").latest("pk").after["filter"]
            assert events == 1
            assert bool(marks) is (may and phones == "1"), (who, phones, marks)
            assert (told.get("phones") == "True") is (phones == "1")


def asked_for(client, page, typed):
    """How often the answer repeats what was typed, and how many rows it has."""
    response = client.get(page, {"q": typed, "search": typed})
    words = words_of(b"".join(response))
    return words.count(typed), words.count("<tr"), words.count('class="card')


@pytest.mark.parametrize("page", LISTS)
def test_nothing_hidden_is_found_by_asking_for_it_and_no_line_and_no_error_page_repeats_it(db, seeded, page):
    """Whoever types a number there is gets to the letter what they get for one there is not."""
    _, people = seeded
    with lines() as written:
        for who in ("wang", "zhang", "liu", "qian"):
            for mark, nobodys in ((PHONE, "13600000000"), (NAME, "欧阳无名")):
                found, nothing = (asked_for(people[who], page, typed) for typed in (mark, nobodys))
                if (who, page) == MANAGES:
                    assert (found[0], mark == PHONE) == (nothing[0], found != nothing)
                else:
                    assert found == nothing, (who, mark)
            assert PHONE not in people[who].get("/nosuch/", {"q": PHONE}).content.decode()
            people[who].get(f"/nosuch/{PHONE}/")
    assert not any(mark in json.loads(line)["message"] for line in written.getvalue().splitlines() for mark in MARKS)


def test_cards_of_the_admin_are_looked_at_with_an_event(db, seeded):
    _, people = seeded
    card = reverse("admin:tataboo_portal_user_change", args=[person("li").pk])
    with world.undone():
        assert got(people["qian"], card)[1:] == ([PHONE], 1)
    for page in ("user", "auditevent"):
        assert got(people["qian"], reverse(f"admin:tataboo_portal_{page}_changelist"))[1] == []
