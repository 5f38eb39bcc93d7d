"""老旧小区改造 as data for the register pages."""

from campaigns.enums import RenovationStatus
from campaigns.models import RenovationProject
from campaigns.register_forms import RenovationForm
from tataboo_portal.registers import Column, Flag, Register

FLAGS = {
    RenovationStatus.PLANNED: Flag("todo", "circle-dashed", "未开工"),
    RenovationStatus.UNDER_WAY: Flag("check", "clock", "施工"),
    RenovationStatus.FINISHED: Flag("done", "circle-check", "完工"),
}


def project_flags(project):
    """How far the work has come."""
    return [FLAGS[RenovationStatus(project.status)]]


RENOVATIONS = Register(
    slug="renovations",
    model=RenovationProject,
    form=RenovationForm,
    title="老旧小区改造",
    icon="building-community",
    columns=(
        Column("unit"),
        Column("site"),
        Column("work"),
        Column("amount_words", "工程量"),
        Column("funds"),
        Column("contractor"),
        Column("started_on"),
        Column("finished_on"),
        Column("source"),
    ),
    search=("site", "contractor"),
    choices=("status", "work"),
    flags=project_flags,
    hint="塔塔埠街道奋进篇里写到的六处先在这里，责任单位可以改。",
)
REGISTERS = (RENOVATIONS,)
