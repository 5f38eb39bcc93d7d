"""培训、专题会议 and 工作方案 as data for the register pages."""

from django.db.models import Q

from publicity.actions.gatherings import change_training, log_training
from publicity.enums import TrainingKind
from publicity.forms.gatherings import DocumentForm, TrainingForm
from publicity.models import PlanDocument, Training
from publicity.views.sums import by_indicator
from tataboo_portal.registers import NOTHING, Column, Register

UNIT = Column("unit", "主办单位")


def names_of(units):
    """Units as one cell names them."""
    return "、".join(unit.short_name or unit.name for unit in units.all()) or NOTHING


def there(key):
    """Whether a paper is there, in a word."""
    return "有" if key else NOTHING


TRAININGS = Register(
    slug="trainings",
    model=Training,
    form=TrainingForm,
    title="培训与专题会议",
    icon="users",
    group="宣传与文明",
    columns=(
        UNIT,
        Column("day"),
        Column("kind"),
        Column("subject"),
        Column("speaker"),
        Column("attending_units", shown=names_of),
        Column("people"),
        Column("where", "地点"),
        Column("material_id", "材料", shown=there),
    ),
    search=("subject", "speaker"),
    keys=("-day", "-id"),
    choices=("kind",),
    prefilled=("kind",),
    day="day",
    hint="培训一次一场，专题会议一次一次；签到表拍成照片，课件、讲稿放到材料里。",
    summary=by_indicator(
        training=Q(kind=TrainingKind.TRAINING),
        special_meeting=Q(kind=TrainingKind.MEETING),
    ),
    paper="material",
    add=log_training,
    change=change_training,
)
DOCUMENTS = Register(
    slug="documents",
    model=PlanDocument,
    form=DocumentForm,
    title="工作方案",
    icon="file-type-docx",
    group="宣传与文明",
    columns=(
        Column("unit", "印发单位"),
        Column("day"),
        Column("title"),
        Column("number"),
        Column("paper_id", "文件", shown=there),
    ),
    search=("title", "number"),
    keys=("-day", "-id"),
    day="day",
    hint="印发一份记一份，把文件本身也传上来。",
    summary=by_indicator(plan_document=Q(day__isnull=False)),
    paper="paper",
)
