"""The meeting in a real browser: a clicker's keys, black, units by code, lines typed on the slides, and no network."""

import re

import pytest

from tataboo_portal.weeks import Week

pytestmark = pytest.mark.browser
LINE = "清理三号楼后的旧沙发"
BIG = {"width": 1366, "height": 768}


def shown(page):
    """The ids of the slides on the screen."""
    return page.evaluate("[...document.querySelectorAll('.slide')].filter((s) => s.offsetHeight).map((s) => s.id)")


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def test_a_meeting_is_held_with_a_clicker_and_a_keyboard(open_as, site, violations):
    page, address = open_as("office", viewport=BIG), f"/meetings/{Week.current().monday}/present/"
    page.goto(address)
    assert shown(page) == ["s-overview"]
    assert violations(page) == []
    press(page, "End")
    assert shown(page) == ["s-decided"]
    press(page, "PageDown", "PageUp", "ArrowUp", "Home", "PageDown")
    second = shown(page)
    assert second != ["s-overview"]
    press(page, " ", "ArrowLeft")
    assert shown(page) == second
    press(page, "g", "7", "Enter")
    assert shown(page) == ["u-7"]
    assert page.url.endswith("#u-7")
    assert page.locator("[data-clock]").inner_text() in {"2:00", "1:59", "1:58"}
    press(page, "b")
    assert page.locator("[data-blank]").is_visible()
    press(page, "PageDown")  # the first key only brings the picture back
    assert shown(page) == ["u-7"]
    assert page.locator("[data-blank]").is_hidden()
    press(page, "d")
    page.keyboard.type("王敏 清理")
    press(page, "Enter")
    page.get_by_text("没有读出时限").wait_for()
    page.locator("[data-line]").fill(f"#7 王敏 下周三 {LINE}")
    page.context.set_offline(True)
    press(page, "Enter")
    page.get_by_text("没有网络，这一行还没有记下").wait_for()
    press(page, "PageDown")
    assert shown(page) == ["u-8"]  # the slides go on
    press(page, "Escape", "r")
    page.get_by_text("没有网络，还是").wait_for()
    page.context.set_offline(False)
    page.locator("[data-line]").focus()
    press(page, "Enter")
    page.get_by_text(re.compile("已记第[0-9]+项：社区七，王敏")).wait_for()
    assert page.locator("[data-line]").input_value() == ""
    assert site.ask("SELECT count(*) FROM reports_decision WHERE words = ?", LINE) == [(1,)]
    press(page, "Escape", "End")
    assert page.locator("#s-decided").get_by_text(LINE).is_visible()
    press(page, "r")
    page.get_by_text("已更新到").wait_for()
    assert shown(page) == ["s-decided"]
    plain = open_as("office", viewport=BIG, scripts=False)
    plain.goto(f"{address}#u-7")
    assert plain.locator(".slide").count() == plain.locator(".slide:visible").count()
    plain.get_by_role("textbox", name="议定事项").fill("#A 不限 建立台账")
    plain.get_by_role("button", name="记下").click()
    assert plain.url.endswith("/present/#decided")
    assert plain.get_by_text(re.compile("已记第[0-9]+项：市场工作组一")).is_visible()
