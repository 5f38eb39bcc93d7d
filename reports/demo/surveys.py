"""One sample survey with answers behind codes and from paper, all marked 示例; the shares are drawn, not measured."""

from datetime import timedelta

from django.utils import timezone

from publicity import surveys
from publicity.actions import surveys as acts
from publicity.enums import Level
from publicity.models import SurveyLink
from tataboo_portal.models import Unit, User

CODES = ("1", "2", "3")
LINKS, ANSWERED = 16, 12
ON_PAPER = 6
LEVELS = tuple(Level.values)
SHARES = (46, 34, 11, 4, 2, 3)


def make(chance):
    """The survey, its links, and answers of three communities; returns how many answers."""
    by, today = User.objects.get(username="office"), timezone.localdate()
    questions = [(one["theme"], one["words"]) for one in surveys.usual_questions()]
    survey = acts.add_survey(
        by=by,
        client_uuid=number(chance),
        questions=questions,
        title="示例：群众满意度调查",
        introduction="示例：想听听大家对环境卫生的看法。",
        start=today - timedelta(days=14),
        end=today + timedelta(days=16),
    )
    asked = sorted(surveys.asked_of([survey.pk])[survey.pk], key=int)
    for unit in Unit.objects.filter(code__in=CODES):
        acts.make_links(survey, by=by, community=unit, count=LINKS, client_uuid=number(chance))
        for link in SurveyLink.objects.filter(survey=survey, community=unit)[:ANSWERED]:
            acts.answer(link=link, answers=drawn(asked, chance), remark=chance.choice(("", "", "示例：路灯有点暗。")))
        for _ in range(ON_PAPER):
            day = today - timedelta(days=chance.randint(0, 13))
            paper = {"unit": unit, "survey": survey, "day": day, "note": "示例", "answers": drawn(asked, chance)}
            acts.log_response(by=by, client_uuid=number(chance), **paper)
    return len(CODES) * (ANSWERED + ON_PAPER)


def drawn(asked, chance):
    """A level for every question."""
    return {question: chance.choices(LEVELS, SHARES)[0] for question in asked}


def number(chance):
    """A submission's number, the same at every seeding."""
    return f"{chance.getrandbits(128):032x}"
