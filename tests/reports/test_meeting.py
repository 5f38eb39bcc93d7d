"""The meeting: slides of the pack, attendance prefilled from the units, and the minutes as Word."""

import io
from datetime import date, time, timedelta

import pytest
from django.utils import timezone
from docx import Document
from docx.oxml.ns import qn

from reports import meetings, weekly
from reports.actions import meetings as acts
from reports.enums import Part, SubmissionState
from reports.minutes import numeral
from reports.models import Meeting, Submission, SubmissionItem
from tataboo_portal.models import AuditEvent, WorkCalendarDay
from tataboo_portal.refusals import StaleEdit
from tataboo_portal.weeks import Week
from tests import decisions, makers
from tests.counting import count_queries
from tests.people import unit_of


def page_of(name):
    return f"/meetings/{Week.current().monday}/{name}"


def handed_in(code="1", **items):
    """What a unit told the meeting of this week: {part: words}."""
    submission = Submission.objects.create(
        unit=unit_of(code), meeting_week=Week.current().monday, state=SubmissionState.HANDED_IN
    )
    for part, words in items.items():
        SubmissionItem.objects.create(submission=submission, part=part, words=words)
    return submission


def test_the_slides_show_the_pack_every_unit_and_what_is_decided(sign_in, wang):
    makers.work(quantity=24)
    makers.assigned(unit="2", due_at=timezone.now() - timedelta(days=1))
    decisions.made(week=Week.current().shifted(-1), words="上周定的事")
    decisions.made(words="今天定的事")
    handed_in(**{Part.LAST: "清扫三次", Part.PLAN: "补签责任书", Part.PROBLEM: "清运车进不去"})
    weekly.build(Week.current())
    page = sign_in(wang).get(page_of("present/")).content.decode()
    assert page.count('<section class="slide') == 5 + 14
    first = [
        page.index(words) for words in ("总体情况", "上周定的事", 'id="s-grid"', "清扫三次", "逾期 1 项", "今天定的事")
    ]
    assert first == sorted(first)
    assert page.count("未交材料") == 13
    for words in ("补签责任书", "清运车进不去", "data-clock", 'name="line"'):
        assert words in page


def test_the_slides_show_one_pair_per_unit_of_the_week_before(sign_in, sun):
    task = makers.closed(unit="1")
    makers.process_photos()
    ahead = Week.current().shifted(1).monday
    page = sign_in(sun).get(f"/meetings/{ahead}/present/").content.decode()
    assert page.count(f"/tasks/{task.number}/photos/") == 2
    assert "材料还没有生成" in page
    assert 'name="line"' not in page  # a leader looks


def test_the_slides_cost_the_same_for_more_units_and_tasks(sign_in, wang):
    handed_in("1", **{Part.LAST: "清扫"})
    decisions.made()
    client, late = sign_in(wang), timezone.now() - timedelta(days=1)
    makers.assigned(unit="1", due_at=late)
    before = count_queries(client, page_of("present/"))
    for code in ("2", "7", "A"):
        handed_in(code, **{Part.LAST: "清扫", Part.PLAN: "巡查"})
        makers.assigned(unit=code, due_at=late)
        decisions.made(code)
    assert count_queries(client, page_of("present/")) == before


@pytest.mark.parametrize("monday", ["0001-01-01", "2026-11-24", "9999-12-27", "nonsense", "2026-02-16", "%00"])
def test_weeks_without_a_meeting_are_not_found(sign_in, wang, monday):
    for page in ("present/", "record/", "attendance/", "minutes.docx"):
        assert sign_in(wang).get(f"/meetings/{monday}/{page}").status_code == 404, page


def test_the_meeting_is_on_the_first_workday(db):
    assert meetings.of_week(Week(date(2026, 11, 23))).day == date(2026, 11, 23)
    assert meetings.of_week(Week(date(2026, 10, 5))).day == date(2026, 10, 8)
    WorkCalendarDay.objects.create(day=date(2026, 11, 23), is_workday=False, name="停电", source="office")
    assert meetings.of_week(Week(date(2026, 11, 23))).day == date(2026, 11, 24)
    assert not Meeting.objects.exists()


def sent(client, people, **values):
    """The attendance form as a browser sends it, {unit code or guest: (name, presence)}."""
    data = client.get(page_of("attendance/")).context
    lines = data["lines"]
    body = {"day": data["meeting"].day.isoformat(), "version": data["form"]["version"].value(), **values}
    body |= {"who-TOTAL_FORMS": len(lines.forms), "who-INITIAL_FORMS": lines.initial_form_count()}
    for line in lines:
        code = line["code"].value() or ""
        name, presence = people.pop(code or "guest", ("", ""))
        body |= {f"{line.prefix}-code": code, f"{line.prefix}-name": name, f"{line.prefix}-presence": presence}
    return client.post(page_of("attendance/"), body)


def test_attendance_is_prefilled_from_the_units_and_then_from_the_last_time(sign_in, wang):
    client = sign_in(wang)
    page = client.get(page_of("attendance/"))
    asked = [line.unit.code for line in page.context["lines"] if line.unit]
    assert asked[:3] == ["1", "2", "3"]
    assert not Meeting.objects.exists()
    people = {"1": ("李某", "present"), "2": ("张某", "leave"), "7": ("", "present"), "guest": ("区督导组", "observer")}
    assert sent(client, people, chair="孙某", starts_at="09:00").status_code == 302
    meeting = Meeting.objects.get()
    assert (meeting.chair, meeting.starts_at) == ("孙某", time(9))
    assert [meetings.spoken(row) for row in meeting.attendance.all()] == [
        "绣品厂社区李某",
        "幸福社区张某",
        "社区七",
        "区督导组",
    ]
    following = Meeting(week=Week.current().shifted(1).monday, day=Week.current().shifted(1).monday)
    assert {line["name"] for line in meetings.expected(following)} == {"李某", "张某", ""}


def test_attendance_is_written_once_and_a_stale_page_refused(sign_in, wang):
    client, week = sign_in(wang), Week.current()
    line = {"unit": unit_of("1"), "name": "李某", "presence": "present"}
    meeting = acts.write_down(by=wang, week=week, version=1, present=[line], place="三楼会议室")
    again = acts.write_down(by=wang, week=week, version=2, present=[line], place="三楼会议室")
    assert again.version == meeting.version == 2
    assert AuditEvent.objects.filter(object_type=Meeting._meta.label).count() == 1
    with pytest.raises(StaleEdit):
        acts.write_down(by=wang, week=week, version=1, present=[], place="别处")
    answer = sent(client, {"1": ("李某", "")})
    assert answer.status_code == 400
    assert "选一下出席、请假还是列席" in answer.content.decode()
    outside = sent(client, {}, day="2017-01-01")
    assert "例会要在" in outside.content.decode()


@pytest.fixture
def minutes(sign_in, wang):
    """The minutes of a meeting as a Word document."""
    decisions.made(words="清理杂物。", due_on=date(2026, 11, 27))
    told = handed_in(**{Part.LAST: "清扫三次。", Part.PLAN: "补签责任书", Part.PROBLEM: "清运车进不去"})
    told.items.filter(part=Part.PLAN).update(person="李某", due_on=date(2026, 11, 27))
    told.items.filter(part=Part.PROBLEM).update(needs_coordination=True)
    for count in range(3):
        SubmissionItem.objects.create(submission=told, part=Part.LAST, words=f"巡查{count}次", is_done=count > 0)
    decisions.made(unit="2", words="报方案", person="", due_on=None)
    lines = [("1", "李某", "present"), ("2", "张某", "leave"), ("7", "社区七", "present")]
    present = [{"unit": unit_of(code), "name": name, "presence": presence} for code, name, presence in lines]
    present.append({"unit": None, "name": "区督导组", "presence": "observer"})
    acts.write_down(by=wang, week=Week.current(), version=1, present=present, chair="孙某", place="三楼会议室")
    answer = sign_in(wang).get(page_of("minutes.docx"))
    assert "attachment" in answer["Content-Disposition"]
    return Document(io.BytesIO(answer.content))


def test_the_minutes_say_what_was_decided_and_who_was_there(minutes):
    words = [paragraph.text for paragraph in minutes.paragraphs]
    assert words[0] == "塔塔埠街道“双创”工作例会纪要"
    assert "1.清理杂物。责任单位：绣品厂社区，责任人：王敏，时限：11月27日（周五）前。" in words
    assert "2.报方案。责任单位：幸福社区，时限：不限时。" in words
    told = words[words.index("（一）绣品厂社区") :][1:5]
    assert told[:3] == [
        "上周：清扫三次；巡查0次（未完成）；巡查1次等4项。",
        "本周：补签责任书（李某，11月27日前）。",
        "问题：清运车进不去（需街道协调）。",
    ]
    assert told[3].startswith("没有交材料的单位：幸福社区、社区三")
    assert words[-3:] == ["出席：绣品厂社区李某、社区七", "请假：幸福社区张某", "列席：区督导组"]
    assert {"主持：孙某", "地点：三楼会议室"} <= set(words)


def test_headings_count_beyond_ten():
    assert [numeral(number) for number in (1, 10, 11, 20, 21)] == ["一", "十", "十一", "二十", "二十一"]


def test_labels_of_the_minutes_are_in_heiti_and_names_in_fangsong(minutes):
    label, names = minutes.paragraphs[-1].runs
    fonts = [run._element.rPr.rFonts.get(qn("w:eastAsia")) for run in (label, names)]
    assert fonts == ["黑体", "仿宋_GB2312"]
    assert all(run.font.color.rgb is None for paragraph in minutes.paragraphs for run in paragraph.runs)
    indentation = minutes.paragraphs[-1]._element.pPr.ind
    assert (indentation.get(qn("w:leftChars")), indentation.get(qn("w:hangingChars"))) == ("500", "300")
    assert not minutes.inline_shapes
