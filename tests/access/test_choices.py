"""What a form offers and takes: no foreign row is a choice, whether it is picked from a list, typed, or sent by hand."""

import io
import uuid
import zipfile
from contextlib import contextmanager
from unittest import mock

import pytest
from django import forms
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Indicator, WorkRecord
from inspections.models import PatrolRound, RemediationTask, TaskCategory
from publicity.models import PlanDocument
from tests import makers, papers, registers
from tests.access import marks, world
from tests.access.routes import methods, routes
from tests.people import person

OF_A_CASE = ("inspections_remediationtask", "inspections_taskstep", "inspections_extension")
STRANGERS = ("zhang", "zhao", "chen")
GETS = [route for route in routes() if not route.is_admins and "GET" in methods(route.callback)]


@contextmanager
def noticed():
    """Every form that is made meanwhile."""
    made, begin = [], forms.BaseForm.__init__

    def noting(form, *args, **kwargs):
        made.append(form)
        begin(form, *args, **kwargs)

    with mock.patch.object(forms.BaseForm, "__init__", noting):
        yield made


def takes(field, row):
    """Whether a field of choices takes this row."""
    key = getattr(row, field.to_field_name or "pk")
    try:
        field.clean([key] if isinstance(field, forms.ModelMultipleChoiceField) else key)
    except forms.ValidationError:
        return False
    return True


def choices_of(made):
    """{(form, field): the field} of every choice of rows, each once."""
    return {
        (type(form).__qualname__, name, form.is_bound): field
        for form in made
        for name, field in form.fields.items()
        if isinstance(field, forms.ModelChoiceField)
    }


def taken(who):
    """(the fields that take a row only 李's unit may know of, how many rows were tried) when somebody opens every page."""
    client = Client()
    client.force_login(person(who))
    with transaction.atomic():
        before = marks.standing()
        foreign = world.made_for("li")
        hidden = marks.hidden(before, [person(stranger) for stranger in STRANGERS])
        own = world.some_rows(who)
        with noticed() as made:
            for route in GETS:
                several = [*foreign.get(route.name, []), *own.get(route.name, [])] if route.converters else [()]
                for args in several:
                    b"".join(client.get(reverse(route.name, args=args)))  # reading a file to its end closes it
        found = tried(choices_of(made), hidden)
        transaction.set_rollback(True)
    return found


def tried(choices, hidden):
    """Every choice asked for every hidden row of its model."""
    found, asked = set(), 0
    for (form, name, _), field in choices.items():
        for row in field.queryset.model._default_manager.filter(pk__in=hidden.get(field.queryset.model, ())):
            asked += 1
            found |= {(form, name)} if takes(field, row) else set()
    return found, asked


@pytest.mark.sweep
@pytest.mark.parametrize("who", STRANGERS)
def test_no_field_of_any_form_takes_a_foreign_row(db, who):
    found, asked = taken(who)
    assert asked > 20
    assert not found


@pytest.mark.sweep
def test_their_own_people_choose_what_strangers_cannot(db):
    """The control: the rows are there to be chosen."""
    assert len(taken("li")[0]) > 5


@pytest.fixture
def foreign(db):
    """A place, a photo and a paper of 绣品厂社区, and 张 who is not of it."""
    place = registers.market(name="示例外人市场")
    record = makers.work(unit="1", by=person("li"), photo=makers.photo_upload("purple"))
    paper = registers.row(PlanDocument, title="示例方案", day=registers.today(), paper=papers.paper())
    return {"place": place, "photo": record.photos.get(), "paper": paper.paper, "record": record}


def entry(**values):
    """What a phone sends of a work record."""
    sticker = Indicator.objects.get(code="sticker").pk
    shared = {"client_uuid": str(uuid.uuid4()), "day": timezone.localdate().isoformat(), "quantity": "3"}
    return shared | {"indicator": sticker, "category": TaskCategory.objects.first().pk} | values


def test_the_name_of_a_foreign_place_is_only_words(sign_in, zhang, foreign):
    assert sign_in(zhang).post("/cleanups/", entry(where=foreign["place"].name)).status_code == 302
    record = WorkRecord.objects.latest("pk")
    assert (record.place, record.location, record.unit) == (None, foreign["place"].name, zhang.unit)


def test_a_foreign_photo_cannot_be_named_again(sign_in, zhang, foreign):
    client, token = sign_in(zhang), str(foreign["photo"].token)
    assert client.post("/cleanups/", entry(photo_kept=token)).status_code == 302
    assert not WorkRecord.objects.latest("pk").photos.exists()
    assert client.post("/report/", entry(photo_kept=token, where="示例")).status_code == 400
    assert not RemediationTask.objects.exists()


def test_a_foreign_paper_cannot_be_named_again(sign_in, zhang, foreign):
    data = registers.typed("documents", "2") | {"paper_kept": str(foreign["paper"].token)}
    sign_in(zhang).post("/registers/documents/new/", data)
    assert not PlanDocument.objects.filter(unit=zhang.unit, paper=foreign["paper"]).exists()


def test_the_card_of_a_foreign_place_opens_no_form(sign_in, zhang, foreign):
    client, code = sign_in(zhang), foreign["place"].code
    assert client.get(f"/checks/new/?place={code}").status_code == 404
    assert foreign["place"].name not in client.get(f"/report/?place={code}").content.decode()
    assert client.post("/patrols/new/", entry(places=foreign["place"].pk)).status_code == 400
    assert not PatrolRound.objects.exists()


def parcel(response):
    """{name: bytes} of what is in a parcel."""
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_parcel_holds_nothing_of_foreign_numbers_among_chosen_ones(sign_in, zhang):
    foreign, own = makers.closed(unit="1"), makers.closed(makers.fixed(unit="2", by=zhang))
    makers.process_photos()
    client = sign_in(zhang)
    assert client.post("/photos/zip/", {"task": foreign.number}).status_code == 302
    asked = {"task": [foreign.number, own.number]}
    held = parcel(client.post("/photos/zip/", asked))
    assert len(held) == 3  # before, after and the table
    assert not [name for name, content in held.items() if foreign.number in name or foreign.number.encode() in content]
    mine = {name for name in held if own.number in name}
    assert mine == {name for name in held if name.endswith(".jpg")}
    control = parcel(sign_in(person("wang")).post("/photos/zip/", asked))
    assert len([name for name in control if foreign.number in name]) == len(mine) == 2


def test_foreign_numbers_among_chosen_ones_are_passed_over(sign_in, zhang):
    task = makers.closed(unit="1")
    makers.process_photos()
    client = sign_in(zhang)
    for page in (
        f"/tasks/print/?task={task.number}",
        f"/photos/print/?task={task.number}",
        f"/search/?q={task.number}",
    ):
        assert task.title not in client.get(page).content.decode(), page


@pytest.mark.parametrize("do", [{"do": "extend", "note": "示例"}, {"do": "assign"}])
def test_chosen_foreign_tasks_stay_as_they_are(sign_in, zhang, do):
    task = makers.asked("extension").task
    sent = {"client_uuid": str(uuid.uuid4()), "task": f"{task.number}@{task.version}", "unit": zhang.unit_id} | do
    before = world.fingerprint(OF_A_CASE)
    assert sign_in(zhang).post("/tasks/chosen/", sent).status_code == 403
    assert world.fingerprint(OF_A_CASE) == before
    sent["client_uuid"] = str(uuid.uuid4())
    assert sign_in(person("wang")).post("/tasks/chosen/", sent).status_code == 302
    after = world.fingerprint(OF_A_CASE)  # the control: the same words from who may
    assert all(after[table] != before[table] for table in OF_A_CASE[:2])
