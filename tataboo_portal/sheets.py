"""Sheets of the ledgers: columns in the office's order, one description for import, export, template and the admin."""

from functools import cache

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from import_export import fields, resources

from tataboo_portal.imports import bulk
from tataboo_portal.imports.cells import FORMULA_STARTS, Bad
from tataboo_portal.models import AuditEvent, LedgerRecord
from tataboo_portal.permissions import Permission
from tataboo_portal.widgets import Day, Quantity, UnitName, Words, harmless

__all__ = [
    "FORMULA_STARTS",
    "Column",
    "LedgerSheet",
    "LocatedSheet",
    "OfficeSheet",
    "harmless",
    "office_sheets",
    "sheet_of",
]

NUMBER = "平台编号"  # never 编号 or 序号: offices number their own rows with those
MOST_LOCATION = 80
MOST_NAMED = 20


class Column(fields.Field):
    """One column: where its value stands in a row, its heading, how it is read and written, and what else offices call it."""

    def __init__(self, attribute, column_name, widget, *, aliases=(), required=False, width=12, is_read=True, **kwargs):
        super().__init__(attribute=attribute, column_name=column_name, widget=widget, readonly=not is_read, **kwargs)
        self.aliases, self.required, self.width = aliases, required, width
        self.name = attribute.partition("__")[0] if attribute else ""


class OfficeSheet(resources.ModelResource):
    """One ledger as a sheet.

    `summed` are the headings whose numbers add up, `apart` those that keep different things apart. `twin` names what makes
    two rows the same entry; `twin_day` is the field by whose days earlier rows are looked for.
    """

    slug = title = ""
    summed = ()
    apart = ()
    twin = ()
    twin_day = None
    twin_is_bad = False  # where the same may stand only once
    counted_day = None
    subject = ""  # what a quantity is of, where a usual quantity can be told
    judged_by = ()  # models whose rows and nothing else decide what `finish` makes; where named, a check's rows are kept
    own_number = "pk"
    number_heading = NUMBER
    permissions = (Permission.LOG_WORK,)
    quick_row = ()  # headings in the order of the quick row, for rows pasted without any
    folded = None  # one column for all that single indicators have of their own, where paper has no room for each
    example = ()  # [(heading, words)] of one line that shows how to fill in the template

    def columns(self):
        """Every column in the office's order, as exports and templates have them."""
        found = []
        for name in self.get_export_order():
            self.fields[name].name = name
            found.append(self.fields[name])
        return found

    def read_columns(self):
        """The columns an import may fill."""
        found = [column for column in self.columns() if not column.readonly]
        return [*found, self.folded] if self.folded else found

    @classmethod
    def is_open_to(cls, user):
        """Whether this person may bring rows into this ledger; asked of the class, since a sheet copies all its columns."""
        return any(user.may(permission) for permission in cls.permissions)

    def needed(self, scope):
        """The headings without which no row can be read."""
        return [column.column_name for column in self.read_columns() if column.required]

    def finish(self, values, scope):
        """The model's values of one read row, under the same rules as its entry form; raises Bad."""
        raise NotImplementedError

    def twin_of(self, made):
        """What two rows share that are the same entry, or None."""
        return tuple([made.get(name) for name in self.twin]) if self.twin else None

    def twins(self):
        """Rows that count and might be the same as one of the file."""
        return self.live_rows()

    def live_rows(self):
        """The model's rows that are in use."""
        objects = self._meta.model.objects
        return objects.live() if hasattr(objects, "live") else objects.all()

    def numbered(self, numbers, user):
        """{number as text: row this person may know of} of rows that came out of the portal with their number."""
        wanted = (
            [number for number in numbers if number.isdecimal() and len(number) < 19]
            if self.own_number == "pk"
            else numbers
        )
        rows = self.for_numbers(user).filter(**{f"{self.own_number}__in": wanted})
        return {str(getattr(row, self.own_number)): row for row in rows}

    def is_new_number(self, number):
        """False where a number nobody knows is a new row's own; raises Bad where only the portal gives numbers."""
        raise Bad(
            f"没有{self.number_heading} {number} 的记录。编号由平台给，新的一行把这一格空着。",
            column=self.number_heading,
        )

    def for_numbers(self, user):
        """The rows a number may name, with all their columns print."""
        found = self._meta.model.objects.visible_to(user)
        return found.for_list() if hasattr(found, "for_list") else found

    def save(self, rows, batch):
        """Write the values of all good rows in the caller's transaction; how many, and the days whose totals change."""
        days = set()
        count = bulk.insert(self._meta.model, with_days(rows, self.counted_day, days), **self.constants(batch))
        return count, {self._meta.model: days}

    def made_by(self, batch):
        """The rows a batch made."""
        return self._meta.model.objects.filter(import_batch=batch)

    def constants(self, batch):
        """What all rows of a batch share."""
        return {"import_batch": batch, "created_by": batch.created_by}

    def untouched(self, rows):
        """Of these rows those nobody changed since."""
        return rows.filter(version=1)

    def take_back(self, batch, *, by, reason):
        """Take every row of the batch back that nobody changed since; (how many, the kept rows, {model: days})."""
        rows = self.made_by(batch)
        days = set(rows.values_list(self.counted_day, flat=True).distinct()) if self.counted_day else set()
        gone = self.untouched(rows.live())
        kept = list(rows.live().exclude(pk__in=gone.values("pk"))[:MOST_NAMED])
        count = gone.update(voided_at=timezone.now(), voided_by=by, void_reason=reason, version=2)
        return count, kept, {self._meta.model: days}


class KeptSheet(OfficeSheet):
    """A sheet of rows that are taken out of use instead of voided; whoever changed one since keeps it."""

    def live_rows(self):
        """The rows in use."""
        return self._meta.model.objects.filter(is_active=True)

    def for_numbers(self, user):
        """Every row."""
        return self._meta.model.objects.all()

    def constants(self, batch):
        """What all rows of a batch share."""
        return {"import_batch": batch}

    def take_back(self, batch, *, by, reason):
        """Take the rows of the batch out of use, but for those somebody changed since."""
        rows, model = self.made_by(batch).filter(is_active=True), self._meta.model
        changes = AuditEvent.objects.filter(object_type=model._meta.label, at__gt=batch.imported_at)
        changed = {int(pk) for pk in changes.values_list("object_id", flat=True) if pk.isdecimal()}
        kept = list(rows.filter(pk__in=changed)[:MOST_NAMED]) if changed else []
        return rows.exclude(pk__in=changed).update(is_active=False), kept, {}


def with_days(rows, name, days):
    """The rows as they pass, their days gathered."""
    for made in rows:
        if name:
            days.add(made[name])
        yield made


class LocatedSheet(OfficeSheet):
    """A sheet of rows that one unit leads at a place."""

    number = Column("pk", NUMBER, Words(20), width=10)
    unit = Column(
        "unit__name",
        "责任单位",
        UnitName(),
        aliases=(
            "社区/市场组",
            "社区",
            "片区",
            "单位",
            "所属社区",
            "责任社区",
            "社区名称",
            "填报单位",
            "市场组",
            "村居",
            "村（居）",
        ),
        required=True,
        width=14,
    )
    place = Column(
        "place__name",
        "小区（街巷）",
        Words(60),
        aliases=("点位", "小区", "街巷", "小区/街巷", "地点", "路段", "小区名称", "区域"),
        width=16,
    )
    location = Column(
        "location",
        "具体位置",
        Words(MOST_LOCATION),
        aliases=("位置", "详细地址", "地址", "具体地点", "点位描述"),
        width=18,
    )
    note = Column("note", "备注", Words(200), aliases=("说明", "备注说明", "其他"), width=18)
    void_reason = Column("void_reason", "作废原因", Words(), is_read=False)

    def needed(self, scope):
        """People of one unit need not name it."""
        return [heading for heading in super().needed(scope) if heading != "责任单位" or scope.own_unit is None]

    def located(self, values, scope):
        """Whose and where: {unit_id, community_id, market_group_id, place_id, location}; raises Bad."""
        unit = values.get("unit") or scope.own_unit
        if unit is None:
            raise Bad("责任单位空着，填一下。", column="责任单位")
        name, spot = values.get("place") or "", values.get("location") or ""
        place = scope.place_named(name, unit)
        if place is None and name:
            spot = f"{name} {spot}".strip()
            if len(spot) > MOST_LOCATION:
                raise Bad(f"地点一共不能超过 {MOST_LOCATION} 个字，写短一点。", column="具体位置")
        return {
            "unit_id": unit.pk,
            "community_id": place.community_id if place else unit.community_key,
            "market_group_id": (place.market_group_id if place else None) or unit.market_group_key,
            "place_id": place.pk if place else None,
            "location": spot,
        }


class LedgerSheet(LocatedSheet):
    """The columns every ledger shares; a floor adds its own kind column as `subject`."""

    day = Column(
        "day",
        "日期",
        Day(is_recent=True),
        aliases=("发现日期", "时间", "清理日期", "填报日期", "整治日期", "完成日期", "投放日期"),
        required=True,
        width=12,
    )
    quantity = Column(
        "quantity", "数量", Quantity(), aliases=("数目", "处数", "个数", "总数", "完成数量"), required=True, width=8
    )
    created_by = Column("created_by__full_name", "记录人", Words(), is_read=False, width=10)
    summed = ("数量",)
    twin_day = counted_day = "day"

    class Meta:
        model = LedgerRecord

    def counted(self, values, scope, indicator):
        """{quantity} in the 量词 of the indicator and below its upper limit; raises Bad."""
        quantity, word = values["quantity"]
        if word and word != indicator.unit_word:
            sentence = f"{indicator.name}按“{indicator.unit_word}”记，这里写的是“{quantity}{word}”，改数量或者类型。"
            raise Bad(sentence, column="数量")
        if quantity > indicator.most_per_record:
            most = indicator.most_per_record
            raise Bad(f"数量超过单笔上限 {most}，检查一下是不是多打了几个数字。", column="数量")
        return quantity


@cache
def office_sheets():
    """{slug: sheet class} of every floor; the bottom floor finds them by name and imports nothing upward."""
    found = [import_string(path) for path in settings.OFFICE_SHEETS]
    return {sheet.slug: sheet for sheet in found}


def sheet_of(slug):
    """The sheet of one ledger; KeyError when there is none."""
    return office_sheets()[slug]
