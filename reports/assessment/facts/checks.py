"""Facts of checklists: items found as they should be, of those judged; by standard, type of place and chapter."""

from collections import defaultdict

from django.db.models import Count
from django.db.models.functions import Coalesce

from inspections.enums import Outcome
from inspections.models import InspectionResult
from reports.assessment.samples import Event, Fact, from_events


def items_passed(units, span, now, params):
    """检查得分率: a market's line answers for what lies on it, the community for the rest of its area."""
    rows = InspectionResult.objects.filter(
        inspection__voided_at__isnull=True, inspection__day__range=(span.start, span.end)
    ).exclude(outcome=Outcome.NOT_APPLICABLE)
    if params.get("standard"):
        rows = rows.filter(inspection__standard__code=params["standard"])
    if params.get("place_kinds"):
        rows = rows.filter(item__place_kind__in=params["place_kinds"])
    if params.get("chapter"):
        rows = rows.filter(item__source__contains=params["chapter"])
    rows = rows.annotate(answers=Coalesce("inspection__market_group", "inspection__community"))
    rows = rows.filter(answers__in=[unit.pk for unit in units]).order_by()
    wholes = dict(rows.values_list("answers").annotate(count=Count("pk")))
    return from_events(wholes, failed(rows.filter(outcome=Outcome.FAIL)))


def failed(rows):
    """{unit id: [Event]} of the items that were not as they should be."""
    events = defaultdict(list)
    found = rows.order_by("inspection__day", "pk").values_list(
        "answers", "inspection", "inspection__place__name", "item_text"
    )
    for unit, inspection, place, text in found.iterator():
        events[unit].append(Event("check", str(inspection), f"{place}：{text}"[:200]))
    return events


FACTS = (
    Fact(
        "items_passed",
        "检查得分率",
        "合格条目 ÷ 判定条目；市场的点位算市场工作组，其余算社区，不涉及的不算。",
        items_passed,
        ("standard", "place_kinds", "chapter"),
    ),
)
