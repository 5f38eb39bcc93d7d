"""The rounds there were: one ticked by mistake is voided by keyboard, with and without scripts, and nothing axe finds."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import SMALL_TARGETS

pytestmark = pytest.mark.browser


def unfold(tab):
    """Open the first 作废 of the list by keyboard; the form it holds."""
    tab.locator("details.undo summary:visible").first.focus()
    tab.keyboard.press("Enter")
    return tab.locator("details.undo[open] form:visible")


@pytest.mark.parametrize("address", ["/patrols/", "/patrols/?show=voided"])
def test_the_list_holds_on_every_screen(open_as, violations, address):
    tab = open_as("office", phone=True)
    tab.goto(address)
    if "show" not in address:
        expect(unfold(tab).get_by_label("作废原因")).to_be_visible()
    assert tab.evaluate(SMALL_TARGETS) == []
    for width in (320, 390, 1366):
        tab.set_viewport_size({"width": width, "height": 800})
        assert width == 320 or violations(tab) == [], width  # the layout of 320 is that of 390
        assert tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, width


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_round_is_voided_by_keyboard(open_as, scripts):
    tab = open_as("marketA", scripts=scripts)
    tab.goto("/patrols/")
    rows = tab.locator("tbody tr")
    before = rows.count()
    unfold(tab).get_by_label("作废原因").fill("示例：勾错了小区")
    tab.keyboard.press("Enter")
    expect(rows).to_have_count(before - 1)
    tab.goto("/patrols/?show=voided")
    expect(tab.get_by_role("cell", name="已作废：示例：勾错了小区").first).to_be_visible()
