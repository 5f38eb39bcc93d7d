"""Pages of checks: who sees what, filters, garbage, and what they cost."""

import uuid

import pytest
from django.urls import reverse

from inspections.models import Inspection, InspectionResult, StandardItem
from tataboo_portal.models import AuditEvent
from tests import makers
from tests.counting import count_queries
from tests.inspections import sheets
from tests.inspections.sheets import sheet_of, url_of
from tests.people import person


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
