"""考核评比: a month played by a moving clock, appeals, freezing, versions, and the schemes the portal brings along."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from inspections.enums import TaskState
from inspections.models import RemediationTask
from reports.actions import assessment as acts
from reports.actions import schemes
from reports.assessment import freezing, pages, reference, results
from reports.assessment.spans import Span
from reports.enums import AppealState, RulesState, ScoringState
from reports.models import AssessmentScheme, ItemScore, SchemeItem, SchemeVersion, ScoreEvidence, Scoring
from reports.tasks import compute_scores, freeze_scores
from tataboo_portal.models import AuditEvent, Notice
from tataboo_portal.refusals import Refusal, StaleEdit
from tests import scores
from tests.people import unit_of
from tests.scores import facts, flat_rules

pytestmark = pytest.mark.usefixtures("november")
D = Decimal


@pytest.mark.django_db
def test_a_month_is_drafted_by_the_clock_and_follows_the_facts_until_it_is_published(wang):
    with time_machine.travel(scores.moment(date(2026, 10, 31), 23), tick=False) as clock:
        rules = flat_rules()
        facts()
        scores.case("1", due=date(2026, 10, 31), fixed=None, state=TaskState.PROCESSING)
        scores.case("2", due=date(2026, 11, 1), fixed=-1)  # November's
        with pytest.raises(Refusal, match="还没有结束"):
            results.compute(rules.scheme, scores.OCTOBER)
        compute_scores()
        assert not Scoring.objects.filter(start=scores.OCTOBER.start).exists()
        clock.move_to(scores.moment(date(2026, 11, 1), 6))
        compute_scores()
        row = Scoring.objects.get(start=scores.OCTOBER.start)
        ranked = row.units.exclude(rank=None).order_by("rank")
        # 6 of 11 in time: 32.7 of 60; 10 of 11 closed: 40.
        assert [(one.unit.code, one.points, one.rank) for one in ranked] == [("2", D(100), 1), ("1", D("72.7"), 2)]
        assert [one.unit.code for one in row.units.filter(has_flag=True)] == ["2"]
        assert [one.unit.code for one in row.units.filter(is_to_improve=True)] == ["1"]
        assert told(row) == (6, 11, 5, D("32.7"))
        # The next day the draft follows the facts and keeps nothing stale.
        RemediationTask.objects.filter(state=TaskState.PROCESSING).update(exempted_at=timezone.now())
        clock.move_to(scores.moment(date(2026, 11, 2), 6))
        before = counts()
        compute_scores()
        row.refresh_from_db()
        assert told(row) == (6, 10, 4, D("36.0"))
        assert counts() == [*before[:2], before[2] - 1]
        scores.published(row)
        compute_scores()
        with pytest.raises(Refusal, match="已经公示"):
            results.compute(rules.scheme, scores.OCTOBER)
    assert rules.scheme.scorings.filter(start=scores.OCTOBER.start).count() == 1


def told(row):
    """绣品厂社区's 按时率: part, whole, records behind what was lost, points."""
    score = scores.item(row, "i1")
    return score.part, score.whole, score.evidence.count(), score.points


@pytest.mark.django_db
def test_what_is_published_is_frozen_by_the_clock_and_stands_still(wang, li):
    with time_machine.travel(scores.moment(date(2026, 11, 2), 9), tick=False) as clock:
        rules = flat_rules()
        facts()
        # 公示 on a Monday: three workdays, to the end of Thursday.
        row = scores.published(scores.computed(rules))
        assert timezone.localtime(row.appeal_until).strftime("%m-%d %H:%M") == "11-05 23:59"
        assert Notice.objects.filter(recipient=li, title="2026年10月考核已公示").count() == 1
        with pytest.raises(Refusal, match="截止以后再定稿"):
            acts.freeze(by=wang, row=row)
        freeze_scores()
        row.refresh_from_db()
        assert row.state == ScoringState.PUBLISHED
        clock.move_to(scores.moment(date(2026, 11, 6), 0))
        freeze_scores()
        row.refresh_from_db()
        content, sha256 = row.content, row.sha256
        assert (row.state, row.frozen_by, freezing.is_whole(row)) == (ScoringState.FROZEN, None, True)
        assert [one["points"] for one in content["units"][:2]] == ["76.0", "100.0"]
        assert len(content["units"][0]["items"][0]["evidence"]) == 4
        # What happens to the records afterwards changes nothing.
        RemediationTask.objects.update(exempted_at=timezone.now(), title="改过")
        compute_scores()
        freeze_scores()
        row.refresh_from_db()
        assert (freezing.content_of(row), row.sha256) == (content, sha256)
        row.content["units"][0]["points"] = "99.0"
        assert not freezing.is_whole(row)
    assert AuditEvent.objects.filter(object_type=Scoring._meta.label, reason="定稿", actor_name="系统").count() == 1


def counts():
    return [model.objects.count() for model in (Scoring, ItemScore, ScoreEvidence)]


@pytest.mark.django_db
def test_the_month_before_gives_the_change(wang):
    rules = flat_rules()
    facts()
    for number in range(10):
        scores.case("1", due=date(2026, 9, 15), fixed=1)
        scores.case("2", due=date(2026, 9, 15), fixed=-1 if number else 1)
    earlier = scores.computed(rules, scores.SEPTEMBER)
    now = scores.computed(rules)
    assert now.units.get(unit=unit_of("1")).previous_points is None  # a draft is nothing to compare with
    scores.published(earlier)
    now = scores.published(now)
    changes = {
        one.unit.code: pages.change_words(one) for one in now.units.filter(rank__isnull=False).select_related("unit")
    }
    assert changes == {"1": "↓1（−24.0）", "2": "↑1（+54.0）"}


def appealed(row, by, unit="1", **values):
    score = scores.item(row, "i1", unit)
    return acts.appeal(by=by, client_uuid=uuid.uuid4(), score=score, words="有一条是挂账的。", **values)


@pytest.mark.django_db
def test_an_appeal_is_decided_by_others_and_places_everybody_again(wang, li):
    rules = flat_rules()
    facts()
    row = scores.computed(rules)
    with pytest.raises(Refusal, match="不在公示"):
        appealed(row, li)
    row = scores.published(row)
    appeal = appealed(row, li)
    again = acts.appeal(by=li, client_uuid=appeal.client_uuid, score=appeal.score, words="再点一次")
    assert again.pk == appeal.pk
    with pytest.raises(Refusal, match="已经有一个申诉"):
        appealed(row, li)
    with pytest.raises(Refusal, match="没有扣分"):
        appealed(row, li, unit="2")
    late = row.appeal_until + timedelta(seconds=1)
    with pytest.raises(Refusal, match="截止"):
        appealed(row, li, now=late)
    freezing.freeze_due(late)
    with pytest.raises(Refusal, match="还有 1 个申诉"):
        acts.freeze(by=wang, row=row, now=late)
    wang.unit = unit_of("1")
    with pytest.raises(Refusal, match="本单位的申诉"):
        acts.decide(by=wang, appeal=appeal, granted=True, points=D(60), reason="属实")
    wang.unit = None
    for points in (None, D("36.0"), D("60.1")):
        with pytest.raises(Refusal, match="满分"):
            acts.decide(by=wang, appeal=appeal, granted=True, points=points, reason="属实")
    acts.decide(by=wang, appeal=appeal, granted=True, points=D(60), reason="属实，挂账的不算")
    score = row.units.get(unit=unit_of("1"))
    assert (score.points, score.rank, score.has_flag, score.is_to_improve) == (D("100.0"), 1, True, False)
    assert row.units.get(unit=unit_of("2")).rank == 1
    item = scores.item(row, "i1")
    assert (item.points, item.granted, item.final) == (D("36.0"), D("60.0"), D("60.0"))
    with pytest.raises(Refusal, match="决定过"):
        acts.decide(by=wang, appeal=appeal, granted=False, reason="再来")
    assert Notice.objects.get(recipient=li, key=f"score-appeal:{appeal.pk}").body == "属实，挂账的不算"
    assert freezing.freeze_due(late) == 1
    row.refresh_from_db()
    assert [one["state"] for one in row.content["appeals"]] == [AppealState.GRANTED]
    assert row.content["units"][0]["items"][0]["granted"] == "60.0"


@pytest.mark.django_db
def test_a_refused_appeal_changes_nothing_and_a_withdrawn_result_leaves_its_mark(wang, li):
    rules = flat_rules()
    facts()
    row = scores.published(scores.computed(rules))
    acts.decide(by=wang, appeal=appealed(row, li), granted=False, reason="记录没有错")
    assert row.units.get(unit=unit_of("1")).points == D("76.0")
    acts.withdraw(by=wang, row=row, reason="漏了一个社区")
    acts.withdraw(by=wang, row=row, reason="再点一次")
    with pytest.raises(Refusal, match="还没有公示"):
        acts.freeze(by=wang, row=row)
    results.compute_if_due(scores.moment(date(2026, 11, 7)))
    assert rules.scheme.scorings.count() == 1  # what was taken back waits for somebody, not for the clock
    new = scores.computed(rules)
    row.refresh_from_db()
    assert (new.pk != row.pk, row.state, row.withdrawal_reason) == (True, ScoringState.WITHDRAWN, "漏了一个社区")
    assert row.units.get(unit=unit_of("1")).points == D("76.0")
    with pytest.raises(StaleEdit):
        acts.publish(by=wang, row=new, version=new.version + 1)
    assert scores.published(new).state == ScoringState.PUBLISHED


@pytest.mark.django_db
def test_a_version_in_use_never_changes_and_a_new_one_is_tried_beside_it(wang):
    rules = flat_rules()
    facts()
    row = scores.published(scores.computed(rules))
    item = rules.items.first()
    for act in (
        lambda: schemes.save_item(by=wang, rules=rules, version=rules.version, item=item, points=D(50)),
        lambda: schemes.drop_item(by=wang, rules=rules, version=rules.version, item=item),
        lambda: schemes.change_rules(by=wang, rules=rules, version=rules.version, flag_least=D(80)),
    ):
        with pytest.raises(Refusal, match="出一个新版本"):
            act()
    new = schemes.new_version(by=wang, scheme=rules.scheme)
    with pytest.raises(Refusal, match="还是草稿"):
        schemes.new_version(by=wang, scheme=rules.scheme)
    assert [(one.name, one.points) for one in new.items.all()] == [("按时率", D("60.0")), ("结案率", D("40.0"))]
    strict = new.items.get(code="i1")
    schemes.save_item(
        by=wang,
        rules=new,
        version=new.version,
        item=strict,
        formula="threshold",
        params={"full_from": "95", "minus": "2"},
    )
    new.refresh_from_db()
    schemes.start_trial(by=wang, rules=new, version=new.version)
    trial = acts.compute_trial(by=wang, rules=new, span=scores.OCTOBER)
    assert acts.compute_trial(by=wang, rules=new, span=scores.OCTOBER).pk == trial.pk
    beside = {one.score.unit.code: (one.points, one.other_points, one.difference) for one in pages.compared(row, trial)}
    assert (beside["1"], beside["2"]) == (("76.0", "40.0", "−36.0"), ("100.0", "100.0", "+0.0"))
    assert Scoring.objects.standing().count() == 1
    new.refresh_from_db()
    with pytest.raises(Refusal, match="要晚于"):
        schemes.bring_into_force(by=wang, rules=new, version=new.version, valid_from=scores.FIRST)
    schemes.bring_into_force(by=wang, rules=new, version=new.version, valid_from=date(2026, 11, 1))
    rules.refresh_from_db()
    assert (rules.state, rules.valid_until) == (RulesState.RETIRED, date(2026, 10, 31))
    by_period = [results.rules_for(rules.scheme, Span.named(name)) for name in ("2026-10", "2026-11", "2025-12")]
    assert [one and one.number for one in by_period] == [1, 2, None]
    new.refresh_from_db()
    schemes.retire(by=wang, rules=new, version=new.version, valid_until=date(2026, 12, 31))
    assert results.rules_for(rules.scheme, Span.named("2027-01")) is None


@pytest.mark.django_db
def test_the_usual_schemes_are_whole(wang):
    """The weights of the samples as they were found; loading them again changes nothing, and none is in force by itself."""
    totals = {
        one.scheme.code: sum(item.points for item in one.items.all())
        for one in SchemeVersion.objects.select_related("scheme").prefetch_related("items")
    }
    assert totals == {"community_month": 100, "market_month": 100, "community_visit": 1000}
    visit = SchemeItem.objects.filter(rules__scheme__code="community_visit").order_by("position")
    assert [int(item.points) for item in visit] == [50, 70, 230, 100, 120, 110, 100, 50, 50, 70, 50]
    assert not SchemeVersion.objects.exclude(state=RulesState.DRAFT).exists()
    assert all("示例" in one.source or "未核对" in one.source for one in SchemeVersion.objects.all())
    rows = list(SchemeItem.objects.order_by("pk").values())
    reference.load()
    assert list(SchemeItem.objects.order_by("pk").values()) == rows
    # The quarter of the 1000 points runs on facts too, and every item's words can be read.
    scores.in_force("community_visit")
    row = acts.compute(by=wang, scheme=AssessmentScheme.objects.get(code="community_visit"), span=Span.named("2026-Q3"))
    assert (row.start, row.end, row.units.count()) == (date(2026, 7, 1), date(2026, 9, 30), 9)
    assert set(row.units.values_list("points", "rank")) == {(None, None)}
    assert all(pages.calibers(item) for item in SchemeItem.objects.all())
