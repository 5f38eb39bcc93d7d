"""A task whose clock runs out reminds those who answer for it, once: from the beat's task to the bell, the inbox and the trail."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tataboo_portal.celery import app
from tests.browser.conftest import queue_of_its_own
from tests.browser.test_case_walk import Case, dispatch, report

pytestmark = pytest.mark.browser

NEVER_QUIET = "UPDATE inspections_escalationrule SET quiet_from = '00:00:00', quiet_to = '00:00:00'"
DUE = "UPDATE inspections_remediationtask SET due_at = ? WHERE number = ?"


def ago(**span):
    """A moment in the past as the database writes it."""
    return (datetime.now(UTC) - timedelta(**span)).strftime("%Y-%m-%d %H:%M:%S.%f")


def look(site, worker, case, times):
    """Send the beat's task and wait until the trail holds so many reminders."""
    with app.connection_for_write(queue_of_its_own()) as line:
        app.send_task("inspections.escalate", connection=line)
    for _ in range(60):
        if case.actions.count("alarm") >= times:
            break
        worker.wait_for_timeout(250)
    assert case.actions.count("alarm") == times


def test_an_overdue_task_is_in_the_inbox_of_those_who_answer_for_it_and_only_once(site, open_as):
    worker, office = open_as("community1", phone=True), open_as("office")
    case = Case(site, report(worker, "提醒示例墙角"))
    dispatch(office, case)
    site.move_clock(NEVER_QUIET)
    site.move_clock(DUE, ago(minutes=1), case.number)
    look(site, worker, case, times=1)
    worker.goto("/")
    worker.get_by_role("link", name="通知").first.click()
    notice = worker.locator(".notices li", has_text=case.number).first
    expect(notice).to_contain_text("到提醒线")
    notice.get_by_role("button").first.click()
    worker.wait_for_load_state()
    trail = case.open(worker).locator("section", has=worker.get_by_role("heading", name="办理经过"))
    expect(trail).to_contain_text("提醒升级")
    expect(trail).to_contain_text("系统")
    look(site, worker, case, times=1)
    site.move_clock(DUE, ago(days=30), case.number)
    look(site, worker, case, times=2)
    leader = open_as("leader")
    leader.goto("/notices/")
    expect(leader.locator(".notices", has_text=case.number)).to_be_visible()


def test_a_stranger_hears_nothing_of_it(site, open_as):
    stranger = open_as("marketA", phone=True)
    stranger.goto("/notices/")
    expect(stranger.get_by_text("提醒示例墙角")).to_have_count(0)
