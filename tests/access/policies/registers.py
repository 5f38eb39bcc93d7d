"""Policy of the registers."""

import uuid

from inspections.actions import checks
from inspections.models import FivePledgeItem
from publicity.models import PlanDocument
from tataboo_portal import registers as ground
from tests import makers, papers, registers
from tests.access.rows import BAD, EVERYONE, LOGIN, MOVED, NO, OK, OWN_POST, OWN_RECORD, UNKNOWN, row
from tests.people import person

# The market of the zone lies in 绣品厂社区 and on line A, so 赵 of line A sees it too.
OF_THE_MARKET = row(LOGIN, OK, OK, UNKNOWN, OK, UNKNOWN, OK, OK, OK)

POLICY = {
    ("GET", "register_index"): EVERYONE,
    ("GET", "register_list"): EVERYONE,
    ("GET", "register_plaques"): EVERYONE,
    ("GET", "register_layouts"): EVERYONE,
    ("GET", "register_add"): row(LOGIN, OK, OK, OK, OK, OK, NO, NO, NO),
    ("POST", "register_add"): row(LOGIN, BAD, BAD, BAD, BAD, BAD, NO, NO, NO),
    ("GET", "register_detail"): OWN_RECORD,
    ("POST", "register_detail"): row(LOGIN, BAD, BAD, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, NO),
    ("POST", "register_void"): OWN_POST,
    ("GET", "register_photo"): OWN_RECORD,
    ("GET", "register_paper"): OWN_RECORD,
    ("GET", "register_smoking"): EVERYONE,
    ("POST", "register_task"): row(LOGIN, MOVED, MOVED, UNKNOWN, UNKNOWN, UNKNOWN, MOVED, NO, NO),
    ("GET", "shop_page"): OWN_RECORD,
    ("POST", "shop_page"): row(LOGIN, BAD, BAD, UNKNOWN, UNKNOWN, UNKNOWN, BAD, NO, NO),
    ("GET", "shop_photo"): OWN_RECORD,
    ("GET", "register_bait_check"): row(LOGIN, OK, OK, UNKNOWN, UNKNOWN, UNKNOWN, OK, NO, NO),
    ("POST", "register_bait_check"): row(LOGIN, BAD, BAD, UNKNOWN, UNKNOWN, UNKNOWN, BAD, NO, NO),
    ("GET", "register_layout"): OF_THE_MARKET,
    ("POST", "register_market_check"): row(LOGIN, BAD, BAD, UNKNOWN, BAD, UNKNOWN, BAD, NO, NO),
    ("GET", "register_market_photo"): OF_THE_MARKET,
}


def addresses(task):
    """The arguments of these addresses, all of them 绣品厂社区's; `task` is a dispatched one."""
    vehicle, shop, station = registers.vehicle(), registers.shop(), registers.station()
    market = registers.zone().place
    ground.change(vehicle, by=person("li"), version=vehicle.version, photo=registers.picture())
    look = checks.check_shop(
        by=person("li"),
        shop=shop,
        client_uuid=uuid.uuid4(),
        results=[(item, False) for item in FivePledgeItem.objects.all()],
        photo=registers.picture(),
    )
    stalls = checks.check_market(
        by=person("li"),
        place=market,
        unit=market.community,
        client_uuid=uuid.uuid4(),
        photo=registers.picture(),
        day=registers.today(),
        out_of_zone=2,
    )
    paper = registers.row(PlanDocument, title="示例方案", day=registers.today(), paper=papers.paper())
    makers.process_photos()
    row_of = ("vehicles", vehicle.pk)
    arguments = {"register_list": ("vehicles",), "register_add": ("vehicles",), "register_layouts": ("markets",)}
    arguments |= {f"register_{page}": row_of for page in ("detail", "void", "task")}
    return arguments | {
        "register_photo": (*row_of, vehicle.photos.get().token, "320"),
        "register_paper": ("documents", paper.pk, paper.paper.token),
        "shop_page": (shop.code,),
        "shop_photo": (shop.code, look.photo.token, "320"),
        "register_bait_check": (station.pk,),
        "register_layout": ("markets", market.pk),
        "register_market_check": (market.pk,),
        "register_market_photo": (market.pk, stalls.photo.token, "320"),
    }
