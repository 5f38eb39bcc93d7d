"""整改对比: the right pairs for the right people, whole at a bounded price, and what leaves the portal with them."""

import csv
import io
import uuid
import zipfile
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from docx import Document
from PIL import Image

from inspections.enums import PhotoStage, TaskState
from inspections.models import RemediationTask, TaskCategory
from reports import archives, pairs
from reports.papers.pairs import BOX_WIDTH
from reports.views import pairs as pages
from tataboo_portal.enums import PhotoSize, PhotoStatus
from tataboo_portal.models import AuditEvent, Photo, PhotoRelease, Place
from tests import makers
from tests.counting import count_queries
from tests.people import jpeg, person, unit_of
from tests.reports import rows

GALLERY = "/photos/"
NOON = rows.at(timezone.localdate() - timedelta(days=3), 12)


def closed(code="1", days=0, hours=0, stages=(), **values):
    """A closed task so many days and hours before noon, with photos that can be shown."""
    at = NOON - timedelta(days=days, hours=hours)
    task = rows.task(code, at + timedelta(hours=1), TaskState.CLOSED, fixed_at=at)
    RemediationTask.objects.filter(pk=task.pk).update(**values)
    return rows.photographed(RemediationTask.objects.get(pk=task.pk), *stages)


def drawn(task):
    """The task's photos with real files, another picture in each size."""
    for number, row in enumerate(task.photos.select_related("photo").order_by("id")):
        for place, size in enumerate(PhotoSize.values):
            picture = jpeg((40 * number, 60 * place, 90), (60, 80) if number else (80, 60))
            default_storage.save(row.photo.served_path(size), ContentFile(picture))
    return task


def shown(client, query=""):
    """The numbers of the gallery's page, in its order."""
    return [pair.task.number for pair in client.get(GALLERY + query).context["page"].rows]


@pytest.fixture
def three(db):
    """Three pairs of 绣品厂社区, 幸福社区 and 市场工作组一, newest first, and tasks that have nothing to show."""
    found = [closed("1"), closed("2", days=1), closed("A", days=20)]
    closed("1", stages=(PhotoStage.BEFORE,))
    closed("1", stages=(PhotoStage.AFTER,))
    rows.photographed(rows.task("1", NOON))
    undrawn = closed("1")
    Photo.objects.filter(pk=undrawn.photos.last().photo_id).update(status=PhotoStatus.WAITING)
    return found


def test_only_closed_tasks_with_both_photos_ready_are_pairs_the_newest_closed_first(sign_in, wang, three):
    page = sign_in(wang).get(GALLERY)
    assert [pair.task for pair in page.context["page"].rows] == three
    assert page.context["page"].count_text == "共 3 组"
    assert page.content.decode().count("/320/") == 6


def test_the_last_photo_of_a_round_counts_and_an_older_one_never_stands_in(sign_in, wang):
    task = closed()
    rows.photographed(task, PhotoStage.AFTER)
    client, last = sign_in(wang), task.photos.last().photo
    assert client.get(GALLERY).context["page"].rows[0].after == last
    Photo.objects.filter(pk=last.pk).update(status=PhotoStatus.REFUSED)
    assert shown(client) == []


def test_nothing_yet_says_what_will_come(sign_in, wang):
    assert "办结的任务会自动出现在这里。" in sign_in(wang).get(GALLERY).content.decode()


def test_filters_give_exactly_their_pairs_and_say_so_by_name(sign_in, wang, three):
    one, two, market = (task.number for task in three)
    category = TaskCategory.objects.exclude(pk=three[0].category_id).first()
    place = Place.objects.create(name="二棉宿舍", code="P7", community=unit_of("2"))
    RemediationTask.objects.filter(pk=three[1].pk).update(category=category, place=place)
    RemediationTask.objects.filter(pk=three[2].pk).update(location="北门外", community=unit_of("1"))
    client, day = sign_in(wang), timezone.localdate(NOON)
    asked = {
        "?unit=1": [one, market],
        "?unit=2": [two],
        "?unit=A": [market],
        f"?category={category.code}": [two],
        "?q=二棉": [two],
        "?q=北门": [market],
        f"?from={day}": [one],
        f"?to={day - timedelta(days=1)}": [two, market],
        f"?from={day - timedelta(days=1)}&to={day}&unit=1": [one],
        "?unit=nonsense&from=never": [one, two, market],
    }
    for query, numbers in asked.items():
        assert shown(client, query) == numbers, query
        papers = client.get(f"/photos/print/{query}").context["sheets"]
        assert [pair.task.number for sheet in papers for pair in sheet] == numbers, query
    chips = client.get(f"{GALLERY}?unit=2&q=二棉").context["filter"].chips
    assert [(chip["words"], unquote(chip["url"])) for chip in chips] == [
        ("幸福社区", "?q=二棉"),
        ("地点“二棉”", "?unit=2"),
    ]


def test_nobody_sees_or_takes_along_what_they_may_not_know_of(sign_in, three):
    own, foreign = three[1], three[0]
    client = sign_in(person("zhang"))
    asked = {"task": [foreign.number, own.number]}
    assert shown(client) == shown(client, f"?unit=1&unit={own.unit.code}") == [own.number]
    assert [pair.task for sheet in client.get("/photos/print/", asked).context["sheets"] for pair in sheet] == [own]
    text = "".join(table_of(client.post("/photos/zip/", asked)))
    assert own.number in text
    assert foreign.number not in text
    words = [cell.text for table in word(client.post("/photos/word/", asked)).tables for cell in table._cells]
    assert sum("办结" in text for text in words if text.startswith(own.title)) == 2  # one merged cell, met twice
    token = foreign.photos.first().photo.token
    assert client.get(f"/photos/{foreign.number}/{token}/").status_code == 404
    assert client.get(f"/photos/{own.number}/{token}/").status_code == 404


def test_the_gallery_asks_as_often_for_three_pairs_as_for_one(sign_in, wang):
    closed()
    client = sign_in(wang)
    once = count_queries(client, GALLERY)
    closed("2", hours=1)
    closed("A", hours=2)
    assert count_queries(client, GALLERY) == once <= 12


def test_pages_lead_through_all_pairs_once_and_back(sign_in, wang, monkeypatch):
    monkeypatch.setattr(pairs, "PAGE_SIZE", 2)
    numbers = [closed(hours=hour).number for hour in range(5)]
    client = sign_in(wang)
    seen, url = [], GALLERY
    while url:
        page = client.get(url).context["page"]
        assert page.count_text == "共 5 组"
        seen.append([pair.task.number for pair in page.rows])
        url, back = (page.next_url and GALLERY + page.next_url), page.previous_url
    assert seen == [numbers[:2], numbers[2:4], numbers[4:]]
    assert shown(client, back) == numbers[2:4]


def test_a_page_looks_only_so_far_and_still_leads_on(sign_in, wang, monkeypatch):
    """Where few tasks fit the filter, a page does not read all the others; it says how far it looked."""
    monkeypatch.setattr(pairs, "LOOKED_THROUGH", 2)
    for hour in range(3):
        closed("2", hours=hour)
    far = closed("1", hours=3)
    closed("2", hours=4)
    client, query, seen = sign_in(wang), "?unit=1", []
    first = client.get(GALLERY + query)
    assert "可以往前继续找" in first.content.decode()
    assert first.context["page"].count_text == "最近办结的 2 项里有 0 组"
    for _ in range(5):
        page = client.get(GALLERY + query).context["page"]
        seen += [pair.task for pair in page.rows]
        query = page.next_url
        if not query:
            break
    assert seen == [far]
    assert page.next_url == ""


def table_of(response):
    """The lines of the parcel's table."""
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    return archive.read(archives.TABLE_NAME).decode("utf-8-sig").splitlines(keepends=True)


def test_the_parcel_has_telling_names_clean_pictures_and_a_harmless_table(sign_in, wang):
    location = "二棉宿舍/3号楼:东?" + "长" * 60
    task = makers.closed(unit="1", location=location)
    makers.process_photos()
    RemediationTask.objects.filter(pk=task.pk).update(title="=1+1")
    response = sign_in(wang).post("/photos/zip/")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    before, after, table = archive.infolist()
    day, start = timezone.localdate().isoformat(), "绣品厂社区_二棉宿舍3号楼东长"
    assert before.filename.startswith(start)
    assert before.filename.endswith(f"_{day}_{task.number}_整改前.jpg")
    assert after.filename.endswith("_整改后.jpg")
    assert all(entry.flag_bits & 0x800 for entry in (before, after, table))
    assert max(len(part.encode()) for part in before.filename.split("_")) <= 100
    stored = task.photos.first().photo
    with default_storage.open(stored.served_path(PhotoSize.LARGE)) as source:
        assert archive.read(before) == source.read()
    assert not Image.open(io.BytesIO(archive.read(after))).getexif()
    assert archive.read(table).startswith(b"\xef\xbb\xbf")
    head, line = csv.reader(archive.read(table).decode("utf-8-sig").splitlines())
    assert head == list(archives.COLUMNS)
    assert line[:4] == [task.number, "'=1+1", "绣品厂社区", location]
    assert line[-2:] == [before.filename, after.filename]


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("二棉 宿舍（东）", "二棉宿舍（东）"),
        ("../../etc/passwd", "etcpasswd"),
        ("a\x00b\u202egpj", "abgpj"),
        ("CON.", "CON"),
        ("😀", ""),
        ("楼" * 40, "楼" * 33),
    ],
)
def test_a_part_of_a_name_is_safe_on_every_disk(words, kept):
    assert archives.safe(words) == kept


def test_who_took_what_along_is_written_down_once_and_nothing_is_not(sign_in, li, three):
    client = sign_in(li)
    for address in ("/photos/zip/", "/photos/word/"):
        nothing = client.post(address, {"unit": "7"}, follow=True)
        assert pages.NOTHING_SENTENCE in nothing.content.decode()
        assert nothing.redirect_chain == [("/photos/?unit=7", 302)]
        assert client.get(address).status_code == 405
    assert not AuditEvent.objects.exists()
    b"".join(client.post("/photos/zip/", {"unit": "1"}).streaming_content)
    client.post("/photos/word/", {"task": three[0].number})
    first, second = AuditEvent.objects.order_by("id")
    assert (first.action, first.actor_name) == ("export", "李")
    assert first.after == {"what": "整改对比照片包", "filter": "绣品厂社区", "tasks": [three[0].number]}
    assert second.after["what"] == "整改对比 Word"


def word(response):
    """The Word file of a response."""
    return Document(io.BytesIO(response.content))


def test_word_has_two_pairs_on_a_page_with_captions_and_whole_pictures(sign_in, wang):
    tasks = [drawn(closed("1", hours=hour, location=f"{hour}号楼")) for hour in range(3)]
    document = word(sign_in(wang).post("/photos/word/", {"task": [task.number for task in tasks]}))
    assert [len(table.rows) for table in document.tables] == [6, 3]
    breaks = [paragraph for paragraph in document.paragraphs if paragraph.paragraph_format.page_break_before]
    assert len(breaks) == 1
    assert len(document.inline_shapes) == 6
    boxes = {(round(shape.width.mm), round(shape.height.mm)) for shape in document.inline_shapes}
    assert boxes == {(73, 55), (56, 74)}  # lying and upright, each whole within its box
    assert all(shape.width <= BOX_WIDTH for shape in document.inline_shapes)
    caption = document.tables[0].rows[2].cells[0].text
    assert caption == pairs.Pair(tasks[0], None, None).caption
    assert caption.startswith("示例楼后杂物 · 0号楼 · 绣品厂社区 · ")
    assert document.paragraphs[0].text == "整改前后对比"
    assert "绣品厂社区" in document.paragraphs[1].text


def test_what_somebody_covered_is_what_papers_show(sign_in, wang):
    task = drawn(closed())
    photo = task.photos.first().photo
    release = PhotoRelease.objects.create(photo=photo, released_by=wang, status=PhotoStatus.READY)
    for size in PhotoSize.values:
        default_storage.save(release.served_path(size), ContentFile(jpeg("black", (90, 60))))
    client, covered = sign_in(wang), jpeg("black", (90, 60))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(client.post("/photos/zip/").streaming_content)))
    assert covered in [archive.read(entry) for entry in archive.infolist()]
    media = zipfile.ZipFile(io.BytesIO(client.post("/photos/word/").content))
    assert covered in [media.read(name) for name in media.namelist() if "media" in name]
    printed = client.get(f"/photos/{task.number}/{photo.token}/")
    assert b"".join(printed.streaming_content) == covered
    assert printed["Cache-Control"] == "no-store"
    PhotoRelease.objects.update(status=PhotoStatus.WAITING, token=uuid.uuid4())  # being covered anew
    assert client.get(f"/photos/{task.number}/{photo.token}/").status_code == 404
    rows_of = table_of(client.post("/photos/zip/"))
    assert archives.MISSING in rows_of[1]


def test_paper_holds_two_or_six_on_a_sheet_and_says_when_that_was_not_all(sign_in, wang, three, monkeypatch):
    client = sign_in(wang)
    for per, sizes in (("2", [2, 1]), ("6", [3]), ("9", [2, 1])):
        page = client.get("/photos/print/", {"per": per})
        assert [len(sheet) for sheet in page.context["sheets"]] == sizes
        assert page.context["cut"] == ""
    asked = {"per": "6", "unit": "1", "task": [three[1].number, "'; --", three[0].number]}
    address = client.post("/photos/print/", asked).url
    assert address == f"/photos/print/?unit=1&per=6&task={three[1].number}&task={three[0].number}"
    page = client.get(address)
    assert [pair.task for pair in page.context["sheets"][0]] == three[:2]
    monkeypatch.setattr(pages, "MOST_ON_PAPER", 2)
    monkeypatch.setitem(pages.CUT_SENTENCES, 2, "一次最多 2 组。")
    assert "一次最多 2 组。" in client.get("/photos/print/").content.decode()
