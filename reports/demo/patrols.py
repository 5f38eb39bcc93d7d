"""Sample patrols: intervals and keepers, most places seen in time, some late, some never; one community with a gap, one round voided."""

from datetime import timedelta

from django.utils import timezone

from inspections.models import PatrolRound, PatrolVisit
from inspections.patrols import problems_before
from tataboo_portal import audit
from tataboo_portal.enums import AuditAction, PlaceKind, Role, UnitKind
from tataboo_portal.models import Place, Unit, User

INTERVALS = {PlaceKind.COMPOUND: 7, PlaceKind.BUILDING: 7, PlaceKind.LANE: 7, PlaceKind.MARKET: 1}
ROUNDS = 4
# Of this community one compound has no keeper and nobody has been there.
GAP_COMMUNITY, GAP_COMPOUND = "3", "示例小区三"
LATE_SHARE, UNSEEN_SHARE = 0.12, 0.04


def make(chance):
    """Intervals, keepers and the rounds of the last weeks; how many rounds."""
    places = list(Place.objects.select_related("parent", "community", "market_group"))
    workers = {user.unit_id: user for user in User.objects.filter(role__in=(Role.COMMUNITY, Role.MARKET))}
    for place in places:
        give_duty(place, workers)
    made = sum(
        make_rounds(chance, unit, workers[unit.pk], [place for place in places if keeper_unit(place) == unit.pk])
        for unit in Unit.objects.zones()
        if unit.pk in workers
    )
    void_one(places[0], workers[places[0].community_id])
    for place in places:
        place.plan_patrol()
    Place.objects.bulk_update(places, ("keeper", "patrol_days", "last_seen_on", "next_patrol_on"))
    audit.record(by=None, action=AuditAction.ADD, subject=places[0], reason=f"载入示例巡查 {made} 次")
    return made


def void_one(place, worker):
    """A round ticked by mistake and voided, which leaves its place as the others left it."""
    patrol = PatrolRound(by=worker, unit=worker.unit, day=timezone.localdate(), note="示例")
    patrol.void(by=worker, reason="示例：勾错了点位")
    patrol.save()
    PatrolVisit.objects.create(patrol=patrol, place=place, day=patrol.day)


def keeper_unit(place):
    """The unit whose worker looks at a sample place."""
    return place.market_group_id or place.community_id


def is_gap(place):
    """Whether a place belongs to the compound nobody looks at."""
    return place.community.code == GAP_COMMUNITY and GAP_COMPOUND in (place.name, place.parent and place.parent.name)


def give_duty(place, workers):
    """An interval by kind, and the unit's worker as keeper; one market in five stays without."""
    place.patrol_days = INTERVALS.get(place.kind)
    alone = is_gap(place) or (place.market_group_id and place.market_group.code == "D")
    place.keeper = None if alone else workers.get(keeper_unit(place))


def make_rounds(chance, unit, worker, places):
    """Weekly rounds of one worker up to today; some places are passed over on the newest, few on all."""
    seen = [place for place in places if not is_gap(place) and chance.random() > UNSEEN_SHARE]
    every = 1 if unit.kind == UnitKind.MARKET_GROUP else 6
    offset = chance.randrange(every)
    for back in range(ROUNDS, 0, -1):
        day = timezone.localdate() - timedelta(days=(back - 1) * every + offset)
        newest = [place for place in seen if back > 2 or chance.random() > LATE_SHARE]
        patrol = PatrolRound.objects.create(by=worker, unit=unit, day=day, note="示例")
        found = problems_before(worker, newest, day)
        PatrolVisit.objects.bulk_create(
            PatrolVisit(patrol=patrol, place=place, day=day, task=found.get(place.pk)) for place in newest
        )
        for place in newest:
            place.see(day)
    return ROUNDS
