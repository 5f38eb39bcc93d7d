"""Acts of the assessment: its rules, its results, appeals against them: each done once, rightly."""

from datetime import date, timedelta

from reports.actions import assessment, schemes
from reports.models import AssessmentScheme, SchemeVersion
from tests import scores
from tests.audit.acts import given
from tests.audit.of_ledgers import new
from tests.people import person
from tests.scores import facts as score_facts
from tests.scores import flat_rules


def rules(code="community_month"):
    return SchemeVersion.objects.get(scheme__code=code, number=1)


def of_rules(row=None, **values):
    row = row or rules()
    return given(by=person("wang"), rules=row, version=row.version, **values)


def tried():
    row = rules()
    schemes.start_trial(by=person("wang"), rules=row, version=row.version)
    return rules()


def of_item():
    row = rules().items.first()
    row.name = "示例项目"
    return of_rules(item=row, name="示例项目")


def lost_points():
    """An item of which the unit lost points, in a result everybody may see."""
    flat = flat_rules()
    score_facts()
    return scores.item(scores.published(scores.computed(flat)), "i1")


def granting():
    score = lost_points()
    made = scores.appealed(score)
    return given(by=person("wang"), appeal=made, granted=True, reason="属实", points=score.item.points)


def over():
    row = scores.published(scores.computed())
    return given(by=person("wang"), row=row, now=row.appeal_until + timedelta(days=1))


def draft_result():
    row = scores.computed()
    return given(by=person("wang"), row=row, version=row.version)


def in_force():
    return scores.in_force()


ACTS = {
    schemes.add_scheme: lambda: given(
        by=person("wang"), code="s9", name="示例方案", kind="community", cycle="month", appeal_workdays=3
    ),
    schemes.change_scheme: lambda: given(by=person("wang"), scheme=AssessmentScheme.objects.first(), name="示例新"),
    schemes.new_version: lambda: given(by=person("wang"), scheme=in_force().scheme),
    schemes.change_rules: lambda: of_rules(source="示例"),
    schemes.save_item: of_item,
    schemes.drop_item: lambda: of_rules(item=rules().items.first()),
    schemes.start_trial: of_rules,
    schemes.back_to_draft: lambda: of_rules(tried()),
    schemes.bring_into_force: lambda: of_rules(valid_from=date(2026, 1, 1)),
    schemes.retire: lambda: of_rules(in_force(), valid_until=date(2026, 12, 31)),
    schemes.switch: lambda: given(by=person("qian"), feature="scores", is_on=False, reason="示例"),
    assessment.compute: lambda: given(by=person("wang"), scheme=in_force().scheme, span=scores.OCTOBER),
    assessment.compute_trial: lambda: given(by=person("wang"), rules=tried(), span=scores.OCTOBER),
    assessment.publish: draft_result,
    assessment.appeal: lambda: given(by=person("li"), client_uuid=new(), score=lost_points(), words="示例"),
    assessment.decide: granting,
    assessment.freeze: over,
    assessment.withdraw: lambda: given(by=person("wang"), row=scores.published(scores.computed()), reason="示例"),
}
