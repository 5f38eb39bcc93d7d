"""文化活动与志愿服务 as a sheet, columns in the office's order (domain research §2.4, 志愿活动)."""

from publicity.models import Activity, ActivityTheme
from tataboo_portal.imports.cells import key
from tataboo_portal.register_sheets import MOST_NUMBER, column_of, register_sheet
from tataboo_portal.sheets import Column
from tataboo_portal.widgets import Fraction, Named, Number

NAMES = (
    *("day", "theme", "title", "status", "starts_at", "ends_at", "organiser", "people", "person_times"),
    *("hours", "content", "platform_number"),
)


class ThemeName(Named):
    """A theme in use by its name."""

    def index(self, scope):
        return {key(theme.name): theme for theme in ActivityTheme.objects.filter(is_active=True)}


ActivitySheet = register_sheet(
    Activity,
    slug="activities",
    title="文化活动与志愿服务",
    form="publicity.forms.activities.ActivityForm",
    names=NAMES,
    twin=("unit_id", "day", "theme_id", "title", "starts_at"),
    columns={
        "day": column_of(Activity, "day", aliases=("活动日期", "活动时间")),
        "theme": Column(
            "theme__name", "主题", ThemeName(), aliases=("活动主题", "类型", "类别"), required=True, width=12
        ),
        "title": column_of(Activity, "title", aliases=("活动名称", "活动内容名称", "名称"), width=20),
        "organiser": column_of(Activity, "organiser", aliases=("组织单位", "主办", "组织者", "主办单位"), width=14),
        "people": column_of(
            Activity, "people", widget=Number(("人", "名"), most=MOST_NUMBER), aliases=("人数", "参与人数"), width=9
        ),
        "person_times": column_of(
            Activity, "person_times", widget=Number(("人次",), most=MOST_NUMBER), aliases=("人次", "参与人次"), width=9
        ),
        "hours": column_of(
            Activity,
            "hours",
            widget=Fraction(("小时", "h", "时"), places=1),
            aliases=("时长", "志愿时长", "服务时长", "服务时长（小时）"),
            width=9,
        ),
        "content": column_of(Activity, "content", aliases=("活动内容",), width=24),
        "platform_number": column_of(
            Activity, "platform_number", aliases=("志愿平台活动编号", "外部平台编号", "录入外部志愿平台编号"), width=14
        ),
    },
)
ActivitySheet.summed = ("参加人数", "参加人次")
ActivitySheet.counted_day = "day"
