"""随手拍 in a real browser: four taps without signing in or scripts, and a result somebody is not satisfied with."""

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Hand
from tests.browser.phone import picture, until
from tests.browser.test_pages import SMALL_TARGETS

pytestmark = pytest.mark.browser

PLACE = "SELECT code, name FROM tataboo_portal_place WHERE is_active ORDER BY id LIMIT 1"
NEWEST = "SELECT track, photo_id FROM inspections_publicreport ORDER BY id DESC LIMIT 1"
LONG_ENOUGH = 2_200  # nobody needs less for a photo


def look(tab, violations):
    """Nothing axe finds, nothing wider than the screen, targets a thumb can hit."""
    assert violations(tab) == []
    assert tab.evaluate(SMALL_TARGETS) == []
    for width in (320, 390):
        tab.set_viewport_size({"width": width, "height": 844})
        assert tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert tab.locator("h1").count() == 1


def shoot(tab, code, seed):
    """Four taps on the place's page; returns how many it were."""
    tab.goto(f"/s/{code}/")
    hand = Hand(tab)
    hand.shoot("photo_camera", picture(seed))
    tab.wait_for_timeout(LONG_ENOUGH)
    hand.tab.get_by_role("button", name="提交").tap()
    return hand.count + 1


def test_four_taps_lead_to_the_progress_page_with_and_without_scripts(site, open_as, violations):
    ((code, name),) = site.ask(PLACE)
    tab = open_as("anonymous", phone=True)
    tab.goto(f"/s/{code}/")
    look(tab, violations)
    assert tab.context.cookies() == []
    assert shoot(tab, code, 91) == 4
    expect(tab.locator("h1")).to_have_text("等待受理")
    expect(tab.locator("main")).to_contain_text(f"随手拍：{name}")
    ((track, photo),) = site.ask(NEWEST)
    assert tab.url.endswith(f"/t/{track}/")
    until(tab, lambda: site.ask("SELECT status FROM tataboo_portal_photo WHERE id = ?", photo) == [("ready",)])
    tab.reload()
    expect(tab.get_by_alt_text("反映时拍的照片")).to_be_visible()
    look(tab, violations)

    plain = open_as("anonymous", phone=True, scripts=False)
    shoot(plain, code, 92)
    expect(plain.get_by_role("alert")).to_have_text("刚刚已收到一张，1 分钟后再试。")
    site.move_clock(
        "UPDATE inspections_publicreport SET received_at = datetime(received_at, '-2 minutes') WHERE track = ?", track
    )
    assert shoot(plain, code, 92) == 4
    expect(plain.locator("h1")).to_have_text("等待受理")


def test_not_satisfied_asks_the_office_and_it_is_done_again(site, open_as, violations):
    ((track,),) = site.ask("SELECT track FROM inspections_publicreport WHERE rating = 'satisfied'")
    site.move_clock("UPDATE inspections_publicreport SET rating = '', rated_at = NULL WHERE track = ?", track)
    tab = open_as("anonymous", phone=True)
    tab.goto(f"/t/{track}/")
    expect(tab.get_by_alt_text("整改后的照片")).to_be_visible()
    look(tab, violations)
    tab.get_by_label("说一句（可不填）").fill("示例：还剩一堆")
    tab.get_by_role("button", name="不满意", exact=True).tap()
    expect(tab.locator("h1")).to_have_text("正在研究要不要再整改")

    desk = open_as("office")
    desk.goto("/")
    desk.get_by_role("link", name="群众不满意").click()
    ((pk,),) = site.ask("SELECT id FROM inspections_publicreport WHERE track = ?", track)
    desk.locator(f"a[href='/public/{pk}/']").first.click()
    assert violations(desk) == []
    desk.get_by_role("button", name="再整改", exact=True).click()
    expect(desk.get_by_role("status")).to_contain_text("已开新任务")
    tab.reload()
    expect(tab.locator("h1")).to_have_text("再次整改，正在处理")
