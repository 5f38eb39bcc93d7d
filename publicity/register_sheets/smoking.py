"""控烟检查 as a sheet: a column for each of the seven points, 合格 where nothing stands."""

from publicity.models import SmokingCheck
from publicity.models.smoking import POINTS
from tataboo_portal.register_sheets import column_of, register_sheet
from tataboo_portal.widgets import Number, YesNo

SmokingSheet = register_sheet(
    SmokingCheck,
    slug="smoking",
    title="控烟检查",
    form="publicity.forms.smoking.SmokingForm",
    names=("day", *POINTS, "sign_count"),
    twin=("unit_id", "day", "place_id", "location"),
    columns={
        "day": column_of(SmokingCheck, "day", aliases=("检查日期", "检查时间", "时间")),
        "sign_count": column_of(
            SmokingCheck,
            "sign_count",
            widget=Number(("处", "个", "张", "块"), most=30_000),
            aliases=("标识数", "标识数量", "禁烟标识"),
        ),
        **{name: column_of(SmokingCheck, name, widget=YesNo("合格", "不合格", blank=True)) for name in POINTS},
    },
)
SmokingSheet.counted_day = "day"
