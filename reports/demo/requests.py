"""Sample cases with a longer life: requests that wait or were decided, pauses, stages, helpers, a duplicate, a forced close."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.db.models import F
from django.utils import timezone

from inspections import actions
from inspections.enums import PhotoStage, TaskAction, TaskSource, TaskState
from inspections.filing import file_report
from inspections.models import RemediationTask, TaskCategory, TaskPhoto
from inspections.steps import days_of
from reports.demo.cases import PAIRS_PER_SCENE, Albums
from reports.demo.ledgers import places_by_unit
from tataboo_portal.changes import mark_changed
from tataboo_portal.clocks import OfficeCalendar, office_calendar
from tataboo_portal.enums import Role
from tataboo_portal.models import Photo, Unit, User

# Office hours of one workday, in which a case takes its first steps one after the other.
HOURS = ((9, 10), (10, 40), (11, 25), (14, 15), (15, 30), (16, 20), (17, 5))
MOMENTS = {
    TaskAction.REPORT: "reported_at",
    TaskAction.ASSIGN: "dispatched_at",
    TaskAction.SUSPEND: "suspended_at",
    TaskAction.FORCE_CLOSE: "closed_at",
}
SECOND_PERSON = ("community1b", "社区1示例组员")


@dataclass
class Stage:
    """Who acts in the sample cases, and where."""

    office: User
    workers: dict
    units: dict
    places: dict
    calendar: OfficeCalendar
    albums: Albums
    made: list = field(default_factory=list)

    def report(self, chance, code, category, place=None, **facts):
        """A problem in this unit with a drawn photo."""
        unit, kind = self.units[code], TaskCategory.objects.get(code=category)
        by, place = self.workers[unit.pk], place or chance.choice(self.places[unit.pk])
        task = file_report(
            by=by, client_uuid=uuid.uuid4(), unit=unit, place=place, category=kind, title="", note="示例", **facts
        )
        photo = self.albums.photo(
            category, chance.randrange(PAIRS_PER_SCENE), PhotoStage.BEFORE, by=by, at=task.reported_at
        )
        TaskPhoto.objects.create(task=task, photo=photo, stage=PhotoStage.BEFORE, step=task.steps.get())
        self.made.append(task)
        return task

    def worker(self, task):
        """Who works in the unit that has the task."""
        return self.workers[task.unit_id]

    def dispatch(self, task, days_ago, helpers=()):
        """Give the task to its unit, due as if it had been given that many workdays ago."""
        rule = task.category.rules.order_by("position", "id").first()
        due_at = self.calendar.add(self.at(days_ago, 2), rule.limit_value, rule.limit_kind)
        units = [self.units[code] for code in helpers]
        return self.act(actions.assign, task, unit=task.unit, due_at=due_at, rule=rule, assisting_units=units)

    def act(self, action, task, *, by=None, **values):
        """One step by the office, or by whom is named."""
        return action(by=by or self.office, task=task, client_uuid=uuid.uuid4(), **values)

    def at(self, days_ago, step):
        """The moment of a step on the workday that lies so many workdays back."""
        day = timezone.localdate()
        while days_ago:
            day -= timedelta(days=1)
            days_ago -= self.calendar.is_workday(day)
        return timezone.make_aware(datetime.combine(day, time(*HOURS[step])))

    def lived(self, task, days_ago):
        """Move what was just done back to that workday, its steps one after the other; the days are counted anew."""
        task.refresh_from_db()
        mark_changed(RemediationTask, *days_of(task))
        for index, step in enumerate(task.steps.order_by("id")):
            step.at = self.at(days_ago, min(index, len(HOURS) - 1))
            step.save(update_fields=("at",))
            name = MOMENTS.get(step.action)
            if name and getattr(task, name):
                setattr(task, name, step.at)
        task.save()
        Photo.objects.filter(pk__in=task.photos.values("photo")).update(received_at=task.reported_at)
        move_requests(task)
        mark_changed(RemediationTask, *days_of(task))


def move_requests(task):
    """The requests of a task were made and decided when its trail says so."""
    moments = {step.action: step.at for step in task.steps.all()}
    decisions = (TaskAction.EXTEND, TaskAction.SUSPEND, TaskAction.REFUSE)
    decided = next((moments[action] for action in decisions if action in moments), None)
    for rows in (task.extensions, task.suspensions, task.appeals):
        rows.update(requested_at=moments.get(TaskAction.ASK) or timezone.now())
        rows.exclude(decided_at=None).update(decided_at=decided)
    task.suspensions.exclude(started_at=None).update(started_at=decided)


def make(chance):
    """The sample cases; how many."""
    office = User.objects.get(username="office")
    workers = {user.unit_id: user for user in User.objects.filter(unit__isnull=False)}
    units = {unit.code: unit for unit in Unit.objects.all()}
    add_second_person(units["1"])
    stage = Stage(office, workers, units, places_by_unit(), office_calendar(), Albums(office))
    make_requests(chance, stage)
    make_no_cases(chance, stage)
    make_long_case(chance, stage)
    make_appeals(stage)
    return len(stage.made)


def add_second_person(unit):
    """A second person in one community, so that there is somebody to hand a task to; nobody signs in as them."""
    username, name = SECOND_PERSON
    person = User(username=username, full_name=name, role=Role.COMMUNITY, unit=unit)
    person.set_unusable_password()
    person.save()


def make_requests(chance, stage):
    """Extensions and pauses that wait, were granted, were refused."""
    until = timezone.localdate() + timedelta(days=45)
    wanted = (
        ("1", "wall_stain", actions.ask_extension, {"note": "示例：工程量大，要分几天做完"}, None),
        ("4", "broken_road", actions.ask_suspension, {"note": "示例：等上级资金", "until": until}, None),
        ("8", "public_ad_damage", actions.ask_extension, {"note": "示例：下雨，等天晴再做"}, True),
        ("5", "wall_stain", actions.ask_suspension, {"note": "示例：产权单位在协商", "until": until}, True),
        ("3", "broken_road", actions.ask_extension, {"note": "示例：人手不够"}, False),
    )
    for code, category, ask, facts, approved in wanted:
        task = stage.report(chance, code, category, source=TaskSource.HIGHER, source_number=f"示例〔2026〕{code}号")
        stage.dispatch(task, 1, helpers=("K1",) if code in {"1", "4"} else ())
        stage.act(actions.receive, task, by=stage.worker(task))
        asked = stage.act(ask, task, by=stage.worker(task), **facts)
        if approved is not None:
            note = "示例：情况属实，同意" if approved else "示例：可以按期办完，不同意"
            actions.decide(by=stage.office, request=asked, approved=approved, note=note, client_uuid=uuid.uuid4())
        stage.lived(task, 1)


def make_no_cases(chance, stage):
    """A report that was not accepted, one that was a duplicate, one accepted, one closed by force."""
    task = stage.report(chance, "2", "street_vendor", source=TaskSource.PUBLIC)
    stage.act(actions.reject, task, note="示例：不属于本街道辖区")
    stage.lived(task, 2)
    original = RemediationTask.objects.filter(state=TaskState.PROCESSING).exclude(place=None).order_by("id").first()
    double = stage.report(chance, original.community.code, original.category.code, place=original.place)
    stage.act(actions.mark_duplicate, double, original=original)
    stage.lived(double, 1)
    urgent = stage.report(chance, "9", "dead_corner", source=TaskSource.LEADER, is_urgent=True)
    stage.act(actions.accept, urgent)
    stage.lived(urgent, 1)
    forced = stage.report(chance, "6", "signboard", source=TaskSource.MEETING)
    stage.dispatch(forced, 3)
    stage.act(actions.force_close, forced, note="示例：店铺已拆迁，不用再办")
    stage.lived(forced, 3)


def make_long_case(chance, stage):
    """A 僵尸车 in the second of its stages, with the section helping."""
    task = stage.report(chance, "7", "zombie_vehicle")
    stage.dispatch(task, 12, helpers=("K1", "Z1"))
    stage.lived(task, 12)
    first = task.stages.get(position=1)
    first.started_at, first.due_at = task.dispatched_at, task.due_at
    first.save()
    stage.act(actions.finish_stage, task, by=stage.worker(task), note="示例：告知书已贴满，车主没有来")
    move_stage(task, stage.at(1, 4), stage.calendar)


def move_stage(task, moment, calendar):
    """The stage was finished on the last workday, and the next one runs since then."""
    task.refresh_from_db()
    mark_changed(RemediationTask, *days_of(task))
    task.due_at = calendar.add(moment, task.limit_value, task.limit_kind)
    task.save()
    task.stages.filter(position=1).update(done_at=moment)
    task.stages.filter(position=2).update(started_at=moment, due_at=task.due_at)
    task.steps.filter(action__in=(TaskAction.RECEIVE, TaskAction.STAGE)).update(at=moment)
    task.steps.filter(action=TaskAction.STAGE).update(due_to=task.due_at)
    mark_changed(RemediationTask, *days_of(task))


def make_appeals(stage):
    """Of the late tasks one appeals and waits, another was granted."""
    closed = RemediationTask.objects.filter(state=TaskState.CLOSED, closed_at__lt=stage.at(1, 4))
    late = closed.filter(fixed_at__gt=F("due_at")).order_by("-id")[:2]
    for task, granted in zip(late, (False, True), strict=False):
        asked = stage.act(actions.ask_appeal, task, by=stage.worker(task), note="示例：不可抗力（天气、停水停电）")
        if granted:
            actions.decide(
                by=stage.office, request=asked, approved=True, note="示例：情况属实，同意", client_uuid=uuid.uuid4()
            )
            RemediationTask.objects.filter(pk=task.pk).update(exempted_at=stage.at(1, 6))
        task.steps.filter(action=TaskAction.ASK).update(at=stage.at(1, 5))
        task.steps.filter(action=TaskAction.EXEMPT).update(at=stage.at(1, 6))
        task.appeals.update(requested_at=stage.at(1, 5))
        task.appeals.exclude(decided_at=None).update(decided_at=stage.at(1, 6))
