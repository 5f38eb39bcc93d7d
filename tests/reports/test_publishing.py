"""Editing on the page, publishing with a hash, taking back, comparing, and 更正 in the next report."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from campaigns.actions import void_work
from campaigns.models import WorkRecord
from reports import publishing, sentences, weekly
from reports.actions import publishing as actions
from reports.forms.report import name_of
from reports.models import ReportVersion, WeeklyReport
from tataboo_portal import audit
from tataboo_portal.models import AuditEvent
from tataboo_portal.refusals import Refusal, StaleEdit
from tataboo_portal.weeks import Week
from tests import makers
from tests.access.test_garbage import GARBAGE
from tests.counting import count_queries

STICKER = "cleanup/work:sticker"


def last_week():
    return timezone.localdate() - timedelta(days=7)


@pytest.fixture
def report(wang):
    """The draft for this week's meeting, with 24 stickers."""
    makers.work(quantity=24, day=last_week())
    return weekly.build(Week.current(), by=wang)


def edit(report, by, line, address=STICKER):
    report.refresh_from_db()
    return actions.edit_sentences(by=by, report=report, version=report.version, typed={address: line})


def publish(report, by):
    report.refresh_from_db()
    return actions.publish(by=by, report=report, version=report.version)


def words_of(report):
    """What is read, without the annexes."""
    parts = weekly.shown(WeeklyReport.objects.get(pk=report.pk))["parts"]
    blocks = [block for section in sentences.sections_of(parts) for block in section["blocks"]]
    return "\n".join("".join(run["text"] for run in block["runs"]) for block in blocks if "runs" in block)


def test_an_edit_outlives_the_rebuild_and_its_number_follows_new_records(report, wang):
    edit(report, wang, "组织清理牛皮癣[20余处][（前一周为0，不计环比）]")
    makers.work(quantity=30, day=last_week())
    weekly.build(Week.current(), by=wang)
    assert "组织清理牛皮癣50余处（前一周为0，不计环比）" in words_of(report)


def test_typing_back_what_the_portal_wrote_is_no_edit_and_no_change_leaves_no_trace(report, wang):
    line = "清理牛皮癣[20余处][（前一周为0，不计环比）]"
    events = AuditEvent.objects.count()
    assert edit(report, wang, line).version == report.version
    assert AuditEvent.objects.count() == events
    assert edit(report, wang, "清理牛皮癣[30处][（前一周为0，不计环比）]").edits[STICKER]["by"] == "王"
    assert edit(report, wang, f"{line}。").edits == {}
    assert AuditEvent.objects.count() == events + 2


def test_the_page_shows_what_was_typed_over_beside_what_is_counted_and_gives_it_back(sign_in, report, wang):
    client, address = sign_in(wang), f"/meetings/{report.meeting_week}/edit/cleanup/"
    field = name_of(STICKER)
    page = client.get(address).content.decode()
    assert "清理牛皮癣[20余处][（前一周为0，不计环比）]" in page
    assert "/cleanups/?indicator=sticker&amp;from=" in page
    sent = {"version": report.version, field: "清理牛皮癣[31处][（前一周为0，不计环比）]"}
    assert client.post(address, sent).url == f"/meetings/{report.meeting_week}/#s-cleanup"
    read = client.get(f"/meetings/{report.meeting_week}/").content.decode()
    assert "31处</a>" in read
    assert "自动：20余处" in read
    again = {"version": report.version + 1, "restore": STICKER}
    assert client.post(address, again).url == address
    assert "自动：" not in client.get(f"/meetings/{report.meeting_week}/").content.decode()


def test_a_stale_page_is_refused_keeps_what_was_typed_and_can_then_be_sent(sign_in, report, wang):
    client, address = sign_in(wang), f"/meetings/{report.meeting_week}/edit/cleanup/"
    sent = {"version": report.version, name_of(STICKER): "示例改法[20余处]"}
    weekly.build(Week.current(), by=wang)
    refused = client.post(address, sent)
    assert refused.status_code == 400
    assert actions.STALE_SENTENCE in refused.content.decode()
    assert "示例改法[20余处]" in refused.content.decode()
    report.refresh_from_db()
    assert report.edits == {}
    sent["version"] = refused.context["form"]["version"].value()
    assert client.post(address, sent).status_code == 302
    assert "示例改法20余处" in words_of(report)


def test_a_section_emptied_by_hand_and_an_edit_without_its_sentence_stay_reachable(sign_in, report, wang):
    client, page = sign_in(wang), f"/meetings/{report.meeting_week}/"
    edit(report, wang, "")
    assert "（二）整改任务" in client.get(page).content.decode()
    assert "没有写进材料的部分" in client.get(page).content.decode()
    void_work(WorkRecord.objects.get(), by=wang, reason="示例")
    weekly.build(Week.current(), by=wang)
    assert "没有用上" in client.get(page).content.decode()


def test_garbage_in_the_forms_is_answered(sign_in, report, wang):
    client, page = sign_in(wang), f"/meetings/{report.meeting_week}"
    for words in GARBAGE:
        for sent in ({"version": words}, {"version": report.version, name_of(STICKER): words, "restore": words}):
            assert client.post(f"{page}/edit/cleanup/", sent).status_code in {302, 400}, words[:40]
        assert client.post(f"{page}/publish/", {"version": words}).status_code == 302
        assert client.get(f"{page}/compare/", {"old": words[:400], "new": words[:400]}).status_code == 404
        assert client.post(f"{page}/withdraw/", {"reason": words}).status_code in {302, 400}
    assert not ReportVersion.objects.exists()


def test_published_words_stand_still_and_the_hash_holds_them(report, wang, li):
    edit(report, wang, "清理牛皮癣[31处][（前一周为0，不计环比）]")
    version = publish(report, wang)
    assert version.sha256 == publishing.sha256(version.content)
    makers.work(quantity=30, day=last_week())
    for refused in (lambda: weekly.build(Week.current(), by=wang), lambda: edit(report, wang, "别的")):
        with pytest.raises(Refusal, match="已经发布，内容不再变"):
            refused()
    assert "清理牛皮癣31处" in words_of(report)
    stored = ReportVersion.objects.get()
    assert publishing.is_whole(stored)
    assert (stored.published_by, stored.number) == (wang, 1)
    assert AuditEvent.objects.filter(reason="发布").get().after == {"number": 1, "sha256": stored.sha256}


def test_publishing_twice_gives_one_version_and_a_stale_page_publishes_nothing(report, wang):
    seen = report.version
    edit(report, wang, "别的说法")
    with pytest.raises(StaleEdit):
        actions.publish(by=wang, report=report, version=seen)
    first = publish(report, wang)
    assert publish(report, wang) == first
    assert ReportVersion.objects.count() == AuditEvent.objects.filter(reason="发布").count() == 1


def test_withdrawing_leaves_its_mark_and_the_next_version_is_the_second(sign_in, report, wang, li):
    client, page = sign_in(wang), f"/meetings/{report.meeting_week}/"
    publish(report, wang)
    assert client.post(f"{page}withdraw/", {"reason": ""}).status_code == 400
    client.post(f"{page}withdraw/", {"reason": "示例：数字有误"})
    assert actions.withdraw(by=wang, report=report, reason="再点一次") is None
    edit(report, wang, "清理牛皮癣[31处][（前一周为0，不计环比）]")
    assert publish(report, wang).number == 2
    reader = sign_in(li)
    assert "撤回：示例：数字有误" in reader.get(page).content.decode()
    first = reader.get(f"{page}versions/1/").content.decode()
    assert "清理牛皮癣20余处" in first
    assert "已经撤回" in first
    (difference,) = reader.get(f"{page}compare/").context["differences"]
    assert difference.where == "环境整治"
    assert (difference.old, difference.new) == (
        "清理牛皮癣20余处（前一周为0，不计环比）",
        "清理牛皮癣31处（前一周为0，不计环比）",
    )


def test_a_version_changed_behind_the_portals_back_is_said(sign_in, report, wang):
    version = publish(report, wang)
    client, page = sign_in(wang), f"/meetings/{report.meeting_week}/"
    assert "对不上" not in client.get(page).content.decode()
    version.content["parts"][0]["heading"] = "一、改过的标题"
    ReportVersion.objects.filter(pk=version.pk).update(content=version.content)
    for address in (page, f"{page}versions/1/"):
        assert "和发布时的校验码对不上" in client.get(address).content.decode()


def test_a_published_version_shows_nobody_the_photos_of_tasks_they_may_not_know_of(sign_in, wang, li, zhang):
    task = makers.closed(unit="1")
    makers.process_photos()
    report = weekly.build(Week.current().shifted(1), by=wang)
    publish(report, wang)
    for who, is_shown in ((li, True), (zhang, False)):
        for address in ("", "versions/1/"):
            page = sign_in(who).get(f"/meetings/{report.meeting_week}/{address}").content.decode()
            assert (f"/tasks/{task.number}/" in page) is is_shown
    assert publishing.is_whole(ReportVersion.objects.get())


def test_a_later_entry_is_corrected_by_name_in_the_next_report_and_only_once(report, wang):
    makers.work(unit="7", indicator="dead_corner", quantity=38, day=last_week())
    weekly.build(Week.current(), by=wang)
    edit(report, wang, "清理牛皮癣[26处][（前一周为0，不计环比）]")
    publish(report, wang)
    day = last_week()
    with time_machine.travel(timezone.now() + timedelta(days=7), tick=False):
        following = Week.current()
        assert "更正" not in words_of(weekly.build(following, by=wang))
        makers.work(unit="7", indicator="dead_corner", quantity=2, day=day)
        makers.placement(unit="1", kind="banner", quantity=12, day=day)
        words = words_of(weekly.build(following, by=wang))
        for sentence in (
            "上期所报清理卫生死角38处，更正为40处",
            "上期所报社区七清理卫生死角38处，更正为40处",
            "上期未报悬挂条幅，补报12条",
        ):
            assert sentence in words
        assert "牛皮癣" not in words  # typed over when it was published, and nothing was entered since
        publish(WeeklyReport.objects.get(meeting_week=following.monday), wang)
    with time_machine.travel(timezone.now() + timedelta(days=14), tick=False):
        third = Week.current()
        assert "更正" not in words_of(weekly.build(third, by=wang))
        makers.work(unit="7", indicator="dead_corner", quantity=1, day=day)
        assert "第1期所报清理卫生死角40处，更正为41处" in words_of(weekly.build(third, by=wang))


def test_killed_twice_while_it_compiles_there_is_one_report(wang, monkeypatch):
    class Killed(BaseException):
        """The worker is gone, whatever it was doing."""

    def gone(**values):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(audit, "record", gone)
        for _ in range(2):
            with pytest.raises(Killed):
                weekly.build(Week.current())
            assert not WeeklyReport.objects.exists()
    report = weekly.build(Week.current())
    assert (WeeklyReport.objects.count(), report.number) == (1, 1)
    assert AuditEvent.objects.filter(object_type="reports.WeeklyReport").count() == 1


def test_the_pages_ask_as_often_for_three_versions_and_edits_as_for_one(sign_in, report, wang):
    client, page = sign_in(wang), f"/meetings/{report.meeting_week}/"
    edit(report, wang, "示例1")
    publish(report, wang)
    actions.withdraw(by=wang, report=report, reason="示例")
    pages = [f"{page}{rest}" for rest in ("", "edit/cleanup/", "edit/overview/", "versions/1/", "compare/")]
    one = [count_queries(client, address) for address in pages]
    for indicator in ("dead_corner", "zombie_vehicle"):
        makers.work(indicator=indicator, quantity=5, day=last_week())
        weekly.build(Week.current())
        edit(report, wang, "示例", f"cleanup/work:{indicator}")
        publish(report, wang)
        actions.withdraw(by=wang, report=report, reason="示例")
    assert [count_queries(client, address) for address in pages] == one


def test_the_list_names_the_day_of_every_meeting_and_the_week_without_one(sign_in, wang):
    with time_machine.travel(datetime(2017, 5, 31, 9, tzinfo=ZoneInfo("Asia/Shanghai")), tick=False):
        weekly.build(Week.current())
        assert "5月31日 星期三" in sign_in(wang).get("/meetings/").content.decode()
    with time_machine.travel(datetime(2017, 9, 25, 9, tzinfo=ZoneInfo("Asia/Shanghai")), tick=False):
        page = sign_in(wang).get("/meetings/").content.decode()
        assert "本周没有工作日，不开例会" in page
        assert f"/meetings/{date(2017, 10, 2)}/build/" not in page


def test_the_administrator_sets_the_number_from_which_the_issues_run_on(sign_in, report, wang, qian):
    client, address = sign_in(qian), f"/admin/reports/weeklyreport/{report.pk}/change/"
    assert client.post(address, {"number": "57"}).status_code == 302
    assert weekly.build(Week.current(), by=wang).number == 57
    assert weekly.build(Week.current().shifted(1), by=wang).number == 58
    publish(report, wang)
    assert client.post(address, {"number": "60"}).status_code == 403
    event = AuditEvent.objects.filter(actor_id=qian.pk, object_type="reports.WeeklyReport").get()
    assert (event.before, event.after) == ({"number": 1}, {"number": 57})
