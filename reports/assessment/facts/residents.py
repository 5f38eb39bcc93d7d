"""Facts of what residents say: satisfaction surveys by community, and ratings of what was done about their reports."""

from collections import Counter, defaultdict
from decimal import Decimal

from django.db.models import Count

from inspections.enums import PublicRating
from inspections.evaluation.counting import within
from inspections.models import PublicReport
from publicity import surveys
from publicity.models import Survey
from reports.assessment.samples import Event, Fact, Sample, from_events


def satisfaction(units, span, now, params):
    """群众满意度: the newest survey that ended in the period, or else ran on its last day."""
    survey = survey_of(span)
    if survey is None:
        return {}
    forms = Counter(dict(surveys.live_forms(survey).values_list("unit").annotate(count=Count("pk"))))
    counted = defaultdict(Counter)
    for unit, _, level, count in surveys.counts(survey):
        counted[unit][level] += count
    found = {}
    for unit in units:
        tally = surveys.Tally(survey, counted[unit.pk], forms[unit.pk])
        if tally.rated:
            words = f"{survey.title}：满意率{tally.rate}%，{forms[unit.pk]}份"
            is_full = tally.score == tally.rated
            events = () if is_full else (Event("survey", str(survey.pk), words[:200]),)
            found[unit.pk] = Sample(tally.rated, Decimal(tally.score), events, tally.base)
    return found


def survey_of(span):
    """The survey a period is judged by, or None."""
    ended = Survey.objects.filter(end__range=(span.start, span.end)).order_by("-end", "-pk").first()
    return ended or Survey.objects.filter(start__lte=span.end, end__gt=span.end).order_by("-start", "-pk").first()


def ratings(units, span, now, params):
    """居民评价: of the ratings given in the period to tasks of a unit, the satisfied ones."""
    rows = PublicReport.objects.exclude(rating="").filter(within("rated_at", span.start, span.end))
    rows = rows.filter(task__unit__in=units).order_by("rated_at", "pk")
    wholes, events = Counter(), defaultdict(list)
    for unit, number, title, rating in rows.values_list("task__unit", "task__number", "task__title", "rating"):
        wholes[unit] += 1
        if rating != PublicRating.SATISFIED:
            events[unit].append(Event("task", number, f"{number} {title}，居民不满意"[:200]))
    return from_events(wholes, events)


FACTS = (
    Fact(
        "satisfaction",
        "群众满意度调查",
        "考核期内结束的（没有就用期末还在进行的）最近一次满意度调查的满意率；样本按答卷份数算，只有社区有。",
        satisfaction,
        has_events=False,
    ),
    Fact("ratings", "居民评价满意", "居民对随手拍办理结果评满意的 ÷ 考核期内的评价。", ratings),
)
