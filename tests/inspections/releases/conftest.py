"""A task whose photo shows somebody, and what the tests of its version for outside look at."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image

from tataboo_portal import jobs, photos, releases
from tataboo_portal.enums import JobStatus, PhotoSize
from tataboo_portal.models import Job, PhotoRelease
from tests import makers

LEFT = [[0, 0, 500, 1000]]
CORNER = [[750, 0, 250, 250]]


def halves():
    """A photo whose left half is a face, as it were: red, the rest white; laid on its side by the phone."""
    picture = Image.new("RGB", (800, 600), "white")
    picture.paste((255, 0, 0), (0, 0, 400, 600))
    exif = Image.Exif()
    exif[0x0112] = 3  # upside down: upright, the red half is on the right
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=95, exif=exif)
    return buffer.getvalue()


@pytest.fixture
def task(db):
    """A task whose before photo is red on its right half."""
    task = makers.reported()
    row = task.photos.get()
    row.photo = photos.keep(ContentFile(halves(), "现场.jpg"), by=row.photo.uploaded_by, where="绣品厂社区 示例小区一")
    row.save()
    makers.process_photos()
    return task


@pytest.fixture
def photo(task):
    """Its photo, ready to be looked at."""
    return task.photos.get().photo


def run_jobs():
    """Do what waits, as the worker would."""
    for job in Job.objects.filter(task=releases.DRAW_TASK, status=JobStatus.WAITING).order_by("id"):
        jobs.run(job.pk, releases.draw)


def fresh(photo):
    """The photo's release as the database has it."""
    return PhotoRelease.objects.get(photo=photo)


def pixels(owner, size):
    """A stored copy of a photo or release as an image."""
    with default_storage.open(owner.served_path(size)) as source:
        return Image.open(io.BytesIO(source.read())).convert("RGB")


def copies(owner):
    """The sizes of it that exist."""
    return [str(size) for size in PhotoSize if default_storage.exists(owner.served_path(size))]


def send(client, task, photo, choice, cells=(), seen=None):
    """Send the form of the page."""
    seen = (
        seen
        if seen is not None
        else (PhotoRelease.objects.filter(photo=photo).values_list("token", flat=True).first() or "")
    )
    data = {"choice": choice, "cells": list(cells), "seen": str(seen)}
    return client.post(reverse("task_photo_release", args=[task.number, photo.token]), data)


def redness(colour):
    """How much more red than anything else."""
    return colour[0] - max(colour[1:])
