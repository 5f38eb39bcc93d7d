"""Sample tasks over twelve weeks in every state, three units visibly behind, with drawn photo pairs."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from inspections.actions.closing import post_work
from inspections.enums import HANDED_IN_STATES, IN_HANDS_STATES, PhotoStage, TaskAction, TaskState
from inspections.filing import title_of
from inspections.models import CaseRule, RemediationTask, TaskCategory, TaskPhoto, TaskStep
from inspections.steps import days_of
from reports.demo.ledgers import demo_weeks, places_by_unit
from reports.demo.pictures import draw_pair
from reports.demo.scenes import SCENES
from tataboo_portal import audit, drawing, photos
from tataboo_portal.changes import mark_changed
from tataboo_portal.clocks import OfficeCalendar, office_calendar
from tataboo_portal.enums import AuditAction
from tataboo_portal.models import Unit, User

PAIRS_PER_SCENE = 3
LATE_UNITS = {"1": 0.5, "7": 0.55, "B": 0.6}
NEAR_UNITS = {"6": 0.78, "E": 0.8}
USUAL_ON_TIME = 0.93
SEND_BACK_RATE = 0.07
TASKS_PER_WEEK = (1, 3)


@dataclass
class Cast:
    """Who acts in the sample tasks."""

    office: User
    inspector: User
    workers: dict
    calendar: OfficeCalendar
    rules: dict


def make_tasks(chance):
    """Every unit's tasks of every week, through the same steps a real one takes, with their own times."""
    workers = {user.unit_id: user for user in User.objects.filter(unit__isnull=False)}
    rules = {rule.category_id: rule for rule in CaseRule.objects.order_by("-position", "-id")}
    cast = Cast(
        office=User.objects.get(username="office"),
        inspector=User.objects.get(username="inspector"),
        workers=workers,
        calendar=office_calendar(),
        rules=rules,
    )
    categories = list(TaskCategory.objects.filter(code__in=SCENES).select_related("indicator"))
    places, numbers, albums, made = places_by_unit(), {}, Albums(cast.office), 0
    for week in demo_weeks():
        for unit in Unit.objects.zones():
            for _ in range(chance.randint(*TASKS_PER_WEEK)):
                category = chance.choice(categories)
                place = chance.choice(places[unit.pk])
                reported = moment(chance, week)
                if reported < timezone.now():
                    make_task(chance, cast, unit, category, place, reported, numbers, albums)
                    made += 1
    audit.record(by=None, action=AuditAction.ADD, subject=cast.office, reason=f"载入示例任务 {made} 条")
    return made


def moment(chance, week):
    """A time in office hours of the week's workdays."""
    day = week.monday + timedelta(days=chance.randrange(5))
    return timezone.make_aware(datetime.combine(day, time(chance.randrange(8, 17), chance.randrange(60))))


def office_time(at):
    """The moment itself between 8 and 18 o'clock; nights are squeezed into the first hour of the next morning."""
    local = timezone.localtime(at)
    evening = local.hour >= 18
    if not evening and local.hour >= 8:
        return at
    morning = (local + timedelta(days=1 if evening else 0)).replace(hour=8, minute=0, second=0, microsecond=0)
    night_passed = 1 - (morning - local) / timedelta(hours=14)
    return morning + timedelta(minutes=55 * night_passed)


def make_task(chance, cast, unit, category, place, reported, numbers, albums):
    """One task and all its steps up to now."""
    task = RemediationTask(
        category=category, unit=unit, place=place, quantity=chance.randint(1, 4), reported_at=reported
    )
    task.title, task.description = title_of(category, place, ""), "示例"
    task.reported_by = cast.workers[unit.pk]
    task.copy_axes()
    code = task.community.code if task.community else unit.code
    numbers[code] = numbers.get(code, 0) + 1
    task.number = f"{code}-{numbers[code]:04d}"
    plan = Plan(chance, task, cast)
    plan.settle(task, cast)
    task.save()
    write_steps(task, plan, cast, albums, chance)
    if task.state == TaskState.CLOSED:
        task.work_record = post_work(task, by=cast.inspector)
        task.save(update_fields=("work_record",))
    mark_changed(RemediationTask, *days_of(task))


class Plan:
    """When each step of a task happens, as far as it lies in the past."""

    def __init__(self, chance, task, cast):
        rate = LATE_UNITS.get(task.unit.code, NEAR_UNITS.get(task.unit.code, USUAL_ON_TIME))
        self.assigned = task.reported_at + timedelta(hours=chance.uniform(0.3, 3))
        self.rule = cast.rules[task.category_id]
        self.due = cast.calendar.add(self.assigned, self.rule.limit_value, self.rule.limit_kind)
        length = self.due - self.assigned
        in_time = chance.random() < rate
        self.fixed = (
            self.assigned + length * chance.uniform(0.2, 0.95)
            if in_time
            else self.due + timedelta(hours=chance.uniform(20, 150))
        )
        self.sent_back = self.fixed - length * 0.1 if in_time and chance.random() < SEND_BACK_RATE else None
        self.received = self.assigned + min(length, self.fixed - self.assigned) * 0.1
        self.closed = self.fixed + timedelta(hours=chance.uniform(1, 26))
        self.voided = chance.random() < 0.02
        self.in_office_hours()
        self.stop_somewhere(chance, task)

    def stop_somewhere(self, chance, task):
        """Leave some of the newest tasks in every queue, and some of the late units' tasks undone."""
        age = timezone.now() - task.reported_at
        never = timezone.now() + timedelta(days=365)
        if age < timedelta(days=4) and chance.random() < 0.6:
            queue = chance.choice(("to_assign", "to_fix", "to_verify"))
            if queue == "to_assign":
                self.assigned = self.fixed = self.closed = never
            elif queue == "to_fix":
                self.fixed = self.closed = never
            else:
                self.closed = never
        elif age < timedelta(days=21) and task.unit.code in LATE_UNITS and chance.random() < 0.3:
            self.fixed = self.closed = never

    def in_office_hours(self):
        """Move every step into office hours, in the same order."""
        moments = (self.assigned, self.received, self.fixed, self.closed)
        self.assigned, self.received, self.fixed, self.closed = (office_time(at) for at in moments)
        self.sent_back = self.sent_back and office_time(self.sent_back)

    def settle(self, task, cast):
        """Give the task the state and the times its plan has reached by now."""
        now = timezone.now()
        if self.voided:
            task.state = TaskState.VOID
        elif self.assigned >= now:
            task.state = TaskState.REPORTED
        elif self.fixed >= now:
            task.state = TaskState.PROCESSING if self.received < now else TaskState.DISPATCHED
        else:
            task.state = TaskState.CLOSED if self.closed < now else TaskState.RESOLVED
        if task.state in (*IN_HANDS_STATES, *HANDED_IN_STATES):
            task.assignee, task.rule = cast.workers[task.unit_id], self.rule
            task.limit_value, task.limit_kind = self.rule.limit_value, self.rule.limit_kind
            task.dispatched_at, task.due_at, task.first_due_at = self.assigned, self.due, self.due
        if task.state in (TaskState.RESOLVED, TaskState.CLOSED):
            task.fixed_by, task.fixed_at = cast.workers[task.unit_id], self.fixed
            task.rework_count = 1 if self.sent_back else 0
        if task.state == TaskState.CLOSED:
            task.verified_by, task.closed_at = cast.inspector, self.closed


def trail(task, plan, cast):
    """The steps as (action, from, to, by, at, note, stage of its photo or None)."""
    worker, state = cast.workers[task.unit_id], TaskState
    yield TaskAction.REPORT, "", state.REPORTED, worker, task.reported_at, "", PhotoStage.BEFORE
    if task.state == state.VOID:
        yield TaskAction.VOID, state.REPORTED, state.VOID, cast.office, plan.assigned, "示例：不属于本辖区", None
    if task.dispatched_at:
        yield TaskAction.ACCEPT, state.REPORTED, state.ACCEPTED, cast.office, plan.assigned, "", None
        yield TaskAction.ASSIGN, state.ACCEPTED, state.DISPATCHED, cast.office, plan.assigned, "", None
    if task.dispatched_at and task.state != state.DISPATCHED:
        yield TaskAction.RECEIVE, state.DISPATCHED, state.PROCESSING, worker, plan.received, "", None
    if task.fixed_at:
        first = state.PROCESSING
        if plan.sent_back:
            earlier = plan.sent_back - timedelta(minutes=40)
            yield TaskAction.FIX, first, state.RESOLVED, worker, earlier, "", PhotoStage.AFTER
            note = "示例：还有残留，再清一遍"
            yield TaskAction.SEND_BACK, state.RESOLVED, state.REWORK, cast.inspector, plan.sent_back, note, None
            first = state.REWORK
        yield TaskAction.FIX, first, state.RESOLVED, worker, task.fixed_at, "", PhotoStage.AFTER
    if task.closed_at:
        yield TaskAction.PASS, state.RESOLVED, state.CLOSED, cast.inspector, task.closed_at, "", None


def write_steps(task, plan, cast, albums, chance):
    """The trail with the photos of its steps."""
    album = chance.randrange(PAIRS_PER_SCENE)
    for action, from_state, to_state, by, at, note, stage in trail(task, plan, cast):
        step = TaskStep.objects.create(
            task=task, action=action, from_state=from_state, to_state=to_state, by=by, at=at, note=note
        )
        if stage:
            photo = albums.photo(task.category.code, album, stage, by=by, at=at)
            TaskPhoto.objects.create(task=task, photo=photo, stage=stage, step=step)


class Albums:
    """Drawn pairs whose served sizes are made once and shared as files by all photos of the same picture."""

    def __init__(self, by):
        self.by = by
        self.drawn = {}

    def photo(self, scene, number, stage, *, by, at):
        """A photo row of this picture; every row has files of its own, so that none depends on another."""
        key = scene, number
        if key not in self.drawn:
            pair = draw_pair(scene=scene, seed=number)
            self.drawn[key] = {PhotoStage.BEFORE: served(pair.before), PhotoStage.AFTER: served(pair.after)}
        original, drawn = self.drawn[key][stage]
        return photos.keep_drawn(original, drawn, by=by, at=at, name=f"示例-{scene}.jpg")


def served(original):
    """The original with its served sizes, drawn as the worker would."""
    return original, drawing.draw(original)
