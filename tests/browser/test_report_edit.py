"""A section is edited by keyboard alone: the page saves itself, says when, overwrites nobody, and does its job without scripts."""

import json
import re

import pytest
from playwright.sync_api import expect

from tataboo_portal import supervision

pytestmark = pytest.mark.browser
MOST_TABS = 60
MINE, MORE, THEIRS, LAST = "本人改写的开头，", "多写一点，", "别人改写的开头，", "又写了一点，"


def tab_to(page, wanted):
    """Press Tab until the focused element is what a selector asks for."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(wanted)


def edits(site, monday):
    """What people made of the report's sentences, as text."""
    ((kept,),) = site.ask("SELECT edits FROM reports_weeklyreport WHERE meeting_week = ?", monday)
    return str(json.loads(kept))


def test_a_section_is_edited_by_keyboard_saves_itself_and_overwrites_nobody(open_as, site):
    ((monday,),) = site.ask("SELECT meeting_week FROM reports_weeklyreport ORDER BY id DESC LIMIT 1")
    page, address = open_as("office"), f"/meetings/{monday}/edit/overview/"
    page.clock.install()
    page.goto(f"/meetings/{monday}/")
    tab_to(page, f'a[href="{address}"]')
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")
    tab_to(page, "textarea")
    page.keyboard.press("Control+Home")
    page.keyboard.type(MINE)
    page.clock.fast_forward(4500)
    expect(page.locator("[data-kept]")).to_be_empty()
    page.clock.fast_forward(600)
    expect(page.locator("[data-kept]")).to_have_text(re.compile("^已保存 [0-9]{2}:[0-9]{2}$"))
    assert MINE in edits(site, monday)

    page.keyboard.type(MORE)
    page.get_by_role("link", name="回材料").click()  # within the 5 seconds
    assert supervision.wait_until(lambda: f"{MINE}{MORE}" in edits(site, monday))
    page.goto(address)

    plain = open_as("office", scripts=False)
    plain.goto(address)
    words = plain.locator("textarea").first.input_value()
    assert words.startswith(MINE)
    plain.locator("textarea").first.fill(words.replace(MINE, THEIRS))
    plain.get_by_label("常用语").select_option(index=1)
    plain.get_by_role("button", name="插入常用语").click()
    assert plain.url.endswith(address)
    expect(plain.get_by_role("button", name="去掉插入的")).to_be_visible()

    page.locator("textarea").first.focus()
    page.keyboard.type(LAST)
    page.clock.fast_forward(5100)
    expect(page.locator("[data-kept]")).to_contain_text("打开之后材料又变过")
    plain.goto(address)
    assert plain.locator("textarea").first.input_value().startswith(THEIRS)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text(f"现在的是：{THEIRS}")).to_be_visible()
    assert LAST in page.locator("textarea").first.input_value()
    plain.get_by_role("button", name="全部恢复自动文字").click()
    plain.get_by_role("button", name="去掉插入的").click()
    assert "overview/" not in edits(site, monday)
