"""What the portal promises to do by itself stands in beat's schedule, as often and at the hour it is promised."""

import re

import pytest
from celery.schedules import crontab
from django.conf import settings

from tests.migrated import ROOT

MINUTE, FIVE_MINUTES, TEN_MINUTES = 60, 300, 600


def daily(time, **days):
    """Once a day at this time of China."""
    hour, minute = time.split(":")
    return crontab(hour=int(hour), minute=int(minute), **days)


ARCHITECTURE, OPERATION, PERSONAL, RELIABILITY = (
    f"docs/{name}.md" for name in ("architecture", "operation", "personal-data", "reliability")
)
TRAIL, TOTALS = "docs/decisions/0028-the-trail.md", "docs/decisions/0002-pull-rollups.md"
CASES, SUBMISSIONS = (
    "beat, each 10 minutes ▶ inspections: pauses that end, escalation",
    "beat, each 10 minutes ▶ reports.submissions",
)
# {task: (how often, where that is promised, in which words)}; what is promised nowhere in words is kept up all the same
PROMISED = {
    "tataboo_portal.back_up": (daily("0:30"), OPERATION, "beat makes one every night at 00:30"),
    "tataboo_portal.drill": (daily("5:10", day_of_month=3), OPERATION, "and drills on the 3rd of each month"),
    "tataboo_portal.begin_photo_check": (daily("4:10"), ARCHITECTURE, "walks all photos every night"),
    "tataboo_portal.begin_attachment_check": (daily("4:20"), ARCHITECTURE, "every night, `attachments.py` all papers"),
    "tataboo_portal.seal_audit": (FIVE_MINUTES, TRAIL, "every five minutes"),
    "tataboo_portal.verify_audit": (daily("4:40"), RELIABILITY, "the night's verification of the trail"),
    "tataboo_portal.watch_health": (FIVE_MINUTES, ARCHITECTURE, "beat, each 5 minutes ▶ health.looking.watch"),
    "tataboo_portal.sweep_jobs": (MINUTE, "", ""),
    "tataboo_portal.forget_abandoned_uploads": (daily("3:40"), "", ""),
    "tataboo_portal.forget_expired_exports": (daily("3:50"), "", ""),
    "tataboo_portal.forget_kept_rows": (daily("3:45"), "", ""),
    "inspections.forget_public_reports": (daily("3:30"), PERSONAL, "after the end, every night"),
    "inspections.escalate": (crontab(minute="*/10"), ARCHITECTURE, CASES),
    "inspections.resume_due": (TEN_MINUTES, ARCHITECTURE, CASES),
    "inspections.plan_look_backs": (daily("1:10"), "", ""),
    "publicity.file_expired": (daily("1:20"), ARCHITECTURE, "beat, nightly ▶ publicity: what expired becomes a task"),
    "publicity.remind_boards": (daily("6:40"), ARCHITECTURE, "boards that are due are told to their keepers"),
    "reports.refresh_rollups": (MINUTE, TOTALS, "Totals are up to a minute old"),
    "reports.follow_search": (MINUTE, ARCHITECTURE, "beat, each minute ▶ reports.search.indexing.follow"),
    "reports.count_burden": (daily("2:10"), ARCHITECTURE, "beat, nightly ▶ reports.burden.count_due"),
    "reports.recount_rollups": (daily("2:30"), ARCHITECTURE, "beat, nightly ▶ reports.rollups.recount"),
    "reports.remind_submissions": (crontab(minute="*/10"), ARCHITECTURE, SUBMISSIONS),
    "reports.remind_orders": (crontab(hour="8-17", minute=15), "", ""),
    "reports.compute_scores": (daily("6:10"), ARCHITECTURE, "beat, 06:10 ▶ reports.assessment"),
    "reports.freeze_scores": (crontab(minute="*/10"), ARCHITECTURE, "frozen by the clock"),
    "reports.build_weekly_report": (daily("7:00"), ARCHITECTURE, "beat, 07:00 ▶ reports.weekly.build_if_due"),
}


@pytest.mark.parametrize("task", PROMISED)
def test_what_is_promised_is_called_as_often_and_at_its_hour(task):
    entries = [entry for entry in settings.CELERY_BEAT_SCHEDULE.values() if entry["task"] == task]
    assert [entry["schedule"] for entry in entries] == [PROMISED[task][0]]
    assert {*entries[0]} == {"task", "schedule"}


def test_nothing_is_called_that_nobody_promised():
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} == {*PROMISED}


@pytest.mark.parametrize("task", [task for task, (_, where, _) in PROMISED.items() if where])
def test_the_promise_stands_where_it_is_said_to(task):
    _, where, words = PROMISED[task]
    assert words in re.sub(r"\s+", " ", (ROOT / where).read_text(encoding="utf-8"))


def test_the_hours_are_those_of_china():
    assert (settings.CELERY_TIMEZONE, settings.TIME_ZONE) == ("Asia/Shanghai", "Asia/Shanghai")
