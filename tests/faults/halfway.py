"""Work killed halfway: an import, the weekly report."""

import contextlib
import random
import subprocess
import sys
import time
import uuid

from django.utils import timezone

from reports.models import WeeklyReport
from tataboo_portal import supervision
from tataboo_portal.celery import app
from tataboo_portal.enums import ImportState
from tataboo_portal.models import ImportBatch, WorkCalendarDay
from tataboo_portal.weeks import Week
from tests.faults import hands, law
from tests.faults.databases import until
from tests.faults.killed import PATIENCE, caught_up, taken_again

ROWS = 1_500
WEEKLY = "reports.build_weekly_report"


def import_in_worker(stand, count):
    """The worker killed while it writes the rows of a large import: all rows once, or none until it is begun again."""
    stand.fresh()
    deeds, chance = law.Deeds().begin(), random.Random(9)
    for number in range(count):
        stand.portal.worker()
        batch = large_batch(stand, number)
        if not supervision.wait_until(lambda batch=batch: state(batch) == ImportState.CHECKED, seconds=PATIENCE):
            yield [f"the import was not checked in {PATIENCE} seconds"]
            continue
        confirm(stand, batch)
        time.sleep(chance.uniform(0.02, 0.6))
        stand.portal.kill("worker")
        found = law.broken(deeds)
        law.let_leases_pass()
        stand.portal.worker()
        found += caught_up(deeds)
        stand.portal.kill("worker")
        yield found + ([] if state(batch) == ImportState.DONE else [f"the import ended as {state(batch)}"])
    yield law.at_the_end(deeds)
    return taken_again(deeds)


def import_in_web(stand, count):
    """The web killed while it writes a small import: what was not acknowledged can be taken up from its page and comes once."""
    stand.fresh()
    deeds, chance, taken_up = law.Deeds().begin(), random.Random(10), 0
    stand.portal.worker()
    for number in range(count):
        batch = pasted(stand, 300, number)
        with contextlib.suppress(OSError), in_time(stand, chance.uniform(0.01, 0.35)):
            confirm(stand, batch)
        until(stand.web_answers)
        found = law.broken(deeds)
        page = stand.person("li").get(f"/imports/{batch}/check/")
        if state(batch) == ImportState.IMPORTING:
            taken_up += 1
            found += [] if "再来一次" in page.text else ["the page of an import that was cut off offers no way on"]
            stand.person("li").post(f"/imports/{batch}/check/", {"do": "again"})
            found += caught_up(deeds)
        elif state(batch) == ImportState.CHECKED:
            confirm(stand, batch)
        yield found + law.broken(deeds) + ([] if state(batch) == ImportState.DONE else [f"it ended as {state(batch)}"])
    yield law.at_the_end(deeds)
    return f"{taken_up} taken up from the page"


@contextlib.contextmanager
def in_time(stand, seconds):
    """Every worker of the web killed so many seconds after what is done here has begun."""
    code = "import os,sys,time; time.sleep(float(sys.argv[1])); [os.kill(int(p), 9) for p in sys.argv[2:]]"
    pids = [str(pid) for pid in stand.portal.children("web")]
    killer = subprocess.Popen([sys.executable, "-S", "-c", code, str(seconds), *pids])
    try:
        yield
    except Exception as error:
        if not isinstance(error, OSError) and type(error).__module__ != "http.client":
            raise
    finally:
        killer.wait()


def state(batch):
    """How far an import is."""
    return ImportBatch.objects.values_list("state", flat=True).get(pk=batch)


def pasted(stand, rows, number):
    """A batch of so many rows, pasted by 李 and on its way to the check."""
    day = timezone.localdate().isoformat()
    lines = [f"{day}\t牛皮癣\t{1 + row % 9}\t示例第{number}批第{row}处" for row in range(rows)]
    text = "\n".join(["日期\t类型\t数量\t具体位置", *lines])
    answer = stand.person("li").post("/imports/new/works/", {"client_uuid": uuid.uuid4(), "text": text})
    assert answer.status == hands.DONE, answer.text
    pk = int(answer.headers["Location"].split("/")[2])
    assert answer.headers["Location"].endswith("/check/"), answer.headers["Location"]
    return pk


def large_batch(stand, number):
    """A batch for the worker."""
    return pasted(stand, ROWS, number)


def confirm(stand, batch):
    """导入."""
    return stand.person("li").post(f"/imports/{batch}/check/", {"do": "confirm", "rest": "good"})


def weekly_report(stand, count):
    """The worker killed while it compiles the weekly report; the next run makes it, whole and once."""
    stand.fresh(web=False)
    today, chance = timezone.localdate(), random.Random(11)
    week = Week.of(today)
    WorkCalendarDay.objects.update_or_create(day=week.monday, defaults={"is_workday": True, "source": "test"})
    is_there = WeeklyReport.objects.filter(meeting_week=week.monday).exists
    WeeklyReport.objects.filter(meeting_week=week.monday).delete()
    takes, whole = unhurried(stand, is_there), 0
    for _ in range(count):
        WeeklyReport.objects.filter(meeting_week=week.monday).delete()
        deeds = law.Deeds().begin()
        asked_for(stand)
        time.sleep(chance.uniform(0.1, 1) * takes)
        stand.portal.kill("worker")
        found = list(law.weekly(deeds))
        whole += is_there()
        stand.redis.stop()
        stand.redis.start()
        stand.portal.worker()
        app.send_task(WEEKLY)
        if not supervision.wait_until(is_there, seconds=PATIENCE):
            found = [*found, "no report came"]
        stand.portal.stop("worker")
        yield [*found, *law.weekly(deeds), *law.broken(deeds)]
    return f"{whole} were whole when the worker died"


def asked_for(stand):
    """A worker just started is asked for the report; returns when, in seconds of the monotonic clock."""
    stand.portal.worker()
    until(lambda: len(stand.portal.children("worker")) >= 2)
    app.send_task(WEEKLY)
    return time.monotonic()


def unhurried(stand, is_there):
    """How many seconds a worker just started takes for the report, nobody disturbing it."""
    began = asked_for(stand)
    supervision.wait_until(is_there, seconds=PATIENCE)
    takes = time.monotonic() - began
    stand.portal.stop("worker")
    return takes
