"""简报, 奋进篇, 通报: drafted once, edited, written anew, published with a hash, taken back, voided; with photos only as copies for outside."""

import base64
import io
import re
import uuid
from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from docx import Document

from campaigns.models import Campaign
from inspections.enums import TaskState
from inspections.models import RemediationTask
from reports import bulletins, publishing, sentences
from reports.actions import bulletins as actions
from reports.enums import BulletinKind
from reports.forms.report import name_of
from reports.models import Bulletin
from tataboo_portal.enums import AuditAction, PhotoSize, PhotoStatus
from tataboo_portal.models import AuditEvent, PhotoRelease
from tataboo_portal.refusals import Refusal, StaleEdit
from tests import makers
from tests.access.test_garbage import GARBAGE
from tests.counting import count_queries
from tests.people import jpeg, person
from tests.reports import rows

STICKER = "measures/work:sticker"
COVERED = jpeg("navy", (80, 60))


def drafted(by, kind=BulletinKind.BULLETIN, **values):
    """A bulletin about the last thirty days."""
    today = timezone.localdate()
    asked = {"kind": kind, "start": today - timedelta(days=30), "end": today, "title": "示例简报", "issued_on": today}
    return actions.draft(by=by, **({"client_uuid": uuid.uuid4(), "campaign": None} | asked | values))


@pytest.fixture
def bulletin(wang):
    """A 简报 with 24 stickers in it."""
    makers.work(quantity=24)
    return drafted(wang)


def fresh(bulletin):
    return Bulletin.objects.get(pk=bulletin.pk)


def words_of(bulletin):
    """Everything that is read, without pairs and tables."""
    content = bulletins.shown(fresh(bulletin))
    blocks = [block for section in sentences.sections_of(content["parts"]) for block in section["blocks"]]
    return "\n".join("".join(run["text"] for run in block["runs"]) for block in blocks if "runs" in block)


def edit(bulletin, by, typed=(), own="", section="measures"):
    kept = fresh(bulletin)
    return actions.edit_section(by=by, bulletin=kept, version=kept.version, section=section, typed=dict(typed), own=own)


def publish(bulletin, by):
    kept = fresh(bulletin)
    return actions.publish(by=by, bulletin=kept, version=kept.version)


def closed(code="1", covered=True):
    """A task closed yesterday with both photos, and with their copies for outside when they were prepared."""
    at = timezone.now() - timedelta(days=1)
    task = rows.photographed(rows.task(code, at, TaskState.CLOSED, fixed_at=at))
    for row in task.photos.select_related("photo"):
        default_storage.save(row.photo.served_path(PhotoSize.MEDIUM), ContentFile(jpeg("red", (80, 60))))
        if covered:
            release = PhotoRelease.objects.create(photo=row.photo, released_by=person("wang"), status=PhotoStatus.READY)
            default_storage.save(release.served_path(PhotoSize.MEDIUM), ContentFile(COVERED))
    return task


def test_the_same_submission_twice_is_one_bulletin_with_one_event(sign_in, wang):
    today, client = timezone.localdate().isoformat(), sign_in(wang)
    sent = {"client_uuid": str(uuid.uuid4()), "kind": "bulletin", "start": "2026-01-05", "end": today}
    sent |= {"issued_on": today}
    first, second = (client.post("/bulletins/new/", sent) for _ in range(2))
    assert first.url == second.url
    made = Bulletin.objects.get()
    assert (made.number, made.title) == (1, "塔塔埠街道“双创”工作简报")
    assert [event.action for event in AuditEvent.objects.filter(object_type="reports.Bulletin")] == [AuditAction.ADD]
    assert drafted(wang).number == 2
    assert drafted(wang, BulletinKind.ARTICLE).number is None


def test_days_that_run_backwards_or_miss_the_campaign_are_refused_in_words(sign_in, wang):
    sent = {"client_uuid": str(uuid.uuid4()), "kind": "article", "issued_on": "2026-01-05", "title": ""}
    sent |= {"start": "2026-01-05", "end": "2026-01-04"}
    assert "期间的结束不能早于开始。" in sign_in(wang).post("/bulletins/new/", sent).content.decode()
    sent |= {"end": "2026-02-04", "campaign": Campaign.objects.get(code="2017").pk}
    assert "不重合" in sign_in(wang).post("/bulletins/new/", sent).content.decode()
    assert not Bulletin.objects.exists()


def test_an_edit_outlives_the_rebuild_and_its_number_follows_new_records(bulletin, wang):
    edit(bulletin, wang, {STICKER: "组织清理牛皮癣[20余处]"}, own="第一段自己写的。\n\n第二段。")
    makers.work(quantity=30)
    actions.rebuild(by=wang, bulletin=bulletin)
    assert "组织清理牛皮癣50余处。" in words_of(bulletin)
    assert words_of(bulletin).endswith("第一段自己写的。\n第二段。")


def test_the_page_shows_what_was_typed_over_leads_to_the_list_and_gives_it_back(sign_in, bulletin, wang):
    client, address = sign_in(wang), f"/bulletins/{bulletin.pk}/edit/measures/"
    page = client.get(address).content.decode()
    assert "清理牛皮癣[20余处]" in page
    assert "/cleanups/?indicator=sticker&amp;from=" in page
    assert "连接语" in page
    sent = {"version": bulletin.version, name_of(STICKER): "清理牛皮癣[31处]", "own": ""}
    assert client.post(address, sent).url == f"/bulletins/{bulletin.pk}/#s-measures"
    read = client.get(f"/bulletins/{bulletin.pk}/").content.decode()
    assert "自动：20余处" in read
    stale = client.post(address, sent)
    assert stale.status_code == 400
    assert actions.STALE_SENTENCE in stale.content.decode()
    client.post(address, {"version": fresh(bulletin).version, "restore": STICKER, "own": ""})
    assert fresh(bulletin).edits == {}
    assert client.get(f"/bulletins/{bulletin.pk}/edit/nothing/").status_code == 404


def test_what_is_published_stands_still_and_is_taken_back_with_a_mark(bulletin, wang, sign_in):
    version = publish(bulletin, wang)
    assert publishing.is_whole(version)
    assert publishing.sha256(version.content) == version.sha256
    makers.work(quantity=30)
    for refused in (
        lambda: actions.rebuild(by=wang, bulletin=bulletin),
        lambda: edit(bulletin, wang, own="后来写的"),
        lambda: actions.void(by=wang, bulletin=bulletin, reason="示例"),
    ):
        with pytest.raises(Refusal):
            refused()
    assert "清理牛皮癣20余处" in words_of(bulletin)
    assert publish(bulletin, wang) == version
    actions.withdraw(by=wang, bulletin=bulletin, reason="数字漏了")
    assert actions.withdraw(by=wang, bulletin=bulletin, reason="再来一次") is None
    page = sign_in(wang).get(f"/bulletins/{bulletin.pk}/").content.decode()
    assert "数字漏了" in page
    assert "已撤回" in sign_in(wang).get(f"/bulletins/{bulletin.pk}/versions/1/").content.decode()
    actions.rebuild(by=wang, bulletin=bulletin)
    assert publish(bulletin, wang).number == 2
    assert "清理牛皮癣50余处" in words_of(bulletin)


def test_publishing_what_somebody_changed_meanwhile_is_stale(bulletin, wang):
    seen = fresh(bulletin)
    edit(bulletin, wang, own="刚写的")
    with pytest.raises(StaleEdit):
        actions.publish(by=wang, bulletin=seen, version=seen.version)


def test_a_version_altered_behind_the_portals_back_says_so(bulletin, wang, sign_in):
    version = publish(bulletin, wang)
    version.content["title"] = "别的标题"
    version.save()
    assert "校验码对不上" in sign_in(wang).get(f"/bulletins/{bulletin.pk}/").content.decode()


def test_voiding_frees_the_number_and_keeps_the_words(bulletin, wang, sign_in):
    client = sign_in(wang)
    assert client.post(f"/bulletins/{bulletin.pk}/void/", {"reason": ""}).status_code == 400
    client.post(f"/bulletins/{bulletin.pk}/void/", {"reason": "写错了期间"})
    assert "示例简报" not in client.get("/bulletins/").content.decode()
    assert "示例简报" in client.get("/bulletins/?show=voided").content.decode()
    assert "示例简报（已作废）" in client.get(f"/bulletins/{bulletin.pk}/bulletin.html").content.decode()
    assert "写错了期间" in client.get(f"/bulletins/{bulletin.pk}/").content.decode()
    assert drafted(wang).number == bulletin.number


def test_a_number_that_is_taken_is_refused(bulletin, wang, sign_in):
    other = drafted(wang)
    sent = {"version": other.version, "title": "示例", "number": bulletin.number, "issued_on": other.issued_on}
    page = sign_in(wang).post(f"/bulletins/{other.pk}/edit/", sent)
    assert "换一个期号" in page.content.decode()
    assert fresh(other).number == 2


def test_only_pairs_prepared_for_outside_can_be_chosen(bulletin, wang, sign_in):
    ready, bare = closed(), closed(covered=False)
    client, address = sign_in(wang), f"/bulletins/{bulletin.pk}/pairs/"
    page = client.get(address)
    assert [row["pair"].task.number for row in page.context["rows"]] == [ready.number]
    assert [pair.task.number for pair in page.context["waiting"]] == [bare.number]
    sent = {"version": bulletin.version, "use0": "on", "section0": "measures", "caption0": "示例地点，示例单位"}
    assert client.post(address, sent).status_code == 302
    read = client.get(f"/bulletins/{bulletin.pk}/").content.decode()
    assert read.rindex("整改前<") < read.rindex("整改后<") < read.rindex("示例地点，示例单位")
    token = fresh(bulletin).pairs[0]["before"]
    photo = client.get(f"/bulletins/{bulletin.pk}/photos/{token}/")
    assert b"".join(photo) == COVERED
    bare_token = bare.photos.first().photo.token
    assert client.get(f"/bulletins/{bulletin.pk}/photos/{bare_token}/").status_code == 404


def test_the_html_file_is_whole_in_itself_and_loses_what_is_taken_back(bulletin, wang, sign_in):
    task = closed()
    client = sign_in(wang)
    sent = {"version": bulletin.version, "use0": "on", "section0": "", "caption0": ""}
    client.post(f"/bulletins/{bulletin.pk}/pairs/", sent)
    edit(bulletin, wang, own="<script>alert(1)</script>")
    response = client.get(f"/bulletins/{bulletin.pk}/bulletin.html")
    assert response["Content-Disposition"].startswith("attachment")
    page = response.content.decode()
    assert not re.search(r"<script|<link|https?:|\ssrc=\"(?!data:)|\shref=", page)
    assert page.count(base64.b64encode(COVERED).decode()) == 2
    assert "20余处" in page
    assert "草稿，还没有发布" in page
    PhotoRelease.objects.filter(photo=task.photos.first().photo).update(withdrawn_at=timezone.now())
    again = client.get(f"/bulletins/{bulletin.pk}/bulletin.html").content.decode()
    assert again.count("data:image") == 1
    assert "照片暂缺" in again
    events = AuditEvent.objects.filter(action=AuditAction.EXPORT, object_type="reports.Bulletin")
    assert [event.after["what"] for event in events] == ["html", "html"]


def test_word_has_the_text_and_no_photo_that_was_taken_back(bulletin, wang, sign_in):
    task = closed()
    client = sign_in(wang)
    client.post(f"/bulletins/{bulletin.pk}/pairs/", {"version": bulletin.version, "use0": "on", "section0": ""})
    PhotoRelease.objects.filter(photo=task.photos.first().photo).update(withdrawn_at=timezone.now())
    document = Document(io.BytesIO(client.get(f"/bulletins/{bulletin.pk}/bulletin.docx").content))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "清理牛皮癣20余处" in words
    assert "一、措施有力 城区形象大提升" in words
    assert len(document.inline_shapes) == 1


@pytest.fixture
def circular(wang):
    """A 通报 about two units: one with everything in time, one with a task overdue."""
    now = timezone.now()
    rows.task("1", now - timedelta(days=3), TaskState.CLOSED, fixed_at=now - timedelta(days=4))
    late = rows.task("7", now - timedelta(days=2), TaskState.PROCESSING)
    RemediationTask.objects.filter(pk=late.pk).update(due_at=now - timedelta(days=2))
    return drafted(wang, BulletinKind.CIRCULAR)


def test_a_circular_ranks_units_and_names_them_by_results(circular, wang, sign_in):
    content = bulletins.shown(circular)
    table = next(
        block
        for section in sentences.sections_of(content["parts"])
        for block in section["blocks"]
        if block["kind"] == "table"
    )
    ranked = {row[0]: row[1:] for row in table["rows"]}
    assert ranked["绣品厂社区"] == [1, 1, 1, "100%", 0]
    assert ranked["社区七"] == [2, 1, 0, "0%", 1]
    assert ranked["幸福社区"][0] == "—"
    words = words_of(circular)
    assert words.startswith("现将")
    assert "通报如下：" in words
    assert "应办任务全部按期办结的单位：绣品厂社区" in words
    assert "社区七（0%）" in words
    assert "社区七1项" in words
    with pytest.raises(Refusal, match="落款"):
        publish(circular, wang)
    sent = {"version": circular.version, "title": "示例通报", "issued_on": "2026-11-20", "signer": "示例办公室"}
    sent |= {"reference": "示例〔2026〕3号", "addressee": "各社区", "copies_to": "示例单位", "number": "1"}
    assert sign_in(wang).post(f"/bulletins/{circular.pk}/edit/", sent | {"signer": ""}).status_code == 400
    assert sign_in(wang).post(f"/bulletins/{circular.pk}/edit/", sent).status_code == 302
    assert "table" not in str(bulletins.shown(fresh(circular)))  # its switch was off
    paper = Document(io.BytesIO(sign_in(wang).get(f"/bulletins/{circular.pk}/bulletin.docx").content))
    said = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    for words in ("示例办公室", "示例〔2026〕3号", "示例通报", "各社区：", "2026年11月20日"):
        assert words in said


def test_what_is_nothing_is_left_out(wang):
    assert "0" not in words_of(drafted(wang, start=date(2016, 1, 1), end=date(2016, 12, 31)))


def test_the_list_asks_the_database_no_more_for_more_rows(bulletin, wang, sign_in):
    client = sign_in(wang)
    one = count_queries(client, "/bulletins/")
    for _ in range(2):
        drafted(wang)
    assert count_queries(client, "/bulletins/") == one


@pytest.mark.parametrize("name", ["start", "campaign", "title", "kind"])
def test_garbage_in_the_form_is_answered(sign_in, wang, name):
    client = sign_in(wang)
    good = {"kind": "bulletin", "start": "2026-01-05", "end": "2026-01-06", "issued_on": "2026-01-07"}
    for words in GARBAGE:
        sent = good | {"client_uuid": str(uuid.uuid4()), name: words}
        assert client.post("/bulletins/new/", sent).status_code in {302, 400}, words[:40]
        assert client.get("/bulletins/new/", {name: words[:400]}).status_code == 200
    assert not any("\x00" in row.title for row in Bulletin.objects.all())
