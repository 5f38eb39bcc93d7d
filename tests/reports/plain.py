"""The plain way: totals counted row by row in Python, and people at work at random; nothing here knows of roll-ups."""

import uuid
from collections import Counter
from datetime import timedelta

from django.utils import timezone

import campaigns.actions
import inspections.actions
import publicity.actions
from campaigns.models import Indicator, WorkRecord
from inspections.enums import TaskState
from inspections.models import RemediationTask, TaskCategory
from publicity.models import Placement, PublicityKind
from reports.models import Rollup
from tataboo_portal.models import Photo, Place
from tataboo_portal.periods import covering
from tataboo_portal.refusals import Refusal
from tests.people import unit_of

UNIT_CODES = ("1", "2", "7", "A", "B", "K1")
HANDED_IN = (TaskState.RESOLVED, TaskState.CLOSED)


def facts(now):
    """Every countable fact as (metric, row, day, value)."""
    for row in WorkRecord.objects.select_related("indicator"):
        if not row.is_voided:
            yield f"work:{row.indicator.code}", row, row.day, row.quantity
    for row in Placement.objects.select_related("kind__indicator"):
        if not row.is_voided:
            yield f"publicity:{row.kind.indicator.code}", row, row.day, row.quantity
    for task in RemediationTask.objects.all():
        yield from ((metric, task, timezone.localdate(moment), 1) for metric, moment in task_facts(task, now))


def task_facts(task, now):
    """What one task counts as, and when."""
    if task.state == TaskState.VOID:
        return
    yield "task:reported", task.reported_at
    if task.due_at and (task.due_at < now or task.state in HANDED_IN):
        yield "task:due", task.due_at
    if task.due_at and task.state in HANDED_IN and task.fixed_at <= task.due_at:
        yield "task:on_time", task.due_at
    if task.is_overdue(now):
        yield "task:overdue", task.due_at
    if task.state == TaskState.CLOSED:
        yield "task:closed", task.closed_at


def plain_recount(now):
    """{(metric, unit, area, line, period kind, start): value} of everything."""
    cells = Counter()
    for metric, row, day, value in facts(now):
        for period in covering(day):
            cells[metric, row.unit_id, row.community_id, row.market_group_id, period.kind.value, period.start] += value
    return dict(cells)


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
    """Two people who log, change, void, report, assign, fix, verify and send back at random, through the actions."""

    def __init__(self, chance, first, second):
        self.chance, self.people = chance, (first, second)
        self.indicators = list(Indicator.objects.filter(ledger="work")[:4])
        self.kinds = list(PublicityKind.objects.all()[:3])
        self.categories = list(TaskCategory.objects.all()[:4])
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
            (self.log, self.log, self.change, self.void, self.report, self.assign, self.assign, self.fix, self.judge)
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

    def report(self):
        inspections.actions.report_problem(
            by=self.people[0],
            client_uuid=uuid.uuid4(),
            unit=self.unit(),
            category=self.chance.choice(self.categories),
            photo=made_photo(),
            place=self.chance.choice(self.places),
            location="后墙",
        )

    def step(self, action, *, by=0, **values):
        task = self.one_of(RemediationTask.objects.all())
        if task:
            action(by=self.people[by], task=task, client_uuid=uuid.uuid4(), **values)

    def assign(self):
        due_at = timezone.now() + timedelta(hours=self.chance.choice((-30, -1, 2, 20, 50, 200)))
        self.step(inspections.actions.assign, unit=self.unit(), due_at=due_at)

    def fix(self):
        self.step(inspections.actions.fix, photo=made_photo(), quantity=self.chance.randint(1, 9))

    def judge(self):
        if self.chance.random() < 0.7:
            self.step(inspections.actions.verify, by=1, quantity=self.chance.randint(1, 9))
        elif self.chance.random() < 0.6:
            self.step(inspections.actions.send_back, by=1, note="没有清干净")
        else:
            self.step(inspections.actions.void, by=1, note="重复上报")
