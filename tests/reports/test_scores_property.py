"""Random facts give the same points, evidence, places and ties as a plain recount, on both databases."""

import random
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

import pytest
import time_machine
from django.utils import timezone

from campaigns.models import WorkRecord
from inspections.enums import Outcome, PublicRating, PublicState, TaskSource, TaskState
from inspections.models import Inspection, InspectionResult, PublicReport, RemediationTask, StandardItem
from publicity.models import Board, BoardIssue, BoardKind
from reports.assessment import results
from reports.enums import DecisionState, SubmissionState
from reports.models import Decision, Meeting, Submission
from tataboo_portal.models import Place, Unit
from tests import makers, scores
from tests.people import person, unit_of
from tests.reports import plain_scores

NOW = scores.moment(date(2026, 11, 3))
STATES = (*(TaskState.CLOSED,) * 6, TaskState.RESOLVED, TaskState.PROCESSING, TaskState.SUSPENDED, TaskState.VOID)
ITEMS = (
    ("按时", 30, "case_in_time", "share", {}),
    ("按期结案", 20, "closing_in_time", "threshold", {"full_from": "70", "minus": "0.7", "least": "2"}),
    ("结案", 10, "closing", "met", {"full_from": "60"}),
    ("返工", 6, "rework", "per_event", {"minus": "0.2", "again_times": "2", "again_minus": "0.5", "most": "3"}),
    ("反弹", 5, "recurrence", "per_event", {"minus": "0.7", "doubled": ["leader", "media"]}),
    ("台账", 10, "entered_soon", "share", {}),
    ("宣传", 5, "boards_renewed", "share", {}),
    ("例会", 5, "material", "share", {}),
    ("议定", 4, "decisions_done", "per_event", {"minus": "1.5"}),
    ("群众", 5, "ratings", "share", {}),
    ("检查", 10, "items_passed", "threshold", {"full_from": "90", "minus": "0.3"}),
)


def a_case(chance, unit):
    """One case due around October, in some state."""
    state = chance.choice(STATES)
    fixed = chance.choice((None, -3, 0, 2, 5)) if state in {TaskState.CLOSED, TaskState.RESOLVED} else None
    closed = list(RemediationTask.objects.filter(unit=unit, state=TaskState.CLOSED).order_by("pk"))
    scores.case(
        unit,
        due=date(2026, 9, 28) + timedelta(days=chance.randrange(40)),
        fixed=fixed,
        state=state,
        source=chance.choice(TaskSource.values),
        is_urgent=chance.random() < 0.3,
        is_forced=state == TaskState.CLOSED and chance.random() < 0.15,
        rework_count=chance.choice((0, 0, 1, 3)),
        exempted_at=NOW if chance.random() < 0.1 else None,
        recurrence_of=chance.choice(closed) if closed and chance.random() < 0.2 else None,
    )


def a_record(chance, unit):
    """One work record, entered some days after its day."""
    day = date(2026, 9, 28) + timedelta(days=chance.randrange(36))
    row = makers.work(unit=unit.code, day=day)
    entered = scores.moment(day + timedelta(days=chance.randrange(6)), hour=chance.randrange(24))
    WorkRecord.objects.filter(pk=row.pk).update(
        created_at=entered, voided_at=entered if chance.random() < 0.1 else None
    )


def a_board(chance, unit):
    """One board, renewed or not."""
    kind = chance.choice(BoardKind.objects.order_by("pk"))
    board = Board.objects.create(unit=unit, kind=kind, name="示例栏", set_up_on=date(2026, 8, 1 + chance.randrange(20)))
    for number in range(chance.randrange(3)):
        day = date(2026, 9, 1) + timedelta(days=chance.randrange(62))
        BoardIssue.objects.create(board=board, unit=unit, day=day, year=2026, number=number + 1)


def a_rating(chance, unit):
    """A resident's rating of a task of the unit."""
    task = RemediationTask.objects.filter(unit=unit, public_report=None).order_by("pk").last()
    if task:
        PublicReport.objects.create(
            place=a_place(unit),
            sender="x",
            state=PublicState.ACCEPTED,
            task=task,
            rating=chance.choice((*PublicRating.values, "")),
            rated_at=scores.moment(date(2026, 9, 29) + timedelta(days=chance.randrange(35))),
        )


def a_place(unit):
    area = unit if unit.community_key else unit_of("1")
    line = unit if unit.market_group_key else None
    return Place.objects.get_or_create(name=f"示例点{unit.code}", kind="road", community=area, market_group=line)[0]


def a_check(chance, unit):
    """One inspection of a few items."""
    place = a_place(unit)
    items = list(StandardItem.objects.filter(place_kind="road", standard__code="hygiene_2021").order_by("pk")[:6])
    made = Inspection.objects.create(
        standard=items[0].standard,
        place=place,
        community=place.community,
        market_group=place.market_group,
        by=person("wang"),
        day=date(2026, 9, 28) + timedelta(days=chance.randrange(36)),
    )
    for item in items:
        InspectionResult.objects.create(
            inspection=made, item=item, item_text=item.text, outcome=chance.choice(Outcome.values)
        )


def meetings_of(chance, units):
    """Material of four Mondays and a few decisions."""
    for monday in (date(2026, 9, 28), date(2026, 10, 12), date(2026, 10, 19), date(2026, 10, 26)):
        meeting = Meeting.objects.create(week=monday, day=monday)
        for number, unit in enumerate(units, start=1):
            if chance.random() < 0.8:
                is_late = chance.random() < 0.3
                Submission.objects.create(
                    unit=unit, meeting_week=monday, state=SubmissionState.HANDED_IN, is_late=is_late
                )
            due = monday + timedelta(days=chance.randrange(9))
            state = chance.choice(DecisionState.values)
            reported = (
                None if state == DecisionState.OPEN else scores.moment(due + timedelta(days=chance.choice((-1, 0, 1))))
            )
            Decision.objects.create(
                meeting=meeting, number=number, unit=unit, words="示例", due_on=due, state=state, reported_at=reported
            )


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [11, *(pytest.param(seed, marks=pytest.mark.sweep) for seed in (3, 5, 8))])
def test_random_facts_score_as_a_plain_recount_does(seed):
    chance = random.Random(seed)
    units = list(Unit.objects.filter(kind="community").order_by("position"))
    with time_machine.travel(NOW, tick=False):
        rules = scores.scheme_of(*ITEMS, least_sample=3, least_measured=60)
        busy = units[: chance.randrange(4, 8)]  # the others have nothing to show
        meetings_of(chance, busy)
        for unit in busy:
            for make, most in ((a_case, 22), (a_record, 9), (a_board, 5), (a_rating, 7), (a_check, 4)):
                for _ in range(chance.randrange(most)):
                    make(chance, unit)
        row = results.compute(rules.scheme, scores.OCTOBER)
        again = results.compute(rules.scheme, scores.OCTOBER)
        expected = plain_scores.scored(rules, units, row.start, row.end, timezone.now())
    assert again.pk == row.pk
    assert told(again) == expected
    assert Counter(place for _, place, _ in expected.values())[1] >= 1
    spread(again)


def told(row):
    """The rows of a result in the words of the plain recount, the evidence counted."""
    found = {}
    for score in row.units.prefetch_related("items__item", "items__evidence"):
        own = {}
        for item in score.items.all():
            points = None if item.points is None else Fraction(item.points)
            failing = (item.whole or 0) - int(item.part or 0)
            own[item.item.code] = points, item.whole or 0, failing
            # Every record behind a loss, and none where nothing was lost.
            assert item.evidence.count() == (failing if item.lost else 0)
            assert item.lost == (0 if item.points is None else item.item.points - item.points)
        total = None if score.points is None else Fraction(score.points)
        found[score.unit.code] = total, score.rank, own
    return found


def spread(row):
    """Totals lie within their intervals."""
    for score in row.units.exclude(points=None):
        assert score.low <= score.points <= score.high
