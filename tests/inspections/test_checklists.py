"""Checklists: what a sheet holds, one check in one piece, failures that become tasks, and a history that stays as it was."""

import pytest
from django.urls import reverse

from inspections import checklists
from inspections.enums import Outcome, TaskSource
from inspections.models import Inspection, InspectionResult, RemediationTask, StandardItem, StandardSet, TaskCategory
from tataboo_portal.models import AuditEvent, Photo
from tests import makers
from tests.inspections import sheets
from tests.inspections.sheets import sheet_of, url_of


def test_a_check_is_one_piece_with_its_figures_and_one_event(li):
    check = sheets.checked(failures=2, not_applicable=3)
    size = check.results.count()
    assert size == len(checklists.sheet_for(check.standard, "compound"))
    assert (check.passed, check.judged) == (size - 5, size - 3)
    assert (check.community, check.by) == (li.unit, li)
    assert AuditEvent.objects.filter(object_type="inspections.Inspection").count() == 1
    assert not RemediationTask.objects.exists()


def test_the_same_submission_twice_is_one_check_with_one_set_of_tasks(sign_in, li):
    place = sheets.place()
    data = sheets.sent(sheet := sheet_of(place), failures={0}) | {f"item{sheet[0].pk}-to_task": "on"}
    client = sign_in(li)
    first, second = (client.post(url_of(place), data) for _ in range(2))
    assert first.url == second.url
    assert Inspection.objects.count() == RemediationTask.objects.count() == 1
    assert AuditEvent.objects.filter(object_type="inspections.Inspection").count() == 1


def test_everything_is_right_until_somebody_says_otherwise(sign_in, li):
    html = sign_in(li).get(url_of(sheets.place())).content.decode()
    size = len(checklists.sheet_for(sheets.standard(), "compound"))
    assert html.count('value="pass"') == size
    assert html.count("checked") >= size
    page = sign_in(li).get(url_of(sheets.place("示例小区二")))
    assert {row["outcome"].value() for row in page.context["form"].rows} == {Outcome.PASS}


def test_a_failure_with_its_photo_becomes_a_task_that_says_where_it_came_from(sign_in, li):
    place = sheets.place()
    item = sheet_of(place)[0]
    key = f"item{item.pk}"
    data = sheets.sent(sheet_of(place), failures={0}) | {
        f"{key}-to_task": "on",
        f"{key}-note": "车棚顶上加盖了一间",
        f"{key}-photo_camera": makers.photo_upload(),
    }
    sign_in(li).post(url_of(place), data)
    result = InspectionResult.objects.get(outcome=Outcome.FAIL)
    task = result.task
    assert (task.source, task.category, task.unit, task.place) == (TaskSource.CHECK, item.category, li.unit, place)
    assert item.text in task.title
    assert task.description == "车棚顶上加盖了一间（国家卫生城市（2021版））"
    assert task.photos.get().photo == result.photo
    assert result.note == "车棚顶上加盖了一间"


def test_a_task_needs_no_photo_where_none_was_taken(sign_in, li):
    place = sheets.place()
    item = sheet_of(place)[0]
    sign_in(li).post(url_of(place), sheets.sent(sheet_of(place), failures={0}) | {f"item{item.pk}-to_task": "on"})
    task = RemediationTask.objects.get()
    assert not task.photos.exists()
    assert item.text in task.description
    assert sign_in(li).get(reverse("task_detail", args=[task.number])).status_code == 200


def test_a_failure_not_ticked_stays_a_finding(sign_in, li):
    place = sheets.place()
    response = sign_in(li).post(url_of(place), sheets.sent(sheet_of(place), failures={0, 1}), follow=True)
    assert not RemediationTask.objects.exists()
    assert response.content.decode().count("没有转任务") == 2


def test_note_photo_and_task_count_only_for_a_failure(sign_in, li):
    place = sheets.place()
    key = f"item{sheet_of(place)[0].pk}"
    extra = {f"{key}-note": "改回合格了", f"{key}-photo_album": makers.photo_upload(), f"{key}-to_task": "on"}
    sign_in(li).post(url_of(place), sheets.sent(sheet_of(place)) | extra)
    assert not Photo.objects.exists()
    assert not RemediationTask.objects.exists()
    assert not InspectionResult.objects.exclude(note="").exists()


def test_a_task_is_proposed_where_the_item_has_a_category_and_none_is_open_there(sign_in, li):
    place = sheets.place()
    sheet = sheet_of(place)
    known = makers.reported(category=sheet[0].category.code, place=place)
    page = sign_in(li).get(url_of(place))
    rows = page.context["form"].rows
    assert not rows[0]["to_task"].value()
    assert known.number in page.content.decode()
    assert rows[1]["to_task"].value()
    bare = next(row for row in rows if row.item.category is None)
    assert not bare["to_task"].value()
    assert bare.category.code == "other"


def test_a_category_out_of_use_gives_way_to_the_catch_all_and_without_that_no_task_is_offered(sign_in, li):
    place = sheets.place()
    item = sheet_of(place)[0]
    TaskCategory.objects.filter(pk=item.category_id).update(is_active=False)
    row = sign_in(li).get(url_of(place)).context["form"].rows[0]
    assert row.category.code == "other"
    TaskCategory.objects.filter(code="other").update(is_active=False)
    row = sign_in(li).get(url_of(place)).context["form"].rows[0]
    assert "to_task" not in row.fields


def test_the_office_finds_at_a_market_and_the_markets_group_leads(wang):
    market = sheets.place("示例市场", "market", unit="2", market="A")
    check = sheets.checked(market, by=wang, failures=1, with_tasks=True)
    task = check.results.get(task__isnull=False).task
    assert (task.unit.code, task.community.code, task.market_group.code) == ("A", "2", "A")


def test_an_item_left_unjudged_is_said_and_nothing_is_lost(sign_in, li):
    place = sheets.place()
    sheet = sheet_of(place)
    key = f"item{sheet[0].pk}"
    data = sheets.sent(sheet, failures={0}, left_out={2}) | {
        f"{key}-note": "墙角",
        f"{key}-photo_camera": makers.photo_upload(),
    }
    response = sign_in(li).post(url_of(place), data)
    html = response.content.decode()
    assert response.status_code == 400
    assert "第 3 条要改一下" in html
    assert "这一条还没有判，选一下。" in html
    assert 'value="墙角"' in html
    assert "刚才的照片已经留着，不用再拍。" in html
    assert not Inspection.objects.exists()
    again = sheets.sent(sheet, failures={0}) | {f"{key}-photo_kept": str(Photo.objects.get().token)}
    sign_in(li).post(url_of(place), again)
    assert InspectionResult.objects.get(photo__isnull=False).photo == Photo.objects.get()


def test_a_file_that_is_no_photo_is_said_at_its_item(sign_in, li):
    place = sheets.place()
    sheet = sheet_of(place)
    broken = makers.photo_upload()
    broken.file.truncate(20)
    data = sheets.sent(sheet, failures={1}) | {f"item{sheet[1].pk}-photo_camera": broken}
    response = sign_in(li).post(url_of(place), data)
    assert response.status_code == 400
    assert "第 2 条要改一下" in response.content.decode()
    assert not Inspection.objects.exists()


def test_more_photos_than_a_check_takes_are_refused_in_words(sign_in, wang):
    market = sheets.place("示例市场", "market", market="A")
    sheet = sheet_of(market)
    StandardItem.objects.create(standard=sheets.standard(), place_kind="market", code="M99", text="多加的一条")
    sheet = sheet_of(market)
    assert len(sheet) == 21
    photos = {f"item{item.pk}-photo_camera": makers.photo_upload() for item in sheet}
    response = sign_in(wang).post(url_of(market), sheets.sent(sheet, failures=range(21)) | photos)
    assert response.status_code == 400
    assert "最多交 20 张照片" in response.content.decode()
    assert not Inspection.objects.exists()


def test_the_longest_sheet_can_be_sent_with_all_its_empty_photo_inputs(sign_in, li):
    place = sheets.place()
    standard = sheets.standard("hygiene_2014")
    free = 45 - len(sheet_of(place, "hygiene_2014"))
    for number in range(free):
        StandardItem.objects.create(standard=standard, place_kind="compound", code=f"Z{number}", text="多加的一条")
    one_more = StandardItem(standard=standard, place_kind="compound", code="Z99", text="再加一条")
    with pytest.raises(Exception, match="一类点位最多 45 条"):
        one_more.clean()
    sheet = sheet_of(place, "hygiene_2014")
    boundary = "xxxxx"
    parts = [("", name, value) for name, value in sheets.sent(sheet).items()]
    parts += [
        ('; filename=""', f"item{item.pk}-{end}", "") for item in sheet for end in ("photo_camera", "photo_album")
    ]
    body = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n{value}\r\n'
        for file, name, value in parts
    )
    response = sign_in(li).post(
        url_of(place, standard="hygiene_2014"),
        data=f"{body}--{boundary}--\r\n".encode(),
        content_type=f"multipart/form-data; boundary={boundary}",
    )
    assert response.status_code == 302
    assert Inspection.objects.get().judged == 45


def test_a_photo_used_twice_takes_the_whole_check_back(sign_in, li):
    place = sheets.place()
    sheet = sheet_of(place)
    task = makers.reported()
    token = str(task.photos.get().photo.token)
    key = f"item{sheet[0].pk}"
    data = sheets.sent(sheet, failures={0}) | {f"{key}-photo_kept": token, f"{key}-to_task": "on"}
    response = sign_in(li).post(url_of(place), data)
    assert response.status_code == 400
    assert "这张照片已经用在别的步骤里" in response.content.decode()
    assert not Inspection.objects.exists()
    assert RemediationTask.objects.count() == 1


def test_a_place_without_items_and_one_out_of_use_say_so(sign_in, li):
    client = sign_in(li)
    other, closed = sheets.place("示例空地", "other"), sheets.place("示例旧小区", is_active=False)
    assert "没有其他的条目" in client.get(url_of(other)).content.decode()
    assert "已经停用" in client.get(url_of(closed)).content.decode()
    assert client.post(url_of(other), {}).status_code == 400
    assert not Inspection.objects.exists()


def test_the_standard_is_chosen_by_its_tab(sign_in, li):
    place = sheets.place()
    page = sign_in(li).get(url_of(place, standard="hygiene_2014"))
    assert "宣传栏两个月更新一次" in page.content.decode()
    sign_in(li).post(url_of(place, standard="hygiene_2014"), sheets.sent(sheet_of(place, "hygiene_2014")))
    assert Inspection.objects.get().standard.code == "hygiene_2014"


# History


def test_history_stays_on_its_version(sign_in, li):
    check = sheets.checked(failures=1)
    item = check.results.first().item
    old_text, size = item.text, check.results.count()
    before = (check.passed, check.judged, check.standard)
    StandardItem.objects.filter(pk=item.pk).update(text="新的说法", is_active=False)
    StandardItem.objects.create(standard=check.standard, place_kind="compound", code="C98", text="新加的一条")
    newest = StandardSet.objects.create(code="hygiene_2030", name="国家卫生城市", version="2030版", position=0)
    StandardItem.objects.create(standard=newest, place_kind="compound", code="C01", text="将来的一条")
    html = sign_in(li).get(reverse("check_detail", args=[check.pk])).content.decode()
    assert old_text in html
    for new in ("新的说法", "新加的一条", "将来的一条"):
        assert new not in html
    check.refresh_from_db()
    assert (check.passed, check.judged, check.standard) == before
    assert check.results.count() == size
    assert checklists.standards_for("compound")[0] == newest
