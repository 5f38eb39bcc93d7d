"""What somebody on their round does: mark places as seen."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from inspections.models import PatrolRound, PatrolVisit
from tataboo_portal import audit
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
    # Locked in one order, so that two rounds over the same compound wait instead of blocking each other.
    seen = list(Place.objects.select_for_update().filter(pk__in={place.pk for place in places}).order_by("pk"))
    PatrolVisit.objects.bulk_create(PatrolVisit(patrol=patrol, place=place, day=today) for place in seen)
    for place in seen:
        place.see(today)
    Place.objects.bulk_update(seen, ("last_seen_on", "next_patrol_on"), batch_size=200)
    after = audit.snapshot(patrol) | {"places": [place.code for place in seen]}
    audit.record(by=by, action=AuditAction.ADD, subject=patrol, after=after)
    return patrol
