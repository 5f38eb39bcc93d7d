"""巡查: which places somebody has to look at, in the order of their need."""

from dataclasses import dataclass

from django.db.models import Case, F, IntegerField, Value, When

from inspections.coverage import BEHIND, seen_state, seen_words
from inspections.places import natural, short_name
from tataboo_portal.models import Place

MOST_ON_A_ROUND = 300


def _kept_first(user):
    return Case(When(keeper=user.pk, then=Value(0)), default=Value(1), output_field=IntegerField())


def due_places(user, day, limit):
    """The places this person answers for that are to be seen by the day: those they keep first, the longest waiting first.

    Office and inspectors get every area's; at most `limit` rows, each with its community and keeper loaded.
    """
    places = Place.objects.visible_to(user).due(day).for_list()
    return list(places.order_by(_kept_first(user), "next_patrol_on", "community__position", "name", "pk")[:limit])


@dataclass
class Group:
    """A compound with what lies in it, or one place that stands alone, as a round ticks them."""

    root: Place
    places: list

    @property
    def is_single(self):
        """Whether it is one place that stands alone."""
        return self.places == [self.root]


def round_groups(user, places, today):
    """What a person ticks on a round: own places by need, those of one compound together, the neediest compound first.

    At most 300 places; those without an interval come last.
    """
    needy = (_kept_first(user), F("next_patrol_on").asc(nulls_last=True), "community__position", "pk")
    groups = {}
    for place in places.for_list().order_by(*needy)[:MOST_ON_A_ROUND]:
        place.seen_words = seen_words(place, today)
        place.is_behind = seen_state(place, today) in BEHIND
        root = place.parent or place
        group = groups.setdefault(root.pk, Group(root, []))
        place.short_name = short_name(place, root.name) if place.parent else place.name
        group.places.append(place)
    for group in groups.values():
        group.places.sort(key=lambda place: (place.parent_id is not None, natural(place)))
    return list(groups.values())
