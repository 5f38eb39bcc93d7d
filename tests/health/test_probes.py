"""Probes of the database, jobs, trail and clocks: red when the thing is really broken, green again when it is mended."""

import io
import time
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from reports import rollups
from reports.models import Rollup, RollupRun
from tataboo_portal import audit, jobs, tasks
from tataboo_portal.beat import ElectedScheduler
from tataboo_portal.celery import app as celery_app
from tataboo_portal.enums import AuditAction, JobStatus, PeriodKind
from tataboo_portal.health import data, findings, looking, work
from tataboo_portal.models import AuditEvent, BeatDuty, Job, Pulse, WorkCalendarDay
from tests.health.conftest import ACT, MIND, WELL
from tests.people import unit_of


def test_where_all_is_well_nothing_is_red(well):
    found = {line.name: line.finding.level for line in looking.look()}
    assert {name for name, level in found.items() if level != WELL} <= {"backup_disk"}  # on the disk it is to save here
    assert len(found) == 15


def test_a_broker_that_is_stopped(redis):
    redis.start()
    assert work.broker().level == WELL
    redis.stop()
    begun = time.monotonic()
    found = work.broker()
    assert (found.level, "redis-server" in found.advice) == (ACT, True)
    assert time.monotonic() - begun < 30
    redis.start()
    assert work.broker().level == WELL
    redis.stop()


def test_a_slow_database_is_said_so(level, monkeypatch):
    assert level("database") == WELL
    monkeypatch.setattr(data, "SLOW", -1)
    assert level("database") == MIND


def test_a_migration_that_was_not_made_and_one_nobody_knows(level):
    row = MigrationRecorder.Migration.objects.filter(app="reports").order_by("id").last()
    row.delete()
    assert level("migrations") == ACT
    MigrationRecorder.Migration.objects.create(app="reports", name=row.name)
    assert level("migrations") == WELL
    later = MigrationRecorder.Migration.objects.create(app="reports", name="9999_of_a_later_portal")
    assert level("migrations") == ACT
    later.delete()
    assert level("migrations") == WELL


def test_a_job_that_waits_too_long_and_one_that_was_given_up(level, ago):
    job = Job.objects.create(task="nobody.takes_it", not_before=ago(minutes=15))
    Job.objects.create(task="not.yet", not_before=ago(minutes=-60))
    assert level("queue") == MIND
    Job.objects.filter(pk=job.pk).update(not_before=ago(minutes=40))
    line = next(line for line in looking.look() if line.name == "queue")
    assert (line.finding.level, "1 件等着" in line.finding.figure) == (ACT, True)
    assert "40 分钟" in line.finding.figure
    jobs.run(job.pk, lambda: None)
    assert level("queue") == WELL
    Job.objects.create(task="lost", status=JobStatus.GIVEN_UP, finished_at=ago(days=1))
    assert level("queue") == MIND
    Job.objects.filter(task="lost").update(finished_at=ago(days=8))
    assert level("queue") == WELL


def test_a_lease_that_ran_out_waits_too(level, ago):
    Job.objects.create(
        task="lost", status=JobStatus.RUNNING, not_before=ago(minutes=50), lease_until=ago(minutes=31), attempts=1
    )
    assert level("queue") == ACT


def test_a_beat_that_stopped_and_one_that_never_was(level, ago):
    BeatDuty.objects.update(ticked_at=ago(minutes=5))
    assert level("beat") == MIND
    BeatDuty.objects.update(ticked_at=ago(minutes=20))
    assert level("beat") == ACT
    BeatDuty.objects.all().delete()
    assert level("beat") == ACT
    assert ElectedScheduler(app=celery_app, lazy=True).on_duty()
    assert level("beat") == WELL


def test_a_beat_that_left_is_as_old_as_what_it_sent(level, ago):
    BeatDuty.objects.update(ticked_at=None, sent={"sweep jobs": ago(minutes=20).isoformat()})
    assert level("beat") == ACT


def test_a_worker_that_stopped_and_one_that_never_was(level, ago):
    Pulse.objects.filter(name=work.WORKER).update(at=ago(minutes=20))
    assert level("worker") == ACT
    Pulse.objects.filter(name=work.WORKER).delete()
    assert level("worker") == ACT
    tasks.sweep_jobs()
    assert level("worker") == WELL


def behind(words, *values):
    """Do this to the trail behind the portal's back; returns the rows it answers with."""
    with connection.cursor() as cursor:
        cursor.execute(words.format(trail=AuditEvent._meta.db_table), values)
        return cursor.fetchall() if cursor.description else []


def unsealed_since(moment):
    behind("UPDATE {trail} SET at = %s WHERE position IS NULL", connection.ops.adapt_datetimefield_value(moment))


def test_a_trail_that_is_not_sealed(level, wang, ago):
    audit.record(by=wang, action=AuditAction.CHANGE, subject=wang)
    assert level("trail") == WELL
    unsealed_since(ago(minutes=20))
    assert level("trail") == MIND
    unsealed_since(ago(hours=2))
    assert level("trail") == ACT
    tasks.seal_audit()
    assert level("trail") == WELL


def test_a_trail_that_was_changed(level, wang):
    audit.record(by=wang, action=AuditAction.CHANGE, subject=wang, reason="true")
    audit.seal()
    behind("UPDATE {trail} SET reason = 'false' WHERE reason = 'true'")
    tasks.verify_audit()
    assert level("trail") == ACT
    behind("UPDATE {trail} SET reason = 'true' WHERE reason = 'false'")
    call_command("verify_audit", stdout=io.StringIO())
    assert level("trail") == WELL


def test_a_trail_whose_end_was_cut_off(level, wang):
    for reason in ("first", "last"):
        audit.record(by=wang, action=AuditAction.CHANGE, subject=wang, reason=reason)
    audit.seal()
    tasks.verify_audit()
    behind("CREATE TEMPORARY TABLE kept AS SELECT * FROM {trail} WHERE reason = 'last'")
    behind("DELETE FROM {trail} WHERE reason = 'last'")
    for _ in range(2):
        tasks.verify_audit()
        assert level("trail") == ACT
    behind("INSERT INTO {trail} SELECT * FROM kept")
    behind("DROP TABLE kept")
    tasks.verify_audit()
    assert level("trail") == WELL


def test_a_trail_that_is_no_longer_walked(level, ago):
    Pulse.objects.filter(name=data.CHAIN).update(at=ago(days=3))
    assert level("trail") == MIND
    Pulse.objects.filter(name=data.CHAIN).update(at=ago(days=9))
    assert level("trail") == ACT


@pytest.mark.parametrize(("day", "expected"), [((2025, 11, 30), WELL), ((2025, 12, 1), MIND), ((2025, 12, 20), ACT)])
def test_holidays_of_a_year_nobody_entered(level, monkeypatch, day, expected):
    monkeypatch.setattr(data.timezone, "localdate", lambda: date(*day))
    WorkCalendarDay.objects.all().delete()
    assert level("calendar") == ACT
    WorkCalendarDay.objects.create(day=date(2025, 10, 1), is_workday=False, name="国庆")
    assert level("calendar") == expected
    WorkCalendarDay.objects.create(day=date(2026, 1, 1), is_workday=False, name="元旦")
    assert level("calendar") == WELL


def test_totals_that_drifted_and_totals_that_stand_still(level, ago):
    Rollup.objects.create(
        metric="work:sticker", unit=unit_of("1"), period_kind=PeriodKind.DAY, period_start=date(2017, 6, 5), value=99
    )
    assert rollups.recount().differences
    assert level("totals") == ACT
    assert not rollups.recount().differences
    assert level("totals") == WELL
    RollupRun.objects.update(finished_at=ago(minutes=30))
    assert level("totals") == MIND
    RollupRun.objects.update(finished_at=ago(hours=2))
    assert level("totals") == ACT
    rollups.refresh()
    assert level("totals") == WELL


def test_how_old_is_said_in_the_offices_words(ago):
    words = [
        findings.spoken(timezone.now() - ago(**age))
        for age in ({"seconds": 9}, {"minutes": 90.1}, {"hours": 30.1}, {"days": 3.1})
    ]
    assert words == ["不到 1 分钟", "90 分钟", "30 小时", "3 天"]
