"""The work ledger as a sheet, one row per record."""

from functools import cached_property

from campaigns import details
from campaigns.enums import Ledger
from campaigns.models import DetailColumn, Indicator, WorkRecord
from tataboo_portal.imports.cells import Bad, key
from tataboo_portal.models import Place, Unit
from tataboo_portal.sheets import Column, LedgerSheet
from tataboo_portal.widgets import Named, Words


class IndicatorName(Named):
    """An indicator of one ledger by name, by its name without the verb, by code or shortcut."""

    VERBS = ("清理", "取缔", "拆除", "规范", "铲除", "悬挂", "制作", "发放", "粉刷", "修剪")

    def __init__(self, ledger):
        super().__init__()
        self.ledger = ledger

    def rows(self):
        """[(indicator, what a cell means by it)]."""
        return [(row, row) for row in Indicator.objects.for_ledger(self.ledger)]

    def index(self, scope):
        found = {}
        for indicator, meant in self.rows():
            names = [indicator.name, indicator.code, indicator.label, indicator.shortcut]
            names += [indicator.name.removeprefix(verb) for verb in self.VERBS]
            for name in names:
                found.setdefault(key(name), meant)
        found.pop("", None)
        return found


class WorkRecordSheet(LedgerSheet):
    """整治台账: one indicator per row, with the columns that only its own ledger has."""

    slug = "works"
    title = "整治台账"
    indicator = Column(
        "indicator__name",
        "类型",
        IndicatorName(Ledger.WORK),
        aliases=("整治类型", "项目", "指标", "整治项目", "问题类型", "类别", "清理类型", "整治内容", "内容"),
        required=True,
        width=14,
    )
    unit_word = Column("indicator__unit_word", "量词", Words(8), aliases=("计量单位", "单位"), width=8)
    apart = ("类型", "量词")
    subject = "indicator_id"
    judged_by = (Unit, Place, Indicator, DetailColumn)
    quick_row = ("日期", "责任单位", "类型", "数量", "小区（街巷）", "备注")
    twin = ("unit_id", "day", "indicator_id", "quantity", "place_id", "location")

    class Meta:
        model = WorkRecord
        fields = (
            *("number", "unit", "place", "location", "indicator", "quantity", "unit_word"),
            *("day", "note", "created_by", "void_reason"),
        )
        export_order = fields

    @cached_property
    def details(self):
        """The own columns of the indicators."""
        return details.fields(Ledger.WORK, ("indicator_id",))

    @cached_property
    def folded(self):
        """The own columns of the indicators in one, or None where there are none."""
        return details.FoldedField(self.details) if self.details else None

    def columns(self):
        """The shared columns, then those of the indicators."""
        return [*super().columns(), *self.details]

    def finish(self, values, scope):
        """The values of one work record."""
        indicator = values["indicator"]
        check_word(values.get("unit_word"), indicator)
        made = self.located(values, scope)
        made |= {"indicator_id": indicator.pk, "quantity": self.counted(values, scope, indicator)}
        made |= {"day": values["day"], "note": values.get("note") or ""}
        if values.get("folded"):
            values = values | self.folded.unfold(values["folded"], scope)
        made["details"] = details.kept(self.details, values, indicator)
        return made


def check_word(word, indicator):
    """Refuse a 量词 that is not the indicator's."""
    if word and word != indicator.unit_word:
        raise Bad(f"{indicator.name}的量词是“{indicator.unit_word}”，这里写的是“{word}”。", column="量词")
