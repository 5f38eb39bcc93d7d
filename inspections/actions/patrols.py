"""What somebody on their round does: mark places as seen, and take back a round ticked by mistake."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from inspections.models import PatrolRound, PatrolVisit
from inspections.patrols import problems_before
from tataboo_portal import audit, voiding
from tataboo_portal.enums import AuditAction
from tataboo_portal.models import Place


def record_round(*, by, client_uuid, places, note=""):
    """巡查: these places were seen today; the same `client_uuid` again returns the round it made the first time."""
    try:
        return _record(by=by, client_uuid=client_uuid, places=places, note=note)
    except IntegrityError:
        existing = PatrolRound.objects.filter(client_uuid=client_uuid).first()
        if existing is None:
            raise
        return existing


@transaction.atomic
def _record(*, by, client_uuid, places, note):
    existing = PatrolRound.objects.filter(client_uuid=client_uuid).first()
    if existing:
        return existing
    today = timezone.localdate()
    patrol = PatrolRound.objects.create(client_uuid=client_uuid, by=by, unit=by.unit, day=today, note=note)
    seen = _locked({place.pk for place in places})
    problems = problems_before(by, seen, today)
    PatrolVisit.objects.bulk_create(
        PatrolVisit(patrol=patrol, place=place, day=today, task=problems.get(place.pk)) for place in seen
    )
    for place in seen:
        place.see(today)
    _save(seen)
    after = audit.snapshot(patrol) | {"places": [place.code for place in seen]}
    audit.record(by=by, action=AuditAction.ADD, subject=patrol, after=after)
    return patrol


def void_round(*, by, patrol, reason):
    """作废: the round stays readable and its places are as their other visits left them; voiding twice is harmless."""
    return voiding.void(patrol, by=by, reason=reason, follow=_recall_visited)


def _recall_visited(patrol):
    places = _locked(patrol.visits.values("place"))
    _recall(places)
    return {"places": [place.code for place in places]}


def _recall(places):
    """Set each place back to the last of its visits that still count."""
    visits = PatrolVisit.objects.live().filter(place__in=places).order_by()
    last = dict(visits.values_list("place").annotate(day=Max("day")))
    for place in places:
        place.recall(last.get(place.pk))
    _save(places)


def _locked(keys):
    """The places, locked in one order, so that two rounds over the same compound wait instead of blocking each other."""
    return list(Place.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def _save(places):
    Place.objects.bulk_update(places, ("last_seen_on", "next_patrol_on"), batch_size=200)
