"""A check on a phone, tap by tap: everything stands on 合格, one failure costs a toggle and a photo, and becomes a task."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_loop import photo
from tests.browser.test_pages import SMALL_TARGETS

pytestmark = pytest.mark.browser

SHOTS = 3  # the photo button, the shutter, 使用照片


def open_sheet(site, tab, kind="lane", unit="1"):
    """The sheet of the first place of this kind in a community, as its QR card's page opens it."""
    query = """SELECT p.code FROM tataboo_portal_place p JOIN tataboo_portal_unit u ON u.id = p.community_id
        WHERE p.kind = ? AND u.code = ? ORDER BY p.id LIMIT 1"""
    tab.goto(f"/checks/new/?place={site.ask(query, kind, unit)[0][0]}")


def tasks(site):
    return site.ask("SELECT count(*) FROM inspections_remediationtask WHERE source = 'check'")[0][0]


def test_a_place_in_order_costs_one_tap(site, open_as):
    tab = open_as("community1", phone=True)
    open_sheet(site, tab, "compound")
    tab.get_by_role("button", name="交检查结果").tap()
    expect(tab.get_by_role("status")).to_contain_text("检查已记下。")
    expect(tab.get_by_role("heading", name="不合格 0 条")).to_be_visible()


@pytest.mark.parametrize(
    ("scripts", "words"), [(True, "没有乱扔乱倒"), (False, "蟑孳生地")], ids=["with scripts", "without scripts"]
)
def test_one_failure_costs_a_toggle_and_a_photo_and_becomes_a_task(site, open_as, scripts, words):
    tab = open_as("community1", phone=True, scripts=scripts)
    before, taps = tasks(site), 0
    open_sheet(site, tab, unit="1")
    item = tab.get_by_role("group", name=re.compile(words))
    expect(item.get_by_label("哪里不合格")).to_be_hidden()
    item.get_by_role("radio", name="不合格").tap()
    taps += 1
    expect(item.get_by_label("哪里不合格")).to_be_visible()
    expect(item.get_by_label(re.compile("转成任务"))).to_be_checked()
    item.locator("input[type=file]").first.set_input_files(photo("gray"))
    taps += SHOTS
    tab.get_by_role("button", name="交检查结果").tap()
    taps += 1
    expect(tab.get_by_role("heading", name="不合格 1 条")).to_be_visible()
    expect(tab.locator(".judged__t")).to_have_text(re.compile(r"任务 1-\d{4}"))
    assert taps <= 5
    assert tasks(site) == before + 1
    tab.locator(".judged__t").tap()
    expect(tab.get_by_role("heading", name=re.compile(words))).to_be_visible()


def test_the_sheet_is_read_by_keyboard_and_by_machine(site, open_as, violations):
    tab = open_as("inspector", phone=True)
    open_sheet(site, tab, "market", unit="2")
    assert violations(tab) == []
    first = tab.locator(".judge").first
    first.get_by_role("radio", name="合格", exact=True).focus()
    tab.keyboard.press("ArrowRight")
    expect(first.get_by_role("radio", name="不合格")).to_be_checked()
    expect(first.get_by_label("哪里不合格")).to_be_visible()
    assert violations(tab) == []
    assert tab.evaluate(SMALL_TARGETS) == []
    for width in (320, 390, 1366):
        tab.set_viewport_size({"width": width, "height": 800})
        assert tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, width


@pytest.mark.parametrize("address", ["/checks/", "/checks/new/", "CHECK", "/samples/", "/samples/new/", "DRAW"])
def test_the_pages_hold_on_every_screen(site, open_as, violations, address):
    rows = {
        "CHECK": "SELECT '/checks/' || min(inspection_id) || '/' FROM inspections_inspectionresult WHERE outcome = 'fail'",
        "DRAW": "SELECT '/samples/' || min(id) || '/' FROM inspections_sampledraw",
    }
    tab = open_as("office", phone=True)
    tab.goto(site.ask(rows[address])[0][0] if address in rows else address)
    assert tab.evaluate(SMALL_TARGETS) == []
    for width in (320, 390, 1366):
        tab.set_viewport_size({"width": width, "height": 800})
        assert width == 320 or violations(tab) == [], width  # the layout of 320 is that of 390
        assert tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, width
    assert tab.locator("h1").count() == 1


def test_the_sheet_for_the_team_is_printed_without_buttons(site, open_as):
    tab = open_as("inspector")
    tab.goto(site.ask("SELECT '/samples/' || min(id) || '/' FROM inspections_sampledraw")[0][0])
    expect(tab.get_by_role("button", name="打印名单")).to_be_visible()
    tab.emulate_media(media="print")
    expect(tab.locator(".sampled table")).to_be_visible()
    expect(tab.get_by_role("button", name="打印名单")).to_be_hidden()
    assert tab.locator(".btn:visible").count() == 0
