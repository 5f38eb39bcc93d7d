"""What evaluation and escalation cost: `python -m benchmarks.case_figures 200000` prints one line of JSON per measure.

评价 of a year is measured against one grouped count over the same cases, and against itself at 10,000 tasks; a run of 提醒升级
against a bare bulk insert of the same steps and alarms, and a run with nothing to say against itself at 10,000 tasks.
`python -m tests.services --postgres -- python -m benchmarks.case_figures`.
"""

import json
import random
import statistics
import sys
import time
from datetime import timedelta

from benchmarks import task_list  # first: it names the settings

from django.db import connection, transaction  # isort: skip
from django.db.models import Count  # isort: skip
from django.test.utils import CaptureQueriesContext, override_settings  # isort: skip
from django.utils import timezone  # isort: skip

from inspections import escalation  # isort: skip
from inspections.enums import TaskAction, TaskState  # isort: skip
from inspections.evaluation import counting  # isort: skip
from inspections.models import EscalationAlarm, EscalationRule, RemediationTask, TaskStep  # isort: skip

SMALL = 10_000
ROUNDS = 7
QUIET_ROUNDS = 15
MOST_RUNS = 100
# At noon nobody's quiet hours hold.
NOON_HOUR = 12


def seconds(work, rounds=ROUNDS):
    """Median wall time of some work, the database's included."""
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def year():
    """The last 365 days and the address of their 评价."""
    end = timezone.localdate()
    start = end - timedelta(days=365)
    return start, end, f"/tasks/evaluation/?start={start}&end={end}"


def evaluation(visitor):
    """Seconds of the page, of all its counts, and of one grouped count over the same cases; also the page's queries."""
    start, end, address = year()
    cases = counting.cohort(start, end, timezone.now())
    return {
        "page": seconds(lambda: visitor.ask(address)),
        "counts": seconds(lambda: counting.count(start, end)),
        "one_count": seconds(lambda: list(cases.order_by().values("unit").annotate(count=Count("pk")))),
        "queries": len(visitor.queries(address)),
    }


def bare_inserts(tasks, rules, now):
    """Seconds of the same steps and alarms, inserted in bulk and rolled back."""
    started = time.perf_counter()
    with transaction.atomic():
        TaskStep.objects.bulk_create(
            TaskStep(task=task, action=TaskAction.ALARM, to_state=TaskState.PROCESSING, at=now) for task in tasks
        )
        EscalationAlarm.objects.bulk_create(
            EscalationAlarm(task=task, rule=rule, due_at=task.due_at) for task in tasks for rule in rules
        )
        taken = time.perf_counter() - started
        transaction.set_rollback(True)
    return taken


def first_run(now):
    """A full run of 提醒升级: tasks it spoke of, queries of each, and its seconds against the bare inserts'."""
    tasks = list(
        RemediationTask.objects.overdue(now)
        .filter(alarms__isnull=True)
        .order_by("due_at", "id")[: escalation.MOST_TASKS]
    )
    bare = bare_inserts(tasks, list(EscalationRule.objects.filter(is_active=True)), now)
    started = time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        touched = escalation.escalate(now)
    taken = time.perf_counter() - started
    return {"spoken_of": touched, "queries_per_task": len(queries) / touched, "to_bare_inserts": taken / bare}


def quiet_run(now):
    """Seconds and queries of a run that finds nothing left to say."""
    for _ in range(MOST_RUNS):
        if not escalation.escalate(now):
            break
    with CaptureQueriesContext(connection) as queries:
        escalation.escalate(now)
    count = seconds(lambda: RemediationTask.objects.in_hands().count(), QUIET_ROUNDS)
    return {
        "run": seconds(lambda: escalation.escalate(now), QUIET_ROUNDS),
        "one_count": count,
        "queries": len(queries),
        "in_hands": RemediationTask.objects.in_hands().count(),
    }


def measured(visitor, now):
    """Everything at the present size."""
    return {"evaluation": evaluation(visitor), "first": first_run(now), "quiet": quiet_run(now)}


def lines(small, large):
    """The ratios, one measure each."""
    figures, before = large["evaluation"], small["evaluation"]
    yield {
        "measure": "evaluation",
        "counts_to_one_count": figures["counts"] / figures["one_count"],
        "page_to_counts": figures["page"] / figures["counts"],
        "counts_to_themselves_at_10000": figures["counts"] / before["counts"],
        "one_count_to_itself_at_10000": figures["one_count"] / before["one_count"],
        "queries": figures["queries"],
        "queries_at_10000": before["queries"],
    }
    yield {"measure": "escalation"} | large["first"]
    quiet, before = large["quiet"], small["quiet"]
    yield {
        "measure": "escalation_nothing_to_say",
        "to_one_count": quiet["run"] / quiet["one_count"],
        "to_itself_at_10000": quiet["run"] / before["run"],
        "queries": quiet["queries"],
        "in_hands": quiet["in_hands"],
        "in_hands_at_10000": before["in_hands"],
    }


def main(count):
    """Fill to 10,000, measure, fill on to `count`, measure again, print the ratios."""
    by, chance, people, results = task_list.empty_portal(), random.Random(8), None, []
    now = timezone.localtime().replace(hour=NOON_HOUR, minute=0)
    for first, last in ((0, min(SMALL, count)), (min(SMALL, count), count)):
        people = task_list.fill(first, last, chance, people)
        results.append(measured(task_list.Visitor(by), now))
    facts = {"benchmark": "case_figures", "tasks": count, "database": connection.vendor}
    for line in lines(*results):
        print(json.dumps(facts | {name: round(v, 2) if isinstance(v, float) else v for name, v in line.items()}))


if __name__ == "__main__":
    with override_settings(ROOT_URLCONF="benchmarks.task_list", STORAGES=task_list.PLAIN_STORAGE):
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
