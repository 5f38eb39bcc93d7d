"""Photos with a story of their own — the same spot, shot again, edited, taken elsewhere — and the tasks they are handed in for."""

import io
import random
import uuid

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from inspections import actions, evidence
from inspections.models import EvidenceHint, TaskPhoto
from tests import makers
from tests.people import person, unit_of

LIES_AT = (30.650, 113.160)


def scene(seed, rubbish=0):
    """A corner of walls and ground with things in it, and bags of rubbish in front."""
    chance = random.Random(seed)
    picture = Image.frombytes("RGB", (16, 12), chance.randbytes(576)).resize((800, 600), Image.Resampling.BICUBIC)
    pen = ImageDraw.Draw(picture)
    for _ in range(30):
        x, y = chance.randrange(760), chance.randrange(560)
        pen.rectangle(
            [x, y, x + chance.randrange(10, 90), y + chance.randrange(10, 70)], fill=tuple(chance.randbytes(3))
        )
    for number in range(rubbish):
        pen.ellipse([300 + 70 * number, 420, 380 + 70 * number, 500], fill=(30, 34, 40))
    return picture.filter(ImageFilter.GaussianBlur(0.8))


def by_hand(picture):
    """The same spot shot once more by hand: a little turned, shifted and darker."""
    turned = picture.rotate(0.6, Image.Resampling.BICUBIC).crop((34, 24, 790, 584))
    return ImageEnhance.Brightness(turned).enhance(0.93)


def upload(picture, quality=88, **claims):
    """The picture as a phone sends it."""
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality, **claims)
    return SimpleUploadedFile("现场.jpg", buffer.getvalue(), "image/jpeg")


def examine_all():
    """Every job of examining, as the worker would run them."""
    for row in TaskPhoto.objects.order_by("pk"):
        evidence.examine(row.pk)


def handed_in(before=None, after=None, **values):
    """A task with these photos, handed in by 李."""
    task = actions.report_problem(
        by=person("li"),
        client_uuid=uuid.uuid4(),
        unit=unit_of("1"),
        category=makers.TaskCategory.objects.get(code="dead_corner"),
        photo=upload(before or scene(uuid.uuid4().int)),
        **values,
    )
    photo = after if isinstance(after, SimpleUploadedFile) else upload(after or scene(uuid.uuid4().int))
    return actions.fix(by=person("li"), task=makers.assigned(task), client_uuid=uuid.uuid4(), photo=photo, quantity=1)


def found(task):
    """The kinds of the hints about a task's photos."""
    return sorted(EvidenceHint.objects.filter(task_photo__task=task).values_list("kind", flat=True))


def rework(task, photo):
    """Sent back and handed in again."""
    sent = actions.send_back(by=person("liu"), task=task, client_uuid=uuid.uuid4(), note="还有残留")
    return actions.fix(by=person("li"), task=sent, client_uuid=uuid.uuid4(), photo=upload(photo), quantity=1)
