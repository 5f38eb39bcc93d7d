"""满意度答卷 as data for the register pages: paper forms typed in, and what residents answered behind their codes."""

from django.db.models import Q

from publicity.actions import surveys as acts
from publicity.forms.survey_answers import ResponseForm
from publicity.models import SurveyResponse
from publicity.views.sums import by_indicator
from tataboo_portal.permissions import Permission
from tataboo_portal.registers import Column, Link, Register, masked_line


def about_response(request, response):
    """What was asked and what was answered."""
    levels = response.levels
    asked = [(question, levels.get(question.pk)) for question in response.survey.questions.all()]
    may_forget = bool(response.remark) and request.user.may(Permission.LOG_FOR_ANY_UNIT)
    return {
        "asked": [(question, level.label if level else "没问") for question, level in asked],
        "may_forget": may_forget,
    }


RESPONSES = Register(
    slug="responses",
    model=SurveyResponse,
    form=ResponseForm,
    title="满意度答卷",
    icon="list-check",
    columns=(
        Column("unit", "社区"),
        Column("survey"),
        Column("day"),
        Column("source"),
        Column("answers", "答了", shown=lambda answers: f"{len(answers)} 题"),
        Column("remark", shown=masked_line),
    ),
    search=("remark", "survey__title"),
    keys=("-day", "-id"),
    choices=("source",),
    prefilled=("survey",),
    day="day",
    hint="入户的纸质问卷录在这里；扫码填的自己进来，只能作废。答卷上没有姓名和电话。",
    extra="publicity/_answers.html",
    extra_context=about_response,
    form_part="publicity/_levels.html",
    summary=by_indicator(survey_response=Q(day__isnull=False)),
    links=(Link("survey_list", (), "chart-bar", "满意度调查"),),
    group="宣传与文明",
    add=acts.log_response,
    change=acts.change_response,
)
