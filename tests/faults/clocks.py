"""Two beats, no beat, clocks that jump, work that takes longer than the broker waits for its answer."""

import random
import time
from functools import partial

from django.utils import timezone

from reports.models import WeeklyReport
from tataboo_portal import supervision
from tataboo_portal.celery import app
from tataboo_portal.enums import JobStatus, PhotoStatus
from tataboo_portal.models import AuditEvent, ChangedDay, Job, Photo, WorkCalendarDay
from tataboo_portal.weeks import Week
from tests.faults import hands, law
from tests.faults.databases import until
from tests.faults.halfway import WEEKLY
from tests.faults.killed import PATIENCE, beat_command, photos_waiting
from tests.people import PASSWORD

APP = "tests.faults.hasty"
HOUR, DAY = 3600, 86_400
JUMPS = (-8 * DAY, -HOUR, HOUR, DAY, 40 * DAY)


def this_week():
    """The week whose report is due now, with a Monday that is a workday."""
    week = Week.current()
    WorkCalendarDay.objects.update_or_create(day=week.monday, defaults={"is_workday": True, "source": "test"})
    return week


def without_report(week):
    """Let the week's report be due again."""
    WeeklyReport.objects.filter(meeting_week=week.monday).delete()
    return law.Deeds().begin()


def is_built(week):
    """Whether the week has its report."""
    return WeeklyReport.objects.filter(meeting_week=week.monday).exists()


def two_beats(stand, count):
    """Two beats with two workers: the weekly report is there once and was built once, the trail is one chain."""
    stand.fresh(web=False)
    week = this_week()
    for name in ("one", "two"):
        stand.portal.start(f"beat {name}", beat_command())
        stand.portal.worker(APP, name=f"worker {name}")
    for _ in range(count):
        deeds = without_report(week)
        if not supervision.wait_until(partial(is_built, week), seconds=PATIENCE):
            yield ["no report came"]
            continue
        time.sleep(1.5)  # as long as the other's call may be under way
        yield [*law.weekly(deeds), *law.broken(deeds)]
    stand.portal.close()
    yield law.at_the_end(deeds)


def called_at_once(stand, count):
    """What two beats of different hosts may both send: eight calls at one moment for two workers, one report, one event."""
    stand.fresh(web=False)
    week = this_week()
    for name in ("one", "two"):
        stand.portal.worker(APP, name=f"worker {name}")
        until(partial(ready, stand, f"worker {name}"))
    for _ in range(count):
        deeds = without_report(week)
        for _ in range(4):
            app.send_task(WEEKLY)
            app.send_task("tataboo_portal.seal_audit")
        if not supervision.wait_until(partial(is_built, week), seconds=PATIENCE):
            yield ["no report came"]
            continue
        until(partial(idle, stand), most=PATIENCE)
        yield [*law.weekly(deeds), *law.broken(deeds)]
    stand.portal.close()
    yield law.at_the_end(deeds)


def ready(stand, name):
    """Whether a worker has its pool."""
    return len(stand.portal.children(name)) >= 2


def idle(stand):
    """Whether nothing waits in the broker and nothing is under way."""
    with app.connection_for_read() as line:
        client = line.default_channel.client
        return not client.llen("celery") and not client.hlen("unacked")


def no_beat(stand, count):
    """Nobody calls for a while; the beat that starts then has everything caught up: report, totals, trail, lost jobs."""
    stand.fresh()
    week = this_week()
    deeds, chance = law.Deeds().begin(), random.Random(16)
    stand.portal.worker(APP)
    longest = 0
    for _ in range(count):
        reported = without_report(week)
        photos_waiting(stand, chance, deeds, count=2)
        app.control.purge()  # the messages of these jobs are lost as well
        stand.portal.start("beat", beat_command())
        seconds = until(lambda: is_built(week) and nothing_waits(), most=PATIENCE)
        longest = max(longest, seconds)
        stand.portal.kill("beat")
        found = [] if seconds < PATIENCE else ["not everything was caught up"]
        yield [*found, *law.weekly(reported), *law.broken(deeds)]
    stand.portal.kill("worker")
    yield law.at_the_end(deeds)
    return f"caught up within {longest:.1f} s"


def nothing_waits():
    """Whether every job is done, every event sealed and every change counted."""
    waits = Job.objects.filter(
        status__in=(JobStatus.WAITING, JobStatus.RUNNING), not_before__lte=timezone.now()
    ).exists()
    unsealed = AuditEvent.objects.filter(position__isnull=True).exists()
    return not (waits or unsealed or ChangedDay.objects.exists())


def longer_than_visible(stand, count):
    """Jobs of three seconds whose messages come back after one: two workers get them, each is done once."""
    stand.fresh()
    week = this_week()
    slow = {"VISIBILITY_TIMEOUT": "1", "FAULTS_SLOW": "3"}
    for name in ("one", "two"):
        stand.portal.worker(APP, name=f"worker {name}", **slow)
        until(partial(ready, stand, f"worker {name}"))
    chance = random.Random(17)
    for _ in range(count):
        deeds = without_report(week)
        photos_waiting(stand, chance, deeds, count=1)
        app.send_task(WEEKLY)
        time.sleep(1.2)
        give_back(stand)
        done = partial(is_done, deeds, week)
        found = [] if supervision.wait_until(done, seconds=PATIENCE) else ["not everything was done"]
        until(partial(idle, stand), most=PATIENCE)
        twice = deeds.new(Job).filter(attempts__gt=1).count()
        found += [f"{twice} jobs were done twice"] if twice else []
        yield [*found, *law.weekly(deeds), *law.broken(deeds)]
    stand.portal.close()
    yield law.at_the_end(deeds)


def is_done(deeds, week):
    """Whether the week's report is there and no job is left that may be done now."""
    left = deeds.new(Job).exclude(status=JobStatus.DONE).filter(not_before__lte=timezone.now())
    return is_built(week) and not left.exists()


def give_back(stand):
    """Have the broker hand out again what nobody has answered in time, as a worker does each hundred seconds."""
    with app.connection_for_read() as line:
        channel = line.default_channel
        channel.qos.visibility_timeout = 1
        channel.qos.restore_visible(num=100)


def clock_jumps(stand, count):
    """The clock of web, worker and beat jumps under work: nothing is lost, and when it is right again everything gets done."""
    stand.fresh(web=False)
    said = stand.folder / "clock"
    said.write_text("0")
    told = {"FAULTS_CLOCK": str(said)}
    stand.portal.web("tests.faults.shifted_web:application", **told)
    stand.portal.worker(APP, **told)
    stand.portal.start("beat", beat_command(), **told)
    deeds, chance, person, signed_out = law.Deeds().begin(), random.Random(18), stand.person("li"), 0
    for number in range(count):
        said.write_text(str(JUMPS[number % len(JUMPS)]))
        time.sleep(1.1)
        answer = hands.send(person, *hands.form(chance), deeds)
        said.write_text("0")
        time.sleep(1.1)
        found = (
            [] if answer and answer.status == hands.DONE else [f"a report was answered with {answer and answer.status}"]
        )
        if answer and "/login/" in answer.headers.get("Location", ""):  # a clock far ahead ends sign-ins, and says so
            signed_out += 1
            person.sign_in("li", PASSWORD, keep="on")
        answer = hands.send(person, *hands.form(chance), deeds)
        found += (
            [] if answer and answer.status == hands.DONE else ["a report was refused when the clock was right again"]
        )
        # Nobody lets time pass for these jobs: a wrong clock must not put them off.
        done = supervision.wait_until(partial(settled, deeds), seconds=PATIENCE)
        yield found + ([] if done else ["jobs are not done though the clock is right"]) + law.broken(deeds)
    stand.portal.close()
    yield law.at_the_end(deeds)
    return f"signed out {signed_out} times"


def settled(deeds):
    """Whether every photo is drawn and nothing is left but what failed once and is put off for minutes, as it should be."""
    under_way = deeds.new(Job).filter(status=JobStatus.RUNNING) | deeds.new(Job).due(timezone.now())
    return not (under_way.exists() or deeds.new(Photo).filter(status=PhotoStatus.WAITING).exists())


def time_zone(stand, count):
    """A server in other time zones: the week still begins on Monday in China, and every day and total is the same."""
    zones = ("America/Los_Angeles", "Pacific/Kiritimati", "UTC", "Asia/Shanghai")
    stand.fresh(web=False)
    deeds, chance = law.Deeds().begin(), random.Random(19)
    for zone in zones:
        stand.portal.web(TZ=zone)
        for _ in range(-(-count // len(zones))):
            answer = hands.send(stand.person("li"), *hands.form(chance), deeds)
            days = set(ChangedDay.objects.filter(table="inspections.RemediationTask").values_list("day", flat=True))
            found = [] if answer and answer.status == hands.DONE else ["a report was refused"]
            found += (
                [] if days == {timezone.localdate()} else [f"in {zone} a report of today is counted on {sorted(days)}"]
            )
            yield found + law.broken(deeds)
        stand.portal.stop("web")
    yield law.at_the_end(deeds)
