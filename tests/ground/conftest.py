"""What the tests of backups and of restoring share."""

import pytest
from django.core.files.base import ContentFile
from django.db import connections
from django.test import override_settings

from tataboo_portal import photos
from tests import makers
from tests.ground.saved import leave_no_databases, put
from tests.people import jpeg, person


@pytest.fixture
def site(transactional_db, reference_again, tmp_path):
    """A small site on the test's own database, with a data folder of its own; what a restoration leaves beside is removed."""
    data = tmp_path / "data"
    data.mkdir()
    with override_settings(DATA_DIR=data, MEDIA_ROOT=data / "media"):
        makers.work(quantity=12)
        photos.keep(ContentFile(jpeg("red"), "现场.jpg"), by=person("li"))
        makers.process_photos()
        put("exports/ab/abcd", b"gone tomorrow")
        yield tmp_path / "backups"
        connections.close_all()
        leave_no_databases()
