"""What the board costs: `python -m benchmarks.dashboard 1000000` prints one line of JSON with ratios of one run.

The board's request is measured against a request that reads one row by its primary key behind the same middleware, and
against itself at 10,000 records. A fresh SQLite file is filled, or the empty database that DATABASE_URL names.
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

from campaigns.models import Indicator, WorkRecord  # noqa: E402
from inspections.enums import TaskState  # noqa: E402
from inspections.models import RemediationTask, TaskCategory  # noqa: E402
from reports import rollups  # noqa: E402
from tataboo_portal.changes import mark_changed  # noqa: E402
from tataboo_portal.enums import Role  # noqa: E402
from tataboo_portal.models import Unit, User  # noqa: E402
from tataboo_portal.sign_ins import SessionStore  # noqa: E402

SMALL = 10_000
YEARS = 8
ROUNDS = 150
BATCH = 5_000
RECORDS_PER_TASK = 20


def eight_years():
    """Every day a row may lie on."""
    return [timezone.localdate() - timedelta(days=offset) for offset in range(-1, 365 * YEARS + 5)]


def one_row(request, pk):
    """The yardstick: one row by its primary key."""
    return HttpResponse(str(WorkRecord.objects.get(pk=pk).quantity))


urlpatterns = [path("one/<int:pk>/", one_row), path("", include("tataboo_portal.urls"))]


def fill(first, last, by, chance):
    """Work records and tasks over eight years, `first` to `last` of them."""
    zones, today = list(Unit.objects.zones()), timezone.localdate()
    indicators = list(Indicator.objects.filter(ledger="work"))
    category = TaskCategory.objects.first()

    def record(_):
        unit = chance.choice(zones)
        return WorkRecord(
            unit=unit,
            community_id=unit.community_key,
            market_group_id=unit.market_group_key,
            indicator=chance.choice(indicators),
            day=today - timedelta(days=chance.randrange(365 * YEARS)),
            quantity=chance.randint(1, 30),
            created_by=by,
        )

    def task(number):
        unit, due_at = chance.choice(zones), timezone.now() - timedelta(hours=chance.randrange(24 * 365 * YEARS))
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
        numbers = range(start, min(start + BATCH, last))
        WorkRecord.objects.bulk_create(record(number) for number in numbers)
        RemediationTask.objects.bulk_create(task(number) for number in numbers if number % RECORDS_PER_TASK == 0)


def request_time(handler, environ):
    """Seconds of CPU for one request, its page read to the end."""
    started = time.process_time()
    response = handler(dict(environ), lambda status, headers: None)
    size = sum(len(part) for part in response)
    response.close()
    if response.status_code != 200:
        raise SystemExit(f"the page answered {response.status_code}")
    return time.process_time() - started, size


def measured(by):
    """Median seconds of the board and of the yardstick, taken in turns; also the board's queries and bytes."""
    session = SessionStore()
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
    times = {"board": [], "yardstick": []}
    for _ in range(ROUNDS):
        seconds, size = request_time(handler, board)
        times["board"].append(seconds)
        times["yardstick"].append(request_time(handler, yardstick)[0])
    with CaptureQueriesContext(connection) as queries:
        request_time(handler, board)
    medians = {name: statistics.median(taken[10:]) for name, taken in times.items()}
    return medians | {"queries": len(queries), "bytes": size}


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
        fill(first, last, by, chance)
        mark_changed(WorkRecord, *eight_years())
        mark_changed(RemediationTask, *eight_years())
        rollups.refresh()
        results.append(measured(by))
    small, large = results
    line = {
        "benchmark": "dashboard",
        "records": count,
        "board_to_one_row": round(large["board"] / large["yardstick"], 2),
        "board_to_itself_at_10000": round(large["board"] / small["board"], 2),
        "queries": large["queries"],
        "html_bytes": large["bytes"],
        "database": connection.vendor,
    }
    print(json.dumps(line))


if __name__ == "__main__":
    plain_storage = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with override_settings(ROOT_URLCONF="benchmarks.dashboard", STORAGES=plain_storage):
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
