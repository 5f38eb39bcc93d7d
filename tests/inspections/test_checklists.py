"""Checklists: what a sheet holds, one check in one piece, failures that become tasks, and a history that stays as it was."""

import uuid

import pytest
from django.urls import reverse

from inspections import checklists, reference
from inspections.enums import Outcome, TaskSource
from inspections.models import Inspection, InspectionResult, RemediationTask, StandardItem, StandardSet, TaskCategory
from tataboo_portal.models import AuditEvent, Photo
from tests import makers
from tests.counting import count_queries
from tests.inspections import sheets
from tests.people import person

UNREAD = "参考，未核对原文"


def url_of(place, **more):
    query = "&".join(f"{name}={value}" for name, value in {"place": place.code, **more}.items())
    return f"{reverse('check_new')}?{query}"


def sheet_of(place, code="hygiene_2021"):
    return checklists.sheet_for(sheets.standard(code), place.kind)


# What the standards say


def words(code, kind):
    return "；".join(StandardItem.objects.filter(standard__code=code, place_kind=kind).values_list("text", flat=True))


def test_the_2014_edition_has_its_numbers_and_the_2021_edition_none_of_them(db):
    old, new = words("hygiene_2014", "road"), words("hygiene_2021", "road")
    assert "16 小时" in old
    assert "12 小时" in old
    assert "装灯率 100%" in old
    assert "小时" not in new
    assert "100%" not in new
    assert "符合相关标准" in new


def test_a_market_has_its_five_notices_their_cycles_and_its_lines(db):
    market = words("hygiene_2021", "market")
    for notice in ("卫生制度", "功能分区图", "健康教育栏", "农残检测", "禁烟标识", "每月更新", "每天更新", "划行规市"):
        assert notice in market


def test_what_was_never_read_in_the_original_says_so(db):
    unread = StandardItem.objects.filter(source__startswith=UNREAD)
    assert set(unread.values_list("standard__code", flat=True)) == {"hygiene_2014", "hygiene_2021", "civilised_sites"}
    assert unread.filter(text="市场管理规范", standard__code="hygiene_2014").exists()
    assert not StandardItem.objects.filter(source="").exists()
    assert UNREAD in sheets.standard("civilised_sites").source


def test_every_item_that_names_a_category_got_it(db):
    without = StandardItem.objects.filter(category__isnull=True).values_list("text", flat=True)
    assert set(without) == {"有卫生组织和制度", "村（居）委会下设公共卫生委员会"}


def test_loading_again_adds_what_is_missing_and_keeps_what_the_office_edited(db):
    edited = StandardItem.objects.filter(standard__code="hygiene_2021", place_kind="road").first()
    StandardItem.objects.filter(pk=edited.pk).update(text="改过的内容", is_active=False)
    StandardSet.objects.filter(code="hygiene_2014").update(name="改过的名称", is_active=False)
    gone = StandardItem.objects.filter(standard__code="hygiene_2014").first()
    gone.delete()
    count = StandardItem.objects.count()
    reference.load()
    edited.refresh_from_db()
    assert (edited.text, edited.is_active) == ("改过的内容", False)
    assert StandardSet.objects.get(code="hygiene_2014").name == "改过的名称"
    assert StandardItem.objects.count() == count + 1
    assert StandardItem.objects.filter(standard=gone.standard, place_kind=gone.place_kind, code=gone.code).exists()


def test_a_building_uses_the_compounds_sheet_where_it_has_none_of_its_own(db):
    texts = {
        code: {item.place_kind for item in checklists.sheet_for(sheets.standard(code), "building")}
        for code in ("hygiene_2021", "hygiene_2014", "civilised_sites")
    }
    assert texts == {"hygiene_2021": {"compound"}, "hygiene_2014": {"compound"}, "civilised_sites": {"building"}}


def test_the_newest_standard_in_use_is_proposed_and_one_out_of_use_is_not_offered(db):
    offered = [row.code for row in checklists.standards_for("road")]
    assert offered == ["hygiene_2021", "hygiene_2014", "civilised_sites"]
    StandardSet.objects.filter(code="hygiene_2021").update(is_active=False)
    assert [row.code for row in checklists.standards_for("road")] == ["hygiene_2014", "civilised_sites"]
    assert checklists.standards_for("other") == []


@pytest.mark.parametrize(
    ("passed", "judged", "expected"),
    [
        (23, 25, "23/25 92%"),
        (0, 0, "—"),
        (0, 3, "0/3 0%"),
        (3, 3, "3/3 100%"),
        (299, 300, "299/300 99%"),
        (1, 8, "1/8 13%"),
    ],
)
def test_a_score_in_words(passed, judged, expected):
    assert checklists.score(passed, judged) == expected


# One check


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


# Who sees what


def test_anothers_place_is_not_known_and_the_own_line_is(sign_in, zhang, zhao, chen, li):
    compound, market = sheets.place(), sheets.place("示例市场", "market", unit="1", market="A")
    for stranger in (zhang, zhao, chen):
        assert sign_in(stranger).get(url_of(compound)).status_code == 404
        assert sign_in(stranger).post(url_of(compound), sheets.sent(sheet_of(compound))).status_code == 404
    for own in (li, zhao):
        assert sign_in(own).get(url_of(market)).status_code == 200
    assert not Inspection.objects.exists()


def test_lists_show_the_own_area_and_line_only(sign_in, li, zhang, zhao, wang):
    sheets.checked(sheets.place("示例小区甲"), failures=1)
    sheets.checked(sheets.place("示例市场乙", "market", unit="2", market="A"), by=person("zhao"))
    seen = {
        user.username: [row["check"].place.name for row in sign_in(user).get("/checks/").context["rows"]]
        for user in (li, zhang, zhao, wang)
    }
    assert seen == {
        "li": ["示例小区甲"],
        "zhang": ["示例市场乙"],
        "zhao": ["示例市场乙"],
        "wang": ["示例市场乙", "示例小区甲"],
    }


def test_the_list_filters_by_area_kind_standard_and_day(sign_in, wang):
    sheets.checked(sheets.place("示例小区甲"), code="hygiene_2014")
    sheets.checked(sheets.place("示例市场乙", "market", unit="2", market="A"))
    client = sign_in(wang)

    def names(**query):
        return [row["check"].place.name for row in client.get("/checks/", query).context["rows"]]

    assert names(community="1") == ["示例小区甲"]
    assert names(kind="market") == ["示例市场乙"]
    assert names(standard="hygiene_2014") == ["示例小区甲"]
    assert names(day_to="2016-12-31") == []
    assert len(names(day_from="2017-01-01")) == 2


def test_a_photo_of_a_check_is_served_only_to_who_may_see_the_check(sign_in, li, zhang, wang):
    check = sheets.checked(failures=1, with_photo=True)
    other = sheets.checked(failures=1, with_photo=True)
    makers.process_photos()
    photo = check.results.get(photo__isnull=False).photo
    address = reverse("check_photo", args=[check.pk, photo.token, "320"])
    for user, status in ((li, 200), (wang, 200), (zhang, 404)):
        response = sign_in(user).get(address)
        b"".join(response)
        assert response.status_code == status
    assert sign_in(li).get(reverse("check_photo", args=[other.pk, photo.token, "320"])).status_code == 404


def test_the_page_to_choose_a_place_finds_by_name(sign_in, li):
    sheets.place("示例锦绣小区"), sheets.place("示例广场", "square"), sheets.place("示例外地小区", unit="2")
    client = sign_in(li)
    found = [place.name for place in client.get("/checks/new/", {"q": "锦绣"}).context["page"].rows]
    assert found == ["示例锦绣小区"]
    assert len(client.get("/checks/new/").context["page"].rows) == 2
    assert "没有名称里带“外地”的点位" in client.get("/checks/new/", {"q": "外地"}).content.decode()


@pytest.mark.parametrize("code", ["\x00", "a\x00b", "' OR 1=1 --", "😀", "x" * 5000, "", "%00", "../.."])
def test_garbage_instead_of_a_place_or_draw_is_not_found(sign_in, wang, code):
    client = sign_in(wang)
    assert client.get("/checks/new/", {"place": code}).status_code == 404
    place = sheets.place()
    for draw in (code, "-1", "9" * 40, "0", "٣"):
        assert client.get("/checks/new/", {"place": place.code, "draw": draw}).status_code == 404, draw
    assert client.get("/checks/new/", {"place": place.code, "standard": code}).status_code == 200
    assert client.get("/checks/new/", {"q": code}).status_code == 200


@pytest.mark.parametrize("words", ["\x00", "a\x00b", "<script>", "9" * 400, "x" * 100_000])
def test_garbage_in_a_sheet_is_answered_and_writes_nothing(sign_in, li, words):
    place = sheets.place()
    sheet = sheet_of(place)
    key = f"item{sheet[0].pk}"
    for name in (f"{key}-outcome", f"{key}-photo_kept", "client_uuid"):
        response = sign_in(li).post(url_of(place), sheets.sent(sheet, failures={0}) | {name: words})
        assert response.status_code == 400, name
    for name in (f"{key}-note", "note"):
        response = sign_in(li).post(url_of(place), sheets.sent(sheet, failures={0}) | {name: words})
        assert response.status_code in {302, 400}
    assert not InspectionResult.objects.filter(note__contains="\x01").exists()


def test_the_number_of_anothers_check_gives_nothing_away(sign_in, zhang):
    mine, number = sheets.place("示例小区二", unit="2"), uuid.uuid4()
    theirs = sheets.checked(sheets.place("示例秘密小区"), client_uuid=number)
    response = sign_in(zhang).post(url_of(mine), sheets.sent(sheet_of(mine), client_uuid=str(number)), follow=True)
    assert response.status_code == 404
    assert "示例秘密小区" not in response.content.decode()
    assert Inspection.objects.get() == theirs


# What pages ask


def test_pages_ask_as_often_for_three_rows_as_for_one(sign_in, wang):
    client = sign_in(wang)
    check = sheets.checked(failures=1, with_tasks=True, with_photo=True)
    detail = reverse("check_detail", args=[check.pk])
    one = count_queries(client, "/checks/"), count_queries(client, detail)
    for _ in range(2):
        bigger = sheets.checked(failures=3, with_tasks=True, with_photo=True)
    three = count_queries(client, "/checks/"), count_queries(client, reverse("check_detail", args=[bigger.pk]))
    assert one == three


def test_a_sheet_asks_as_often_for_twenty_items_as_for_three(sign_in, li):
    client = sign_in(li)
    toilet, compound = sheets.place("示例公厕", "toilet"), sheets.place()
    assert count_queries(client, url_of(toilet)) == count_queries(client, url_of(compound))


# The administrator


def test_the_administrator_edits_items_by_filter_and_what_an_item_is_known_by_stays(sign_in, qian):
    client = sign_in(qian)
    wanted = {"place_kind__exact": "market", "standard__id__exact": sheets.standard().pk}
    listed = client.get("/admin/inspections/standarditem/", wanted)
    assert "划行规市" in listed.content.decode()
    item = StandardItem.objects.get(standard__code="hygiene_2021", place_kind="market", code="M07")
    data = {"text": "新的说法", "source": item.source, "position": item.position, "is_active": "on"}
    response = client.post(f"/admin/inspections/standarditem/{item.pk}/change/", data | {"code": "XX", "category": ""})
    assert response.status_code == 302
    item.refresh_from_db()
    assert (item.text, item.code) == ("新的说法", "M07")
    assert AuditEvent.objects.filter(object_type="inspections.StandardItem").count() == 1
    assert client.get("/admin/inspections/standardset/").status_code == 200
