"""Results as rows: written from what was scored, placed again after an appeal, compared with the period before."""

from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from reports.assessment import scoring, standing
from reports.assessment.spans import Span, last_finished
from reports.enums import RulesState, ScoringState
from reports.models import AssessmentScheme, ItemScore, SchemeVersion, ScoreEvidence, Scoring, UnitScore
from tataboo_portal import switches
from tataboo_portal.enums import Feature
from tataboo_portal.fairness import Interval
from tataboo_portal.models import Unit
from tataboo_portal.refusals import Refusal

PUBLISHED_SENTENCE = "{label}已经公示，不再重新计算；要改就先撤回。"
NO_RULES_SENTENCE = "{label}还没有执行的规则，先到考核规则里设好。"
RUNNING_SENTENCE = "{label}还没有结束，结束以后再计算。"
UNUSED_SENTENCE = "这个考核方案已经停用，不再计算。"
CHUNK = 1000
USED = (RulesState.IN_FORCE, RulesState.RETIRED)


def rules_for(scheme, span):
    """The version by which a period is scored: the newest that was in force on its first day, or None."""
    versions = [one for one in scheme.versions.all() if one.state in USED and one.valid_from <= span.start]
    found = max(versions, key=lambda one: (one.valid_from, one.number), default=None)
    return None if found is None or (found.valid_until and found.valid_until < span.start) else found


def units_of(scheme):
    """Who is compared: the units in use of the scheme's kind, in their fixed order."""
    return list(Unit.objects.active().filter(kind=scheme.kind).order_by("position", "code"))


@transaction.atomic
def compute(scheme, span, *, now=None):
    """Figure out a period by the rules in force, and by every version on trial beside them; a draft is written anew.

    One transaction, idempotent; a result that was published is never touched.
    """
    now = now or timezone.now()
    scheme = AssessmentScheme.objects.select_for_update().get(pk=scheme.pk)
    if not scheme.is_active:
        raise Refusal(UNUSED_SENTENCE)
    if span.end >= timezone.localdate(now):
        raise Refusal(RUNNING_SENTENCE.format(label=span.label))
    rules = rules_for(scheme, span)
    if rules is None:
        raise Refusal(NO_RULES_SENTENCE.format(label=span.label))
    standing_one = scheme.scorings.filter(start=span.start, is_trial=False, withdrawn_at=None).first()
    if standing_one and not standing_one.is_draft:
        raise Refusal(PUBLISHED_SENTENCE.format(label=span.label))
    found = write(standing_one or Scoring(scheme=scheme, start=span.start), rules, span, now)
    for trial in scheme.versions.filter(state=RulesState.TRIAL):
        compute_trial(trial, span, now=now)
    return found


@transaction.atomic
def compute_trial(rules, span, *, now=None):
    """Figure out a period by a version on trial, beside whatever stands for that period."""
    scheme = AssessmentScheme.objects.select_for_update().get(pk=rules.scheme_id)
    known = Scoring.objects.filter(rules=rules, start=span.start, is_trial=True).first()
    return write(known or Scoring(scheme=scheme, start=span.start, is_trial=True), rules, span, now or timezone.now())


def write(row, rules, span, now):
    """Everything of one result, nothing of what stood there before."""
    if row.pk:
        ScoreEvidence.objects.filter(score__unit_score__scoring=row).delete()
        row.units.all().delete()
        row.version += 1
    row.rules, row.end, row.computed_at = rules, span.end, now
    row.save()
    items = list(rules.items.order_by("position", "id"))
    scored = scoring.scored(rules, items, units_of(rules.scheme), span, now)
    earlier = before(row)
    totals = UnitScore.objects.bulk_create(
        UnitScore(scoring=row, unit=one.unit, **of_standing(one.standing), **change_from(earlier, one.unit.pk))
        for one in scored
    )
    pairs = [(score, found) for score, one in zip(totals, scored, strict=True) for found in one.items]
    scores = ItemScore.objects.bulk_create([item_row(score, found) for score, found in pairs])
    keep_evidence(zip(scores, (found for _, found in pairs), strict=True))
    return row


def item_row(score, found):
    """One item's row."""
    size = found.sample.whole
    return ItemScore(
        unit_score=score,
        item=found.item,
        part=found.sample.part if size else None,
        whole=size or None,
        base=found.sample.base,
        points=found.points,
        low=found.interval and found.interval.low,
        high=found.interval and found.interval.high,
        lost=found.lost,
        is_small=found.is_small,
    )


def keep_evidence(pairs):
    """The records behind the points lost."""
    rows = (
        ScoreEvidence(score=score, kind=event.kind, key=event.key, words=event.words, lost=lost)
        for score, found in pairs
        for event, lost in found.evidence
    )
    ScoreEvidence.objects.bulk_create(rows, batch_size=CHUNK)


def of_standing(found):
    """A standing as columns."""
    low, high = found.interval or (None, None)
    return {
        "points": found.points,
        "low": low and scoring.rounded(low),
        "high": high and scoring.rounded(high),
        "rank": found.rank,
        "has_flag": found.has_flag,
        "is_to_improve": found.is_to_improve,
    }


def before(row):
    """{unit id: (points, place)} of the published result just before this one, where its points are of the same whole."""
    span = Span.of(row.scheme.cycle, row.start - timedelta(days=1))
    found = Scoring.objects.standing().filter(scheme=row.scheme, start=span.start).first()
    if found is None or full_points(found.rules_id) != full_points(row.rules_id):
        return {}
    return {unit: (points, rank) for unit, points, rank in found.units.values_list("unit", "points", "rank")}


def full_points(rules):
    """The points of all items of a version together."""
    items = SchemeVersion.objects.get(pk=rules).items.values_list("points", flat=True)
    return sum(items, Decimal(0))


def change_from(earlier, unit):
    """上期 as columns."""
    points, rank = earlier.get(unit, (None, None))
    return {"previous_points": points, "previous_rank": rank}


def follow_previous(row):
    """Take 上期 as it stands now; publishing does so once more."""
    earlier = before(row)
    for score in row.units.all():
        for name, value in change_from(earlier, score.unit_id).items():
            setattr(score, name, value)
        score.save(update_fields=("previous_points", "previous_rank"))


def place_again(row):
    """Totals, places and marks of a result from its items as they stand, after one of them was changed by an appeal."""
    scores = list(row.units.prefetch_related("items__item"))
    rows = [(score.pk, [entry_of(item) for item in score.items.all()]) for score in scores]
    found = standing.standings(row.rules, rows)
    for score in scores:
        for name, value in of_standing(found[score.pk]).items():
            setattr(score, name, value)
        score.save()


def entry_of(score):
    """What a saved item's standing is worked out from; decided by an appeal, it is certain and counts as measured."""
    if score.granted is not None:
        return standing.Entry(score.item.points, score.granted, False, None)
    return standing.Entry(score.item.points, score.points, score.is_small, interval_of(score))


def interval_of(score):
    """The interval of a saved item or unit, as it was when it was written."""
    return None if score.low is None else Interval(score.low, score.high)


def compute_if_due(now=None):
    """Drafts of the period just over, written anew each day until they are published; none while 考核 is off; returns how many."""
    now = now or timezone.now()
    count = 0
    if not switches.is_on(Feature.SCORES):
        return count
    for scheme in AssessmentScheme.objects.filter(is_active=True):
        span = last_finished(scheme.cycle, timezone.localdate(now))
        rows = scheme.scorings.filter(start=span.start, is_trial=False)
        if rules_for(scheme, span) and not rows.exclude(state=ScoringState.DRAFT).exists():
            compute(scheme, span, now=now)
            count += 1
    return count
