"""操作日志 as the administrator reads it: found by person, object, day and action, with before and after in Chinese."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone

from tataboo_portal import audit
from tataboo_portal.audit_words import changes_of
from tataboo_portal.enums import AuditAction
from tataboo_portal.models import AuditEvent, Unit
from tests.access.test_garbage import GARBAGE
from tests.counting import count_queries
from tests.makers import closed
from tests.people import person

PAGE = "/manage/audit/"


def renamed(by, code, name):
    """A unit gets another name, and the trail knows."""
    unit = Unit.objects.get(code=code)
    before = audit.snapshot(unit)
    unit.name = name
    return audit.record(by=by, action=AuditAction.CHANGE, subject=unit, before=before, after=audit.snapshot(unit))


@pytest.fixture
def trail(li, wang):
    """Two people's events, one of them forty days old."""
    old = renamed(wang, "7", "旧名社区")
    with connection.cursor() as cursor:  # the portal itself changes no event
        moment = timezone.now() - datetime.timedelta(days=40)
        cursor.execute(f"UPDATE {AuditEvent._meta.db_table} SET at = %s WHERE id = %s", [moment, old.pk])
    renamed(li, "7", "新名社区")
    audit.record(by=wang, action=AuditAction.EXPORT, subject=wang, after={"what": "人员"}, reason="导出示例")


def titles(client, **asked):
    """The headings of what the page found."""
    content = client.get(PAGE, asked).content.decode()
    return [part.split("</h3>")[0] for part in content.split("<h3>")[1:]]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["王 导出 人员“王”", "李 修改 责任单位“新名社区”"]),
        ({"actor": "李"}, ["李 修改 责任单位“新名社区”"]),
        ({"action": "export"}, ["王 导出 人员“王”"]),
        (
            {"type": "tataboo_portal.Unit", "since": "2001-01-01"},
            ["李 修改 责任单位“新名社区”", "王 修改 责任单位“旧名社区”"],
        ),
        ({"q": "旧名", "since": "2001-01-01"}, ["王 修改 责任单位“旧名社区”"]),
        ({"q": "旧名"}, []),
        ({"since": "2001-01-01", "until": "2001-01-02"}, []),
    ],
)
def test_what_is_looked_for_is_found(sign_in, qian, trail, asked, expected):
    assert [title.replace(" ", "") for title in titles(sign_in(qian), **asked)] == [
        words.replace(" ", "") for words in expected
    ]


def test_the_number_of_a_thing_finds_it_alone(sign_in, qian, trail):
    key = Unit.objects.get(code="7").pk
    found = titles(sign_in(qian), q=str(key), type="tataboo_portal.Unit")
    assert len(found) == 1


def test_before_and_after_stand_side_by_side_in_chinese(sign_in, qian, trail):
    content = sign_in(qian).get(PAGE, {"actor": "李"}).content.decode()
    assert '<th scope="row">名称</th><td>社区七</td><td>新名社区</td>' in content
    assert "1 项有变化" in content
    assert "等着封存" in content


def test_values_are_told_as_people_read_them(qian, li):
    li.phone = "13912345678"
    after = audit.snapshot(li) | {"date_joined": "2026-11-25T16:30:00Z"}
    told = {name: value for name, _, value in changes_of(AuditEvent(object_type="tataboo_portal.User", after=after))}
    assert told["角色"] == "社区"
    assert told["在用"] == "是"
    assert told["单位"] == str(li.unit)
    assert "ID" not in told
    assert "13912345678" not in str(told)
    assert changes_of(AuditEvent(object_type="gone.Thing", after=["一"])) == [("内容", "--", '["一"]')]
    assert changes_of(AuditEvent(object_type="")) == []


def test_rows_are_told_by_their_names_and_what_only_machines_read_is_left_out(sign_in, qian, li):
    task = closed()
    audit.record(by=li, action=AuditAction.EXPORT, subject=task, after=audit.snapshot(task), reason="示例")
    event = AuditEvent.objects.latest("id")
    told = {name: words for name, _, words in changes_of(event)}
    assert told["类别"] == task.category.name
    assert told["主办单位"] == task.unit.name
    assert told["办结记账"] == str(task.work_record)
    assert not {"ID", "提交编号", "版本"} & set(told)
    content = sign_in(qian).get(PAGE, {"action": "export"}).content.decode()
    assert f'<th scope="row">主办单位</th><td>{task.unit.name}</td></tr>' in content
    assert '<th scope="col">内容</th>' in content
    assert "改前" not in content


@pytest.mark.parametrize("key", [10**16, 10**40, "一", True, "１"])
def test_a_row_that_is_gone_keeps_its_number(li, key):
    event = AuditEvent(object_type="tataboo_portal.User", after={"unit": key})
    assert changes_of(event)[0][2] in (f"编号 {key}", "社区一")


def test_a_name_that_holds_a_number_is_masked(li):
    li.full_name = "李13912345678"
    li.save()
    event = AuditEvent(object_type="inspections.RemediationTask", after={"assignee": li.pk})
    assert changes_of(event) == [("责任人", "--", "李139****5678")]


def test_names_are_asked_for_once_for_each_kind_of_row(sign_in, qian):
    client = sign_in(qian)
    closed()
    one = count_queries(client, PAGE)
    for _ in range(2):
        closed()
    assert count_queries(client, PAGE) == one


def test_numbers_and_names_stay_hidden_in_the_trail_too(sign_in, qian):
    told = {
        "phone": "13912345678",
        "giver": "赵小明",
        "owner_name": "钱大力",
        "note": "打13912345678，证件32010119800101123X",
    }
    audit.record(
        by=qian,
        action=AuditAction.EXPORT,
        subject=qian,
        after={"filter": {"q": "13912345678"}},
        reason="改成13912345678",
    )
    audit.record(by=qian, action=AuditAction.CHANGE, subject=qian, before={"note": "13912345678"}, after=told)
    client = sign_in(qian)
    pages = [PAGE, "/admin/tataboo_portal/auditevent/"]
    pages += [f"/admin/tataboo_portal/auditevent/{event.pk}/change/" for event in AuditEvent.objects.all()]
    for page in pages:
        content = client.get(page).content.decode()
        assert not any(words in content for words in ("13912345678", "赵小明", "钱大力", "32010119800101123X")), page
    content = client.get(PAGE).content.decode()
    assert all(words in content for words in ("139****5678", "赵*", "钱*", "320****123X"))


def test_the_page_asks_the_same_of_one_event_and_of_many_and_turns_over(sign_in, qian):
    client = sign_in(qian)
    renamed(qian, "1", "名一")
    few = count_queries(client, PAGE)
    for number in range(35):
        renamed(qian, "1", f"名{number}")
    assert count_queries(client, PAGE) == few
    page = client.get(PAGE).context["page"]
    assert len(page.rows) == 30
    assert len(client.get(PAGE + page.next_url).context["page"].rows) == 6


def test_garbage_is_answered_and_nobody_else_reads_it(sign_in, qian, trail):
    client = sign_in(qian)
    for words in GARBAGE:
        for name in ("actor", "type", "q", "action", "since", "until", "after", "before"):
            assert client.get(PAGE, {name: words[:4_000]}).status_code == 200, (name, words[:20])
    for who in ("wang", "li", "liu", "sun"):
        assert sign_in(person(who)).get(PAGE).status_code == 403
    assert sign_in(qian).post(PAGE).status_code == 405
