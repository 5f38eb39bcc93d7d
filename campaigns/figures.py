"""历史基数, 目标 and 老旧小区改造 as sheets."""

import re
from datetime import date

from campaigns.enums import Ledger
from campaigns.models import BaseFigure, Campaign, Goal, Indicator, RenovationProject, periods_meet
from tataboo_portal.imports.cells import Bad, key
from tataboo_portal.periods import Period
from tataboo_portal.permissions import Permission
from tataboo_portal.register_sheets import register_sheet
from tataboo_portal.sheets import NUMBER, Column, KeptSheet
from tataboo_portal.widgets import Choice, Day, Named, Quantity, UnitName, Words, YesNo


class ByName(Named):
    """A campaign or an indicator by name or code."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def index(self, scope):
        found = {}
        for row in self.model.objects.all():
            for name in (row.name, row.code):
                found.setdefault(key(name), row)
        return found


class FigureSheet(KeptSheet):
    """历史基数: figures from before the ledger, by period, in their own words."""

    slug = "figures"
    title = "历史基数"
    permissions = (Permission.MANAGE, Permission.LOG_FOR_ANY_UNIT)
    number = Column("pk", NUMBER, Words(20), width=10)
    campaign = Column("campaign__name", "创建活动", ByName(Campaign), aliases=("活动",), required=True, width=20)
    indicator = Column("indicator__name", "指标", ByName(Indicator), aliases=("类型", "项目"), required=True, width=16)
    unit = Column("unit__name", "责任单位", UnitName(), aliases=("社区/市场组", "社区", "单位"), width=14)
    start = Column("start", "期间从", Day(), aliases=("开始日期", "从"), width=12)
    end = Column("end", "期间到", Day(), aliases=("结束日期", "到"), width=12)
    value = Column("value", "数值", Quantity(), aliases=("数量", "期初数", "基数"), required=True, width=10)
    is_approximate = Column("is_approximate", "约数", YesNo(), aliases=("是否约数",), width=6)
    own_words = Column("own_words", "原文", Words(120), aliases=("原文表述", "原话"), width=30)
    period_words = Column("period_words", "原文期间", Words(40), aliases=("期间",), width=14)
    caliber = Column("caliber", "口径说明", Words(200), aliases=("备注", "说明", "口径"), width=24)
    twin = ("campaign_id", "indicator_id", "unit_id", "start")
    twin_is_bad = True

    class Meta:
        model = BaseFigure
        fields = (
            *("number", "campaign", "indicator", "unit", "start", "end", "value", "is_approximate", "own_words"),
            *("period_words", "caliber"),
        )
        export_order = fields

    def for_numbers(self, user):
        """Every figure with its names."""
        return BaseFigure.objects.select_related("campaign", "indicator", "unit")

    def finish(self, values, scope):
        """The values of one figure; without its own words it is told as a number with its 量词."""
        (value, word), indicator = values["value"], values["indicator"]
        start, end, unit = values.get("start"), values.get("end"), values.get("unit")
        if word and word != indicator.unit_word:
            raise Bad(f"{indicator.name}按“{indicator.unit_word}”记，这里写的是“{value}{word}”。", column="数值")
        if (start and (end is None or end < start)) or (end and not start):
            raise Bad(BaseFigure.BOTH_DAYS, column="期间到")
        is_about = bool(values.get("is_approximate"))
        made = {
            "campaign_id": values["campaign"].pk,
            "indicator_id": indicator.pk,
            "unit_id": unit.pk if unit else None,
        }
        made |= {"start": start, "end": end, "value": value, "is_approximate": is_about}
        made["own_words"] = values.get("own_words") or f"{value}{'余' * is_about}{indicator.unit_word}"
        self.refuse_overlap(made, scope)
        return made | {name: values.get(name) or "" for name in ("period_words", "caliber")}

    def refuse_overlap(self, made, scope):
        """Refuse a figure that speaks of the same days as one in use or one further up in the file."""
        if "taken_periods" not in scope.__dict__:
            scope.taken_periods = self.taken_periods()
        taken = scope.taken_periods.setdefault((made["campaign_id"], made["indicator_id"], made["unit_id"]), [])
        for start, end, words in taken:
            if periods_meet(made["start"], made["end"], start, end):
                raise Bad(BaseFigure.OVERLAP.format(words=words), column="期间从")
        taken.append((made["start"], made["end"], f"这张表里的“{made['own_words']}”"))

    def taken_periods(self):
        """{(campaign, indicator, unit): [(start, end, words)]} of the figures in use."""
        found = {}
        for figure in BaseFigure.objects.filter(is_active=True):
            key_of = (figure.campaign_id, figure.indicator_id, figure.unit_id)
            found.setdefault(key_of, []).append((figure.start, figure.end, f"“{figure.own_words}”"))
        return found


class PeriodDay(Day):
    """Any day of a period, or the year or month by its name: “2026”, “2026年”, “2026年11月”."""

    YEAR_OR_MONTH = re.compile(r"(\d{4})(?:年?|[年./-](\d{1,2})月?)", re.ASCII)

    def reader(self, scope, heading):
        read_day = super().reader(scope, heading)

        def read(cell):
            named = self.YEAR_OR_MONTH.fullmatch(str(cell).strip().removesuffix(".0"))
            if named is None:
                return read_day(cell)
            year, month = int(named[1]), int(named[2] or 1)
            if not (2000 <= year <= 2100 and 1 <= month <= 12):
                raise Bad(f"{heading}写成“2026年”“2026年11月”或者一天的日期，这里写的是“{cell}”。")
            return date(year, month, 1)

        return read


class GoalSheet(KeptSheet):
    """目标: what is meant to be done, by indicator, unit and period."""

    slug = "goals"
    title = "目标"
    permissions = (Permission.MANAGE, Permission.LOG_FOR_ANY_UNIT)
    number = Column("pk", NUMBER, Words(20), width=10)
    indicator = Column("indicator__name", "指标", ByName(Indicator), aliases=("类型", "项目"), required=True, width=18)
    unit = Column("unit__name", "责任单位", UnitName(), aliases=("社区/市场组", "社区", "单位"), width=14)
    period_kind = Column(
        "period_kind",
        "期间类别",
        Choice([(kind, kind.label) for kind in Goal.KINDS]),
        aliases=("周期",),
        required=True,
        width=8,
    )
    period_start = Column(
        "period_start", "期间", PeriodDay(), aliases=("期间从", "年份", "月份"), required=True, width=12
    )
    value = Column("value", "目标数", Quantity(), aliases=("目标", "目标值", "任务数"), required=True, width=10)
    source = Column("source", "依据", Words(120), aliases=("备注", "说明"), width=24)
    twin = ("indicator_id", "unit_id", "period_kind", "period_start")
    twin_is_bad = True

    class Meta:
        model = Goal
        fields = ("number", "indicator", "unit", "period_kind", "period_start", "value", "source")
        export_order = fields

    def for_numbers(self, user):
        """Every goal with its names."""
        return Goal.objects.for_list()

    def finish(self, values, scope):
        """The values of one goal; it begins where its period begins."""
        (value, word), indicator, unit = values["value"], values["indicator"], values.get("unit")
        if indicator.ledger == Ledger.NONE:
            raise Bad(f"{indicator.name}只有历史数字，不再记，定不了目标。", column="指标")
        if word and word != indicator.unit_word:
            raise Bad(f"{indicator.name}按“{indicator.unit_word}”记，这里写的是“{value}{word}”。", column="目标数")
        if not 0 < value <= Goal.MOST:
            raise Bad(f"目标要在 1 到 {Goal.MOST} 之间。", column="目标数")
        start = Period.of(values["period_kind"], values["period_start"]).start
        made = {"indicator_id": indicator.pk, "unit_id": unit.pk if unit else None, "value": value}
        return made | {
            "period_kind": values["period_kind"],
            "period_start": start,
            "source": values.get("source") or "",
        }


RenovationSheet = register_sheet(
    RenovationProject,
    slug="renovations",
    title="老旧小区改造",
    form="campaigns.register_forms.RenovationForm",
    names=(
        *("site", "work", "amount", "amount_word", "funds", "contractor", "started_on", "finished_on", "status"),
        "source",
    ),
    first=("unit", "location"),
    twin=("unit_id", "site", "work"),
)
