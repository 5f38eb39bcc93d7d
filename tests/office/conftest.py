"""A week to make papers of, and LibreOffice to open them."""

import pytest
from django.core.files.storage import default_storage
from django.db import transaction

from reports import weekly
from reports.papers.weekly import weekly_document
from tataboo_portal import photos
from tataboo_portal.enums import PhotoSize
from tataboo_portal.weeks import Week
from tests import makers
from tests.paged import turned
from tests.people import jpeg

PLACES = ("一号楼后", "二号楼前", "早市东门", "北街口")


def stand_upright(task):
    """Let the copies papers show of this task's photos be three wide and four high."""
    for row in task.photos.select_related("photo"):
        with default_storage.open(photos.paper_path(row.photo, PhotoSize.MEDIUM), "wb") as file:
            file.write(jpeg("teal", (540, 720)))


@pytest.fixture(scope="session")
def turn(tmp_path_factory):
    """Have LibreOffice write papers anew, as pages or as Word: `turn({name: bytes}, "pdf")`, and get {name: path}."""
    folder = tmp_path_factory.mktemp("papers")
    return lambda papers, ending: turned(papers, ending, folder)


@pytest.fixture(scope="module")
def week(django_db_setup, django_db_blocker):
    """A week with quantities and four closed tasks, one photographed upright: its report, the Word file, what was entered."""
    with django_db_blocker.unblock(), transaction.atomic():
        entered = {"dead_corner": 38, "sticker": 1240}
        for indicator, quantity in entered.items():
            makers.work(unit="7", indicator=indicator, quantity=quantity)
        makers.work(unit="A", indicator="sticker", quantity=3)
        for place in PLACES:
            task = makers.closed(unit="1", location=place)
        makers.process_photos()
        stand_upright(task)
        report = weekly.build(Week.current().shifted(1))
        yield report, weekly_document(report, report.content), entered
        transaction.set_rollback(True)
