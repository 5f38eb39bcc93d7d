"""The page where a section is edited: it saves itself and overwrites nobody, things are put in, pairs are chosen, and publishing asks first."""

from datetime import timedelta

import pytest
from django.utils import timezone

from reports import sentences, weekly
from reports.actions import publishing as actions
from reports.forms.report import OPENED, name_of
from reports.models import ReportVersion, WeeklyReport
from reports.sections import added
from tataboo_portal.models import AuditEvent, StandardText
from tataboo_portal.weeks import Week
from tests import makers

STICKER, CORNER = "cleanup/work:sticker", "cleanup/work:dead_corner"


@pytest.fixture
def report(wang):
    """The draft for this week's meeting, with two sentences under 环境整治."""
    for indicator in ("sticker", "dead_corner"):
        makers.work(indicator=indicator, quantity=15, day=timezone.localdate() - timedelta(days=7))
    return weekly.build(Week.current(), by=wang)


def page_of(report, section="cleanup"):
    return f"/meetings/{report.meeting_week}/edit/{section}/"


def opened(client, report, section="cleanup"):
    """What a page that is opened now sends when nothing is typed."""
    form = client.get(page_of(report, section)).context["form"]
    sent = {"version": form["version"].value()}
    for row in form.rows:
        sent |= {row["name"]: row["line"], f"{OPENED}{row['name']}": row["opened"]}
    return sent


def words_of(report):
    parts = weekly.shown(WeeklyReport.objects.get(pk=report.pk))["parts"]
    blocks = [block for section in sentences.sections_of(parts) for block in section["blocks"]]
    return "\n".join("".join(run["text"] for run in block["runs"]) for block in blocks if "runs" in block)


def pairs_of(report):
    return [item["number"] for item in _items(weekly.shown(WeeklyReport.objects.get(pk=report.pk)))]


def _items(content):
    blocks = [block for section in sentences.sections_of(content["parts"]) for block in section["blocks"]]
    return [item for block in blocks for item in block.get("items", ())]


def test_two_people_on_one_section_lose_nothing_of_each_other(sign_in, report, wang):
    client = sign_in(wang)
    mine, theirs = opened(client, report), opened(client, report)
    theirs[name_of(CORNER)] = "全部清理死角[15处]"
    assert client.post(page_of(report), theirs).status_code == 302
    mine[name_of(STICKER)] = "铲除牛皮癣[15处]"
    told = client.post(page_of(report), mine | {"autosave": "1"})
    assert told.status_code == 200
    assert told.json()["said"] == f"已保存 {timezone.localtime():%H:%M}"
    assert "全部清理死角15处，铲除牛皮癣15处。" in words_of(report)
    again = mine | told.json()["kept"] | {"version": told.json()["version"], "autosave": "1"}
    before = AuditEvent.objects.count()
    assert client.post(page_of(report), again).json()["version"] == told.json()["version"]
    assert client.post(page_of(report), mine).status_code == 302  # sent while the page was saving itself
    assert AuditEvent.objects.count() == before


def test_the_same_sentence_changed_by_somebody_else_is_shown_and_not_overwritten(sign_in, report, wang):
    client = sign_in(wang)
    mine, theirs = opened(client, report), opened(client, report)
    client.post(page_of(report), theirs | {name_of(STICKER): "别人的写法[15处]"})
    mine[name_of(STICKER)] = "我的写法[15处]"
    told = client.post(page_of(report), mine | {"autosave": "1"})
    assert (told.status_code, told.json()["said"]) == (409, actions.STALE_SENTENCE)
    assert "别人的写法" in words_of(report)
    refused = client.post(page_of(report), mine)
    assert refused.status_code == 400
    page = refused.content.decode()
    assert "我的写法[15处]" in page
    assert "现在的是：别人的写法[15处]" in page
    form = refused.context["form"]
    decided = {"version": form["version"].value(), name_of(STICKER): "我的写法[15处]"}
    decided[f"{OPENED}{name_of(STICKER)}"] = next(row["opened"] for row in form.rows if row["address"] == STICKER)
    assert client.post(page_of(report), decided).status_code == 302
    assert "我的写法15处" in words_of(report)


def test_a_line_whose_sentence_is_gone_is_handed_back(sign_in, report, wang):
    client = sign_in(wang)
    mine = opened(client, report) | {name_of(STICKER): "还没保存的一句"}
    content = WeeklyReport.objects.get(pk=report.pk).content
    for section in sentences.sections_of(content["parts"]):
        if section["code"] == "cleanup":
            section["blocks"][0]["runs"] = [run for run in section["blocks"][0]["runs"] if run.get("at") == CORNER]
    WeeklyReport.objects.filter(pk=report.pk).update(content=content)
    refused = client.post(page_of(report), mine)
    assert refused.status_code == 400
    assert "没有保存：还没保存的一句" in refused.content.decode()


def test_phrases_and_the_overdue_list_are_put_in_once_follow_the_rebuild_and_go_again(sign_in, report, wang):
    client, page = sign_in(wang), page_of(report, "problems")
    phrase = StandardText.objects.filter(topic="report").first()
    assert client.post(page, opened(client, report, "problems") | {"insert": "phrase"}).status_code == 400
    for _ in range(2):
        sent = opened(client, report, "problems")
        assert client.post(page, sent | {"insert": "phrase", "phrase": phrase.pk}).url == page
        assert client.post(page, opened(client, report, "problems") | {"insert": "overdue"}).url == page
    told = words_of(report)
    assert told.count(f"{phrase.text}。") == told.count("没有逾期未办的整改任务。") == 1
    assert len(WeeklyReport.objects.get(pk=report.pk).additions["sentences"]) == 2
    makers.assigned(unit="7", due_at=timezone.now() + timedelta(seconds=1))
    late = timezone.now() + timedelta(days=1)
    assert added.overdue_list(late)[0][0]["text"] == "社区七"
    weekly.build(Week.current(), by=wang)
    assert phrase.text in words_of(report)
    form = client.get(page).context["form"]
    numbers = [row["drop"] for row in form.rows if row["drop"]]
    assert client.post(page, opened(client, report, "problems") | {"drop": [str(each) for each in numbers]}).url == page
    assert phrase.text not in words_of(report)


def test_the_overdue_list_names_the_longest_overdue_of_every_unit(wang):
    for hours in range(1, 6):
        makers.assigned(unit="2", due_at=timezone.now() + timedelta(hours=hours))
    ((who, what),) = added.overdue_list(timezone.now() + timedelta(days=3))
    assert who["text"] == "幸福社区"
    assert what["text"].count("到期") == 3
    assert what["text"].endswith("等5项")
    assert what["key"] == "overdue-list:2"


def test_pairs_are_chosen_for_the_annex_kept_at_a_rebuild_and_given_back(sign_in, wang, li):
    tasks = [makers.closed(unit="1") for _ in range(2)]
    makers.process_photos()
    week = Week.current().shifted(1)
    report = weekly.build(week, by=wang)
    client, page = sign_in(wang), f"/meetings/{week.monday}/pairs/"
    both = pairs_of(report)
    assert set(both) == {task.number for task in tasks}
    sent = {"version": report.version, "pairs": [both[0]]}
    assert client.post(page, sent | {"pairs": "1-9999"}).status_code == 400
    assert client.post(page, sent).status_code == 302
    assert client.post(page, sent | {"pairs": both}).status_code == 400  # opened before: shown, not overwritten
    weekly.build(week, by=wang)
    assert pairs_of(report) == [both[0]]
    report.refresh_from_db()
    client.post(page, {"version": report.version})
    assert pairs_of(report) == []
    assert "附件2" not in str(weekly.shown(WeeklyReport.objects.get(pk=report.pk))["parts"])
    report.refresh_from_db()
    client.post(page, {"version": report.version, "restore": "pairs"})
    assert pairs_of(report) == both


def test_publishing_says_first_what_will_stand_still_and_then_takes_one_click(sign_in, report, wang, li):
    client, page = sign_in(wang), f"/meetings/{report.meeting_week}/publish/"
    lines = {STICKER: "铲除牛皮癣[20处]", CORNER: ""}
    actions.edit_sentences(by=wang, report=report, version=report.version, typed=lines)
    shown = client.get(page)
    words = shown.content.decode()
    assert shown.context["by_hand"] == [("环境整治", "20处", "15处")]
    assert shown.context["emptied"] == [("环境整治", "清理卫生死角15处（前一周为0，不计环比）")]
    assert "没有写进去的：（前一周为0，不计环比）" in words
    assert shown.context["silent"] == ["整改任务", "宣传发动", "市场整治"]
    assert "绣品厂社区" in words  # has not handed in
    assert not ReportVersion.objects.exists()
    assert client.post(page, {"version": shown.context["report"].version}).status_code == 302
    assert client.get(page).status_code == 302
    read = sign_in(li).get(f"/meetings/{report.meeting_week}/").content.decode()
    at = timezone.localtime(ReportVersion.objects.get().published_at)
    assert f"已锁定，由王于{at.month}月{at.day}日 {at:%H:%M}锁定" in read
    told = sign_in(wang).post(page_of(report), {"version": 1, "autosave": "1"})
    assert (told.status_code, told.json()["said"]) == (409, weekly.PUBLISHED_SENTENCE.format(number=report.number))
