"""What one reading of a sheet needs to know: who reads, the year of days without one, and everything cells may name."""

from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property

from django.utils import timezone

from tataboo_portal.imports.cells import key
from tataboo_portal.models import Place, Unit, User
from tataboo_portal.permissions import Permission

CLOSE_ENOUGH = 0.6


@dataclass
class Scope:
    """One person reading one table; names are fetched once and only when a column asks for them."""

    by: object = None
    year: int = 0
    is_1904: bool = False
    said: set = field(default_factory=set)

    def __post_init__(self):
        self.year = self.year or timezone.localdate().year

    @property
    def own_unit(self):
        """The one unit this person may write for, or None when it may be any."""
        if self.by is None or self.by.may(Permission.LOG_FOR_ANY_UNIT) or self.by.may(Permission.MANAGE):
            return None
        return self.by.unit

    @cached_property
    def units(self):
        """{name, short name, code or label: unit} of the units in use."""
        found = {}
        for unit in Unit.objects.active():
            for name in (unit.code, unit.name, unit.short_name, unit.label, f"{unit.code}{unit.short_name}"):
                found.setdefault(key(name), unit)
        found.pop("", None)
        return found

    @cached_property
    def people(self):
        """{name or number: [people]} in use."""
        found = {}
        for person in User.objects.filter(is_active=True).select_related("unit"):
            for name in {person.full_name, person.username}:
                found.setdefault(key(name), []).append(person)
        return found

    @cached_property
    def places(self):
        """{(unit, name): [places]} in use, by community and by market line."""
        found = {}
        for place in Place.objects.active().only("id", "name", "community_id", "market_group_id"):
            for unit in {place.community_id, place.market_group_id} - {None}:
                found.setdefault((unit, place.name), []).append(place)
        return found

    def place_named(self, name, unit):
        """The one place of exactly this name on the unit's area or line, or None: nothing is guessed."""
        found = self.places.get((unit.pk, name), ()) if name and unit else ()
        return found[0] if len(found) == 1 else None


def offer(word, names):
    """The one name this word was perhaps meant to be, or nothing."""
    return next(iter(get_close_matches(word, [name for name in names if len(name) > 1], n=1, cutoff=CLOSE_ENOUGH)), "")
