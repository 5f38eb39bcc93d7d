"""满意度: what may be answered when, and what the answers come to (formula of domain research §5.6), counted by the database."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

from django.db import connection
from django.db.models import Count, Max, Min
from django.utils import timezone

from publicity.enums import Level
from publicity.models import Survey, SurveyLink, SurveyQuestion, SurveyResponse
from tataboo_portal import fairness
from tataboo_portal.enums import UnitKind
from tataboo_portal.models import Unit
from tataboo_portal.permissions import Permission
from tataboo_portal.reference import read_rows
from tataboo_portal.refusals import Refusal

QUESTIONS = Path(__file__).parent / "data" / "survey_questions.csv"
CENT = Decimal("0.01")
HUNDRED = Decimal(100)
CLOSED = "这个调查已经结束，不再收答卷。"
OTHER_QUESTIONS = "这个调查的问题刚改过，打开新的再填一次。"
NO_QUESTION = "一题都没有选，至少选一题。"
# The answers of a form as rows of question and level; the rest of the query is the same on both databases.
EACH_ANSWER = {"sqlite": "json_each(r.answers) AS a", "postgresql": "jsonb_each_text(r.answers) AS a(key, value)"}
COUNTED = """SELECT r.unit_id, a.key, a.value, COUNT(*) FROM publicity_surveyresponse AS r, {each}
    WHERE r.survey_id = %s AND r.voided_at IS NULL GROUP BY r.unit_id, a.key, a.value"""


@cache
def usual_questions():
    """[{theme, words}] of the twelve themes cities ask about."""
    return tuple({"theme": row["theme"], "words": row["words"]} for row in read_rows(QUESTIONS))


def newest_open():
    """The survey that takes answers today, the newest where there are several, or None."""
    today = timezone.localdate()
    running = Survey.objects.filter(is_closed=False, start__lte=today, end__gte=today)
    return running.order_by("-start", "-id").first()


def state_words(survey):
    """How a survey stands today."""
    today = timezone.localdate()
    if survey.is_closed:
        return "已结束"
    return "没开始" if today < survey.start else "进行中" if today <= survey.end else "已到期"


def has_answers(survey):
    """Whether any answer has come, voided ones too: they keep showing what was asked."""
    return SurveyResponse.objects.filter(survey=survey).exists()


def answered_days(survey):
    """(first, last) day of the live answers, (None, None) without any."""
    found = SurveyResponse.objects.live().filter(survey=survey).aggregate(first=Min("day"), last=Max("day"))
    return found["first"], found["last"]


def trouble_with(survey, day):
    """Why an answer of this day cannot be taken down, or nothing."""
    if survey.is_closed:
        return CLOSED
    last = min(survey.end, timezone.localdate())
    if not survey.start <= day <= last:
        return f"这个调查从 {survey.start} 到 {survey.end}，日期要在这中间，也不能晚于今天。"
    return ""


def check(survey, *, day, answers, asked):
    """Raise Refusal unless these answers are answers to what the survey asks, of a day on which it asked."""
    trouble = trouble_with(survey, day)
    if trouble:
        raise Refusal(trouble)
    if not answers:
        raise Refusal(NO_QUESTION)
    if not set(answers) <= asked or not set(answers.values()) <= set(Level.values):
        raise Refusal(OTHER_QUESTIONS)


def asked_of(surveys):
    """{survey id: its question ids as answers name them}."""
    found = {survey: set() for survey in surveys}
    for survey, pk in SurveyQuestion.objects.filter(survey__in=surveys).values_list("survey_id", "pk"):
        found[survey].add(str(pk))
    return found


def response_count(surveys):
    """{survey id: how many live answers}."""
    rows = SurveyResponse.objects.live().filter(survey__in=surveys).order_by()
    return dict(rows.values_list("survey").annotate(count=Count("pk")))


def links_by_area(survey):
    """[(community, links made, links answered)] in the office's order, communities without any too."""
    rows = SurveyLink.objects.filter(survey=survey).order_by().values_list("community")
    counted = {area: (made, done) for area, made, done in rows.annotate(made=Count("pk"), done=Count("answered_at"))}
    return [(area, *counted.get(area.pk, (0, 0))) for area in communities() if area.is_active or area.pk in counted]


def communities():
    """The nine communities in their order."""
    return Unit.objects.filter(kind=UnitKind.COMMUNITY).order_by("position", "code")


def percent(part, whole):
    """A share in percent to two places, half up; None of nothing."""
    return (Decimal(part) * HUNDRED / Decimal(whole)).quantize(CENT, ROUND_HALF_UP) if whole else None


def interval(score, rated, base):
    """(low, high) of the 95 % interval of a rate in percent, None without a base."""
    found = fairness.wilson(score, rated, base)
    return found and tuple(percent(edge, 1) for edge in found)


@dataclass
class Tally:
    """The answers to one question, or to all of them: counts per level and what they come to.

    `forms` is how many people an over-all tally comes from: its interval must not take twelve answers for twelve people.
    """

    survey: Survey
    counts: Counter = field(default_factory=Counter)
    forms: int | None = None

    @property
    def levels(self):
        """[(words, count)] of the five steps and 不了解."""
        return [(level.label, self.counts[level]) for level in Level]

    @property
    def asked(self):
        """How many answered at all."""
        return sum(self.counts.values())

    @property
    def rated(self):
        """How many said one of the five steps: the lower half of the formula."""
        return self.asked - self.counts[Level.UNKNOWN]

    @property
    def score(self):
        """The upper half of the formula."""
        fairly = self.survey.satisfied_weight * self.counts[Level.SATISFIED]
        return self.counts[Level.VERY_SATISFIED] + fairly + self.survey.fair_weight * self.counts[Level.FAIR]

    @property
    def base(self):
        """From how many people the rate comes."""
        return self.rated if self.forms is None else min(self.forms, self.rated)

    @property
    def rate(self):
        """满意率 in percent, None while nobody rated."""
        return percent(self.score, self.rated)

    @property
    def unknown_share(self):
        """The share of 不了解 in percent."""
        return percent(self.counts[Level.UNKNOWN], self.asked)

    @property
    def interval(self):
        """Between what and what the rate lies, as far as a sample can tell."""
        return interval(self.score, self.rated, self.base)

    @property
    def is_small(self):
        """Whether so few answered that the rate says little."""
        return self.base < self.survey.least_sample

    @property
    def is_reached(self):
        """Whether the rate reaches the line, judged before rounding."""
        return bool(self.rated) and self.score * HUNDRED >= self.survey.target * self.rated


@dataclass
class Area:
    """The answers of one community, or of the whole street (`unit` is None)."""

    unit: Unit | None
    forms: int
    whole: Tally
    by_question: list  # [(question, tally)]

    @property
    def name(self):
        """Whose answers they are."""
        return self.unit.name if self.unit else "全街道"


@dataclass
class Results:
    """A survey's answers as one person may see them: the street's total, then communities."""

    survey: Survey
    total: Area
    areas: list

    @property
    def all(self):
        """The total and the communities."""
        return [self.total, *self.areas]

    def area(self, code):
        """The community of this code, else the total."""
        return next((area for area in self.areas if area.unit.code == code), self.total)


def results(survey, user):
    """What the answers come to, in as many queries for twenty thousand answers as for none."""
    questions = list(survey.questions.all())
    forms = dict(live_forms(survey).values_list("unit").annotate(count=Count("pk")))
    counted = {}
    for unit, question, level, count in counts(survey):
        counted.setdefault(unit, {}).setdefault(int(question), Counter())[level] += count
    everywhere = {}
    for found in counted.values():
        for question, levels in found.items():
            everywhere.setdefault(question, Counter()).update(levels)
    areas = [
        area_of(survey, unit, questions, counted.get(unit.pk, {}), forms.get(unit.pk, 0))
        for unit in communities()
        if may_see(user, unit) and (unit.is_active or unit.pk in forms)
    ]
    return Results(survey, area_of(survey, None, questions, everywhere, sum(forms.values())), areas)


def live_forms(survey):
    """The survey's answers that count."""
    return SurveyResponse.objects.live().filter(survey=survey).order_by()


def may_see(user, unit):
    """Whether a community's own numbers are this person's to see; everybody sees the street's total."""
    return user.may(Permission.SEE_ALL_UNITS) or user.unit_id == unit.pk


def area_of(survey, unit, questions, counted, forms):
    """One area's tallies."""
    by_question = [(question, Tally(survey, counted.get(question.pk, Counter()))) for question in questions]
    whole = Counter()
    for _, tally in by_question:
        whole.update(tally.counts)
    return Area(unit, forms, Tally(survey, whole, forms), by_question)


def counts(survey):
    """[(unit id, question id as text, level, how many)] of the live answers: one query with a bounded answer."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTED.format(each=EACH_ANSWER[connection.vendor]), [survey.pk])
        return cursor.fetchall()


def formula_words(survey):
    """The formula as the paper states it."""
    parts = (
        ("满意", Decimal(1)),
        ("比较满意", survey.satisfied_weight),
        ("一般", survey.fair_weight),
    )
    shown = [words if weight == 1 else f"{words}×{weight.normalize():f}" for words, weight in parts if weight]
    return f"满意率 =（{'+'.join(shown)}）÷（全部回答−不了解）"


def interval_words(survey):
    """What kind of interval stands beside the rates."""
    weights = {survey.satisfied_weight, survey.fair_weight}
    how = "威尔逊区间" if weights <= {0, 1} else "威尔逊区间，有按小数计的一档，是偏宽的近似"
    return f"范围是 95% 的{how}；总的一行按答卷份数算，不按回答个数算。"
