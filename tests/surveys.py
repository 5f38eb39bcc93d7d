"""Surveys, codes and answers the tests need, made through the portal's own actions."""

import uuid
from datetime import timedelta

from django.utils import timezone

from publicity.actions import surveys as acts
from publicity.models import Survey, SurveyLink, SurveyQuestion
from tests.people import person, unit_of

THEMES = (
    ("市政环卫", "示例：道路保洁满意吗？"),
    ("农贸市场", "示例：农贸市场满意吗？"),
    ("控烟", "示例：控烟满意吗？"),
)


def running(title="示例调查", themes=THEMES, **values):
    """A survey that began yesterday and runs for a month."""
    today = timezone.localdate()
    dates = {"start": today - timedelta(days=1), "end": today + timedelta(days=30)}
    return acts.add_survey(by=person("wang"), client_uuid=uuid.uuid4(), questions=themes, title=title, **dates | values)


def link(survey, unit="1"):
    """One code for this community."""
    return links(survey, 1, unit)[0]


def links(survey, count, unit="1"):
    """So many codes for this community."""
    number = uuid.uuid4()
    acts.make_links(survey, by=person("wang"), community=unit_of(unit), count=count, client_uuid=number)
    return list(SurveyLink.objects.filter(batch=number))


def levels(survey, said):
    """{question id: level} of levels written one behind the other, “530”; a space is a question not asked."""
    asked = SurveyQuestion.objects.filter(survey=survey).order_by("position")
    return {str(question.pk): level for question, level in zip(asked, said, strict=False) if level != " "}


def paper(survey, said="555", unit="1", **values):
    """One paper form."""
    values = {"day": timezone.localdate(), "unit": unit_of(unit), **values}
    return acts.log_response(
        by=person("wang"), client_uuid=uuid.uuid4(), survey=survey, answers=levels(survey, said), **values
    )


def typed(said="543"):
    """What somebody types of a paper form beside community and day."""
    survey = Survey.objects.first() or running()
    return {"survey": survey.pk} | {f"a{question}": level for question, level in levels(survey, said).items()}
