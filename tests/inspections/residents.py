"""Residents in front of the public page: what they send, and reports as far as somebody is with them."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from itertools import count

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from inspections.actions.public import accept_report, take_in
from inspections.models import PublicReport, TaskCategory
from inspections.public import drawing
from tataboo_portal import actions as ground
from tataboo_portal import public, releases
from tataboo_portal.models import Place
from tests import makers
from tests.people import jpeg, person, unit_of

MORNING = datetime(2026, 11, 26, 2, tzinfo=UTC)  # 10:00 in Asia/Shanghai
PHONE = "13812345678"
WORDS = "楼道口有垃圾，打我电话13812345678"
_senders = count(1)


def place(name="示例小区一", **values):
    """A place residents scan, in 绣品厂社区."""
    found = Place.objects.filter(name=name).first()
    return found or Place.objects.create(name=name, kind="compound", community=unit_of("1"), **values)


def token(code, seconds=30, purpose="report"):
    """The token of a form that was opened so long ago."""
    with time_machine.travel(timezone.now() - timedelta(seconds=seconds), tick=False):
        return public.form_token(purpose, code)


def photo(content=None, name="IMG 13812345678.jpg", kind="image/jpeg"):
    """A photo as a phone sends it, under a name that tells too much."""
    return SimpleUploadedFile(name, jpeg() if content is None else content, kind)


def sent(code, **changes):
    """The form as a phone sends it after half a minute."""
    return {"token": token(code), "photo_camera": photo(), "words": WORDS, "phone": PHONE, "homepage": ""} | changes


def send(client, code, address="198.51.100.7", **changes):
    """Send the form from a network address; returns the answer."""
    return client.post(f"/s/{code}/", sent(code, **changes), REMOTE_ADDR=address)


def report(**values):
    """A report that waits, from somebody of its own, with its photo drawn."""
    facts = {"place": place(), "photo": photo(), "words": WORDS, "phone": PHONE} | values
    made = take_in(client_uuid=uuid.uuid4(), sender=f"示例{next(_senders)}", **facts)
    drawing.draw()
    return PublicReport.objects.get(pk=made.pk)


def accepted(made=None, **values):
    """A report that became a task."""
    made = made or report()
    facts = {"unit": unit_of("1"), "category": TaskCategory.objects.get(code="dead_corner"), "note": "楼道口有垃圾"}
    accept_report(by=person("wang"), report=made, client_uuid=uuid.uuid4(), **(facts | values))
    makers.process_photos()
    return PublicReport.objects.get(pk=made.pk)


def resolved(made=None):
    """A report whose task was fixed by 李 and judged by 刘."""
    made = made or accepted()
    task = makers.closed(makers.fixed(makers.assigned(made.task)))
    makers.process_photos()
    assert task.closed_at
    return PublicReport.objects.get(pk=made.pk)


def release(row):
    """Prepare a task's photo for outside, as the office does."""
    made = ground.release_photo(by=person("wang"), photo=row.photo, rectangles=[[0, 0, 100, 100]])
    releases.draw(made.pk, made.token.hex)
    return made


def words_of(response):
    """What a page says, without tags and doubled blanks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
