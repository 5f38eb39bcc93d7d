"""清扫活动 as a sheet: one event per row with who took part and a column for each of the eight totals."""

import re
import uuid
from functools import cached_property

from campaigns.enums import IndicatorGroup, Ledger
from campaigns.models import CleanupDrive, Indicator, WorkRecord
from tataboo_portal.imports import bulk
from tataboo_portal.imports.cells import Bad, key, raw
from tataboo_portal.sheets import Column, LocatedSheet
from tataboo_portal.widgets import Day, Number, OfficeWidget, UnitName, Words

PEOPLE = 30_000
BETWEEN_UNITS = re.compile(r"[、，,；;/\s]+")
MOST_OFFER = 80
SHORT_WORDS = {
    "dead_corner": ("死角", "死角数"),
    "garbage_truckload": ("垃圾车", "垃圾车数", "车次"),
    "trash_bin": ("桶", "垃圾箱"),
    "sticker": ("小广告",),
    "illegal_structure": ("违建", "违章建筑", "违法建设"),
    "signboard": ("店招", "店牌", "门头牌匾"),
    "street_vendor": ("游商", "流动摊贩", "摊贩"),
    "zombie_vehicle": ("废弃车辆",),
}


class UnitNames(OfficeWidget):
    """Several units by name in one cell, one of each; who took part may be anybody's."""

    blank = ()
    wants = ("参加的单位，几个用顿号隔开。", "社区一、社区二")

    def reader(self, scope, heading):
        one = UnitName(is_scoped=False).reader(scope, heading)

        def read(cell):
            if key(cell) in scope.units:
                return [scope.units[key(cell)]]
            words, found = raw(cell), {}
            for name in filter(None, BETWEEN_UNITS.split(words)):
                try:
                    unit = one(name)
                except Bad as bad:
                    offer = words.replace(name, bad.offer) if bad.offer else ""
                    raise Bad(bad.sentence, offer=offer if len(offer) <= MOST_OFFER else "") from None
                found[unit.pk] = unit
            return in_order(found.values())

        return read

    def render(self, value, obj=None, **kwargs):
        return super().render("、".join(unit.name for unit in value))


def in_order(units):
    """Units as the office lists them."""
    return sorted(units, key=lambda unit: (unit.position, unit.code))


class Helpers(Column):
    """Who took part beside the unit that leads."""

    def get_value(self, instance):
        """The units, fetched with the event."""
        return in_order(instance.helpers.all())


class Result(Column):
    """How much of one indicator the event achieved."""

    def __init__(self, indicator):
        word = indicator.unit_word
        widget = Number((word,), most=indicator.most_per_record)
        short = indicator.name.removeprefix("清理").removeprefix("取缔").removeprefix("拆除").removeprefix("规范")
        names = (
            *SHORT_WORDS.get(indicator.code, ()),
            short,
            f"清理{short}",
            f"整治{short}",
            f"{short}数",
            f"{short}{word}",
        )
        super().__init__(None, f"{indicator.name}（{word}）", widget, aliases=names, width=9)
        self.indicator, self.name = indicator, f"result:{indicator.code}"

    def get_value(self, instance):
        """The sum of the event's records that count."""
        records = [row for row in instance.records.all() if row.indicator_id == self.indicator.pk and not row.is_voided]
        return sum(row.quantity for row in records) or None


class DriveSheet(LocatedSheet):
    """清扫台账: people (人) and person-times (人次) apart, results in the order of the eight totals."""

    slug = "drives"
    title = "清扫台账"
    day = Column(
        "day",
        "日期",
        Day(is_recent=True),
        aliases=("时间", "清扫日期", "活动日期", "清理日期"),
        required=True,
        width=12,
    )
    name = Column("name", "活动", Words(60), aliases=("活动名称", "主题", "活动主题"), width=16)
    people = Column(
        "people", "参加人数", Number(("人", "名"), most=PEOPLE), aliases=("人数", "出动人数", "参加人员"), width=9
    )
    person_times = Column(
        "person_times", "参加人次", Number(("人次",), most=PEOPLE), aliases=("人次", "出动人次"), width=9
    )
    vehicles = Column(
        "vehicles", "出动车辆", Number(("辆", "台", "车"), most=500), aliases=("车辆", "车辆数", "出动车次"), width=9
    )
    helpers = Helpers(
        "helpers", "参加单位", UnitNames(), aliases=("配合单位", "协助单位", "参与单位", "协同单位"), width=16
    )
    created_by = Column("created_by__full_name", "记录人", Words(), is_read=False, width=10)
    twin = ("unit_id", "day", "place_id", "location", "name", "people", "person_times")
    twin_day = counted_day = "day"

    class Meta:
        model = CleanupDrive
        fields = (
            *("number", "day", "unit", "place", "location", "name", "helpers", "people", "person_times", "vehicles"),
            *("note", "created_by", "void_reason"),
        )
        export_order = fields

    @cached_property
    def results(self):
        """A column for each indicator of the eight totals."""
        return [Result(row) for row in Indicator.objects.for_ledger(Ledger.WORK).filter(group=IndicatorGroup.TOTALS)]

    @property
    def summed(self):
        """What adds up: results, person-times and vehicles; people are told for each event."""
        return ("参加人次", "出动车辆", *(column.column_name for column in self.results))

    @property
    def quick_row(self):
        """The headings in the order of the quick row."""
        took_part = ("日期", "责任单位", "小区（街巷）", "参加人数", "参加人次", "出动车辆")
        return (*took_part, *(column.column_name for column in self.results), "活动", "备注")

    def columns(self):
        """The event, its results, and the remarks."""
        found = super().columns()
        at = next(at for at, column in enumerate(found) if column.name == "note")
        return [*found[:at], *self.results, *found[at:]]

    def for_numbers(self, user):
        """The events with their records and who took part."""
        return super().for_numbers(user).prefetch_related("records", "helpers")

    def finish(self, values, scope):
        """The values of one event and of what it achieved."""
        made = self.located(values, scope)
        made |= {name: values.get(name) for name in ("day", "people", "person_times", "vehicles")}
        made |= {"name": values.get("name") or "", "note": values.get("note") or "", "client_uuid": uuid.uuid4()}
        found = [(column.indicator.pk, values.get(column.name)) for column in self.results]
        made["helpers"] = [unit.pk for unit in values.get("helpers") or ()]
        made["results"] = [(indicator, quantity) for indicator, quantity in found if quantity]
        if not made["results"] and not made["people"] and not made["person_times"]:
            raise Bad("这一行没有人数，也没有清理的数量，填一个。", column="参加人数")
        return made

    def save(self, rows, batch):
        """The events and who took part, then their results as work records, each event also as one 次."""
        rows, shared = list(rows), self.constants(batch)
        results = {made["client_uuid"]: made.pop("results") for made in rows}
        helpers = {made["client_uuid"]: made.pop("helpers") for made in rows}
        count = bulk.insert(CleanupDrive, rows, **shared)
        numbers = dict(self.made_by(batch).values_list("client_uuid", "pk"))
        took_part = (
            {"cleanupdrive_id": numbers[event], "unit_id": pk} for event, units in helpers.items() for pk in units
        )
        bulk.insert(CleanupDrive.helpers.through, took_part)
        once = [(row.pk, 1) for row in Indicator.objects.filter(code=CleanupDrive.EVENT)]
        shared_values = ("unit_id", "community_id", "market_group_id", "place_id", "location", "day", "note")
        records = (
            {name: made[name] for name in shared_values}
            | {"indicator_id": indicator, "quantity": quantity, "drive_id": numbers[made["client_uuid"]]}
            for made in rows
            for indicator, quantity in [*results[made["client_uuid"]], *once]
        )
        bulk.insert(WorkRecord, records, **shared)
        days = {made["day"] for made in rows}
        return count, {CleanupDrive: days, WorkRecord: days}

    def take_back(self, batch, *, by, reason):
        """The events and their records; an event with a changed record stays."""
        count, kept, days = super().take_back(batch, by=by, reason=reason)
        records = WorkRecord.objects.filter(import_batch=batch, drive__voided_at__isnull=False).live().filter(version=1)
        for row in WorkRecord.objects.filter(import_batch=batch).live().exclude(version=1)[:20]:
            kept.append(row)
        gone = CleanupDrive.objects.filter(import_batch=batch, voided_at__isnull=False).order_by("pk").first()
        if gone:
            records.update(voided_at=gone.voided_at, voided_by=by, void_reason=reason, version=2)
        return count, kept, days | {WorkRecord: days[CleanupDrive]}
