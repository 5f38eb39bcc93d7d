"""培训、专题会议 and 工作方案 as sheets, columns in the office's order; papers stay in the portal."""

import uuid

from campaigns.drives import UnitNames, in_order
from publicity.enums import TrainingKind
from publicity.models import PlanDocument, Training
from tataboo_portal.imports import bulk
from tataboo_portal.register_sheets import MOST_NUMBER, RegisterSheet, column_of, register_sheet
from tataboo_portal.sheets import Column
from tataboo_portal.widgets import Choice, Number, Words

FORMS = "publicity.forms.gatherings."
ALSO = {"培训": TrainingKind.TRAINING, "会议": TrainingKind.MEETING}


class Attending(Column):
    """The units that came."""

    def get_value(self, instance):
        """The units, fetched with the row."""
        return in_order(instance.attending_units.all())


class GatheringSheet(RegisterSheet):
    """A row and, in a table of their own, the units that came."""

    beside = ("photo", "attending_units", "material")

    def finish(self, values, scope):
        """The values of one row and the keys of the units that came."""
        units = [unit.pk for unit in values.get("attending_units") or ()]
        return super().finish(values, scope) | {"attending_units": units, "client_uuid": uuid.uuid4()}

    def save(self, rows, batch):
        """The rows, then who came."""
        rows = list(rows)
        came = {made["client_uuid"]: made.pop("attending_units") for made in rows}
        found = super().save(rows, batch)
        keys = dict(self.made_by(batch).values_list("client_uuid", "pk"))
        both = ({"training_id": keys[number], "unit_id": unit} for number, units in came.items() for unit in units)
        bulk.insert(Training.attending_units.through, both)
        return found


class PlanSheet(RegisterSheet):
    """A document, whose own number stands beside the portal's."""

    beside = ("photo", "paper")

    def form_data(self, values, scope):
        """The row as a browser would send it."""
        return super().form_data(values | {"number": values.get("own_number_words")}, scope)

    def heading_of(self, name):
        """The heading of a form's field."""
        return super().heading_of("own_number_words" if name == "number" else name)


TrainingSheet = register_sheet(
    Training,
    slug="trainings",
    title="培训与专题会议",
    form=f"{FORMS}TrainingForm",
    names=("day", "kind", "subject", "speaker", "attending_units", "people"),
    twin=("unit_id", "day", "kind", "subject"),
    columns={
        "day": column_of(Training, "day", aliases=("时间", "培训日期", "会议日期", "培训时间", "会议时间")),
        "kind": Column(
            "kind", "类型", Choice(TrainingKind.choices, also=ALSO), aliases=("培训/会议", "类别"), required=True
        ),
        "subject": column_of(Training, "subject", aliases=("培训主题", "会议主题", "内容", "培训内容"), width=24),
        "speaker": column_of(Training, "speaker", aliases=("主讲", "主讲人", "授课人", "主持人", "主持")),
        "attending_units": Attending(
            "attending_units", "参加单位", UnitNames(), aliases=("参会单位", "参训单位", "参加部门"), width=24
        ),
        "people": column_of(
            Training,
            "people",
            widget=Number(("人", "人次", "名"), most=MOST_NUMBER),
            aliases=("人数", "参会人数", "参训人数", "培训人数"),
            width=9,
        ),
    },
    base=GatheringSheet,
)
TrainingSheet.summed = ("参加人数",)
TrainingSheet.apart = ("类型",)
TrainingSheet.counted_day = "day"
DocumentSheet = register_sheet(
    PlanDocument,
    slug="documents",
    title="工作方案",
    form=f"{FORMS}DocumentForm",
    names=("day", "title", "own_number_words"),
    twin=("unit_id", "day", "title", "number"),
    columns={
        "day": column_of(PlanDocument, "day", aliases=("日期", "发文日期", "成文日期", "印发时间")),
        "title": column_of(PlanDocument, "title", aliases=("方案名称", "文件名称", "名称", "文件标题"), width=30),
        "own_number_words": Column("number", "文号", Words(40), aliases=("发文字号", "文件号"), width=18),
    },
    first=("unit",),
    base=PlanSheet,
)
DocumentSheet.counted_day = "day"
