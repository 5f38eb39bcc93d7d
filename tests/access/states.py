"""Rows in the states in which a write is taken, beside those of the world: {route: arguments} grows by what leads to them."""

import uuid
from datetime import date, timedelta

from django.utils import timezone

from inspections.enums import Decision, PublicRating, TaskState
from inspections.models import PublicReport, RemediationTask
from publicity import actions as publicity
from reports import weekly
from reports.actions import bulletins, publishing, submissions
from reports.enums import BulletinKind, Part
from reports.views.meetings import period_of
from tataboo_portal import second_factor
from tataboo_portal.enums import PhotoStatus
from tataboo_portal.models import PhotoRelease, SecondFactor, User
from tataboo_portal.weeks import Week
from tests import decisions, makers, scores
from tests.audit.of_cases import broken, given_out
from tests.inspections import residents
from tests.people import PASSWORD, person
from tests.reports import rows


def add(found):
    """Every state there is, written into {route: [arguments]}."""
    of_tasks(found)
    for more in (of_residents, of_pairs, of_reports, of_material, of_scores, of_accounts):
        more(found)
    found["order_detail"].append((decisions.warned().pk,))
    hung = makers.placement(unit="1", by=person("li"))
    publicity.take_down(hung, by=person("wang"), day=timezone.localdate())
    found["placement_put_back"].insert(0, (hung.pk,))
    makers.process_photos()
    found["task_reshoot"].append((broken().number,))  # last of all, or its photo would be drawn again


def of_tasks(found):
    """Tasks of every state, one that is late, one with stages, and one whose deadline its rule would move."""
    first = found["task_detail"][0][0]
    tasks = [makers.reported(), makers.fixed(), makers.closed(), makers.suspended()]
    for name, several in found.items():
        if name.startswith("task_") and several[0][0] == first:
            several += [(task.number, *several[0][1:]) for task in tasks]
    makers.assigned(due_at=timezone.now() - timedelta(days=1))
    staged = given_out("zombie_vehicle")
    found["task_stage"].append((staged.number,))
    RemediationTask.objects.filter(pk=staged.pk).update(due_at=staged.due_at - timedelta(hours=1))


def of_residents(found):
    """A report whose result waits for what its reporter thinks of it, one nobody was satisfied with, and a new one."""
    at = residents.place("示例小区九")
    solved = residents.resolved(residents.accepted(residents.report(place=at)))
    unhappy = residents.resolved(residents.accepted(residents.report(place=at)))
    PublicReport.objects.filter(pk=unhappy.pk).update(rating=PublicRating.DISSATISFIED, reopening=Decision.PENDING)
    found["public_detail"] = [(unhappy.pk,), (residents.report(place=at).pk,)]
    found["public_track"].append((solved.track,))


def of_pairs(found):
    """Photos of pairs closed today and in the week this week's report tells of, with copies that may leave."""
    last = rows.at(period_of(Week.current()).end)
    for moment in (timezone.now(), last):
        task = rows.photographed(rows.task("1", moment, TaskState.CLOSED, fixed_at=moment))
        for row in task.photos.all():
            facts = {"released_by": person("wang"), "status": PhotoStatus.READY}
            PhotoRelease.objects.create(photo=row.photo, **facts)
    weekly.build(Week.current())


def of_reports(found):
    """The report of the week before and a bulletin, both published."""
    wang, today, before = person("wang"), timezone.localdate(), Week.current().shifted(-1)
    report = weekly.build(before)
    publishing.publish(by=wang, report=report, version=report.version)
    found["meeting_withdraw"].append((before.monday.isoformat(),))
    facts = {"start": today, "end": today, "issued_on": today, "title": "示例简报", "campaign": None}
    made = bulletins.draft(by=wang, client_uuid=uuid.uuid4(), kind=BulletinKind.BULLETIN, **facts)
    bulletins.publish(by=wang, bulletin=made, version=made.version)
    found["bulletin_withdraw"].append((made.pk,))


def of_material(found):
    """What 绣品厂社区 handed in for the week after next."""
    week, li = Week.current().shifted(2), person("li")
    submissions.hand_in(by=li, unit=li.unit, week=week, version=0, items=[{"part": Part.LAST, "words": "示例"}])
    found["meeting_submit"].append((week.monday.isoformat(), li.unit.code))


def of_scores(found):
    """A published result in which the unit lost points and has not appealed."""
    for number in range(6):
        scores.case("1", due=date(2026, 9, 15), fixed=1 if number else -1)
    result = scores.published(scores.computed(span=scores.SEPTEMBER))
    found["score_item"].append((scores.item(result, "in_time").pk,))


def of_accounts(found):
    """The newcomer has a password and a second step."""
    newcomer = User.objects.get(pk=found["manage_person"][0][0])
    newcomer.set_password(PASSWORD)
    newcomer.save()
    now = timezone.now()
    SecondFactor.objects.create(person=newcomer, seed=second_factor.new_seed(), begun_at=now, confirmed_at=now)
