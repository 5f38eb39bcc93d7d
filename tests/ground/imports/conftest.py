"""What the tests of kept rows share: a checked batch in a folder of its own, and whether its file is read anew."""

import pytest

from campaigns.models import DetailColumn, Indicator
from tataboo_portal.imports import writing
from tataboo_portal.models import Place
from tests.ground.imports.pasted import WORKS, checked
from tests.people import unit_of


@pytest.fixture
def own_folder(settings, tmp_path):
    """Files of other tests do not lie beside these."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def batch(wang):
    """A checked batch of work records, one of them at a known place, two alike, one with an own column, one wrong."""
    Place.objects.create(name="示例小区", kind="residential", community=unit_of("1"))
    sticker = Indicator.objects.get(code="sticker")
    DetailColumn.objects.create(indicator=sticker, code="length", heading="长度", kind="number")
    return checked(WORKS, by=wang)


@pytest.fixture
def read_anew(monkeypatch):
    """How often the last step read a file."""
    found, honest = [], writing.Reading
    monkeypatch.setattr(writing, "Reading", lambda *args, **options: found.append(1) or honest(*args, **options))
    return found
