"""The plain way: totals counted row by row in Python, and people at work at random; nothing here knows of roll-ups."""

import uuid
from collections import Counter
from datetime import timedelta

from django.utils import timezone

import campaigns.actions
import publicity.actions
from campaigns.models import CleanupDrive, Indicator, WorkRecord
from inspections import actions as cases
from inspections import suspensions
from inspections.enums import TaskState
from inspections.models import Appeal, Extension, RemediationTask, Suspension, TaskCategory
from publicity.models import Placement, PublicityKind
from reports import comparing
from reports.models import Rollup
from tataboo_portal.enums import PeriodKind
from tataboo_portal.models import Photo, Place, Unit, User
from tataboo_portal.periods import covering
from tataboo_portal.refusals import Refusal
from tests.people import unit_of
from tests.reports import events

UNIT_CODES = ("1", "2", "7", "A", "B", "K1")
HANDED_IN = (TaskState.RESOLVED, TaskState.CLOSED)
IN_HANDS = (TaskState.DISPATCHED, TaskState.PROCESSING, TaskState.REWORK)
NO_CASE = (TaskState.REJECTED, TaskState.DUPLICATE, TaskState.VOID)
# What people do about a task in each state, the usual more often.
NEXT = {
    TaskState.REPORTED: ("accept", "assign", "assign", "assign", "reject", "duplicate", "drop"),
    TaskState.ACCEPTED: ("assign", "assign", "reject", "duplicate", "force_close"),
    TaskState.DISPATCHED: ("receive", "receive", "fix", "fix", "give_back", "ask"),
    TaskState.PROCESSING: ("fix", "fix", "fix", "stage", "give_back", "ask", "ask", "assign", "force_close"),
    TaskState.REWORK: ("fix", "fix", "ask", "assign", "force_close"),
    TaskState.RESOLVED: ("verify", "verify", "verify", "send_back", "ask", "force_close", "drop"),
    TaskState.SUSPENDED: ("resume", "force_close", "drop", "ask"),
    TaskState.CLOSED: ("ask", "drop"),
}


def facts(now):
    """Every countable fact as (metric, row, day, value)."""
    for row in WorkRecord.objects.select_related("indicator"):
        if not row.is_voided:
            yield f"work:{row.indicator.code}", row, row.day, row.quantity
    for row in Placement.objects.select_related("kind__indicator"):
        if not row.is_voided:
            yield f"publicity:{row.kind.indicator.code}", row, row.day, row.quantity
    for row in CleanupDrive.objects.all():
        if not row.is_voided:
            yield from ((f"drive:{name}", row, row.day, getattr(row, name) or 0) for name in ("people", "person_times"))
    yield from events.facts()
    for task in RemediationTask.objects.all():
        yield from ((metric, task, timezone.localdate(moment), 1) for metric, moment in task_facts(task, now))


def task_facts(task, now):
    """What one task counts as, and when."""
    if task.state in NO_CASE:
        return
    yield "task:reported", task.reported_at
    if task.state == TaskState.CLOSED:
        yield "task:closed", task.closed_at
    if not task.due_at or task.exempted_at:
        return
    late = task.state in IN_HANDS and task.due_at < now
    if late or task.state in HANDED_IN:
        yield "task:due", task.due_at
    if task.state in HANDED_IN and task.fixed_at and task.fixed_at <= task.due_at:
        yield "task:on_time", task.due_at
    if late:
        yield "task:overdue", task.due_at


def plain_recount(now):
    """{(metric, unit, area, line, period kind, start): value} of everything."""
    cells = Counter()
    for metric, row, day, value in facts(now):
        for period in covering(day) if value else ():
            cells[metric, row.unit_id, row.community_id, row.market_group_id, period.kind.value, period.start] += value
    return dict(cells)


def told_and_counted(content):
    """Every weekly total a report's content tells, and the same totals counted row by row from the records as they are now."""
    told = {key: value for key, (value, _) in comparing.said_numbers(content).items()}
    codes, plain = dict(Unit.objects.values_list("pk", "code")), Counter()
    for (metric, unit, _, _, kind, start), value in plain_recount(timezone.now()).items():
        if kind == PeriodKind.WEEK:
            plain[start.isoformat(), metric, ""] += value
            plain[start.isoformat(), metric, codes[unit]] += value
    return told, {key: plain[key] for key in told}


def stored_cells():
    """What the roll-up holds, in the same form; a cell standing twice would show as a lost row."""
    keys = ("metric", "unit_id", "community_id", "market_group_id", "period_kind", "period_start")
    rows = list(Rollup.objects.values_list(*keys, "value"))
    cells = {row[:-1]: row[-1] for row in rows}
    assert len(cells) == len(rows)
    return cells


def made_photo():
    """A photo row without pixels."""
    return Photo.objects.create(byte_count=1, sha256=uuid.uuid4().hex, original="none")


class Office:
    """Two people of the office, and workers of the units, who do at random all there is to do, through the actions."""

    def __init__(self, chance, first, second):
        self.chance, self.people = chance, (first, second)
        self.indicators = list(Indicator.objects.filter(ledger="work")[:4])
        self.kinds = list(PublicityKind.objects.all()[:3])
        self.categories = [*TaskCategory.objects.all()[:3], TaskCategory.objects.get(code="zombie_vehicle")]
        self.places = [
            Place.objects.create(name="示例农贸市场", kind="market", community=unit_of("2"), market_group=unit_of("A")),
            Place.objects.create(name="示例小区", kind="compound", community=unit_of("1")),
            None,
        ]

    def unit(self):
        return unit_of(self.chance.choice(UNIT_CODES))

    def past_day(self):
        """Mostly this week, sometimes last year."""
        return timezone.localdate() - timedelta(days=self.chance.choice((0, 0, 1, 3, 9, 40, 400)))

    def act(self):
        """One thing somebody does; what may not be done is refused and changes nothing."""
        deed = self.chance.choice(
            (self.log, self.change, self.void, self.clean_up, self.report, suspensions.resume_due, self.decide)
            + 2 * (self.log_event,)
            + 11 * (self.go_on,)
        )
        try:
            deed()
        except Refusal:
            return

    def values(self):
        return {
            "unit": self.unit(),
            "place": self.chance.choice(self.places),
            "day": self.past_day(),
            "quantity": self.chance.randint(1, 500),
        }

    def log(self):
        by, chosen = self.people[0], {"client_uuid": uuid.uuid4(), **self.values()}
        if self.chance.random() < 0.6:
            campaigns.actions.log_work(by=by, indicator=self.chance.choice(self.indicators), **chosen)
        else:
            publicity.actions.log_placement(by=by, kind=self.chance.choice(self.kinds), **chosen)

    def log_event(self):
        """A gathering, a check, an answer, praise: added, moved or voided."""
        events.act(self)

    def one_of(self, rows):
        found = list(rows.order_by("id"))
        return self.chance.choice(found) if found else None

    def change(self):
        row = self.one_of(WorkRecord.objects.live())
        if row:
            campaigns.actions.change_work(row, by=self.people[0], version=row.version, **self.values())

    def void(self):
        model, action = self.chance.choice(
            ((WorkRecord, campaigns.actions.void_work), (Placement, publicity.actions.void_placement))
        )
        row = self.one_of(model.objects.live())
        if row:
            action(row, by=self.people[0], reason="记错了")

    def clean_up(self):
        """A clean-up event with what it achieved: written down, moved and counted anew, or voided."""
        by, drive = self.people[0], self.one_of(CleanupDrive.objects.live())
        deed = self.chance.choice(("add", "add", "change", "void"))
        results = {self.chance.choice(self.indicators): self.chance.randint(1, 90)}
        values = {"unit": self.unit(), "place": self.chance.choice(self.places), "day": self.past_day()}
        values |= {"people": self.chance.choice((None, 25)), "person_times": self.chance.choice((None, 60))}
        if deed == "add" or drive is None:
            campaigns.actions.log_drive(by=by, client_uuid=uuid.uuid4(), results=results, **values)
        elif deed == "change":
            campaigns.actions.change_drive(drive, by=by, version=drive.version, results=results, **values)
        else:
            campaigns.actions.void_drive(drive, by=by, reason="记错了")

    def report(self):
        cases.report_problem(
            by=self.people[0],
            client_uuid=uuid.uuid4(),
            unit=self.unit(),
            category=self.chance.choice(self.categories),
            photo=made_photo(),
            place=self.chance.choice(self.places),
            location="后墙",
        )

    def go_on(self):
        """Something that people do about a task in its state."""
        task = self.one_of(RemediationTask.objects.all())
        if task and task.state in NEXT:
            getattr(self, self.chance.choice(NEXT[task.state]))(task)

    def step(self, action, task, by, **values):
        action(by=by, task=task, client_uuid=uuid.uuid4(), **values)

    def worker(self, unit):
        """Somebody of the unit."""
        found = User.objects.filter(unit=unit).first()
        return found or User.objects.create(username=f"worker-{unit.code}", full_name="员", role=unit.kind, unit=unit)

    def accept(self, task):
        self.step(cases.accept, task, self.people[0])

    def reject(self, task):
        self.step(cases.reject, task, self.people[0], note="不属实")

    def duplicate(self, task):
        self.step(cases.mark_duplicate, task, self.people[0], original=self.one_of(RemediationTask.objects.all()))

    def assign(self, task):
        hours = self.chance.choice((None, -30, -1, 2, 50, 200, 400))
        due_at = hours and timezone.now() + timedelta(hours=hours)
        self.step(cases.assign, task, self.people[0], unit=self.unit(), due_at=due_at)

    def receive(self, task):
        self.step(cases.receive, task, self.worker(task.unit))

    def give_back(self, task):
        self.step(cases.return_to_office, task, self.worker(task.unit), note="非本单位职责")

    def stage(self, task):
        self.step(cases.finish_stage, task, self.worker(task.unit))

    def fix(self, task):
        values = {"photo": made_photo(), "quantity": self.chance.randint(1, 9)}
        self.step(cases.fix, task, self.worker(task.unit), **values)

    def verify(self, task):
        self.step(cases.verify, task, self.people[1], quantity=self.chance.randint(1, 9))

    def send_back(self, task):
        self.step(cases.send_back, task, self.people[1], note="没有清干净")

    def ask(self, task):
        ask = self.chance.choice((cases.ask_extension, cases.ask_suspension, cases.ask_appeal))
        until = timezone.localdate() + timedelta(days=self.chance.choice((1, 3, 20)))
        pause = {"until": until} if ask is cases.ask_suspension else {}
        self.step(ask, task, self.worker(task.unit), note="等材料到货", **pause)

    def decide(self):
        model = self.chance.choice((Extension, Suspension, Appeal))
        request = self.one_of(model.objects.pending())
        if request:
            approved = self.chance.random() < 0.8
            values = {"approved": approved, "note": "看过现场", "client_uuid": uuid.uuid4()}
            cases.decide(by=self.people[0], request=request, **values)

    def resume(self, task):
        self.step(cases.resume, task, self.people[0])

    def force_close(self, task):
        self.step(cases.force_close, task, self.people[0], note="已无法整改")

    def drop(self, task):
        self.step(cases.void, task, self.people[1], note="记错了")
