"""The dry run of escalation: the very digests, nothing written, at one cost."""

import pytest
import time_machine
from django.db import connection

from inspections.models import EscalationAlarm
from tataboo_portal.models import Notice, RobotDelivery
from tests.inspections.street import at, dispatched, run
from tests.people import unit_of


def preview(client, words="2026-11-24T12:00", now="2026-11-23 09:00"):
    """The preview page, opened on a Monday morning, of another moment."""
    with time_machine.travel(at(now), tick=False):
        return client.get("/manage/alarms/", {"at": words} if words else {})


def test_the_preview_shows_the_very_digests_and_writes_nothing(street, li, wang, sign_in, channels, count_queries):
    task = dispatched(assignee=li, location="二棉宿舍")
    client = sign_in(wang)
    preview(client)
    written = []

    def note_writes(execute, sql, params, many, context):
        written.extend([sql] if sql.startswith(("INSERT", "UPDATE", "DELETE")) else [])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note_writes):
        response = preview(client)
    assert written == []
    assert not Notice.objects.exists()
    assert not EscalationAlarm.objects.exists()
    shown = {digest.person.full_name: (digest.title, digest.body) for digest in response.context["digests"]}
    group = response.context["group_text"]
    assert set(shown) == {"李", "周", "何"}
    page = response.content.decode()
    assert "如果在 11月24日 12:00 运行，会发出：" in page
    assert task.number in page
    run("2026-11-24 12:00")
    told = {notice.recipient.full_name: (notice.title, notice.body) for notice in Notice.objects.all()}
    assert told == shown
    assert {delivery.text for delivery in RobotDelivery.objects.all()} == {group}


def test_the_preview_of_now_of_the_night_and_of_a_quiet_day(street, li, wang, sign_in):
    dispatched(assignee=li)
    client = sign_in(wang)
    for moment in ("", "2026-11-23T15:59", "2026-11-23T22:00"):
        assert "没有要通知的。" in preview(client, moment).content.decode()
    assert "如果现在运行，会发出：" in preview(client, "").content.decode()
    assert "没有要通知的。" not in preview(client, "", now="2026-11-23 16:00").content.decode()


def test_the_preview_tells_the_rules_in_words_and_what_was_sent(street, li, wang, qian, sign_in):
    task = dispatched(assignee=li)
    run("2026-11-23 18:00")
    page = preview(sign_in(wang)).content.decode()
    assert "用掉 150% 时限时通知分管领导，同时发到群" in page
    assert "20:00 到次日 07:30 不发，过后补发" in page
    assert f'<a href="/tasks/{task.number}/">' in page
    assert "/admin/" not in page
    assert "/admin/inspections/escalationrule/" in preview(sign_in(qian)).content.decode()


def test_the_preview_names_the_levels_nobody_stands_at(wang, li, sign_in):
    dispatched(assignee=li)
    page = preview(sign_in(wang)).content.decode()
    assert f"没有单位负责人，这一级没有人收到：{unit_of('1')}。" in page
    assert f"没有分管领导，这一级没有人收到：{unit_of('1')}。" in page


@pytest.mark.parametrize("words", ["x", "\x00", "0001-01-01T00:00", "9999-12-31T23:59", "2027-11-24T12:00", "9" * 400])
def test_a_moment_the_preview_cannot_show_is_refused_in_words(wang, sign_in, words):
    response = preview(sign_in(wang), words)
    assert response.status_code == 200
    assert 'class="error"' in response.content.decode()
    assert response.context["is_now"]


def test_the_preview_costs_the_same_for_one_and_for_many(street, li, wang, sign_in, count_queries):
    client = sign_in(wang)
    dispatched(assignee=li)
    preview(client)
    one = count_queries(lambda: preview(client))
    for _ in range(3):
        dispatched(assignee=li)
    assert count_queries(lambda: preview(client)) == one
    assert len(preview(client).context["digests"][0].lines) == 4
