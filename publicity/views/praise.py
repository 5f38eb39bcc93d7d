"""表扬与锦旗 as data for the register pages."""

from django.db.models import Q

from inspections.models import RemediationTask
from publicity.enums import PraiseKind
from publicity.forms.praise import PraiseForm
from publicity.models import Praise
from publicity.views.sums import by_indicator
from tataboo_portal.registers import Column, Group, Register, masked_name


def about_praise(request, praise):
    """The task it is for, as far as this person may open it."""
    tasks = RemediationTask.objects.visible_to(request.user)
    return {"task": tasks.filter(pk=praise.task_id).first() if praise.task_id else None}


PRAISES = Register(
    slug="praises",
    model=Praise,
    form=PraiseForm,
    title="表扬与锦旗",
    icon="award",
    group="宣传与文明",
    columns=(
        Column("unit", "责任单位"),
        Column("day"),
        Column("kind"),
        Column("giver", shown=masked_name),
        Column("content"),
    ),
    search=("content",),
    keys=("-day", "-id"),
    choices=("kind",),
    groups=(Group("in_words", "表扬（不含锦旗）"),),
    day="day",
    hint="锦旗、信拍一张放在照片里；赠送人的名字别人只看得到姓。",
    extra="publicity/_praise.html",
    extra_context=about_praise,
    summary=by_indicator(
        praise_banner=Q(kind=PraiseKind.BANNER),
        praise_letter=~Q(kind=PraiseKind.BANNER),
    ),
    card="publicity/_praise_card.html",
)
