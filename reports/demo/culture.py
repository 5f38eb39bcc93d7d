"""Sample culture centres and activities, all named 示例: whole and incomplete ones, held, planned, awaiting and cancelled."""

from datetime import time, timedelta
from decimal import Decimal

from django.utils import timezone

from publicity.actions.centres import add_centre
from publicity.enums import ActivityStatus
from publicity.models import Activity, ActivityTheme, FacilityKind
from tataboo_portal import registers
from tataboo_portal.enums import UnitKind
from tataboo_portal.models import Unit, User

HOURS = "周一至周日 8:30—17:30"
TITLES = (
    ("our_festivals", "示例节日联欢", time(9, 30)),
    ("thrift", "示例节俭家庭评比", time(15)),
    ("civil_table", "示例文明餐桌宣讲", time(14)),
    ("science", "示例科普讲座", time(9)),
    ("law", "示例普法课堂", time(14, 30)),
    ("minors", "示例假期课堂", time(8, 30)),
    ("heritage", "示例非遗体验", time(10)),
    ("volunteering", "示例义务清扫", time(7, 30)),
)


def make(chance):
    """Centres of all communities but the last, and five activities of each; returns how many."""
    today = timezone.localdate()
    writers = {user.unit_id: user for user in User.objects.filter(unit__isnull=False)}
    units = [unit for unit in Unit.objects.active().filter(kind=UnitKind.COMMUNITY) if unit.pk in writers]
    kinds, themes = list(FacilityKind.objects.all()), {row.code: row for row in ActivityTheme.objects.all()}
    for at, unit in enumerate(units[:-1]):
        make_centre(unit, writers[unit.pk], kinds, at, chance)
    count = sum(make_activities(unit, writers[unit.pk], themes, chance, today) for unit in units)
    return len(units) - 1 + count


def number(chance):
    """A submission's number, the same at every seeding."""
    return f"{chance.getrandbits(128):032x}"


def make_centre(unit, by, kinds, at, chance):
    """One centre; the first has everything but its photo, the others lack more and more."""
    offer = {kind.pk: (True, "", f"{place // 5 + 1}楼示例{place % 5 + 1}室") for place, kind in enumerate(kinds)}
    for kind in chance.sample(kinds, k=min(at, 4)):
        del offer[kind.pk]
    facts = {"contact": "示例联系人", "phone": "13800000000" if at < 6 else "", "is_free": True}
    facts |= {"opening_hours": HOURS if at != 4 else "", "area": Decimal(300 + 20 * at)}
    facts["opened_on"] = timezone.localdate() - timedelta(days=120 + 20 * at)
    where = {"unit": unit, "place": None, "location": "示例路 1 号", "note": "示例"}
    name = f"{unit.name}综合文化服务中心（示例）"
    return add_centre(by=by, client_uuid=number(chance), name=name, offer=offer, **facts, **where)


def make_activities(unit, by, themes, chance, today):
    """Two held, one that waits for its result, one to come, one cancelled."""
    moments = ((-chance.randint(2, 20), ActivityStatus.HELD), (-chance.randint(2, 20), ActivityStatus.HELD))
    moments += ((-chance.randint(0, 3), ActivityStatus.PLANNED), (chance.randint(1, 20), ActivityStatus.PLANNED))
    moments += ((chance.randint(-10, 10), ActivityStatus.CANCELLED),)
    for (code, title, start), (days, status) in zip(chance.sample(TITLES, k=len(moments)), moments, strict=True):
        told = {"people": None, "person_times": None, "hours": None}
        if status == ActivityStatus.HELD:
            told["people"] = chance.randint(20, 80)
            told["person_times"] = told["people"] + chance.randint(0, 20)
            told["hours"] = Decimal(told["people"] * 2) if code == "volunteering" else None
        facts = {"theme": themes[code], "title": title, "status": status, "day": today + timedelta(days=days)}
        facts |= {"starts_at": start, "organiser": f"{unit.name}（示例）", "content": "示例"}
        where = {"unit": unit, "place": None, "location": "示例文化广场", "note": "示例"}
        registers.add(Activity, by=by, client_uuid=number(chance), **facts, **told, **where)
    return len(moments)
