"""Schemes, facts and results the tests need, made through the portal's own actions."""

import uuid
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from inspections.enums import TaskState
from inspections.models import RemediationTask, TaskCategory
from reports.actions import assessment as acts
from reports.actions import schemes
from reports.assessment.spans import Span
from reports.models import AssessmentScheme, SchemeVersion
from tests.people import person, unit_of

OCTOBER, SEPTEMBER = Span.named("2026-10"), Span.named("2026-09")
FIRST = date(2026, 1, 1)


def moment(day, hour=12):
    """An hour of a local day."""
    return datetime.combine(day, time(hour), tzinfo=timezone.get_default_timezone())


def in_force(code="community_month", valid_from=FIRST):
    """The first version of a scheme, in force."""
    rules = SchemeVersion.objects.get(scheme__code=code, number=1)
    if rules.is_draft:
        schemes.bring_into_force(by=person("wang"), rules=rules, version=rules.version, valid_from=valid_from)
    rules.refresh_from_db()
    return rules


def scheme_of(*items, kind="community", **values):
    """A scheme in force with these items: (name, points, fact, formula, params)."""
    number = AssessmentScheme.objects.count()
    named = {"code": f"s{number}", "name": f"示例方案{number}", "kind": kind, "cycle": "month", "appeal_workdays": 3}
    rules = schemes.add_scheme(by=person("wang"), **named)
    facts = values.pop("fact_params", {})
    for position, (name, points, fact, formula, params) in enumerate(items, start=1):
        schemes.save_item(
            by=person("wang"),
            rules=rules,
            version=SchemeVersion.objects.get(pk=rules.pk).version,
            code=f"i{position}",
            name=name,
            points=Decimal(str(points)),
            fact=fact,
            formula=formula,
            params=params,
            fact_params=facts.get(fact, {}),
            position=position,
            least_sample=values.get("least_sample", 1),
        )
    SchemeVersion.objects.filter(pk=rules.pk).update(
        **{name: value for name, value in values.items() if name != "least_sample"}
    )
    rules.refresh_from_db()
    schemes.bring_into_force(by=person("wang"), rules=rules, version=rules.version, valid_from=FIRST)
    rules.refresh_from_db()
    return rules


def case(unit="1", due=None, fixed=None, state=TaskState.CLOSED, **values):
    """A case as facts see it, put straight into the table: due on a day, handed in so many hours before (+) or after (-)."""
    due_at = moment(due or date(2026, 10, 15))
    number = f"T{RemediationTask.objects.count() + 1:06d}"
    fixed_at = None if fixed is None else due_at - timedelta(hours=fixed)
    values.setdefault("closed_at", fixed_at if state == TaskState.CLOSED else None)
    return RemediationTask.objects.create(
        number=number,
        title="示例问题",
        category=TaskCategory.objects.get(code="dead_corner"),
        unit=unit_of(unit) if isinstance(unit, str) else unit,
        state=state,
        reported_at=due_at - timedelta(days=2),
        dispatched_at=due_at - timedelta(days=2),
        first_due_at=due_at,
        due_at=due_at,
        fixed_at=fixed_at,
        **values,
    )


def computed(rules=None, span=OCTOBER):
    """A draft of a period."""
    rules = rules or in_force()
    return acts.compute(by=person("wang"), scheme=rules.scheme, span=span)


def published(row=None, now=None):
    """A result everybody may see."""
    row = row or computed()
    return acts.publish(by=person("wang"), row=row, version=row.version, now=now)


def item(row, code, unit="1"):
    """One item's score."""
    units = row.units.get(unit=unit_of(unit))
    return units.items.get(item__code=code)


def appealed(score, words="有一条是挂账的。", by=None):
    """An appeal of the unit's own worker that waits for its decision."""
    return acts.appeal(by=by or person("li"), client_uuid=uuid.uuid4(), score=score, words=words)


def facts():
    """One community late in 4 of 10 cases, one never, one with too few; all due in the middle of October."""
    for number in range(10):
        case("1", fixed=1 if number < 6 else -1)
        case("2", fixed=1)
    case("3", fixed=-1)


def flat_rules(**values):
    """按时率 for 60 and 结案率 for 40."""
    items = (("按时率", 60, "case_in_time", "share", {}), ("结案率", 40, "closing", "threshold", {"full_from": "90"}))
    return scheme_of(*items, least_sample=5, **{"flag_least": 90, "improve_below": 77} | values)
