"""The publicity ledger as a sheet, one row per placement."""

from functools import cached_property

from campaigns import details
from campaigns.enums import Ledger
from campaigns.models import DetailColumn, Indicator
from campaigns.sheets import IndicatorName, check_word
from publicity.models import Placement, PublicityKind
from tataboo_portal.imports.cells import Bad, key
from tataboo_portal.models import Place, Unit
from tataboo_portal.sheets import Column, LedgerSheet
from tataboo_portal.widgets import Day, Words


class KindName(IndicatorName):
    """A 宣传形式 by the names of its indicator."""

    # What offices write for it, beside its name.
    ALSO = {
        "banner": ("横幅", "标语"),
        "blackboard": ("板报", "黑板报", "社区板报"),
        "leaflet": ("资料", "宣传单", "宣传册"),
        "proposal_letter": ("倡议书",),
        "no_smoking_sign": ("禁烟标志", "禁烟标识牌"),
        "led_notice": ("LED", "LED屏", "电子屏"),
    }

    def __init__(self):
        super().__init__(Ledger.PUBLICITY)
        self.attribute = "label"

    def index(self, scope):
        found = super().index(scope)
        kinds = {indicator.code: kind for indicator, kind in self.rows()}
        for code, names in self.ALSO.items():
            for name in names if code in kinds else ():
                found.setdefault(key(name), kinds[code])
        return found

    def rows(self):
        kinds = PublicityKind.objects.filter(is_active=True).select_related("indicator")
        return [(kind.indicator, kind) for kind in kinds]

    def render(self, value, obj=None, **kwargs):
        return super().render(str(value) if value else value)


class PlacementSheet(LedgerSheet):
    """宣传台账: one form of publicity per row, with the columns that only its own ledger has."""

    slug = "placements"
    title = "宣传台账"
    kind = Column(
        "kind__indicator__name",
        "形式",
        KindName(),
        aliases=("类型", "宣传形式", "宣传类型", "类别", "项目", "宣传方式"),
        required=True,
        width=16,
    )
    unit_word = Column("kind__indicator__unit_word", "量词", Words(8), aliases=("计量单位", "单位"), width=8)
    topic = Column("topic", "主题", Words(80), aliases=("宣传主题", "内容", "宣传内容", "标题"), width=20)
    valid_until = Column("valid_until", "有效期至", Day(), aliases=("有效期", "到期日期"), width=12)
    removed_on = Column("removed_on", "拆除日期", Day(), is_read=False, width=12)
    apart = ("形式", "量词")
    subject = "kind_id"
    judged_by = (Unit, Place, Indicator, DetailColumn, PublicityKind)
    quick_row = ("日期", "责任单位", "形式", "数量", "主题", "小区（街巷）", "有效期至", "备注")
    twin = ("unit_id", "day", "kind_id", "quantity", "place_id", "location")

    class Meta:
        model = Placement
        fields = (
            *("number", "unit", "place", "location", "kind", "topic", "quantity", "unit_word"),
            *("day", "valid_until", "removed_on", "note", "created_by", "void_reason"),
        )
        export_order = fields

    @cached_property
    def details(self):
        """The own columns of the forms."""
        return details.fields(Ledger.PUBLICITY, ("kind", "indicator_id"))

    def columns(self):
        """The shared columns, then those of the forms."""
        return [*super().columns(), *self.details]

    def finish(self, values, scope):
        """The values of one placement."""
        kind, until = values["kind"], values.get("valid_until")
        check_word(values.get("unit_word"), kind.indicator)
        if until and until < values["day"]:
            raise Bad("有效期不能早于投放日期。", column="有效期至")
        made = self.located(values, scope)
        made |= {"kind_id": kind.pk, "quantity": self.counted(values, scope, kind.indicator), "day": values["day"]}
        made |= {"topic": values.get("topic") or "", "valid_until": until, "note": values.get("note") or ""}
        made["details"] = details.kept(self.details, values, kind.indicator)
        return made
