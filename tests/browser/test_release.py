"""对外使用 in a real browser: marking with a mouse, by keyboard alone and without scripts ends in a covered copy."""

import io
import re
import uuid

import pytest
from PIL import Image
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PAIRS = """SELECT t.number, p.token, w.stage FROM inspections_remediationtask t JOIN inspections_taskphoto w ON w.task_id = t.id
           JOIN tataboo_portal_photo p ON p.id = w.photo_id WHERE t.state = 'closed' AND p.status = 'ready' ORDER BY w.id"""
CELLS = "cells => cells.map(cell => cell.value)"


def page_of(site, number):
    """The address of one closed task's photo."""
    number, token, _ = site.ask(PAIRS)[number]
    return f"/tasks/{number}/photos/{uuid.UUID(token)}/release/"


def marked(tab):
    """The cells that are marked."""
    return tab.locator(".mask input:checked").evaluate_all(CELLS)


def shown(tab, words):
    """Wait for the worker: reload until the state says so."""
    expect(tab.locator("#state")).to_have_text(re.compile(f"处理中|{words}"))
    address = tab.url
    for _ in range(40):
        if tab.locator("#state").inner_text() == words:
            break
        tab.wait_for_timeout(250)
        tab.goto(address)
    expect(tab.locator("#state")).to_have_text(words)


def colour_at(tab, part):
    """The colour of the copy for outside at a part of its width and height."""
    address = tab.get_by_alt_text("对外版本").get_attribute("src")
    picture = Image.open(io.BytesIO(tab.request.get(address).body())).convert("RGB")
    return picture.getpixel((int(picture.width * part[0]), int(picture.height * part[1])))


def test_a_drag_marks_a_rectangle_and_the_copy_is_covered_there(site, open_as):
    tab = open_as("office")
    tab.goto(page_of(site, 0))
    box = tab.locator(".mask").bounding_box()
    wide, high = box["width"] / 12, box["height"] / 9
    tab.mouse.move(box["x"] + 2.5 * wide, box["y"] + 1.5 * high)
    tab.mouse.down()
    tab.mouse.move(box["x"] + 3.5 * wide, box["y"] + 2.5 * high, steps=3)
    tab.mouse.up()
    assert marked(tab) == ["2-1", "3-1", "2-2", "3-2"]
    tab.mouse.click(box["x"] + 3.5 * wide, box["y"] + 2.5 * high)
    assert marked(tab) == ["2-1", "3-1", "2-2"]
    tab.mouse.click(box["x"] + 3.5 * wide, box["y"] + 2.5 * high)
    tab.get_by_role("button", name="遮住选中的格子").click()
    shown(tab, "已遮挡 1 处")
    assert marked(tab) == ["2-1", "3-1", "2-2", "3-2"]
    red, green, blue = colour_at(tab, (3 / 12, 2 / 9))
    assert abs(red - 64) < 9
    assert abs(green - 72) < 9
    assert abs(blue - 70) < 9
    tab.get_by_role("button", name="撤回对外版本").click()
    expect(tab.locator("#state")).to_have_text("已撤回")


def test_the_keyboard_alone_walks_marks_and_saves(site, open_as):
    tab = open_as("office")
    tab.goto(page_of(site, 1))
    tab.locator(".mask input").first.focus()
    for key in ("ArrowRight", "ArrowDown", "Space", "ArrowLeft", "ArrowLeft", "ArrowUp", "ArrowUp"):
        tab.keyboard.press(key)
    assert tab.evaluate("document.activeElement.value") == "0-0"
    assert marked(tab) == ["1-1"]
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    shown(tab, "已遮挡 1 处")


def test_without_scripts_every_cell_is_a_box_and_a_thumb_marks_it(site, open_as):
    tab = open_as("office", phone=True, scripts=False)
    tab.goto(page_of(site, 2))
    tab.get_by_label("第 5 行第 6 列", exact=True).tap()
    tab.get_by_label("第 5 行第 7 列", exact=True).press("Space")
    assert marked(tab) == ["5-4", "6-4"]
    tab.get_by_role("button", name="遮住选中的格子").tap()
    shown(tab, "已遮挡 1 处")
    tab.get_by_label("第 5 行第 6 列", exact=True).tap()
    tab.get_by_label("第 5 行第 7 列", exact=True).tap()
    tab.get_by_role("button", name="已看过，不用遮挡").tap()
    shown(tab, "已看过不用遮")
