"""Run inside a production site: the fixed people and one of each thing the front server is asked for."""

import json
import os

import django


def main():
    """Make them and print their addresses as JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tataboo_portal.settings")
    django.setup()

    from tataboo_portal.enums import PhotoSize
    from tataboo_portal.models import Photo
    from tests import makers
    from tests.inspections import residents
    from tests.people import PASSWORD, person

    for name in ("wang", "li", "qian"):
        person(name)
    task = makers.reported()
    makers.process_photos()
    photo = Photo.objects.get()
    facts = {
        "password": PASSWORD,
        "photo": f"/tasks/{task.number}/photos/{photo.token}/{PhotoSize.LARGE}/",
        "category": task.category_id,
        "file": photo.served_path(PhotoSize.LARGE),
        "public": f"/s/{residents.place().code}/",
    }
    print(json.dumps(facts))  # noqa: T201 - whoever started it reads it
