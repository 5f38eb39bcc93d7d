"""A task's pages as tests open and send them."""

import uuid

from django.urls import reverse

from tataboo_portal.models import Place, StandardText
from tests.people import unit_of


def url(task, name="task_detail", *more):
    """The address of one of a task's pages."""
    return reverse(name, args=[task.number, *more])


def html(client, task, name="task_detail", *more):
    """The page as the person sees it."""
    response = client.get(url(task, name, *more))
    assert response.status_code == 200
    return response.content.decode()


def send(client, task, name, *more, **data):
    """Post a step as its page would, for the version now on the screen."""
    task.refresh_from_db()
    data = {"client_uuid": str(uuid.uuid4()), "version": task.version} | data
    return client.post(url(task, name, *more), data)


def phrase(topic):
    """The first usual phrase of a topic."""
    return StandardText.objects.filter(topic=topic).first()


def place_of(code="1", name="示例小区一"):
    """A place of the unit."""
    return Place.objects.get_or_create(name=name, community=unit_of(code), defaults={"kind": "compound"})[0]
