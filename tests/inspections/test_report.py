"""拍照上报: one photo, one task, nothing typed is ever lost, and every refusal says what to do."""

import io
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from inspections.enums import TaskState
from inspections.models import RemediationTask, TaskCategory, TaskPhoto
from tataboo_portal import drawing, photos
from tataboo_portal.models import AuditEvent, Photo, Place, Unit
from tests import makers
from tests.people import undecodable

URL = "/report/"


def category(code="dead_corner"):
    return TaskCategory.objects.get(code=code)


def typed(**changes):
    """What a phone sends; None leaves a field out."""
    data = {
        "client_uuid": str(uuid.uuid4()),
        "category": category().pk,
        "where": "3号楼后",
        "note": "旧沙发",
        "quantity": "2",
        "photo_camera": makers.photo_upload(),
    }
    return {name: value for name, value in (data | changes).items() if value is not None}


def upload(content, name="照片.jpg"):
    return SimpleUploadedFile(name, content, "image/jpeg")


def huge_png():
    """100 megapixels in a few kilobytes."""
    buffer = io.BytesIO()
    Image.new("1", (10_000, 10_001)).save(buffer, "PNG")
    return buffer.getvalue()


def test_a_report_becomes_a_task_with_its_before_photo(sign_in, li):
    client = sign_in(li)
    response = client.post(URL, typed(), follow=True)
    task = RemediationTask.objects.get()
    assert (task.number, task.title, task.unit, task.community) == ("1-0001", "3号楼后卫生死角", li.unit, li.unit)
    assert (task.state, task.quantity, task.description, task.reported_by) == (TaskState.REPORTED, 2, "旧沙发", li)
    photo = TaskPhoto.objects.get()
    assert (photo.stage, photo.photo.uploaded_by) == ("before", li)
    html = response.content.decode()
    assert "已保存 1-0001。" in html
    assert "再拍一条" in html


def test_the_album_does_as_well_as_the_camera(sign_in, li):
    sign_in(li).post(URL, typed(photo_camera=None, photo_album=makers.photo_upload()))
    assert RemediationTask.objects.count() == 1


def test_a_double_click_makes_one_task(sign_in, li):
    client, data = sign_in(li), typed()
    first = client.post(URL, data)
    second = client.post(URL, data | {"photo_camera": makers.photo_upload()})
    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert [RemediationTask.objects.count(), TaskPhoto.objects.count()] == [1, 1]
    assert AuditEvent.objects.filter(object_type=RemediationTask._meta.label).count() == 1


def test_the_last_category_is_chosen_already(sign_in, li):
    makers.reported(category="sticker")
    assert sign_in(li).get(URL).context["form"]["category"].value() == category("sticker").pk


def test_people_of_a_unit_cannot_name_another(sign_in, li):
    other = Unit.objects.get(code="2")
    sign_in(li).post(URL, typed(unit=other.pk))
    assert RemediationTask.objects.get().unit == li.unit


def test_the_office_names_the_unit(sign_in, wang):
    client = sign_in(wang)
    refused = client.post(URL, typed())
    assert "选一下是哪个片区。" in refused.content.decode()
    client.post(URL, typed(unit=Unit.objects.get(code="A").pk))
    task = RemediationTask.objects.get()
    assert (task.number, task.community, task.market_group.code) == ("A-0001", None, "A")


def test_an_exact_place_name_is_the_place_and_its_axes(sign_in, li, zhao):
    Place.objects.create(name="二棉宿舍", kind="compound", community=li.unit, market_group=zhao.unit)
    sign_in(li).post(URL, typed(where="二棉宿舍"))
    task = RemediationTask.objects.get()
    assert (task.place.name, task.location, task.title) == ("二棉宿舍", "", "二棉宿舍卫生死角")
    assert (task.community, task.market_group) == (li.unit, zhao.unit)


def test_the_markets_task_in_an_area_is_numbered_by_the_area(sign_in, li, zhao):
    Place.objects.create(name="农贸市场", kind="market", community=li.unit, market_group=zhao.unit)
    sign_in(zhao).post(URL, typed(where="农贸市场"))
    task = RemediationTask.objects.get()
    assert (task.number, task.unit, task.community, task.market_group) == ("1-0001", zhao.unit, li.unit, zhao.unit)


def test_a_long_place_gives_way_to_the_problem(sign_in, li):
    sign_in(li).post(URL, typed(where="很" * 80))
    title = RemediationTask.objects.get().title
    assert (len(title), title[-4:]) == (60, "卫生死角")


def test_numbers_go_on_in_every_unit_by_itself(db, li, zhang):
    numbers = [makers.reported(unit=code).number for code in ("1", "2", "1", "1", "2")]
    assert numbers == ["1-0001", "2-0001", "1-0002", "1-0003", "2-0002"]


def test_numbers_go_past_four_digits_and_past_foreign_ones(db, li):
    task = makers.reported()
    RemediationTask.objects.filter(pk=task.pk).update(number="1-9999")
    other = makers.reported(unit="2")
    RemediationTask.objects.filter(pk=other.pk).update(number="1-X-0001")
    assert makers.reported().number == "1-10000"


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (lambda: upload(b"just some text"), "这个文件不是照片，请选 JPG 或 PNG。"),
        (lambda: upload(b""), "这张照片是空的，没有内容，重新拍一张。"),
        (lambda: upload(huge_png(), "大图.png"), "照片超过 6400 万像素，用手机普通模式重新拍一张。"),
    ],
)
def test_what_is_no_photo_is_refused_and_the_words_stay(sign_in, li, file, sentence):
    response = sign_in(li).post(URL, typed(photo_camera=file()))
    html = response.content.decode()
    assert response.status_code == 400
    for kept in (sentence, 'value="3号楼后"', 'value="旧沙发"', 'value="2"'):
        assert kept in html
    assert not RemediationTask.objects.exists()


@pytest.mark.parametrize(
    ("quantity", "sentence"),
    [
        ("-3", "数量要大于 0。"),
        ("0", "数量要大于 0。"),
        ("很多", "数量要填数字，比如 12。"),
        ("", "数量要填数字，比如 12。"),
        ("9" * 30, "数量太大了，检查一下是不是多打了几个数字。"),
        ("5001", "一条任务最多 5000 处，检查一下是不是多打了几个数字。"),
    ],
)
def test_an_impossible_quantity_is_refused_and_the_photo_stays(sign_in, li, quantity, sentence):
    client, data = sign_in(li), typed(quantity=quantity)
    response = client.post(URL, data)
    html = response.content.decode()
    assert response.status_code == 400
    assert sentence in html
    assert "刚才的照片已经留着，不用再拍。" in html
    kept = Photo.objects.get()
    assert str(kept.token) in html
    client.post(URL, data | {"quantity": "3", "photo_camera": "", "photo_kept": str(kept.token)})
    assert TaskPhoto.objects.get().photo == kept
    assert Photo.objects.count() == 1


def test_nobody_hands_in_a_photo_somebody_else_kept(sign_in, li, zhang):
    kept = makers.photos.keep(makers.photo_upload(), by=zhang)
    response = sign_in(li).post(URL, typed(photo_camera=None, photo_kept=str(kept.token)))
    assert "还没有照片，先拍一张。" in response.content.decode()
    assert not RemediationTask.objects.exists()


def test_a_photo_already_on_a_task_does_not_make_another(sign_in, li):
    used = makers.reported().photos.get().photo
    response = sign_in(li).post(URL, typed(photo_camera=None, photo_kept=str(used.token)))
    assert "这张照片已经用在别的步骤里，重新拍一张。" in response.content.decode()
    assert RemediationTask.objects.count() == 1


def test_a_photo_that_cannot_be_opened_can_be_shot_again(sign_in, li, wang):
    client = sign_in(li)
    client.post(URL, typed(photo_camera=upload(undecodable())))
    makers.process_photos()
    task = RemediationTask.objects.get()
    page = client.get(reverse("task_detail", args=[task.number])).content.decode()
    assert "这张照片没有传完整，打不开，重新拍一张。" in page
    assert reverse("task_reshoot", args=[task.number]) in page
    client.force_login(wang)
    office_page = client.get(reverse("task_detail", args=[task.number])).content.decode()
    assert reverse("task_assign", args=[task.number]) in office_page
    client.force_login(li)
    again = {"client_uuid": str(uuid.uuid4()), "photo_camera": makers.photo_upload()}
    url = reverse("task_reshoot", args=[task.number])
    assert client.post(url, again).status_code == 302
    assert client.post(url, again | {"photo_camera": makers.photo_upload()}).status_code == 302
    makers.process_photos()
    task.refresh_from_db()
    assert (task.state, task.version, task.photos.count()) == (TaskState.REPORTED, 2, 2)
    assert "重拍打不开的照片" not in client.get(reverse("task_detail", args=[task.number])).content.decode()
    assert client.get(url).status_code == 200


def test_an_after_photo_that_cannot_be_opened_is_shot_again_before_anybody_judges_it(sign_in, li, liu):
    task = makers.assigned()
    client = sign_in(li)
    data = {"client_uuid": str(uuid.uuid4()), "quantity": "2", "photo_camera": upload(undecodable())}
    client.post(reverse("task_fix", args=[task.number]), data)
    makers.process_photos()
    detail, again = reverse("task_detail", args=[task.number]), reverse("task_reshoot", args=[task.number])
    page = client.get(detail).content.decode()
    assert "这张照片没有传完整，打不开，重新拍一张。" in page
    assert again in page
    client.force_login(liu)
    judged = client.post(
        reverse("task_verify", args=[task.number]),
        {"client_uuid": str(uuid.uuid4()), "decision": "pass", "quantity": "2"},
    )
    assert "整改后的照片打不开，让整改人重拍以后再核查。" in judged.content.decode()
    client.force_login(li)
    client.post(again, {"client_uuid": str(uuid.uuid4()), "photo_camera": makers.photo_upload("green")})
    makers.process_photos()
    task.refresh_from_db()
    assert (task.state, task.photos.latest("pk").photo.is_ready) == (TaskState.RESOLVED, True)
    assert "重拍打不开的照片" not in client.get(detail).content.decode()


def test_nothing_of_a_report_stays_when_it_breaks_halfway(sign_in, li, monkeypatch):
    monkeypatch.setattr("inspections.filing.mark_changed", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        sign_in(li).post(URL, typed())
    assert not RemediationTask.objects.exists()
    assert not Photo.objects.exists()


def test_an_empty_form_is_judged_too(sign_in, li):
    response = sign_in(li).post(URL, {})
    html = response.content.decode()
    assert response.status_code == 400
    for sentence in ("还没有照片，先拍一张。", "选一下是什么问题。", "数量要填数字，比如 12。"):
        assert sentence in html


def test_camera_and_album_are_two_inputs_for_one_photo_each(sign_in, li):
    task = makers.assigned()
    client = sign_in(li)
    for url in (URL, reverse("task_detail", args=[task.number]), reverse("task_fix", args=[task.number])):
        page = client.get(url).content.decode()
        inputs = re.findall(r"<input[^>]*type=\"file\"[^>]*>", page)
        assert len(inputs) == 2, url
        assert ['capture="environment"' in one for one in inputs] == [True, False]
        assert all('accept="image/*"' in one and "multiple" not in one for one in inputs)


def test_the_service_worker_touches_nothing_but_reading(client):
    script = client.get(reverse("service_worker")).content.decode()
    handler = script[script.index("addEventListener('fetch'") :]
    assert "event.request.method !== 'GET'" in handler.split("respondWith")[0]
    assert "/uploads/" not in script
    assert "/login/" in script


def test_who_has_no_scripts_to_make_a_photo_smaller_is_told_how_large_it_may_be(sign_in, li):
    page = sign_in(li).get("/report/").content.decode()
    megabytes, pixels = photos.MOST_BYTES // 1024**2, drawing.MOST_PIXELS // 10_000
    assert f"<noscript>一张不超过 {megabytes} MB、{pixels} 万像素。</noscript>" in page
