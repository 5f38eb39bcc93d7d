"""The registers of this floor as data: columns in the office's order (domain research §2.4), filters, and what a row adds."""

import uuid
from functools import partial

from django.utils import timezone

from inspections import registers
from inspections.actions import checks as acts
from inspections.enums import BaitStatus
from inspections.forms.checks import BaitCheckForm
from inspections.forms.registers import (
    BaitStationForm,
    IllegalStructureForm,
    MarketZoneForm,
    PestTreatmentForm,
    PledgeForm,
    ShopForm,
    StreetCleaningForm,
    ZombieVehicleForm,
)
from inspections.models import (
    BaitStation,
    FivePledge,
    IllegalStructure,
    MarketZone,
    PestTreatment,
    Shop,
    StreetCleaning,
    ZombieVehicle,
)
from tataboo_portal.ledger_views import may_write
from tataboo_portal.permissions import Permission
from tataboo_portal.registers import Column, Group, Link, Register, masked_line, masked_name, masked_phone

SHOWN_CHECKS = 20
WHERE = Column("where", "位置")
UNIT = Column("unit", "社区/市场组")


def about_shop(request, shop):
    """The shop's agreements and last looks."""
    return {
        "pledges": shop.pledges.live()[:SHOWN_CHECKS],
        "checks": shop.checks.select_related("by", "task").prefetch_related("results__item")[:SHOWN_CHECKS],
        "may_sign": may_write(request.user, shop) and not shop.is_voided,
        "stars": registers.stars(shop.met_rate),
    }


def about_station(request, station):
    """The station's last looks, a form for the next, and whether its last look can become a task."""
    checks = list(station.checks.select_related("by", "task")[:SHOWN_CHECKS])
    user, last = request.user, checks[0] if checks else None
    looks = user.may(Permission.PATROL) and not station.is_voided
    return {
        "checks": checks,
        "check_form": BaitCheckForm(initial={"day": timezone.localdate(), "client_uuid": uuid.uuid4()})
        if looks
        else None,
        "may_file": looks and last is not None and last.task is None and last.status != BaitStatus.GOOD,
    }


def about_vehicle(request, vehicle):
    """The vehicle's stages and its task."""
    return {"stages": registers.vehicle_stages(vehicle), **about_task(request, vehicle)}


def about_structure(request, structure):
    """The structure's stages and its task."""
    return {"stages": registers.structure_stages(structure), **about_task(request, structure)}


def about_task(request, row):
    """Whether the row may become a task in one tap."""
    may_file = request.user.may(Permission.REPORT_PROBLEM) and not row.is_voided and row.task is None
    return {"may_file": may_file}


SHOPS = Register(
    slug="shops",
    model=Shop,
    form=ShopForm,
    title="商户与门前五包",
    icon="building-store",
    columns=(
        UNIT,
        Column("name"),
        Column("street"),
        Column("door_number"),
        Column("trade"),
        Column("phone", shown=masked_phone),
        Column("signed_on", "签订日期"),
        Column("area_words", "责任区"),
        Column("check_count", "检查次数", shown=lambda value: str(value or 0)),
        Column("met_rate", "星级", shown=registers.stars),
    ),
    search=("name", "street", "door_number", "trade", "code"),
    groups=(Group("without_pledge", "没签协议的"), Group("expiring", "协议到期的")),
    flags=registers.shop_flags,
    extra="registers/_shop.html",
    extra_context=about_shop,
    links=(
        Link("register_plaques", (), "printer", "打印商户码牌"),
        Link("register_list", ("pledges",), "list-check", "五包协议"),
    ),
)
PLEDGES = Register(
    slug="pledges",
    model=FivePledge,
    form=PledgeForm,
    title="门前五包协议",
    icon="list-check",
    columns=(
        UNIT,
        Column("shop"),
        Column("signed_on"),
        Column("valid_to"),
        Column("area_words"),
    ),
    search=("shop__name", "shop__street", "area_words"),
    day="signed_on",
    groups=(Group("expiring", "到期的"),),
    prefilled=("shop",),
    flags=registers.pledge_flags,
    hint="从商户页点“签协议”最快。协议书拍一张放在照片里。",
)
BAITS = Register(
    slug="baits",
    model=BaitStation,
    form=BaitStationForm,
    title="毒饵站",
    icon="bug",
    columns=(
        UNIT,
        WHERE,
        Column("code"),
        Column("installed_on"),
        Column("last_checked_on"),
        Column("next_check_on"),
        Column("bait_name"),
        Column("has_warning_label", "警示标识", shown=lambda value: "有" if value else "缺"),
        Column("metres_to_next", "间距（米）"),
    ),
    search=("code", "bait_name"),
    keys=("next_check_on", "id"),
    choices=("status",),
    groups=(Group("to_check", "该检查的"), Group("not_good", "缺损和缺药的"), Group("too_far", "间距超过规定的")),
    flags=registers.station_flags,
    hint="每月检查一次；该检查的排在最前面。",
    extra="registers/_station.html",
    extra_context=about_station,
    links=(Link("register_layouts", ("baits",), "map-pin", "平面示意图"),),
    file_task=acts.file_station,
)
TREATMENTS = Register(
    slug="treatments",
    model=PestTreatment,
    form=PestTreatmentForm,
    title="病媒消杀",
    icon="spray",
    columns=(
        UNIT,
        WHERE,
        Column("day"),
        Column("site_type"),
        Column("area"),
        Column("drug_name"),
        Column("registration_number"),
        Column("batch"),
        Column("dilution"),
        Column("dosage"),
        Column("method"),
        Column("operators"),
        Column("density_before"),
        Column("density_after"),
        Column("signed_by"),
    ),
    search=("drug_name", "site_type", "operators"),
    keys=("-day", "-id"),
)
VEHICLES = Register(
    slug="vehicles",
    model=ZombieVehicle,
    form=ZombieVehicleForm,
    title="僵尸车",
    icon="car-off",
    columns=(
        UNIT,
        WHERE,
        Column("vehicle_type"),
        Column("colour"),
        Column("plate"),
        Column("vin_tail"),
        Column("first_seen_on"),
        Column("notice_posted_on"),
        Column("owner_contact", shown=masked_line),
        Column("disposal"),
        Column("storage_yard"),
        Column("announced_until"),
        Column("gone_on"),
    ),
    search=("plate", "vehicle_type", "colour"),
    keys=("-first_seen_on", "-id"),
    choices=("status",),
    groups=(Group("without_task", "没有任务的"),),
    flags=registers.vehicle_flags,
    extra="registers/_long_case.html",
    extra_context=about_vehicle,
    file_task=partial(acts.file_long_case, category="zombie_vehicle"),
)
STRUCTURES = Register(
    slug="structures",
    model=IllegalStructure,
    form=IllegalStructureForm,
    title="违章搭建",
    icon="hammer",
    columns=(
        UNIT,
        WHERE,
        Column("owner_name", shown=masked_name),
        Column("material"),
        Column("use"),
        Column("built_when"),
        Column("area"),
        Column("found_on"),
        Column("notice_on"),
        Column("demolition"),
        Column("demolished_on"),
        Column("is_new", "存量/新增", shown=lambda value: "新增" if value else "存量"),
    ),
    search=("use",),
    keys=("-found_on", "-id"),
    choices=("material", "demolition"),
    groups=(Group("without_task", "没有任务的"),),
    flags=registers.structure_flags,
    extra="registers/_long_case.html",
    extra_context=about_structure,
    file_task=partial(acts.file_long_case, category="illegal_structure"),
)
STREETS = Register(
    slug="streets",
    model=StreetCleaning,
    form=StreetCleaningForm,
    title="清扫洒水",
    icon="bucket",
    columns=(
        UNIT,
        WHERE,
        Column("day"),
        Column("work"),
        Column("hours", "时间"),
        Column("is_scheduled", "定时/临时", shown=lambda value: "定时" if value else "临时"),
        Column("people_count"),
        Column("vehicle"),
    ),
    search=("vehicle",),
    keys=("-day", "-id"),
    choices=("work",),
)
MARKETS = Register(
    slug="markets",
    model=MarketZone,
    form=MarketZoneForm,
    title="划行归市",
    icon="building-community",
    columns=(
        UNIT,
        Column("place", "市场"),
        Column("name"),
        Column("goods"),
        Column("stall_count"),
        Column("has_sign", shown=lambda value: "有" if value else "缺"),
        Column("layout_row", "排"),
        Column("layout_column", "列"),
    ),
    search=("name", "goods"),
    flags=registers.zone_flags,
    hint="一行一个区域；市场要先在点位表里。",
    links=(Link("register_layouts", ("markets",), "map-pin", "分区图和检查"),),
)
REGISTERS = (SHOPS, PLEDGES, BAITS, TREATMENTS, VEHICLES, STRUCTURES, STREETS, MARKETS)
