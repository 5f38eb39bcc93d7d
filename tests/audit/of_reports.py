"""Acts of the roof: weekly report, bulletins, meetings, orders, material, dossier, assessment: each done once, rightly."""

from datetime import time, timedelta

from django.utils import timezone

from campaigns.models import WorkRecord
from inspections.models import TaskCategory
from reports import actions as roof
from reports import submissions as material
from reports import weekly
from reports.actions import (
    bulletins,
    decisions,
    dossier,
    meetings,
    orders,
    publishing,
    submissions,
    suggestions,
    times,
)
from reports.dossier.parcel import asked_for
from reports.dossier.sources import sources
from reports.models import (
    DossierClause,
    DossierRule,
    DossierStandard,
    SubmissionMoment,
)
from tataboo_portal.weeks import Week
from tests import decisions as told
from tests import makers
from tests.audit.acts import given, on
from tests.audit.of_ledgers import new
from tests.people import person, unit_of
from tests.reports.dossier.street import paper
from tests.reports.test_bulletins import drafted

ITEMS = [{"part": "last", "words": "开展集中清扫2次。"}]


def built():
    """The draft of this week's report, with something in it."""
    makers.work(quantity=24, day=timezone.localdate() - timedelta(days=7))
    return weekly.build(Week.current(), by=person("wang"))


def published():
    report = built()
    publishing.publish(by=person("wang"), report=report, version=report.version)
    report.refresh_from_db()
    return report


def of_report(**values):
    report = built()
    return given(by=person("wang"), report=report, version=report.version, **values)


def phrase():
    return {"section": "cleanup", "kind": "phrase", "text": "示例的一句话"}


def bulletin():
    makers.work(quantity=24)
    return drafted(person("wang"))


def of_bulletin(**values):
    row = bulletin()
    return given(by=person("wang"), bulletin=row, version=row.version, **values)


def new_bulletin():
    today = timezone.localdate()
    span = {"kind": "bulletin", "start": today - timedelta(days=30), "end": today, "issued_on": today}
    return given(by=person("wang"), client_uuid=new(), title="示例", campaign=None, **span)


def out():
    row = bulletin()
    bulletins.publish(by=person("wang"), bulletin=row, version=row.version)
    row.refresh_from_db()
    return row


def decision(made=None, **values):
    made = made or told.made()
    return on(made, by=person("wang"), version=made.version, **values)


def order(made, who="wang", **values):
    return on(made, by=person(who), version=made.version, **values)


def a_meeting():
    line = {"unit": unit_of("1"), "name": "李", "presence": "present"}
    return given(by=person("wang"), week=Week.current(), version=1, present=[line], chair="王")


def a_week():
    """This week's or the next that has a meeting."""
    return Week.current().shifted(1)


def unit_material(**values):
    return given(by=person("li"), unit=unit_of("1"), week=a_week(), version=0, items=ITEMS, **values)


def handed_in():
    return submissions.hand_in(by=person("li"), unit=unit_of("1"), week=a_week(), version=0, items=list(ITEMS))


def of_material(who, **values):
    row = handed_in()
    return given(by=person(who), submission=row, version=row.version, **values)


def reminding():
    """Somebody of a unit there is whose material is missing."""
    person("li")
    return given(by=person("wang"), times=material.times_of(a_week())[0])


def asked_times():
    kept = list(SubmissionMoment.objects.all())
    moments = [SubmissionMoment(kind="deadline", workdays_before=0, at=time(8, 30))]
    return given(by=person("wang"), seen=material.stamp(kept), moments=moments)


def suggested():
    return suggestions.suggest(by=person("li"), client_uuid=new(), words="示例意见")


def clause():
    return DossierClause.objects.filter(is_active=True, rules__isnull=True).first() or DossierClause.objects.first()


def filing():
    row = makers.work()
    return given(
        by=person("wang"), client_uuid=new(), clauses=[clause()], source=sources()["works"], rows=[row], kind="record"
    )


def filed():
    done = filing()
    dossier.file_rows(**done.kwargs)
    row = WorkRecord.objects.get()
    return given(by=person("wang"), clause=clause(), source=sources()["works"], row=row, kind="record", reason="示例")


def brought():
    facts = {"clause": clause(), "title": "示例", "day": timezone.localdate(), "unit": unit_of("1"), "paper": paper()}
    return given(by=person("wang"), client_uuid=new(), **facts)


def void_brought():
    return given(by=person("wang"), paper=dossier.file_paper(**brought().kwargs), reason="示例")


def rule():
    return DossierRule.objects.filter(is_active=True).first() or dossier.add_rule(
        by=person("wang"), clause=clause(), source="works", about="sticker", kind="record"
    )


def changed_clause():
    row = DossierClause.objects.first()
    version = row.version
    row.text = "示例条款"
    return given(by=person("wang"), clause=row, version=version)


def packed():
    standard = DossierStandard.objects.filter(is_active=True).first()
    parcel = asked_for(person("wang"), {"standard": standard.code, "from": "2026-01-01", "to": "2026-12-31"})
    return given(by=person("wang"), parcel=parcel, count=3, client_uuid=new())


def overdue_unit():
    makers.assigned(due_at=timezone.now() - timedelta(days=1))
    facts = {"matter": "限期办结", "problem": "示例", "demand": "示例", "due_on": told.in_days(3)}
    return given(by=person("wang"), client_uuid=new(), unit=unit_of("1"), **facts)


ACTS = {
    roof.take_pairs_along: lambda: given(by=person("wang"), what="示例", pairs=[], words={}),
    roof.take_annexes_along: lambda: given(by=person("wang"), report=built(), count=3),
    publishing.edit_sentences: lambda: of_report(typed={}, put=phrase()),
    publishing.choose_pairs: lambda: of_report(numbers=[]),
    publishing.publish: of_report,
    publishing.withdraw: lambda: given(by=person("wang"), report=published(), reason="示例"),
    bulletins.draft: new_bulletin,
    bulletins.rebuild: lambda: given(by=person("wang"), bulletin=bulletin()),
    bulletins.change_facts: lambda: of_bulletin(title="示例新"),
    bulletins.edit_section: lambda: of_bulletin(section="measures", typed={}, own="示例的一段"),
    bulletins.choose_pairs: lambda: of_bulletin(pairs=[{"number": "示例", "caption": "示例"}]),
    bulletins.publish: of_bulletin,
    bulletins.withdraw: lambda: given(by=person("wang"), bulletin=out(), reason="示例"),
    bulletins.void: lambda: given(by=person("wang"), bulletin=bulletin(), reason="示例"),
    bulletins.take_along: lambda: given(by=person("wang"), bulletin=bulletin(), what="Word"),
    decisions.add_decision: lambda: given(
        by=person("wang"),
        client_uuid=new(),
        week=Week.current(),
        unit=unit_of("1"),
        words="示例",
        person="李",
        due_on=None,
    ),
    decisions.change_decision: lambda: decision(words="示例新"),
    decisions.void_decision: lambda: on(told.made(), by=person("wang"), reason="示例"),
    decisions.make_task: lambda: on(
        told.made(), by=person("wang"), category=TaskCategory.objects.get(code="dead_corner")
    ),
    decisions.report: lambda: decision(result="示例"),
    decisions.send_back: lambda: decision(told.reported(), reason="示例"),
    decisions.strike_off: lambda: decision(told.reported()),
    meetings.write_down: a_meeting,
    orders.issue: lambda: given(
        by=person("wang"), client_uuid=new(), decision=told.made(), demand="示例", due_on=told.in_days(3)
    ),
    orders.issue_for_task: lambda: given(
        by=person("wang"),
        client_uuid=new(),
        task=makers.assigned(),
        matter="示例",
        source="overdue",
        due_on=told.in_days(3),
    ),
    orders.issue_for_unit: overdue_unit,
    orders.issue_plain: lambda: given(
        by=person("wang"),
        client_uuid=new(),
        unit=unit_of("1"),
        matter="示例",
        source="superior",
        due_on=told.in_days(3),
    ),
    orders.sign_for: lambda: on(told.warned(), by=person("li")),
    orders.report: lambda: order(told.warned(), who="li", result="示例"),
    orders.send_back: lambda: order(told.answered(), reason="示例"),
    orders.strike_off: lambda: order(told.answered()),
    orders.void: lambda: on(told.warned(), by=person("wang"), reason="示例"),
    submissions.save: unit_material,
    submissions.hand_in: unit_material,
    submissions.take_back: lambda: of_material("li"),
    submissions.return_to_unit: lambda: of_material("wang", reason="示例"),
    submissions.remind: reminding,
    suggestions.suggest: lambda: given(by=person("li"), client_uuid=new(), words="示例意见"),
    suggestions.answer: lambda: on(suggested(), by=person("wang"), version=1, state="taken", words="示例"),
    suggestions.void: lambda: on(suggested(), by=person("wang"), reason="示例"),
    times.set_times: asked_times,
    dossier.file_rows: filing,
    dossier.take_out: filed,
    dossier.file_paper: brought,
    dossier.void_paper: void_brought,
    dossier.save_clause: changed_clause,
    dossier.add_rule: lambda: given(
        by=person("wang"), clause=clause(), source="works", about="zombie_vehicle", kind="record"
    ),
    dossier.retire_rule: lambda: given(by=person("wang"), rule=rule()),
    dossier.pack: packed,
}
