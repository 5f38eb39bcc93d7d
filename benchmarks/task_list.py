"""What the task list costs: `python -m benchmarks.task_list 200000` prints one line of JSON with ratios of one run.

The list of fifty under several filters is measured against a bare view behind the same middleware (CPU of this process), and its
thousandth page against its first (wall time, the database's included). The empty database that DATABASE_URL names is filled:
`python -m tests.services --postgres -- python -m benchmarks.task_list`.
"""

import gzip
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
from itertools import pairwise
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
from django.utils.crypto import get_random_string  # noqa: E402

from inspections.enums import OPEN_STATES, TO_ASSIGN_STATES, PhotoStage, TaskAction, TaskSource, TaskState  # noqa: E402
from inspections.models import RemediationTask, TaskCategory, TaskPhoto, TaskStep  # noqa: E402
from tataboo_portal.enums import PhotoStatus, Role  # noqa: E402
from tataboo_portal.models import Photo, Unit, User  # noqa: E402
from tataboo_portal.sign_ins import SessionStore  # noqa: E402

ROUNDS = 40
WARM = 5
BATCH = 5_000
PAGE = 50
YEARS = 3
OPEN_SHARE = 0.03
PEOPLE = 60


def bare(request):
    """The yardstick: nothing but the middleware."""
    return HttpResponse("好")


urlpatterns = [path("bare/", bare), path("", include("tataboo_portal.urls"))]


def workers(units):
    """People who fix, spread over the units."""
    return [
        User.objects.create_user(
            f"worker{number}", None, full_name=f"示例{number}", role=Role.COMMUNITY, unit=units[number % len(units)]
        )
        for number in range(PEOPLE)
    ]


def drawn(number, chance, units, categories, people, now):
    """One task somewhere in the last years; a few are still open, a few urgent, forced or come back."""
    unit, reported = chance.choice(units), now - timedelta(minutes=chance.randrange(60 * 24 * 365 * YEARS))
    is_open = chance.random() < OPEN_SHARE
    state = chance.choice(OPEN_STATES) if is_open else TaskState.CLOSED
    due = reported + timedelta(days=3)
    handed_in = state in (TaskState.RESOLVED, TaskState.CLOSED)
    return RemediationTask(
        number=f"{unit.code}-{number:06d}",
        title=f"示例小区{number % 97}号楼卫生死角",
        category=chance.choice(categories),
        source=chance.choice(TaskSource.values) if chance.random() < 0.2 else TaskSource.PATROL,
        is_urgent=chance.random() < 0.01,
        is_forced=state == TaskState.CLOSED and chance.random() < 0.003,
        state=state,
        unit=unit,
        community_id=unit.community_key,
        market_group_id=unit.market_group_key,
        assignee=chance.choice(people),
        reported_by=chance.choice(people),
        reported_at=reported,
        due_at=None if state in TO_ASSIGN_STATES else due,
        dispatched_at=None if state in TO_ASSIGN_STATES else reported + timedelta(hours=1),
        fixed_at=due - timedelta(hours=chance.randrange(-12, 60)) if handed_in else None,
        closed_at=due if state == TaskState.CLOSED else None,
    )


def fill(first, last, chance, people=None):
    """Tasks `first` to `last`, each with a before photo that can be shown; returns the people who work on them."""
    units, categories, now = list(Unit.objects.zones()), list(TaskCategory.objects.all()), timezone.now()
    people = people or workers(units)
    for start in range(first, last, BATCH):
        numbers = range(start, min(start + BATCH, last))
        tasks = RemediationTask.objects.bulk_create(
            drawn(number, chance, units, categories, people, now) for number in numbers
        )
        steps = TaskStep.objects.bulk_create(
            TaskStep(task=task, action=TaskAction.REPORT, to_state=TaskState.REPORTED, by=people[0]) for task in tasks
        )
        photos = Photo.objects.bulk_create(
            Photo(original="示例", byte_count=1, sha256=uuid.uuid4().hex, status=PhotoStatus.READY) for _ in tasks
        )
        TaskPhoto.objects.bulk_create(
            TaskPhoto(task=task, step=step, photo=photo, stage=PhotoStage.BEFORE)
            for task, step, photo in zip(tasks, steps, photos, strict=True)
        )
    link_recurrences(last)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return people


def link_recurrences(count):
    """One task in two hundred came back."""
    ids = list(RemediationTask.objects.order_by("id").values_list("id", flat=True)[:count:200])
    rows = [RemediationTask(pk=later, recurrence_of_id=earlier) for earlier, later in pairwise(ids)]
    RemediationTask.objects.bulk_update(rows, ["recurrence_of"], batch_size=1_000)


def lists():
    """{name: address} of the lists that are measured."""
    month = timezone.localdate() - timedelta(days=30)
    person = User.objects.filter(role=Role.COMMUNITY).first()
    category = TaskCategory.objects.first()
    queries = {
        "all": "",
        "overdue": "group=overdue",
        "in_hands_of_unit": "group=in_hands&unit=3",
        "closed_of_unit": "group=closed&unit=3",
        "urgent": "group=urgent",
        "recurred": "group=recurred",
        "category_and_source": f"category={category.code}&source={TaskSource.HIGHER}",
        "person": f"assignee={person.pk}",
        "due_this_month": f"outcome=due&due_from={month}&due_to={timezone.localdate()}",
        "everything": f"unit=3&category={category.code}&source={TaskSource.PATROL}&assignee={person.pk}&group=closed",
    }
    return {name: f"/tasks/?{query}" for name, query in queries.items()}


def page_1000():
    """The address of the thousandth page, or of the last where there are fewer."""
    ids = RemediationTask.objects.counted().order_by("-id").values_list("id", flat=True)
    place = min(PAGE * 999, ids.count() - PAGE - 1)
    return f"/tasks/?after={ids[place - 1]}" if place > 0 else "/tasks/"


class Visitor:
    """One signed-in person asking for pages in this process."""

    def __init__(self, user):
        session = SessionStore()
        session.update({"_auth_user_id": user.pk, "_auth_user_backend": settings.AUTHENTICATION_BACKENDS[-1]})
        session["_auth_user_hash"] = user.get_session_auth_hash()
        session.save()
        cookies = {settings.SESSION_COOKIE_NAME: session.session_key, settings.CSRF_COOKIE_NAME: get_random_string(32)}
        self._cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
        self._handler = WSGIHandler()

    def ask(self, address):
        """(CPU seconds, wall seconds, HTML) of one request read to its end."""
        environ = RequestFactory().get(address, HTTP_COOKIE=self._cookie, HTTP_HOST="localhost").environ
        cpu, wall = time.process_time(), time.perf_counter()
        response = self._handler(environ, lambda status, headers: None)
        html = b"".join(response)
        taken = time.process_time() - cpu, time.perf_counter() - wall
        response.close()
        if response.status_code != 200:
            raise SystemExit(f"{address} answered {response.status_code}")
        return *taken, html

    def queries(self, address):
        """The queries of one request."""
        with CaptureQueriesContext(connection) as captured:
            self.ask(address)
        return [query["sql"] for query in captured]

    def medians(self, addresses):
        """{name: (median CPU, median wall)}, all pages taken in turns."""
        taken = {name: [] for name in addresses}
        for _ in range(ROUNDS):
            for name, address in addresses.items():
                taken[name].append(self.ask(address)[:2])
        return {
            name: tuple(statistics.median(part) for part in zip(*rows[WARM:], strict=True))
            for name, rows in taken.items()
        }


def scans(queries):
    """How many of the queries read the whole table of tasks, and not just until a limit is full (PostgreSQL only)."""
    if connection.vendor != "postgresql":
        return 0
    table, found = f"Seq Scan on {RemediationTask._meta.db_table}", 0
    for sql in queries:
        if sql.startswith("SELECT"):
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN {sql}")
                plan = [line for (line,) in cursor.fetchall()]
                found += any(table in line and "Limit" not in above for above, line in pairwise(["", *plan]))
    return found


def measured(by):
    """The line of ratios."""
    visitor, addresses = Visitor(by), lists()
    medians = visitor.medians(addresses | {"bare": "/bare/", "page_1000": page_1000()})
    asked = {name: visitor.queries(address) for name, address in addresses.items()}
    ratios = {name: round(medians[name][0] / medians["bare"][0], 2) for name in addresses}
    task = RemediationTask.objects.filter(state=TaskState.PROCESSING).first()
    return {
        "list_to_bare": ratios,
        "list_to_bare_most": max(ratios.values()),
        "page_1000_to_page_1": round(medians["page_1000"][1] / medians["all"][1], 2),
        "queries_most": max(len(queries) for queries in asked.values()),
        "full_scans": sum(scans(queries) for queries in asked.values()),
        "html_gzip_bytes": len(gzip.compress(visitor.ask("/tasks/")[2])),
        "detail_queries": len(visitor.queries(f"/tasks/{task.number}/")),
    }


def empty_portal():
    """The tables and the reference data; returns somebody of the office."""
    call_command("migrate", verbosity=0)
    call_command("load_reference", stdout=io.StringIO())
    if RemediationTask.objects.exists():
        raise SystemExit("the benchmark fills an empty database only")
    return User.objects.create_user("bench", uuid.uuid4().hex, full_name="示例", role=Role.OFFICE)


def main(count):
    """Fill, measure, print."""
    by = empty_portal()
    fill(0, count, random.Random(8))
    print(json.dumps({"benchmark": "task_list", "tasks": count, "database": connection.vendor} | measured(by)))


PLAIN_STORAGE = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

if __name__ == "__main__":
    with override_settings(ROOT_URLCONF="benchmarks.task_list", STORAGES=PLAIN_STORAGE):
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
