"""Twelve weeks of sample ledger entries for every unit, none in the future, some voided with a reason."""

from django.utils import timezone

from campaigns.enums import IndicatorGroup, Ledger
from campaigns.models import Indicator, WorkRecord
from publicity.models import Placement, PublicityKind
from tataboo_portal import audit
from tataboo_portal.changes import mark_changed
from tataboo_portal.enums import AuditAction, UnitKind
from tataboo_portal.models import Place, Unit, User
from tataboo_portal.weeks import Week

WEEKS = 12
USUAL = {
    "dead_corner": (1, 9),
    "garbage_truckload": (1, 14),
    "trash_bin": (1, 5),
    "sticker": (12, 140),
    "illegal_structure": (1, 2),
    "signboard": (1, 2),
    "street_vendor": (1, 6),
    "zombie_vehicle": (1, 2),
    "wall_painting": (20, 180),
    "parking_space": (4, 24),
    "leaflet": (50, 400),
    "proposal_letter": (40, 300),
    "banner": (1, 6),
}
FEW = (1, 3)
MARKET_CODES = ("street_vendor", "signboard", "garbage_truckload", "sticker", "dead_corner")
VOID_EVERY = 60
DEMO_NOTE = "示例"


def demo_weeks():
    """The last twelve weeks and the running one, oldest first."""
    return [Week.current().shifted(-back) for back in range(WEEKS, -1, -1)]


def days_until_today(week):
    """The week's days that are not in the future, workdays first by weight."""
    today = timezone.localdate()
    return [day for day in week.days() if day <= today]


def places_by_unit():
    """{unit id: places on its area or line}."""
    found = {}
    for place in Place.objects.select_related("community", "market_group"):
        for unit_id in {place.community_id, place.market_group_id} - {None}:
            found.setdefault(unit_id, []).append(place)
    return found


def quantity_of(code, chance):
    """A usual quantity of the indicator."""
    return chance.randint(*USUAL.get(code, FEW))


def make_work(chance):
    """Work records of all zones: several a week, the eight totals more often than the forms."""
    indicators = list(Indicator.objects.for_ledger(Ledger.WORK))
    totals = [indicator for indicator in indicators if indicator.group == IndicatorGroup.TOTALS]
    market = [indicator for indicator in indicators if indicator.code in MARKET_CODES]

    def choose(unit):
        if unit.kind == UnitKind.MARKET_GROUP:
            return chance.choice(market)
        return chance.choice(totals if chance.random() < 0.75 else indicators)

    def row(unit, place, day):
        indicator = choose(unit)
        return WorkRecord(indicator=indicator, quantity=quantity_of(indicator.code, chance), **shared(unit, place, day))

    return make_rows(WorkRecord, chance, per_week=(5, 10), row=row)


def make_placements(chance):
    """Placements of all zones: one to three a week."""
    kinds = list(PublicityKind.objects.select_related("indicator"))

    def row(unit, place, day):
        kind = chance.choice(kinds)
        values = {"kind": kind, "topic": "示例主题", "quantity": quantity_of(kind.indicator.code, chance)}
        return Placement(**values, **shared(unit, place, day))

    return make_rows(Placement, chance, per_week=(1, 3), row=row)


def shared(unit, place, day):
    """What every sample entry says."""
    return {"unit": unit, "place": place, "day": day, "note": DEMO_NOTE}


def make_rows(model, chance, *, per_week, row):
    """Write the rows of all units and weeks, some of them voided; one audit event for the whole batch."""
    writers = {user.unit_id: user for user in User.objects.filter(unit__isnull=False)}
    places, rows = places_by_unit(), []
    for week in demo_weeks():
        days = days_until_today(week)
        share = len(days) / 7
        for unit in Unit.objects.zones():
            for _ in range(max(1, round(chance.randint(*per_week) * share))):
                entry = row(unit, chance.choice(places[unit.pk]), chance.choice(days))
                entry.created_by = writers[unit.pk]
                entry.copy_axes()
                rows.append(entry)
    office = User.objects.get(username="office")
    for entry in rows[::VOID_EVERY]:
        entry.void(by=office, reason="示例：重复记录")
    model.objects.bulk_create(rows, batch_size=500)
    mark_changed(model, *[entry.day for entry in rows])
    audit.record(by=None, action=AuditAction.ADD, subject=rows[0], reason=f"载入示例数据 {len(rows)} 条")
    return len(rows)
