"""The anchor of the trail in the week's report: frozen with what is published, on the page, in Word, and taken by verify_audit."""

from datetime import UTC, datetime, time, timedelta
from io import BytesIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from docx import Document

from reports import weekly
from reports.actions import publishing as actions
from tataboo_portal import audit
from tataboo_portal.enums import AuditAction
from tataboo_portal.models import AuditEvent
from tataboo_portal.weeks import Week
from tests import makers


@pytest.fixture
def report(wang):
    makers.work(quantity=24, day=timezone.localdate() - timedelta(days=7))
    return weekly.build(Week.current(), by=wang)


def test_the_anchor_of_the_trail_is_frozen_printed_and_taken_by_verify_audit(sign_in, report, wang, qian, capsys):
    assert "审计锚点" not in sign_in(wang).get(f"/meetings/{report.meeting_week}/").content.decode()
    audit.seal()
    head = audit.head()
    version = actions.publish(by=wang, report=report, version=report.version)
    assert version.content["anchor"] == {"position": head.position, "digest": head.digest, "at": head.at.isoformat()}
    makers.work(quantity=3)
    audit.seal()  # what comes later changes nothing of it
    code = f"{head.position}:{head.digest[:16]}"
    for address in ("", "versions/1/"):
        page = sign_in(wang).get(f"/meetings/{report.meeting_week}/{address}").content.decode()
        assert f"操作日志 {head.position} 条，" in page
        assert code in page
        assert head.digest not in page
        assert (
            f"{head.position}:{head.digest}"
            in sign_in(qian).get(f"/meetings/{report.meeting_week}/{address}").content.decode()
        )
    paper = Document(BytesIO(sign_in(wang).get(f"/meetings/{report.meeting_week}/report.docx").content))
    (line,) = [one.text for one in paper.paragraphs if one.text.startswith("审计锚点：")]
    call_command("verify_audit", f"--anchor={line.rsplit('，', 1)[1]}", f"--anchor={head.position}:{head.digest}")
    assert "操作日志完整" in capsys.readouterr().out
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {AuditEvent._meta.db_table} WHERE position >= %s", [head.position])
    with pytest.raises(CommandError, match="末尾被截掉"):
        call_command("verify_audit", f"--anchor={line.rsplit('，', 1)[1]}")


def test_each_day_of_the_week_before_has_its_anchor(report, wang, sign_in, capsys):
    """Events of two days, a day without any, and today's, which is the report's own: three lines nobody can write anew."""
    monday = report.meeting_week - timedelta(days=7)
    for number, days in enumerate((0, 0, 3)):
        event = audit.record(by=wang, action=AuditAction.CHANGE, subject=report, reason=f"示例 {number}")
        late = timezone.make_aware(datetime.combine(monday + timedelta(days=days), time(23, 59, 59)))
        moment = late.astimezone(UTC).replace(tzinfo=None)  # as both databases keep it
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {AuditEvent._meta.db_table} SET at = %s WHERE id = %s", [moment, event.pk])
        audit.seal()
    version = actions.publish(by=wang, report=report, version=report.version)
    kept = {one["day"]: one for one in version.content["daily_anchors"]}
    first, second = (monday + timedelta(days=days) for days in (0, 3))
    assert {first.isoformat(), second.isoformat()} <= set(kept)
    assert len({one["position"] for one in kept.values()}) == len(kept)
    assert kept[second.isoformat()]["position"] == kept[first.isoformat()]["position"] + 1
    page = sign_in(wang).get(f"/meetings/{report.meeting_week}/").content.decode()
    codes = [audit.anchor_words(one) for one in kept.values()]
    assert all(code in page for code in codes)
    paper = Document(BytesIO(sign_in(wang).get(f"/meetings/{report.meeting_week}/report.docx").content))
    (line,) = [one.text for one in paper.paragraphs if one.text.startswith("逐日：")]
    assert [words.split(" ")[1] for words in line.removeprefix("逐日：").split("，")] == codes
    call_command("verify_audit", *(f"--anchor={code}" for code in codes))
    assert "操作日志完整" in capsys.readouterr().out
