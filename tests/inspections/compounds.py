"""Places by their names."""

from tataboo_portal.models import Place
from tests.people import unit_of


def place(name, unit="1", kind="compound", **values):
    return Place.objects.create(name=name, kind=kind, community=unit_of(unit), **values)
