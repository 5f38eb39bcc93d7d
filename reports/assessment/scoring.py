"""From facts to points: every item of a version for every unit of one period; pure reading, nothing is written here."""

from dataclasses import dataclass, replace
from decimal import Decimal

from reports.assessment import standing
from reports.assessment.facts import FACTS
from reports.assessment.formulas import FORMULAS, minus_of, rounded
from reports.assessment.samples import Sample
from tataboo_portal.fairness import Interval, wilson
from tataboo_portal.models import Unit

NO_SAMPLE = Sample(0, Decimal(0))


@dataclass(frozen=True)
class Found:
    """One item of one unit: `points` is None where there was nothing to look at; too small a sample costs nothing."""

    item: object
    sample: Sample
    points: Decimal | None
    lost: Decimal
    is_small: bool
    interval: Interval | None
    evidence: tuple = ()  # [(event, what it cost or None)]


@dataclass(frozen=True)
class Scored:
    """One unit: its items and where it stands."""

    unit: Unit
    items: tuple
    standing: standing.Standing


def scored(rules, items, units, span, now):
    """[Scored] of all units in their fixed order."""
    gathered = {}
    for item in items:
        gathered[item] = FACTS[item.fact].gather(units, span, now, item.fact_params)
    rows = [(unit, tuple(item_of(item, gathered[item].get(unit.pk, NO_SAMPLE)) for item in items)) for unit in units]
    totals = standing.standings(rules, [(unit.pk, entries(found)) for unit, found in rows])
    return [Scored(unit, found, totals[unit.pk]) for unit, found in rows]


def entries(found):
    """What the standing of a unit is worked out from."""
    return [standing.Entry(one.item.points, one.points, one.is_small, one.interval) for one in found]


def item_of(item, sample):
    """One item from its sample."""
    full = item.points
    if not sample.size:
        return Found(item, sample, None, Decimal("0.0"), False, None)
    if sample.size < item.least_sample:
        return Found(item, sample, rounded(full), Decimal("0.0"), True, None)
    formula = FORMULAS[item.formula]
    if formula.is_per_event:
        points = formula.points(full, sample.events, item.params)
        evidence = tuple((event, rounded(minus_of(event, item.params))) for event in sample.events)
        found = Found(item, sample, points, full - points, False, None, evidence)
    else:
        points = formula.points(full, sample.part / sample.whole, item.params)
        evidence = tuple((event, None) for event in sample.events)
        found = Found(item, sample, points, full - points, False, interval_of(item, sample), evidence)
    return found if found.lost else replace(found, evidence=())


def interval_of(item, sample):
    """Between what the points of a rate lie, or None for a fact that is a complete count."""
    if not FACTS[item.fact].is_sampled:
        return None
    edges = wilson(sample.part, sample.whole, sample.size)
    return Interval(*(FORMULAS[item.formula].points(item.points, edge, item.params) for edge in edges))
