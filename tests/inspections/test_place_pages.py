"""The page of a place and the card behind its code: what it names, to whom, and how the cards are printed."""

import re
import uuid

import pytest

from inspections.models import RemediationTask, TaskCategory
from inspections.places import by_code
from tataboo_portal.models import Place
from tests import makers
from tests.inspections.compounds import place


def test_the_page_names_keeper_tasks_and_the_three_ways_on(sign_in, li, compound):
    Place.objects.filter(pk=compound.pk).update(keeper=li)
    task = makers.reported(place=Place.objects.get(name="示例小区一2号楼"))
    makers.closed(makers.fixed(makers.assigned(makers.reported(place=compound, category="sticker"))))
    response = sign_in(li).get(f"/p/{compound.code.lower()}/")
    html = response.content.decode()
    assert [row["task"] for row in response.context["rows"]] == [task]
    assert f"/report/?place={compound.code}" in html
    assert f"/checks/new/?place={compound.code}" in html
    assert f"/p/{compound.code}/seen/" in html


@pytest.mark.parametrize("page", ["/p/{}/", "/places/{}/qr.svg"])
def test_a_stranger_learns_nothing_of_a_place(sign_in, zhang, zhao, compound, page):
    for user in (zhang, zhao):
        assert sign_in(user).get(page.format(compound.code)).status_code == 404
    assert sign_in(zhang).get(page.format("ZZZZZZ")).status_code == 404


def test_the_page_asks_as_often_for_three_tasks_as_for_one(sign_in, li, compound, count_queries):
    client = sign_in(li)
    makers.reported(place=compound)
    one = count_queries(lambda: client.get(f"/p/{compound.code}/"))
    for category in ("sticker", "dead_corner"):
        makers.reported(place=compound, category=category)
    assert count_queries(lambda: client.get(f"/p/{compound.code}/")) == one


def test_a_scanned_place_stands_in_the_report_even_when_its_name_stands_twice(sign_in, li, compound):
    other = place("示例小区二")
    for root in (compound, other):
        place("门口", kind="other", parent=root)
    scanned = Place.objects.get(name="门口", parent=other)
    client = sign_in(li)
    form = client.get(f"/report/?place={scanned.code}").context["form"]
    assert (form["where"].value(), form["place_code"].value()) == ("门口", scanned.code)
    data = {"client_uuid": str(uuid.uuid4()), "category": TaskCategory.objects.first().pk, "quantity": "1"}
    data |= {"where": "门口", "place_code": scanned.code, "photo_camera": makers.photo_upload()}
    assert client.post("/report/", data).status_code == 302
    assert RemediationTask.objects.get().place == scanned


@pytest.mark.parametrize("code", ["\x00", "ZZZZZZ", "' OR 1=1", "9" * 400, ""])
def test_an_unknown_code_opens_the_plain_report(sign_in, li, compound, code):
    assert sign_in(li).get("/report/", {"place": code}).context["form"]["where"].value() is None
    assert by_code(li, code) is None


def test_a_strangers_code_is_not_taken_for_a_place(sign_in, zhang, compound):
    assert by_code(zhang, compound.code) is None


def test_the_cards_hold_name_code_and_the_whole_address(sign_in, wang, compound):
    place("示例街巷", unit="2", kind="lane")
    response = sign_in(wang).get("/places/cards/?community=1")
    html = response.content.decode()
    assert [len(sheet) for sheet in response.context["sheets"]] == [3]
    assert html.count("<svg viewBox") == 3
    assert compound.code in html
    assert "示例街巷" not in html


def test_cards_come_eight_to_a_sheet_and_eighty_to_a_page(sign_in, wang, compound):
    for number in range(86):
        place(f"示例街巷{number}", kind="lane")
    response = sign_in(wang).get("/places/cards/")
    assert [len(sheet) for sheet in response.context["sheets"]] == [8] * 10
    following = sign_in(wang).get(f"/places/cards/{response.context['page'].next_url}")
    assert [len(sheet) for sheet in following.context["sheets"]] == [8, 1]


def test_a_code_as_a_file_is_a_drawing_with_a_quiet_zone(sign_in, wang, compound):
    response = sign_in(wang).get(f"/places/{compound.code}/qr.svg")
    assert response["Content-Type"] == "image/svg+xml"
    drawing = response.content.decode()
    assert drawing.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ')
    assert 'stroke="#000" d="M4 4.5' in drawing  # four modules of white on the left and above
    assert int(re.search(r'viewBox="0 0 (\d+)', drawing)[1]) >= 21 + 2 * 4
