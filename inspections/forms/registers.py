"""Forms of the registers of this floor: their own fields in the office's order, and checks that look at several fields."""

from django import forms

from inspections.enums import VehicleStatus
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
from tataboo_portal.permissions import Permission
from tataboo_portal.register_forms import RegisterForm

MOST_ROWS, MOST_COLUMNS = 60, 20
LAYOUT_SENTENCE = "示意图最多 {rows} 排 {columns} 列，从 1 开始数。"


class ShopForm(RegisterForm):
    """商户."""

    class Meta(RegisterForm.Meta):
        model = Shop
        fields = ("name", "street", "door_number", "trade", "owner_name", "phone")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phone"].widget = forms.TextInput(
            attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off", "maxlength": 20}
        )


class PledgeForm(RegisterForm):
    """门前五包协议: with one shop of the person's own unit; it lies where the shop lies."""

    shop = forms.ModelChoiceField(
        label="商户码",
        queryset=Shop.objects.none(),
        to_field_name="code",
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": 8}),
        help_text="商户牌上的 6 位码；从商户页点“签协议”进来会自动填好。",
        error_messages={"required": "填一下商户码。", "invalid_choice": "没有这个商户码，对一下牌子上的 6 位码。"},
    )

    today = ("signed_on",)

    class Meta(RegisterForm.Meta):
        model = FivePledge
        fields = ("shop", "signed_on", "valid_to", "area_words")

    def __init__(self, *args, user, row=None, **kwargs):
        super().__init__(*args, user=user, row=row, **kwargs)
        shops = Shop.objects.visible_to(user).live()
        self.fields["shop"].queryset = (
            shops if user.may(Permission.LOG_FOR_ANY_UNIT) else shops.filter(unit=user.unit_id)
        )
        for name in {"unit", "where", "location"} & set(self.fields):
            del self.fields[name]

    def initial_of(self, row):
        return super().initial_of(row) | ({"shop": row.shop.code} if row else {})

    def clean(self):
        cleaned = super().clean()
        shop, signed_on, valid_to = (cleaned.get(name) for name in ("shop", "signed_on", "valid_to"))
        if shop:
            cleaned |= {"unit": shop.unit, "place": shop.place, "location": shop.location}
        if signed_on and valid_to and valid_to < signed_on:
            self.add_error("valid_to", "有效期不能早于签订日期，检查一下年份。")
        return cleaned


class LayoutForm(RegisterForm):
    """A row with its row and column on a map-free layout, which stays small enough to look at."""

    class Meta(RegisterForm.Meta):
        pass

    def clean(self):
        cleaned = super().clean()
        for name, most in (("layout_row", MOST_ROWS), ("layout_column", MOST_COLUMNS)):
            if cleaned.get(name) is not None and not 1 <= cleaned[name] <= most:
                self.add_error(name, LAYOUT_SENTENCE.format(rows=MOST_ROWS, columns=MOST_COLUMNS))
        return cleaned


class BaitStationForm(LayoutForm):
    """毒饵站: its number stands once in its unit."""

    class Meta(RegisterForm.Meta):
        model = BaitStation
        fields = (
            "code",
            "status",
            "installed_on",
            "bait_name",
            "has_warning_label",
            "layout_row",
            "layout_column",
            "metres_to_next",
            "next_check_on",
        )

    def clean(self):
        cleaned = super().clean()
        others = BaitStation.objects.live().exclude(pk=self.row.pk if self.row else None)
        arrived = self.row is None and others.filter(client_uuid=cleaned.get("client_uuid")).exists()
        same = others.filter(unit=cleaned.get("unit"), code=cleaned.get("code"))
        if cleaned.get("code") and not arrived and same.exists():
            self.add_error("code", "这个单位已经有这个编号的毒饵站，换一个编号。")
        return cleaned


class PestTreatmentForm(RegisterForm):
    """病媒消杀."""

    today = ("day",)

    class Meta(RegisterForm.Meta):
        model = PestTreatment
        fields = (
            "day",
            "site_type",
            "area",
            "drug_name",
            "registration_number",
            "batch",
            "dilution",
            "dosage",
            "method",
            "operators",
            "density_before",
            "density_after",
            "signed_by",
        )


class ZombieVehicleForm(RegisterForm):
    """僵尸车: a stage is reached with the date that proves it."""

    NEEDED = {
        VehicleStatus.NOTIFIED: (("notice_posted_on", "填一下告知书哪天贴的。"),),
        VehicleStatus.TOWED: (
            ("storage_yard", "填一下拖到哪个停放场。"),
            ("announced_until", "填一下公告到哪天期满。"),
        ),
        VehicleStatus.GONE: (("gone_on", "填一下哪天处置的。"), ("disposal", "选一下是自行驶离还是拖移。")),
    }

    today = ("first_seen_on",)

    class Meta(RegisterForm.Meta):
        model = ZombieVehicle
        fields = (
            "vehicle_type",
            "colour",
            "plate",
            "vin_tail",
            "first_seen_on",
            "status",
            "notice_posted_on",
            "owner_contact",
            "disposal",
            "storage_yard",
            "announced_until",
            "gone_on",
        )

    def clean(self):
        cleaned = super().clean()
        for name, sentence in self.NEEDED.get(cleaned.get("status"), ()):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        first = cleaned.get("first_seen_on")
        for name in ("notice_posted_on", "gone_on"):
            if first and cleaned.get(name) and cleaned[name] < first:
                self.add_error(name, "不能早于首次发现的日期，检查一下。")
        return cleaned


class IllegalStructureForm(RegisterForm):
    """违章搭建: what is demolished has its day and way."""

    today = ("found_on",)

    class Meta(RegisterForm.Meta):
        model = IllegalStructure
        fields = (
            "owner_name",
            "material",
            "use",
            "built_when",
            "area",
            "found_on",
            "notice_on",
            "demolition",
            "demolished_on",
            "is_new",
        )

    def clean(self):
        cleaned = super().clean()
        demolished_on, found_on = cleaned.get("demolished_on"), cleaned.get("found_on")
        if demolished_on and not cleaned.get("demolition"):
            self.add_error("demolition", "已经拆了的，选一下是自拆、助拆还是强拆。")
        if demolished_on and found_on and demolished_on < found_on:
            self.add_error("demolished_on", "拆除不能早于发现的日期，检查一下。")
        return cleaned


class StreetCleaningForm(RegisterForm):
    """清扫洒水: a turn ends after it began."""

    today = ("day",)

    class Meta(RegisterForm.Meta):
        model = StreetCleaning
        fields = ("day", "work", "started_at", "ended_at", "people_count", "vehicle", "is_scheduled")

    def clean(self):
        cleaned = super().clean()
        started, ended = cleaned.get("started_at"), cleaned.get("ended_at")
        if started and ended and ended <= started:
            self.add_error("ended_at", "结束要晚于开始；跨过半夜的分两笔记。")
        return cleaned


class MarketZoneForm(LayoutForm):
    """划行归市: one row of a market, which is a place."""

    place_required = True

    class Meta(RegisterForm.Meta):
        model = MarketZone
        fields = ("name", "goods", "stall_count", "has_sign", "layout_row", "layout_column")
