"""The line typed in a meeting: read into 议定事项 or asked back, kept once, and garbage is answered."""

import uuid
from datetime import date

import pytest

from reports import decisions as work
from reports.models import Decision, Meeting
from reports.spoken_days import Unreadable
from tataboo_portal.models import AuditEvent
from tataboo_portal.weeks import Week
from tests import decisions
from tests.access.test_garbage import GARBAGE

MONDAY = date(2026, 11, 23)
READ = (
    ("#7 王敏 周五 清理二号楼后的杂物", "7", "王敏", "2026-11-27", "清理二号楼后的杂物"),
    ("＃７ @王敏 周五前 清理 二号楼", "7", "王敏", "2026-11-27", "清理 二号楼"),
    ("#a 三天内 北门占道经营", "A", "", "2026-11-26", "北门占道经营"),
    ("#市场一组\u3000赵强、钱亮 11月28日 集中整治", "A", "赵强、钱亮", "2026-11-28", "集中整治"),
    ("绣品厂社区 不限 建立台账", "1", "", None, "建立台账"),
    ("#绣品厂 李·某 2026-12-01 报方案", "1", "李·某", "2026-12-01", "报方案"),
    ("#7 周五 周六 大扫除", "7", "", "2026-11-27", "周六 大扫除"),
)
ASKED_BACK = (
    ("", "还没有写"),
    ("#99 王敏 周五 清理", "没有读出单位"),
    ("7 王敏 周五 清理", "没有读出单位"),
    ("社区 王敏 周五 清理", "没有读出单位"),
    ("#7 #8 周五 清理", "一行写一个单位"),
    ("#7", "没有读出时限"),
    ("#7 王敏 清理二号楼后的杂物", "没有读出时限"),
    ("#7 王敏 李强 周五 清理", "没有读出时限"),
    ("#7 王敏 尽快 清理", "没有读出时限"),
    ("#7 12345 周五 清理", "没有读出负责人"),
    ("#7 @ 周五 清理", "没有读出负责人"),
    ("#7 王敏 周五", "还缺事项"),
    ("#7 周五", "还缺事项"),
    ("#7 王敏 11月20日 清理", "已经过了"),
    ("#7 王敏 2月30日 清理", "没有2月30日"),
    (f"#7 王敏 周五 {'长' * 201}", "最多 200 字"),
)


@pytest.mark.django_db
@pytest.mark.parametrize(("line", "unit", "name", "day", "words"), READ, ids=range(len(READ)))
def test_a_line_is_read(line, unit, name, day, words):
    found = work.read(line, MONDAY)
    assert (found.unit.code, found.person, found.due_on and found.due_on.isoformat()) == (unit, name, day)
    assert found.words == words


@pytest.mark.django_db
@pytest.mark.parametrize(("line", "question"), ASKED_BACK, ids=range(len(ASKED_BACK)))
def test_what_cannot_be_read_is_asked_back(line, question):
    with pytest.raises(Unreadable, match=question):
        work.read(line, MONDAY)


def typed(client, line, **values):
    data = {"client_uuid": str(uuid.uuid4()), "line": line, **values}
    return client.post(f"/meetings/{Week.current().monday}/record/", data)


def test_a_typed_line_becomes_a_numbered_decision_once(sign_in, wang):
    client, number = sign_in(wang), str(uuid.uuid4())
    for _ in range(2):
        answer = typed(client, "#1 王敏 三天内 清理二号楼后的杂物", client_uuid=number)
        assert answer.status_code == 302
    typed(client, "#A 不限 建立台账")
    assert list(Decision.objects.order_by("id").values_list("number", "unit__code")) == [(1, "1"), (2, "A")]
    assert Meeting.objects.get().week == Week.current().monday
    page = client.get(answer.url.partition("#")[0]).content.decode()
    assert "已记第1项：绣品厂社区，王敏" in page
    assert AuditEvent.objects.filter(object_type=Decision._meta.label).count() == 2


def test_a_line_that_cannot_be_read_stays_in_the_box_with_the_question(sign_in, wang):
    answer = typed(sign_in(wang), "#1 王敏 清理二号楼")
    assert answer.status_code == 400
    page = answer.content.decode()
    assert 'value="#1 王敏 清理二号楼"' in page
    assert "没有读出时限" in page
    assert not Decision.objects.exists()
    assert not Meeting.objects.exists()


def test_garbage_is_answered_and_writes_nothing_absurd(sign_in, wang):
    decision, client = decisions.made(), sign_in(wang)
    attendance = f"/meetings/{Week.current().monday}/attendance/"
    for words in GARBAGE:
        for line in (words, f"#1 {words} 周五 清理", f"#1 王敏 {words} 清理", f"#1 周五 {words}"):
            assert typed(client, line).status_code in {302, 400}, line[:40]
        for step in ("report", "back", "order", "task", "change"):
            data = dict.fromkeys(
                ("version", "result", "reason", "due_on", "demand", "category", "unit", "words"), words
            )
            answer = client.post(f"/decisions/{decision.pk}/{step}/", data | {"client_uuid": words})
            assert answer.status_code == 400, (step, words[:40])
        whole = {"who-TOTAL_FORMS": words, "who-INITIAL_FORMS": words, "day": words, "version": words}
        assert client.post(attendance, whole).status_code == 400, words[:40]
    assert decisions.kept(decision).version == 1
    for row in Decision.objects.all():
        assert "\x00" not in f"{row.words}{row.person}"
        assert len(row.words) <= 200
