"""Reference rows of this floor: categories with their rules and stages, escalation, look-backs, checklists, the five pledges.

Limits are local standards of other cities, kept as editable defaults (domain research §1.2).
"""

from pathlib import Path

from campaigns.models import Indicator
from inspections import checklists
from inspections.models import (
    BaitSpacing,
    CaseRule,
    CaseStage,
    EscalationRule,
    FivePledgeItem,
    LookBackRule,
    TaskCategory,
)
from tataboo_portal.models import StandardText
from tataboo_portal.reference import YES, read_rows

DATA = Path(__file__).parent / "data"
LOOK_BACK_DAYS = (7, 30)


def load():
    """Add what is missing; rules come only to a category that has none, so what the office edited stays as it is."""
    load_categories()
    load_rules()
    load_escalation()
    checklists.load()
    for days in LOOK_BACK_DAYS:
        LookBackRule.objects.get_or_create(days=days)
    for row in read_rows(DATA / "five_pledge_items.csv"):
        FivePledgeItem.objects.get_or_create(code=row.pop("code"), defaults=row)
    for row in read_rows(DATA / "bait_spacing.csv"):
        values = {"metres": row["metres"], "source": row["source"]}
        BaitSpacing.objects.get_or_create(place_kind=row["place_kind"], defaults=values)
    for row in read_rows(DATA / "standard_texts.csv"):
        StandardText.objects.get_or_create(topic=row["topic"], text=row["text"], defaults={"position": row["position"]})


def load_categories():
    """The kinds of problems."""
    indicators = {indicator.code: indicator for indicator in Indicator.objects.all()}
    for row in read_rows(DATA / "categories.csv"):
        code, indicator = row.pop("code"), indicators.get(row.pop("indicator"))
        TaskCategory.objects.get_or_create(code=code, defaults=row | {"indicator": indicator})


def load_rules():
    """The rules of categories without any, and the stages of the long ones among them."""
    bare = {category.code: category for category in TaskCategory.objects.filter(rules__isnull=True)}
    made = {}
    for row in read_rows(DATA / "case_rules.csv"):
        category = bare.get(row.pop("category"))
        if category:
            made[category.code, row["condition"]] = CaseRule.objects.create(category=category, **row)
    for row in read_rows(DATA / "case_stages.csv"):
        rule = made.get((row.pop("category"), row.pop("condition")))
        if rule:
            CaseStage.objects.create(rule=rule, **row)


def load_escalation():
    """Who is told when, for a site that keeps no escalation rule yet."""
    if EscalationRule.objects.exists():
        return
    for row in read_rows(DATA / "escalation_rules.csv"):
        EscalationRule.objects.create(
            percent=row["percent"], recipient=row["recipient"], to_robots=row["to_robots"] == YES
        )
