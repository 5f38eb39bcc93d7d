"""What the board costs: `python -m benchmarks.dashboard 10000000` prints one line of JSON with ratios of one run.

The board's request is measured against a request that reads one row by its primary key behind the same middleware, in turns, and against itself
at 10,000 records. The board keeps what it reckoned until totals or reference rows change, each process for itself: `board_…` is a look at what is
kept, `board_cold_…` the first look of a process after a refresh. Ratios are of the processor time of this process and, as `…_wall`, of the time
that passed, in which a database server's work counts as well. There is one task per 20 records, but at most 100,000.
A fresh SQLite file is filled, or the empty database that DATABASE_URL names.
"""

import io
import json
import os
import random
import statistics
import sys
import tempfile
import time
import uuid
from datetime import timedelta
from importlib import import_module
from pathlib import Path

FOLDER = Path(os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="tataboo-bench-")))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tataboo_portal.settings")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.test.utils import CaptureQueriesContext, override_settings  # noqa: E402
from django.urls import include, path  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks import _records  # noqa: E402
from campaigns.models import WorkRecord  # noqa: E402
from inspections.enums import TaskState  # noqa: E402
from inspections.models import RemediationTask, TaskCategory  # noqa: E402
from reports import rollups  # noqa: E402
from tataboo_portal.changes import mark_changed  # noqa: E402
from tataboo_portal.enums import Role  # noqa: E402
from tataboo_portal.models import Unit, User  # noqa: E402

SMALL = 10_000
DAYS = 8 * 365
ROUNDS, COLD_ROUNDS, WARMING = 150, 40, 10
BATCH = 5_000
RECORDS_PER_TASK, MOST_TASKS = 20, 100_000
CLOCKS = {"": time.process_time, "_wall": time.perf_counter}


def one_row(request, pk):
    """The yardstick: one row by its primary key."""
    return HttpResponse(str(WorkRecord.objects.get(pk=pk).quantity))


urlpatterns = [path("one/<int:pk>/", one_row), path("", include("tataboo_portal.urls"))]


def tasks_at(count):
    """How many tasks there are beside so many records."""
    return min(count // RECORDS_PER_TASK, MOST_TASKS)


def fill_tasks(first, last, by, chance):
    """The tasks `first` to `last` over eight years, nearly all of them closed; the next refresh counts them."""
    zones, category = list(Unit.objects.zones()), TaskCategory.objects.first()

    def task(number):
        unit, due_at = chance.choice(zones), timezone.now() - timedelta(hours=chance.randrange(24 * DAYS))
        done = chance.random() < 0.98
        return RemediationTask(
            number=f"T-{number}",
            client_uuid=uuid.uuid4(),
            title="示例",
            category=category,
            state=TaskState.CLOSED if done else TaskState.PROCESSING,
            unit=unit,
            community_id=unit.community_key,
            market_group_id=unit.market_group_key,
            reported_by=by,
            reported_at=due_at - timedelta(days=2),
            due_at=due_at,
            fixed_at=due_at + timedelta(hours=chance.randrange(-20, 6)) if done else None,
            closed_at=due_at if done else None,
        )

    for start in range(first, last, BATCH):
        RemediationTask.objects.bulk_create(task(number) for number in range(start, min(start + BATCH, last)))
    mark_changed(RemediationTask, *(timezone.localdate() - timedelta(days=back) for back in range(-1, DAYS + 5)))


def request_time(handler, environ):
    """Seconds of each clock for one request, its page read to the end, and the bytes of the page."""
    started = [clock() for clock in CLOCKS.values()]
    response = handler(dict(environ), lambda status, headers: None)
    size = sum(len(part) for part in response)
    response.close()
    taken = [clock() - start for clock, start in zip(CLOCKS.values(), started, strict=True)]
    if response.status_code != 200:
        raise SystemExit(f"the page answered {response.status_code}")
    return taken, size


def in_turns(handler, board, yardstick, rounds, before):
    """Median seconds of the board and of the yardstick on each clock, `before` called ahead of each pair of them."""
    taken = {"board": [], "one_row": []}
    for _ in range(rounds):
        before()
        taken["board"].append(request_time(handler, board)[0])
        taken["one_row"].append(request_time(handler, yardstick)[0])
    return {
        name + clock: statistics.median(times)
        for name, rows in taken.items()
        for clock, times in zip(CLOCKS, zip(*rows[WARMING:], strict=True), strict=True)
    }


def counted(handler, board, before):
    """The most queries and bytes of three looks."""
    looks = []
    for _ in range(3):
        before()
        with CaptureQueriesContext(connection) as queries:
            _, size = request_time(handler, board)
        looks.append((len(queries), size))
    return dict(zip(("queries", "bytes"), max(looks), strict=True))


def measured(by):
    """The board that kept its state and the board after a refresh, each in turns with the yardstick; also queries and bytes."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session.update({"_auth_user_id": by.pk, "_auth_user_backend": settings.AUTHENTICATION_BACKENDS[-1]})
    session["_auth_user_hash"] = by.get_session_auth_hash()
    session.save()
    cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
    middle = WorkRecord.objects.order_by("pk").first().pk
    board, yardstick = (
        RequestFactory().get(url, HTTP_COOKIE=cookie, HTTP_HOST="localhost").environ
        for url in ("/dashboard/", f"/one/{middle}/")
    )
    handler = WSGIHandler()
    befores = {"kept": lambda: None, "cold": rollups.refresh}
    rounds = {"kept": ROUNDS, "cold": COLD_ROUNDS}
    found = {name: in_turns(handler, board, yardstick, rounds[name], before) for name, before in befores.items()}
    for name, before in befores.items():
        found[name] |= counted(handler, board, before)
    return found


def main(count):
    """Fill, measure at 10,000, fill on to `count`, measure again, print the ratios."""
    call_command("migrate", verbosity=0)
    call_command("load_reference", stdout=io.StringIO())
    if WorkRecord.objects.exists():
        raise SystemExit("the benchmark fills an empty database only")
    by = User.objects.create_user("bench", uuid.uuid4().hex, full_name="示例", role=Role.LEADER)
    chance = random.Random(8)
    results = []
    for first, last in ((0, min(SMALL, count)), (min(SMALL, count), count)):
        fill_tasks(tasks_at(first), tasks_at(last), by, chance)
        if last > first:
            _records.fill(last - first, by, first, DAYS)
        results.append(measured(by))
    small, large = results
    kept, cold = large["kept"], large["cold"]
    line = {"benchmark": "dashboard", "records": count, "tasks": tasks_at(count), "database": connection.vendor}
    for clock in CLOCKS:
        line |= {
            # What the machine itself gained or lost meanwhile.
            f"one_row_to_itself_at_10000{clock}": round(kept["one_row" + clock] / small["kept"]["one_row" + clock], 2),
            f"board_to_one_row{clock}": round(kept["board" + clock] / kept["one_row" + clock], 2),
            f"board_to_itself_at_10000{clock}": round(kept["board" + clock] / small["kept"]["board" + clock], 2),
            f"board_cold_to_one_row{clock}": round(cold["board" + clock] / cold["one_row" + clock], 2),
            f"board_cold_to_itself_at_10000{clock}": round(cold["board" + clock] / small["cold"]["board" + clock], 2),
        }
        # Growth of the board with the machine's own taken out.
        growth = (kept["board" + clock] / small["kept"]["board" + clock]) / (
            kept["one_row" + clock] / small["kept"]["one_row" + clock]
        )
        line[f"board_to_itself_against_one_row{clock}"] = round(growth, 2)
    line |= {
        "queries": kept["queries"],
        "cold_queries": cold["queries"],
        "html_bytes": kept["bytes"],
        "one_row_milliseconds": round(kept["one_row_wall"] * 1000, 2),
    }
    print(json.dumps(line))


if __name__ == "__main__":
    plain_storage = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with override_settings(ROOT_URLCONF="benchmarks.dashboard", STORAGES=plain_storage):
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
