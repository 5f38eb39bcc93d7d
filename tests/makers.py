"""Rows the tests need, made through the portal's own actions."""

import uuid
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from campaigns import actions as ledger
from campaigns.models import Indicator
from inspections import actions as cases
from inspections.models import TaskCategory
from publicity import actions as publicity
from publicity.models import PublicityKind
from tataboo_portal import photos
from tataboo_portal.models import Photo
from tests.people import jpeg, person, unit_of


def photo_upload(colour="gray", name="现场.jpg"):
    """A photo as a browser sends it."""
    return SimpleUploadedFile(name, jpeg(colour), "image/jpeg")


def work(unit="7", indicator="sticker", quantity=12, by=None, day=None, **values):
    """A work record."""
    return ledger.log_work(
        by=by or person("wang"),
        client_uuid=values.pop("client_uuid", uuid.uuid4()),
        unit=unit_of(unit),
        indicator=Indicator.objects.get(code=indicator),
        quantity=quantity,
        day=day or timezone.localdate(),
        **{"place": None, "location": "", "note": "", **values},
    )


def drive(unit="7", results=None, by=None, day=None, **values):
    """A clean-up event with {indicator code: quantity} as its results, 25 people unless said otherwise."""
    return ledger.log_drive(
        by=by or person("wang"),
        client_uuid=uuid.uuid4(),
        unit=unit_of(unit),
        day=day or timezone.localdate(),
        results={Indicator.objects.get(code=code): quantity for code, quantity in (results or {}).items()},
        **{"place": None, "location": "", "note": "", "people": 25, **values},
    )


def placement(unit="2", kind="banner", quantity=12, by=None, day=None, **values):
    """A placement."""
    return publicity.log_placement(
        by=by or person("wang"),
        client_uuid=uuid.uuid4(),
        unit=unit_of(unit),
        kind=PublicityKind.objects.get(indicator__code=kind),
        quantity=quantity,
        day=day or timezone.localdate(),
        **{"place": None, "location": "", "note": "", **values},
    )


def reported(unit="1", category="dead_corner", by=None, **values):
    """A task just reported with its before photo."""
    return cases.report_problem(
        by=by or person("li"),
        client_uuid=values.pop("client_uuid", uuid.uuid4()),
        unit=unit_of(unit),
        category=TaskCategory.objects.get(code=category),
        photo=photo_upload(),
        **values,
    )


def assigned(task=None, due_at=None, **values):
    """A task given to its unit, due tomorrow unless said otherwise."""
    task = task or reported(**values)
    return cases.assign(
        by=person("wang"),
        task=task,
        client_uuid=uuid.uuid4(),
        unit=task.unit,
        due_at=due_at or timezone.now() + timedelta(days=1),
    )


def fixed(task=None, by=None, quantity=2, **values):
    """A task handed in with its after photo."""
    task = task or assigned(**values)
    return cases.fix(
        by=by or person("li"), task=task, client_uuid=uuid.uuid4(), photo=photo_upload("green"), quantity=quantity
    )


def closed(task=None, by=None, quantity=2, **values):
    """A task verified by the inspector."""
    task = task or fixed(**values)
    return cases.verify(by=by or person("liu"), task=task, client_uuid=uuid.uuid4(), quantity=quantity)


def asked(kind="extension", task=None, by=None, note="等材料到货", **values):
    """A request of 李 that waits for its decision: an extension, a suspension of two weeks, or an appeal."""
    if kind == "suspension":
        values.setdefault("until", timezone.localdate() + timedelta(days=14))
    ask = {
        "extension": cases.ask_extension,
        "suspension": cases.ask_suspension,
        "appeal": cases.ask_appeal,
    }[kind]
    return ask(by=by or person("li"), task=task or assigned(), client_uuid=uuid.uuid4(), note=note, **values)


def decided(request, approved=True, by=None, note="情况属实"):
    """A request somebody else decided, 王 unless said otherwise."""
    return cases.decide(
        by=by or person("wang"), request=request, approved=approved, note=note, client_uuid=uuid.uuid4()
    )


def suspended(task=None, **values):
    """A task whose clock is paused, for two weeks unless said otherwise."""
    task = decided(asked("suspension", task, **values)).task
    task.refresh_from_db()
    return task


def process_photos():
    """Draw the served sizes of every waiting photo, as the worker would."""
    for pk in Photo.objects.values_list("pk", flat=True):
        photos.process(pk)
