"""When 各单位报送 is asked for, and of whom: deadlines, weeks without a meeting, reminders, and what is still missing."""

from datetime import date, timedelta

import pytest
import time_machine

from reports import submissions
from reports.enums import MomentKind
from reports.models import Submission, SubmissionMoment
from reports.tasks import remind_submissions
from tataboo_portal.models import Notice, Unit
from tataboo_portal.refusals import Refusal
from tataboo_portal.weeks import Week
from tests.reports.material import LIST, PAGE, WEEK, at, handed_in

pytestmark = pytest.mark.usefixtures("friday")


@pytest.mark.parametrize(
    ("monday", "meeting", "deadline", "opens"),
    [
        ("2026-11-30", "2026-11-30", "2026-11-27 17:00", "2026-11-26"),
        ("2017-05-29", "2017-05-31", "2017-05-27 17:00", "2017-05-26"),  # 端午: Saturday before it was worked
        ("2026-02-23", "2026-02-24", "2026-02-14 17:00", "2026-02-13"),  # after a week of holidays
    ],
)
def test_the_deadline_is_the_last_workday_before_the_meeting(monday, meeting, deadline, opens):
    (times,) = submissions.times_of(Week(date.fromisoformat(monday)))
    assert (times.meeting_day, times.opens_on) == (date.fromisoformat(meeting), date.fromisoformat(opens))
    assert times.deadline == at(deadline)
    assert not times.is_past(at(deadline))
    assert times.is_past(at(deadline) + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("now", "monday"),
    [
        ("2026-11-25 10:00", "2026-11-23"),
        ("2026-11-26 08:00", "2026-11-30"),
        ("2026-12-01 10:00", "2026-11-30"),
        ("2026-02-14 10:00", "2026-02-23"),  # over the week without a meeting
        ("2026-02-18 10:00", "2026-02-23"),
    ],
)
def test_the_newest_week_whose_asking_began_is_asked_for(now, monday):
    assert submissions.asked(at(now)).week.monday == date.fromisoformat(monday)


def test_a_week_without_a_meeting_asks_nothing(li, wang, sign_in):
    quiet = Week(date(2026, 2, 16))
    assert submissions.times_of(quiet) == []
    page = sign_in(li).get(f"/meetings/{quiet.monday}/submit/1/").content.decode()
    assert "不开会，不用报送" in page
    assert "<textarea" not in page
    with pytest.raises(Refusal, match="不开会"):
        handed_in(li, week=quiet)
    assert "不用报送" in sign_in(wang).get(f"/meetings/{quiet.monday}/submissions/").content.decode()
    assert not Submission.objects.exists()


def test_times_are_rows_the_office_changes():
    SubmissionMoment.objects.filter(kind=MomentKind.DEADLINE).update(workdays_before=0, at="08:30")
    assert submissions.times_of(WEEK)[0].deadline == at("2026-11-30 08:30")
    SubmissionMoment.objects.all().delete()
    (times,) = submissions.times_of(WEEK)
    assert (times.deadline, times.opens_on, times.is_past(at("2026-12-30 08:00"))) == (None, WEEK.monday, False)


@pytest.mark.parametrize(
    ("now", "count"),
    [
        ("2026-11-26 14:50", 0),
        ("2026-11-26 15:00", 2),
        ("2026-11-27 08:59", 0),
        ("2026-11-27 16:00", 2),  # the run at nine was missed
        ("2026-11-28 09:00", 0),
        ("2017-05-26 15:00", 2),
        ("2017-05-29 09:00", 0),
    ],
)
def test_reminders_come_on_their_days_once_per_unit_week_and_day(li, zhang, wang, now, count):
    with time_machine.travel(at(now), tick=False):
        for _ in range(2):
            remind_submissions()
        assert Notice.objects.count() == count
        assert set(Notice.objects.values_list("recipient__username", flat=True)) <= {"li", "zhang"}


def test_who_handed_in_is_not_reminded_and_the_button_finds_the_rest(li, zhang, wang, sign_in):
    handed_in(li)
    client = sign_in(wang)
    assert "已提醒 1 人。" in client.post(f"{LIST}remind/", follow=True).content.decode()
    assert "今天已经提醒过" in client.post(f"{LIST}remind/", follow=True).content.decode()
    (notice,) = Notice.objects.all()
    assert (notice.recipient, notice.url) == (zhang, f"/meetings/{WEEK.monday}/submit/2/")


def test_the_workbench_names_what_is_missing_until_it_is_handed_in(li, wang, sign_in):
    def found(user, words):
        return [(queue.count, queue.url) for queue in sign_in(user).get("/").context["queues"] if queue.words == words]

    asked = submissions.asked_units().count()
    assert asked == Unit.objects.zones().count()  # no section is set up, and the office does not ask itself
    assert found(li, "例会材料未交") == [("1", PAGE)]
    assert found(wang, "未交材料") == [(str(asked), LIST)]
    handed_in(li)
    assert found(li, "例会材料未交") == []
    assert found(wang, "未交材料") == [(str(asked - 1), LIST)]


@pytest.mark.parametrize("monday", ["0001-01-01", "9999-01-04", "2026-12-21", "2026-11-24", "nonsense", "%00"])
def test_only_weeks_that_may_be_asked_for_have_pages(li, wang, sign_in, monday):
    assert sign_in(li).get(f"/meetings/{monday}/submit/1/").status_code == 404
    assert sign_in(wang).get(f"/meetings/{monday}/submissions/").status_code == 404


def test_units_that_are_not_asked_have_no_page(wang, sign_in):
    for code in ("Z9", "99999999999999999999", "x" * 300):
        assert sign_in(wang).get(f"/meetings/{WEEK.monday}/submit/{code}/").status_code == 404
