"""The registers of this floor as sheets, columns in the office's order (domain research §2.4)."""

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
from tataboo_portal.imports.cells import key
from tataboo_portal.register_sheets import column_of, register_sheet
from tataboo_portal.sheets import Column
from tataboo_portal.widgets import Named, YesNo

FORMS = "inspections.forms.registers."


class ShopName(Named):
    """A shop by its code, or by its name where that is the only one."""

    def index(self, scope):
        found, twice = {}, set()
        for shop in Shop.objects.visible_to(scope.by).live() if scope.by else ():
            found[key(shop.code)] = shop
            name = key(shop.name)
            twice |= {name} if name in found else set()
            found.setdefault(name, shop)
        return {name: shop for name, shop in found.items() if name not in twice}


ShopSheet = register_sheet(
    Shop,
    slug="shops",
    title="商户与门前五包",
    form=f"{FORMS}ShopForm",
    names=("name", "street", "door_number", "trade", "owner_name", "phone"),
    twin=("unit_id", "name", "street", "door_number"),
    columns={
        "name": column_of(Shop, "name", aliases=("商户", "店名", "店铺名称", "名称"), width=18),
        "phone": column_of(Shop, "phone", aliases=("电话", "手机", "联系方式"), width=14),
    },
    first=("unit", "location"),
)
PledgeSheet = register_sheet(
    FivePledge,
    slug="pledges",
    title="门前五包协议",
    form=f"{FORMS}PledgeForm",
    names=("shop", "signed_on", "valid_to", "area_words"),
    twin=("shop_id", "signed_on"),
    columns={
        "shop": Column("shop__name", "商户", ShopName(), aliases=("商户名", "商户码", "店名"), required=True, width=18),
    },
    first=(),
)
BaitSheet = register_sheet(
    BaitStation,
    slug="baits",
    title="毒饵站",
    form=f"{FORMS}BaitStationForm",
    names=(
        *("code", "status", "installed_on", "bait_name", "has_warning_label", "layout_row", "layout_column"),
        *("metres_to_next", "next_check_on"),
    ),
    twin=("unit_id", "code"),
    columns={"has_warning_label": column_of(BaitStation, "has_warning_label", widget=YesNo("有", "缺", blank=True))},
)
BaitSheet.twin_is_bad = True
TreatmentSheet = register_sheet(
    PestTreatment,
    slug="treatments",
    title="病媒消杀",
    form=f"{FORMS}PestTreatmentForm",
    names=(
        *("day", "site_type", "area", "drug_name", "registration_number", "batch", "dilution", "dosage", "method"),
        *("operators", "density_before", "density_after", "signed_by"),
    ),
    twin=("unit_id", "day", "drug_name", "place_id", "location", "area"),
)
VehicleSheet = register_sheet(
    ZombieVehicle,
    slug="vehicles",
    title="僵尸车",
    form=f"{FORMS}ZombieVehicleForm",
    names=(
        *("vehicle_type", "colour", "plate", "vin_tail", "first_seen_on", "status", "notice_posted_on"),
        *("owner_contact", "disposal", "storage_yard", "announced_until", "gone_on"),
    ),
    twin=("unit_id", "vehicle_type", "colour", "plate", "first_seen_on", "place_id", "location"),
)
StructureSheet = register_sheet(
    IllegalStructure,
    slug="structures",
    title="违章搭建",
    form=f"{FORMS}IllegalStructureForm",
    names=(
        *("owner_name", "material", "use", "built_when", "area", "found_on", "notice_on", "demolition"),
        *("demolished_on", "is_new"),
    ),
    twin=("unit_id", "owner_name", "material", "use", "found_on", "place_id", "location"),
    columns={
        "is_new": Column("is_new", "存量/新增", YesNo("新增", "存量"), aliases=("新增",), width=10),
    },
)
StreetSheet = register_sheet(
    StreetCleaning,
    slug="streets",
    title="清扫洒水",
    form=f"{FORMS}StreetCleaningForm",
    names=("day", "work", "started_at", "ended_at", "people_count", "vehicle", "is_scheduled"),
    twin=("unit_id", "day", "work", "started_at", "place_id", "location"),
    columns={
        "is_scheduled": Column(
            "is_scheduled", "定时/临时", YesNo("定时", "临时", blank=True), aliases=("定时",), width=10
        ),
    },
)
MarketSheet = register_sheet(
    MarketZone,
    slug="markets",
    title="划行归市",
    form=f"{FORMS}MarketZoneForm",
    names=("name", "goods", "stall_count", "has_sign", "layout_row", "layout_column"),
    twin=("unit_id", "place_id", "name"),
    columns={"has_sign": column_of(MarketZone, "has_sign", widget=YesNo("有", "缺", blank=True))},
)
