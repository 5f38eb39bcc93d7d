"""综合文化服务中心 as a sheet: one row per centre, a column 有/无 for each service and room."""

from functools import cached_property

from publicity.models import CultureCentre, Facility, FacilityKind
from tataboo_portal.imports import bulk
from tataboo_portal.register_sheets import RegisterSheet, column_of, register_sheet
from tataboo_portal.sheets import Column
from tataboo_portal.widgets import YesNo

NAMES = ("name", "opened_on", "opening_hours", "is_free", "contact", "phone", "area")


class FacilityColumn(Column):
    """Whether a centre has one service or room."""

    def __init__(self, kind):
        super().__init__(None, kind.name, YesNo("有", "无", blank=False), width=9)
        self.kind, self.name = kind, f"facility:{kind.code}"

    def get_value(self, instance):
        """Whether it is there."""
        return instance.offer.get(self.kind.pk, (False,))[0]


class FacilitiesSheet(RegisterSheet):
    """What the sheet of centres adds to one of a register."""

    beside = ("photo", "offer")

    @cached_property
    def facilities(self):
        """A column for each service and room in use."""
        return [FacilityColumn(kind) for kind in FacilityKind.objects.filter(is_active=True)]

    def columns(self):
        """The centre, what it offers, and the remarks."""
        found = super().columns()
        at = next(at for at, column in enumerate(found) if column.name == "note")
        return [*found[:at], *self.facilities, *found[at:]]

    def finish(self, values, scope):
        """The values of one centre and of what it offers."""
        made = super().finish(values, scope)
        made["kinds"] = [column.kind.pk for column in self.facilities if values.get(column.name)]
        return made

    def save(self, rows, batch):
        """The centres, then what each of them offers."""
        rows = list(rows)
        offers = {made["unit_id"]: made.pop("kinds") for made in rows}
        saved = super().save(rows, batch)
        numbers = self.made_by(batch).values_list("unit_id", "pk")
        there = ({"centre_id": pk, "kind_id": kind} for unit, pk in numbers for kind in offers[unit])
        bulk.insert(Facility, there, is_there=True)
        return saved


CentreSheet = register_sheet(
    CultureCentre,
    slug="centres",
    title="综合文化服务中心",
    form="publicity.forms.centres.CentreForm",
    names=NAMES,
    twin=("unit_id",),
    columns={
        "name": column_of(CultureCentre, "name", aliases=("中心名称", "综合文化服务中心"), width=22),
        "opening_hours": column_of(CultureCentre, "opening_hours", aliases=("开放时段", "开放"), width=22),
        "is_free": column_of(CultureCentre, "is_free", aliases=("是否免费开放", "免费")),
        "phone": column_of(CultureCentre, "phone", aliases=("电话", "联系方式", "手机"), width=14),
    },
    base=FacilitiesSheet,
)
CentreSheet.twin_is_bad = True
CentreSheet.counted_day = "opened_on"
