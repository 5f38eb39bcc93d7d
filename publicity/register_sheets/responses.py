"""满意度答卷 as a sheet: a column per theme, in words or digits; one sheet may hold the answers of several surveys."""

from functools import cached_property

from publicity import surveys
from publicity.enums import Level, ResponseSource
from publicity.models import Survey, SurveyQuestion, SurveyResponse
from tataboo_portal.enums import UnitKind
from tataboo_portal.imports import bulk
from tataboo_portal.imports.cells import Bad, key
from tataboo_portal.refusals import Refusal
from tataboo_portal.sheets import Column, LocatedSheet, with_days
from tataboo_portal.widgets import Choice, Day, Named, UnitName, Words, harmless

PREFIX = "answer:"
DIGITS = {str(level): str(level) for level in Level}
ONLY_COMMUNITIES = "满意度答卷按社区记，由社区或者双创办导入。"


class SurveyName(Named):
    """A survey by its title; of two with one title the newer."""

    def __init__(self):
        super().__init__("title")

    def index(self, scope):
        found = {}
        for survey in Survey.objects.all():
            found.setdefault(key(survey.title), survey)
        return found

    def render(self, value, obj=None, **kwargs):
        """The title, of a survey and of what is the title already."""
        return "" if value is None else harmless(str(value))


class AnswerColumn(Column):
    """One theme: the level of the question that asks about it in the row's own survey."""

    def __init__(self, theme, questions):
        super().__init__(None, theme, Choice(Level.choices, also=DIGITS), width=9)
        self.questions, self.name = questions, f"{PREFIX}{theme}"

    def get_value(self, instance):
        """The level, empty where it was not asked."""
        return instance.answers.get(self.questions.get(instance.survey_id), "")


class ResponseSheet(LocatedSheet):
    """One paper form per row; a blank cell was not asked."""

    slug = "responses"
    title = "满意度答卷"
    unit = Column(
        "unit__name",
        "社区",
        UnitName(kinds=(UnitKind.COMMUNITY,)),
        aliases=("责任单位", "所属社区", "社区名称", "单位", "片区"),
        required=True,
        width=14,
    )
    survey = Column("survey__title", "调查", SurveyName(), aliases=("调查名称", "问卷"), width=20)
    day = Column("day", "日期", Day(), aliases=("调查日期", "填写日期", "入户日期", "时间"), required=True, width=12)
    source = Column("source", "来源", Choice(ResponseSource.choices), is_read=False, width=10)
    remark = Column("remark", "意见", Words(200), aliases=("意见建议", "建议", "其他意见"), width=24)
    counted_day = "day"
    example = (("日期", "2026-11-24"), ("意见", "示例：希望多设几个垃圾桶"))

    class Meta:
        model = SurveyResponse
        fields = ("number", "unit", "survey", "day", "source", "remark", "note", "void_reason")
        export_order = fields

    @cached_property
    def answer_columns(self):
        """A column per theme of any survey, the newest survey's first."""
        by_theme = {}
        for theme, survey, pk in SurveyQuestion.objects.order_by("-survey_id", "position", "id").values_list(
            "theme", "survey_id", "pk"
        ):
            by_theme.setdefault(theme, {})[survey] = str(pk)
        return [AnswerColumn(theme, questions) for theme, questions in by_theme.items()]

    @cached_property
    def newest(self):
        """The survey of rows that name none."""
        return surveys.newest_open()

    def columns(self):
        """Whose, of which survey and when; the themes; the remark."""
        shared = super().columns()
        return [*shared[:5], *self.answer_columns, *shared[5:]]

    def needed(self, scope):
        """People of one community need not name it."""
        return [heading for heading in super().needed(scope) if heading != "社区" or scope.own_unit is None]

    def finish(self, values, scope):
        """The values of one paper form."""
        survey = values.get("survey") or self.newest
        if survey is None:
            raise Bad("现在没有进行中的调查，在“调查”一列写明是哪一个。", column="调查")
        made = self.located(values, scope)
        if made["community_id"] != made["unit_id"]:
            raise Bad(ONLY_COMMUNITIES, column="社区")
        trouble = surveys.trouble_with(survey, values["day"])
        if trouble:
            raise Bad(trouble, column="调查" if survey.is_closed else "日期")
        made |= {"survey_id": survey.pk, "day": values["day"], "answers": self.answers(values, survey)}
        return made | {"remark": values.get("remark") or "", "note": values.get("note") or ""}

    def answers(self, values, survey):
        """{question id as text: level}; raises Bad for a theme this survey does not ask about, and for a row without any."""
        found = {}
        for column in self.answer_columns:
            level = values.get(column.name)
            if level and survey.pk not in column.questions:
                raise Bad(f"“{survey}”没有问“{column.column_name}”，这一格空着。", column=column.column_name)
            if level:
                found[column.questions[survey.pk]] = level
        if not found:
            raise Bad("一题都没有填，至少填一题。")
        return found

    def save(self, rows, batch):
        """Write all good rows, as long as their surveys still ask what they asked when the file was read."""
        rows, days = list(rows), set()
        wanted = {made["survey_id"] for made in rows}
        held = {survey.pk: survey for survey in Survey.objects.select_for_update().filter(pk__in=wanted).order_by("pk")}
        asked = surveys.asked_of(wanted)
        for made in rows:
            survey = made["survey_id"]
            if held[survey].is_closed or not set(made["answers"]) <= asked[survey]:
                raise Refusal("调查刚改过或者结束了，没有导入。重新检查一遍再导。")
        count = bulk.insert(SurveyResponse, with_days(rows, "day", days), **self.constants(batch))
        return count, {SurveyResponse: days}
