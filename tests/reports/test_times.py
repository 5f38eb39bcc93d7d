"""报送时间 as the office sets it: what stands there, what is tried out, what is saved, and what holidays make of it."""

from datetime import date, datetime, time

import pytest
from django.utils import timezone

from reports import submissions
from reports.actions import times as acts
from reports.enums import MomentKind
from reports.models import SubmissionMoment
from tataboo_portal.models import AuditEvent
from tataboo_portal.refusals import StaleEdit
from tests.access.test_garbage import GARBAGE

URL = "/meetings/times/"
# The Friday before is a holiday, and the week after has no workday before Thursday.
MONDAY = date(2026, 9, 28)


@pytest.fixture
def office(sign_in, wang, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: MONDAY)
    return sign_in(wang)


def form_of(client, **values):
    """The form as it stands on the page, with what was changed."""
    context = client.get(URL).context
    data = {field.html_name: field.value() for field in context["form"] if field.html_name != "seen"}
    shown = {name: f"{value:%H:%M}" if isinstance(value, time) else value for name, value in data.items()}
    return {name: value for name, value in (shown | {"seen": context["seen"]} | values).items() if value is not None}


def rows():
    return [(row.kind, row.workdays_before, f"{row.at:%H:%M}") for row in SubmissionMoment.objects.all()]


def weeks(answer):
    """[(meeting's day, deadline)] of the weeks the page shows, None for a week without a meeting."""
    return [times and (times.meeting_day, timezone.localtime(times.deadline)) for _, times in answer.context["weeks"]]


def at(day, hour):
    return datetime(2026, day.month, day.day, hour, tzinfo=timezone.get_default_timezone())


def test_the_coming_weeks_are_shown_with_those_holidays_change(office):
    shown = weeks(office.get(URL))
    assert shown[0] == (MONDAY, at(date(2026, 9, 24), 17))
    assert shown[1] == (date(2026, 10, 8), at(date(2026, 9, 30), 17))


def test_trying_out_writes_nothing_and_saving_writes_once(office):
    before = rows()
    tried = office.post(URL, form_of(office, deadline_day=0, deadline_at="08:30", preview="1"))
    assert weeks(tried)[1] == (date(2026, 10, 8), datetime(2026, 10, 8, 8, 30, tzinfo=timezone.get_default_timezone()))
    assert "还没有保存" in tried.content.decode()
    assert rows() == before
    data = form_of(office, deadline_day=0, deadline_at="08:30", reminder_2="", reminder_0="07:30")
    for _ in range(2):
        assert office.post(URL, data).status_code == 302
    wanted = {("deadline", 0, "08:30"), ("reminder", 1, "09:00"), ("reminder", 0, "07:30")}
    assert set(rows()) == wanted
    assert AuditEvent.objects.filter(object_type=SubmissionMoment._meta.label).count() == 1


def test_a_page_that_is_behind_is_refused(office, wang):
    data = form_of(office, deadline_at="16:00")
    SubmissionMoment.objects.filter(kind=MomentKind.REMINDER).delete()
    answer = office.post(URL, data)
    assert answer.status_code == 400
    assert "刚有人改过报送时间" in answer.content.decode()
    with pytest.raises(StaleEdit):
        acts.set_times(by=wang, seen="", moments=[])


def test_without_a_deadline_nothing_is_late_and_nobody_is_reminded(office):
    assert office.post(URL, {"seen": submissions.stamp(SubmissionMoment.objects.all())}).status_code == 302
    assert rows() == []
    page = office.get(URL).content.decode()
    assert "不设截止" in page
    assert "不提醒" in page


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"deadline_at": ""}, "填一下几点截止"),
        ({"deadline_day": ""}, "选一下哪天截止"),
        ({"reminder_1": "25:00"}, "时间没有读出来"),
        ({"deadline_day": "9"}, "没有这个日子"),
    ],
)
def test_what_does_not_make_sense_is_refused_in_words(office, values, sentence):
    before = rows()
    answer = office.post(URL, form_of(office, **values))
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert rows() == before


def test_garbage_is_answered(office):
    for words in GARBAGE:
        data = dict.fromkeys(("deadline_day", "deadline_at", "reminder_1", "seen"), words)
        assert office.post(URL, data).status_code == 400, words[:40]
