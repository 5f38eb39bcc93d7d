"""公益广告达标: how many public advertisements stand at a place against how many have to; apart from what counts as work."""

from django.db.models import IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from publicity.models import AdRequirement, Placement
from tataboo_portal.models import Place
from tataboo_portal.registers import Flag


def requirements():
    """{kind of place: the requirement for it}, those in use."""
    return {row.place_kind: row for row in AdRequirement.objects.filter(is_active=True)}


def places_with_ads(user, today, asked):
    """Places of the kinds asked for that this person may know of, each with `ads`: what stands there or in its parts."""
    places = Place.objects.visible_to(user).active().filter(kind__in=list(asked))
    return places.annotate(ads=standing("place", today) + standing("place__parent", today))


def standing(path, today):
    """How many stand at the place the path leads to."""
    rows = Placement.objects.public_ads(today).filter(**{path: OuterRef("pk")}).order_by().values(path)
    return Coalesce(Subquery(rows.annotate(total=Sum("quantity")).values("total"), output_field=IntegerField()), 0)


def short_of(places, asked):
    """The places where fewer stand than have to."""
    lacking = Q()
    for kind, row in asked.items():
        lacking |= Q(kind=kind, ads__lt=row.least)
    return places.filter(lacking) if asked else places.none()


def rows_for(places, asked):
    """Places with what is asked of them and a flag, as a list shows them."""
    return [{"place": place, "least": asked[place.kind].least, "flag": flag(place, asked)} for place in places]


def flag(place, asked):
    """达标, or how many are lacking."""
    lacking = asked[place.kind].least - place.ads
    if lacking <= 0:
        return Flag("done", "circle-check", "达标")
    return Flag("late", "alert-triangle", f"缺 {lacking} 处")


ORDER = ("community_id", "position", "id")
