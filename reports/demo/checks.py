"""Sample checks over the last weeks and one random sample, half done; all of them 示例."""

import uuid
from datetime import timedelta

from django.utils import timezone

from inspections import checklists
from inspections.actions.checklists import draw_sample, record_inspection
from inspections.enums import Outcome
from inspections.models import Inspection, StandardSet
from tataboo_portal.enums import PlaceKind
from tataboo_portal.models import Place, User

CHECKS = 12
MOST_DAYS = 40
FAIL_RATE = 0.12
NOT_APPLICABLE_RATE = 0.06
COUNTS = {PlaceKind.COMPOUND: 4, PlaceKind.LANE: 2, PlaceKind.MARKET: 2}
SEED = 2017
DONE_OF_DRAW = 3


def make(chance):
    """Checks by the people of the places' own units, then a draw the inspector has begun; how many checks were made."""
    workers = {user.unit_id: user for user in User.objects.filter(unit__isnull=False)}
    places = [place for place in sample_places() if place.community_id in workers]
    for place in chance.sample(places, min(CHECKS, len(places))):
        standard = chance.choice(checklists.standards_for(place.kind))
        check(chance, place, standard, by=workers[place.community_id], days=chance.randrange(1, MOST_DAYS))
    inspector = User.objects.get(username="inspector")
    standard = StandardSet.objects.get(code="hygiene_2021")
    draw = draw_sample(
        by=inspector,
        client_uuid=uuid.UUID(int=chance.getrandbits(128)),
        name="示例抽查",
        standard=standard,
        counts=COUNTS,
        seed=SEED,
    )
    for row in draw.places.select_related("place").order_by("position")[:DONE_OF_DRAW]:
        check(chance, row.place, standard, by=inspector, days=0, draw=draw)
    return Inspection.objects.count()


def sample_places():
    """The places of the kinds that have a sheet."""
    kinds = (PlaceKind.COMPOUND, PlaceKind.BUILDING, PlaceKind.LANE, PlaceKind.MARKET)
    return list(Place.objects.active().filter(kind__in=kinds).order_by("pk"))


def check(chance, place, standard, *, by, days, draw=None):
    """One check with a few failures, none of which becomes a task: the sample tasks have their own story."""
    results = [{"item": item, **found(chance)} for item in checklists.sheet_for(standard, place.kind)]
    made = record_inspection(
        by=by,
        client_uuid=uuid.UUID(int=chance.getrandbits(128)),
        place=place,
        standard=standard,
        results=results,
        note="示例",
        draw=draw,
    )
    Inspection.objects.filter(pk=made.pk).update(day=timezone.localdate() - timedelta(days=days))


def found(chance):
    """What one item was found to be."""
    luck = chance.random()
    if luck < FAIL_RATE:
        return {"outcome": Outcome.FAIL, "note": "示例：现场看到不合格"}
    return {"outcome": Outcome.NOT_APPLICABLE if luck < FAIL_RATE + NOT_APPLICABLE_RATE else Outcome.PASS}
