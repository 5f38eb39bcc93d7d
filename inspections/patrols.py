"""巡查: which places somebody has to look at, in the order of their need."""

from django.db.models import Case, IntegerField, Value, When

from tataboo_portal.models import Place


def due_places(user, day, limit):
    """The places this person answers for that are to be seen by the day: those they keep first, the longest waiting first.

    Office and inspectors get every area's; at most `limit` rows, each with its community and keeper loaded.
    """
    kept_first = Case(When(keeper=user.pk, then=Value(0)), default=Value(1), output_field=IntegerField())
    places = Place.objects.visible_to(user).due(day).for_list()
    return list(places.order_by(kept_first, "next_patrol_on", "community__position", "name", "pk")[:limit])
