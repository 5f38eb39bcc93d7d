"""表扬与锦旗 as a sheet; the giver's name leaves whole only for those who may write the row and ask for it."""

from publicity.enums import PraiseKind
from publicity.models import Praise
from publicity.praise import task_numbered
from tataboo_portal.imports.cells import Bad, plain, shown
from tataboo_portal.register_sheets import column_of, register_sheet
from tataboo_portal.sheets import Column
from tataboo_portal.widgets import Choice, OfficeWidget

ALSO = {
    "来信": PraiseKind.LETTER,
    "感谢信": PraiseKind.LETTER,
    "来电": PraiseKind.CALL,
    "来访": PraiseKind.CALL,
    "电话": PraiseKind.CALL,
    "留言": PraiseKind.MESSAGE,
    "点赞": PraiseKind.MESSAGE,
}


class TaskNumber(OfficeWidget):
    """The number of a task the person may see."""

    blank = ""

    def reader(self, scope, heading):
        def read(cell):
            task = task_numbered(plain(cell), scope.by)
            if task is None:
                raise Bad(f"没有编号是“{shown(cell)}”的任务，或者它归别的单位，对一下编号。")
            return task.number

        return read


PraiseSheet = register_sheet(
    Praise,
    slug="praises",
    title="表扬与锦旗",
    form="publicity.forms.praise.PraiseForm",
    names=("day", "kind", "giver", "content", "task"),
    twin=("unit_id", "day", "kind", "content"),
    columns={
        "day": column_of(Praise, "day", aliases=("时间", "收到日期")),
        "kind": Column("kind", "形式", Choice(PraiseKind.choices, also=ALSO), aliases=("类型", "类别"), required=True),
        "giver": column_of(Praise, "giver", aliases=("赠送人", "来信人", "赠送单位", "姓名"), width=14),
        "content": column_of(Praise, "content", aliases=("表扬内容", "锦旗内容", "事由"), width=30),
        "task": Column("task__number", "相关任务", TaskNumber(), aliases=("任务编号", "任务"), width=12),
    },
    first=("unit",),
)
PraiseSheet.counted_day = "day"
