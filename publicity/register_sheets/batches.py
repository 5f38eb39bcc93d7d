"""宣传品批次 as a sheet: one batch per row."""

from publicity import stock
from publicity.models import MaterialBatch, Placement
from publicity.sheets import KindName
from publicity.stock import MOST
from tataboo_portal.register_sheets import RegisterSheet, column_of, register_sheet
from tataboo_portal.sheets import Column
from tataboo_portal.widgets import Number

WORDS = ("条", "块", "份", "期", "处", "次", "张", "个")


class StockSheet(RegisterSheet):
    """What the sheet of batches adds to one of a register."""

    def untouched(self, rows):
        """Of a file's batches those nobody changed or placed anything of since."""
        placed = Placement.objects.live().filter(batch__isnull=False).values("batch")
        return super().untouched(rows).exclude(pk__in=placed)

    def take_back(self, batch, *, by, reason):
        """The file's batches, each held so that nothing is placed of one that goes."""
        stock.hold(self.made_by(batch))
        return super().take_back(batch, by=by, reason=reason)


BatchSheet = register_sheet(
    MaterialBatch,
    slug="batches",
    title="宣传品批次",
    form="publicity.forms.batches.BatchForm",
    names=("kind", "quantity", "topic", "day", "maker"),
    twin=("unit_id", "day", "kind_id", "quantity", "topic", "maker"),
    columns={
        "kind": Column(
            "kind__indicator__name", "形式", KindName(), aliases=("类型", "宣传形式", "类别"), required=True, width=16
        ),
        "quantity": Column(
            "quantity",
            "数量",
            Number(WORDS, least=1, most=MOST),
            aliases=("制作数量", "印制数量"),
            required=True,
            width=9,
        ),
        "topic": column_of(MaterialBatch, "topic", aliases=("宣传主题", "内容"), width=20),
        "maker": column_of(MaterialBatch, "maker", aliases=("制作厂家", "印刷厂", "广告公司"), width=18),
    },
    base=StockSheet,
)
