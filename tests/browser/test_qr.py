"""R3: a printed card opens its place — the picture at 3 cm and 200 dpi, turned and skewed by 15°, decodes to the address."""

import io
import math

import pytest
import zxingcpp
from PIL import Image

pytestmark = pytest.mark.browser

SIDE = round(3 / 2.54 * 200)  # 3 cm at 200 dots per inch
TURN = 15


def printed(png):
    """The picture as a 3 cm print scanned at 200 dpi, on a white sheet."""
    code = Image.open(io.BytesIO(png)).convert("L").resize((SIDE, SIDE), Image.Resampling.BILINEAR)
    sheet = Image.new("L", (SIDE * 2, SIDE * 2), 255)
    sheet.paste(code, (SIDE // 2, SIDE // 2))
    return sheet


def skewed(sheet):
    """Sheared sideways by 15°, as by a camera held aslant."""
    lean = math.tan(math.radians(TURN))
    width, height = sheet.size
    matrix = (1, lean, -lean * height / 2, 0, 1, 0)
    return sheet.transform((width, height), Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR, fillcolor=255)


def turned(sheet):
    """Rotated by 15°."""
    return sheet.rotate(TURN, Image.Resampling.BILINEAR, fillcolor=255)


def words_in(picture):
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def test_printed_cards_decode_to_the_address_of_their_place(site, open_as):
    tab = open_as("office")
    tab.goto("/places/cards/?community=1&kind=compound")
    cards = tab.locator(".qr-card").all()
    assert len(cards) == 3
    for card in cards:
        code = card.locator("b").last.inner_text()
        sheet = printed(card.locator(".qr-card__c").screenshot())
        for picture in (sheet, turned(sheet), skewed(sheet), turned(skewed(sheet))):
            assert words_in(picture) == [f"{site.address}/p/{code}/"]


def test_a_damaged_card_still_decodes(site, open_as):
    tab = open_as("office")
    tab.goto("/places/cards/?community=1&kind=lane")
    card = tab.locator(".qr-card").first
    sheet = printed(card.locator(".qr-card__c").screenshot())
    scratch = round(SIDE * 0.2)
    sheet.paste(128, (SIDE - scratch // 2, SIDE - scratch // 2, SIDE + scratch // 2, SIDE + scratch // 2))
    assert words_in(turned(sheet)) == [f"{site.address}/p/{card.locator('b').last.inner_text()}/"]


def test_an_empty_sheet_decodes_to_nothing():
    assert words_in(Image.new("L", (SIDE * 2, SIDE * 2), 255)) == []


def test_a_scanned_card_opens_the_place_and_one_tap_marks_it_seen(site, open_as):
    office = open_as("office")
    office.goto("/places/cards/?community=1&kind=compound")
    address = words_in(printed(office.locator(".qr-card__c").first.screenshot()))[0]
    phone = open_as("community1", phone=True)
    phone.goto(address)
    name = phone.locator("h1").inner_text()
    phone.get_by_role("button", name="巡过了").tap()
    phone.get_by_text(f"已记：{name}今天看过。").wait_for()
    phone.get_by_role("link", name="拍照上报").first.tap()
    assert phone.get_by_label("在哪里").input_value() == name


def test_eight_cards_stand_on_each_printed_sheet(site, open_as):
    tab = open_as("office")
    tab.goto("/places/cards/?community=1")
    tab.emulate_media(media="print")
    tab.set_viewport_size({"width": 1039, "height": 711})  # A4 landscape within its margins at 96 dpi
    first = tab.locator(".qr-sheet").first.bounding_box()
    assert tab.locator(".qr-sheet").first.locator(".qr-card").count() == 8
    assert first["y"] + first["height"] <= 711
    side = tab.locator(".qr-card__c svg").first.bounding_box()["width"]
    assert side >= 5 / 2.54 * 96  # at least 5 cm: readable from half a metre
