"""What is counted one by one: how to make a row of each, and what it counts as, told without the portal's metric modules."""

import uuid

from django.utils import timezone

from inspections.models import FivePledge, Shop
from publicity.models import (
    Activity,
    ActivityTheme,
    CultureCentre,
    PlanDocument,
    Praise,
    SmokingCheck,
    Survey,
    SurveyResponse,
    Training,
)
from tataboo_portal import registers
from tests.people import person, unit_of

MODELS = (Training, PlanDocument, CultureCentre, Activity, SmokingCheck, SurveyResponse, Praise, FivePledge)
DAYS = {CultureCentre: "opened_on", FivePledge: "signed_on"}
CHOICES = {
    Training: [{"kind": "training"}, {"kind": "special_meeting"}],
    Activity: [
        {"status": "held", "people": 30},
        {"status": "planned", "people": 30},
        {"status": "held", "person_times": 80},
    ],
    Praise: [{"kind": "banner"}, {"kind": "letter"}, {"kind": "call"}],
}


def survey():
    """A survey that answers can belong to."""
    today = timezone.localdate()
    return Survey.objects.get_or_create(title="示例调查", defaults={"start": today, "end": today})[0]


def shop():
    """A shop that pledges can belong to."""
    return Shop.objects.first() or registers.add(
        Shop, by=person("wang"), client_uuid=uuid.uuid4(), unit=unit_of("1"), name="示例商户"
    )


def values_of(model, pick):
    """What a row of this noun needs beside whose and when; `pick` chooses among alternatives."""
    needed = {
        Training: lambda: {"subject": "示例培训"},
        PlanDocument: lambda: {"title": "示例方案"},
        CultureCentre: lambda: {"name": "示例文化中心"},
        Activity: lambda: {"title": "示例活动", "theme": pick(list(ActivityTheme.objects.order_by("id")))},
        SmokingCheck: dict,
        SurveyResponse: lambda: {"survey": survey()},
        Praise: lambda: {"content": "示例锦旗"},
        FivePledge: lambda: {"shop": shop()},
    }
    return needed[model]() | pick(CHOICES.get(model, [{}]))


def day_name(model):
    """The field that says on which day a row counts."""
    return DAYS.get(model, "day")


def event(model, code="1", day=None, by=None, pick=lambda found: found[0], **values):
    """One row, written as a register writes it."""
    facts = {day_name(model): day or timezone.localdate(), **values_of(model, pick), **values}
    return registers.add(model, by=by or person("wang"), client_uuid=uuid.uuid4(), unit=unit_of(code), **facts)


def facts():
    """Every event that counts as (metric, row, day, value)."""
    for model in MODELS:
        for row in model.objects.all():
            day = getattr(row, day_name(model))
            if not row.is_voided and day:
                yield from ((metric, row, day, value) for metric, value in counts_of(row) if value)


def counts_of(row):
    """What one live row adds to which metric."""
    if isinstance(row, Activity):
        kind = "volunteering" if row.theme.is_volunteering else "culture_activity"
        counts = [(kind, 1), ("people", row.people), ("person_times", row.person_times)]
        return [(f"activity:{name}", value) for name, value in counts] if row.status == "held" else []
    metric = {
        Training: lambda: f"training:{row.kind}",
        PlanDocument: lambda: "document:plan_document",
        CultureCentre: lambda: "centre:culture_centre",
        SmokingCheck: lambda: "smoking:smoking_check",
        SurveyResponse: lambda: "survey:survey_response",
        FivePledge: lambda: "pledge:five_pledge",
        Praise: lambda: "praise:praise_banner" if row.kind == "banner" else "praise:praise_letter",
    }
    return [(metric[type(row)](), 1)]


def act(office):
    """At random a new event, one moved to another unit or day, or one voided."""
    model, chance = office.chance.choice(MODELS), office.chance
    row = office.one_of(model.objects.live())
    deed = chance.choice(("add", "add", "change", "void"))
    by = office.people[0]
    if deed == "add" or row is None:
        event(model, office.unit().code, office.past_day(), by, chance.choice, place=chance.choice(office.places))
    elif deed == "change":
        moved = {day_name(model): office.past_day(), **chance.choice(CHOICES.get(model, [{}]))}
        registers.change(row, by=by, version=row.version, unit=office.unit(), **moved)
    else:
        registers.void(row, by=by, reason="记错了")
