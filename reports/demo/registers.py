"""A few sample rows in every register, all named 示例: shops with agreements and looks, bait stations, long cases, markets."""

from datetime import date, time, timedelta
from decimal import Decimal

from django.utils import timezone

from inspections.actions import checks
from inspections.enums import BaitStatus, BuildingMaterial, StreetWork, VehicleStatus
from inspections.models import (
    BaitStation,
    FivePledge,
    FivePledgeItem,
    IllegalStructure,
    MarketZone,
    PestTreatment,
    Shop,
    StreetCleaning,
    ZombieVehicle,
)
from tataboo_portal import registers
from tataboo_portal.enums import PlaceKind, UnitKind
from tataboo_portal.models import Place, Unit, User

SHOP_NAMES = ("示例早点铺", "示例超市", "示例理发店", "示例五金店")
GOODS = ("蔬菜", "水果", "肉类", "水产", "熟食", "干货")
AREA_WORDS = "纵向至路沿石，横向至相邻店中心线"


def make(chance):
    """Rows for two communities and two market groups; returns how many."""
    today = timezone.localdate()
    writers = {user.unit.code: user for user in User.objects.filter(unit__isnull=False).select_related("unit")}
    count = 0
    for unit in Unit.objects.filter(code__in=("1", "2", "A", "B")):
        by = writers[unit.code]
        count += make_shops(unit, by, chance, today) + make_rows(unit, by, chance, today)
        for place in places_of(unit)[:1]:
            count += make_stations(place, unit, by, chance, today)
            count += make_zones(place, unit, by) if place.kind == PlaceKind.MARKET else 0
    return count


def places_of(unit):
    """The unit's own places: the compounds of a community, the markets of a group."""
    if unit.kind == UnitKind.MARKET_GROUP:
        return Place.objects.filter(market_group=unit, kind=PlaceKind.MARKET).order_by("id")
    return Place.objects.filter(community=unit, kind=PlaceKind.COMPOUND).order_by("id")


def add(model, unit, by, chance, **values):
    """One row through the register's own action, with a number drawn from the seed."""
    shared = {"unit": unit, "place": None, "location": "", "note": "示例"}
    return registers.add(model, by=by, client_uuid=number(chance), **shared | values)


def number(chance):
    """A submission's number, the same at every seeding."""
    return f"{chance.getrandbits(128):032x}"


def make_shops(unit, by, chance, today):
    """Four shops: three have signed, one agreement is about to run out, one look found a problem."""
    items = list(FivePledgeItem.objects.filter(is_active=True))
    for at, name in enumerate(SHOP_NAMES):
        facts = {"street": "示例路", "door_number": f"{at + 1}号", "trade": name[2:], "phone": "13800000000"}
        shop = add(Shop, unit, by, chance, name=name, owner_name="示例负责人", **facts)
        if at < 3:
            until = today + timedelta(days=20 if at == 0 else 200)
            dates = {"signed_on": until - timedelta(days=365), "valid_to": until}
            add(FivePledge, unit, by, chance, shop=shop, area_words=AREA_WORDS, **dates)
            results = [(item, not (at == 2 and item is items[0])) for item in items]
            checks.check_shop(by=by, shop=shop, client_uuid=number(chance), results=results)
    return len(SHOP_NAMES) + 3


def make_stations(place, unit, by, chance, today):
    """Six stations in two rows: four looked at lately, one of them damaged, two due."""
    for at in range(6):
        layout = {"layout_row": at // 3 + 1, "layout_column": at % 3 + 1, "metres_to_next": 45 if at == 1 else 25}
        facts = {"installed_on": today - timedelta(days=200), "bait_name": "示例杀鼠剂", "next_check_on": today}
        station = add(BaitStation, unit, by, chance, place=place, code=f"{unit.code}-{at + 1:02d}", **layout, **facts)
        if at < 4:
            found = {2: BaitStatus.DAMAGED, 3: BaitStatus.EMPTY}.get(at, BaitStatus.GOOD)
            day = today - timedelta(days=chance.randint(1, 25))
            values = {"status": found, "day": day, "grams_added": 15, "note": "示例"}
            checks.check_station(by=by, station=station, client_uuid=number(chance), **values)
    return 6


def make_rows(unit, by, chance, today):
    """One treatment, one vehicle, one structure, two turns of street work."""
    drug = {"drug_name": "示例杀虫剂", "registration_number": "示例证号", "dilution": "1:100", "method": "滞留喷洒"}
    dose = {"site_type": "农贸市场", "area": 300, "dosage": "2 升", "operators": "示例作业员"}
    add(PestTreatment, unit, by, chance, day=today - timedelta(days=9), **drug, **dose)
    found = today - timedelta(days=chance.randint(20, 40))
    stage = {"status": VehicleStatus.NOTIFIED, "notice_posted_on": found + timedelta(days=1)}
    vehicle = {"vehicle_type": "示例面包车", "colour": "白色", "first_seen_on": found}
    add(ZombieVehicle, unit, by, chance, location="示例路边", **vehicle, **stage)
    built = {"material": BuildingMaterial.STEEL_SHEET, "use": "示例储物棚", "built_when": "示例年份"}
    add(IllegalStructure, unit, by, chance, location="示例楼后", found_on=found, area=Decimal("12.5"), **built)
    for work, start in ((StreetWork.SWEEPING, time(5)), (StreetWork.WATERING, time(14, 30))):
        turn = {"started_at": start, "people_count": 4, "vehicle": "示例车"}
        add(StreetCleaning, unit, by, chance, day=day_before(today), work=work, location="示例路", **turn)
    return 5


def day_before(today: date):
    """Yesterday."""
    return today - timedelta(days=1)


def make_zones(place, unit, by):
    """Six rows of a market, three across, one without its sign."""
    for at, goods in enumerate(GOODS):
        facts = {"name": f"示例{'一二三四五六'[at]}区", "goods": goods, "stall_count": 8 + at, "has_sign": at != 4}
        layout = {"layout_row": at // 3 + 1, "layout_column": at % 3 + 1}
        values = {"unit": unit, "place": place, "location": "", "note": "示例", **facts, **layout}
        registers.add(MarketZone, by=by, client_uuid=number_of(place, at), **values)
    return len(GOODS)


def number_of(place, at):
    """A zone's own number, drawn from where it stands."""
    return f"{place.pk * 100 + at:032x}"
