"""What people type into each register's form, and rows made of it through the portal's own action."""

import uuid
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from inspections.models import BaitStation, FivePledge, IllegalStructure, MarketZone, Shop, ZombieVehicle
from publicity.models import Activity, ActivityTheme, PublicityKind
from publicity.models.smoking import POINTS
from tataboo_portal import register_views, registers
from tataboo_portal.enums import PlaceKind
from tataboo_portal.models import Place
from tataboo_portal.registers import all_registers
from tests import surveys
from tests.people import jpeg, person, unit_of

SLUGS = tuple(all_registers())
# One field of each register that a change is tried on: (name, new words).
CHANGED = {
    "shops": ("name", "示例面馆"),
    "pledges": ("area_words", "横向至相邻店中心线"),
    "baits": ("bait_name", "示例药饵"),
    "treatments": ("drug_name", "示例药二"),
    "vehicles": ("colour", "蓝色"),
    "structures": ("use", "示例车棚"),
    "streets": ("vehicle", "示例二号车"),
    "markets": ("goods", "干货"),
    "renovations": ("contractor", "示例施工队"),
    "responses": ("remark", "示例意见"),
    "centres": ("name", "示例新中心"),
    "activities": ("title", "示例新活动"),
    "trainings": ("speaker", "示例讲师"),
    "documents": ("title", "示例新方案"),
    "smoking": ("location", "示例二楼"),
    "praises": ("content", "示例新感谢"),
    "batches": ("topic", "示例新主题"),
    "boards": ("name", "示例新栏"),
    "issues": ("topic", "示例新主题"),
}


def today():
    """Today in the office's zone."""
    return timezone.localdate()


def market(unit="1", name="示例市场"):
    """A market in this community, on line A."""
    area, line = unit_of(unit), unit_of("A")
    return Place.objects.get_or_create(
        name=name, community=area, defaults={"kind": PlaceKind.MARKET, "market_group": line}
    )[0]


def shop(unit="1", **values):
    """A shop of this unit."""
    return row(Shop, unit, **{"name": "示例早点铺", "street": "示例路", "phone": "13812345678", **values})


def pledge(of=None, **values):
    """An agreement signed today for a year."""
    of = of or shop()
    dates = {"signed_on": today(), "valid_to": today() + timedelta(days=365)}
    return registers.add(
        FivePledge,
        by=person("wang"),
        client_uuid=uuid.uuid4(),
        **{"shop": of, "unit": of.unit, "place": of.place, **dates, **values},
    )


def station(unit="1", **values):
    """A bait station of this unit."""
    return row(BaitStation, unit, **{"code": uuid.uuid4().hex[:8], **values})


def vehicle(unit="1", **values):
    """An abandoned vehicle."""
    return row(ZombieVehicle, unit, **{"vehicle_type": "示例面包车", "first_seen_on": today(), **values})


def structure(unit="1", **values):
    """An illegal structure."""
    return row(IllegalStructure, unit, **{"material": "steel_sheet", "found_on": today(), **values})


def activity(unit="1", theme="heritage", **values):
    """An activity of this unit, held today unless said otherwise."""
    facts = {"theme": ActivityTheme.objects.get(code=theme), "title": "示例活动", "day": today(), **values}
    made = row(Activity, unit, **facts)
    made.refresh_from_db()
    return made


def zone(place=None, unit="1", **values):
    """A row of a market's plan."""
    return row(MarketZone, unit, **{"place": place or market(), "name": "示例一区", "goods": "蔬菜", **values})


def row(model, unit="1", **values):
    """A row of a register, led by this unit."""
    values = {"unit": unit_of(unit), **values}
    return registers.add(model, by=person("wang"), client_uuid=uuid.uuid4(), **values)


def ground_void(row, *, by):
    """Void a row."""
    return registers.void(row, by=by, reason="示例")


def typed(slug, unit="1"):
    """What the office types for a new row of this register in this unit."""
    day = today().isoformat()
    own = {
        "shops": {"name": "示例早点铺", "street": "示例路", "phone": "13812345678"},
        "pledges": {"signed_on": day, "area_words": "纵向至路沿石"},
        "baits": {
            "code": uuid.uuid4().hex[:8],
            "status": "good",
            "layout_row": "1",
            "layout_column": "2",
            "next_check_on": day,
        },
        "treatments": {"day": day, "drug_name": "示例药", "area": "300"},
        "vehicles": {"vehicle_type": "示例面包车", "first_seen_on": day, "status": "found"},
        "structures": {"material": "steel_sheet", "found_on": day, "area": "12.5"},
        "streets": {"day": day, "work": "sweeping", "started_at": "05:00", "ended_at": "07:30"},
        "markets": {"name": "示例一区", "goods": "蔬菜", "stall_count": "8", "layout_row": "1", "layout_column": "1"},
        "renovations": {"site": "示例宿舍", "work": "hardening", "status": "planned"},
        "responses": {"day": day, "remark": "示例：很好"},
        "centres": {"name": "示例中心", "opened_on": day, "is_free": "on", "chess_room-there": "on"},
        "activities": {"theme": "heritage", "title": "示例活动", "status": "held", "day": day, "people": "30"},
        "trainings": {"kind": "training", "day": day, "subject": "示例培训", "people": "40"},
        "documents": {"title": "示例方案", "number": "示例〔2026〕1号", "day": day},
        "smoking": {"day": day, "sign_count": "3", **dict.fromkeys(POINTS, "True")},
        "praises": {"kind": "banner", "day": day, "giver": "示例居民", "content": "示例感谢"},
        "batches": {"quantity": "500条", "topic": "示例主题", "day": day, "maker": "示例印刷厂"},
        "boards": {"kind": "blackboard", "name": f"示例栏{uuid.uuid4().hex[:6]}", "set_up_on": day, "is_in_use": "on"},
        "issues": {"day": day, "number": "6", "topic": "示例主题"},
    }[slug]
    shared = {"client_uuid": str(uuid.uuid4()), "unit": unit_of(unit).pk, "where": "", "location": "示例门口"}
    if slug == "pledges":
        shared |= {"shop": shop(unit).code}
    if slug == "batches":
        shared |= {"kind": PublicityKind.objects.get(indicator__code="banner").pk}
    if slug == "issues":
        shared |= {"board": made("boards", unit).pk}
    if slug == "responses":
        shared |= surveys.typed()
    if slug in {"markets", "smoking"}:
        shared |= {"where": market(unit).name}
    return shared | own


def made(slug, unit="1"):
    """A row of this register, made of what the office types."""
    register = all_registers()[slug]
    form = register.form(typed(slug, unit), user=person("wang"))
    assert form.is_valid(), form.errors
    values = form.values()
    return register_views.add_row(register, by=person("wang"), client_uuid=form.cleaned_data["client_uuid"], **values)


def picture(name="现场.jpg"):
    """A photo as a browser sends it."""
    return SimpleUploadedFile(name, jpeg("gray"), "image/jpeg")
