"""The two jobs of a phone in the taps they may cost, taking back included, with a line and without; and whose pages it keeps."""

import re
import uuid

import pytest
from playwright.sync_api import Error, expect

from tests.browser.conftest import sign_in
from tests.browser.hands import Hand
from tests.browser.phone import online_again, picture, reports, until, waiting

pytestmark = pytest.mark.browser

PHOTO = (1600, 1200)
TASK = "SELECT state, fixed_by_id FROM inspections_remediationtask WHERE number = ?"
PHOTOS = "SELECT count(*) FROM inspections_taskphoto p JOIN inspections_remediationtask t ON t.id = p.task_id WHERE t.number = ?"
IN_HANDS = (
    "SELECT number FROM inspections_remediationtask WHERE state = 'processing' AND rework_count = 0 AND unit_id = "
    "(SELECT id FROM tataboo_portal_unit WHERE code = '1') ORDER BY id DESC LIMIT 1"
)


def newest_step(site, number):
    query = (
        "SELECT s.action, s.note FROM inspections_taskstep s JOIN inspections_remediationtask t ON t.id = s.task_id "
        "WHERE t.number = ? ORDER BY s.id DESC LIMIT 1"
    )
    return site.ask(query, number)[0]


def take_picture(tab, hand, words, role):
    """Tap what opens the camera, release the shutter, and take the photo."""
    with tab.expect_file_chooser() as camera:
        hand.tap(words, role)
    assert not camera.value.is_multiple()
    hand.count += 2
    camera.value.set_files(picture(1, PHOTO))


def test_reporting_costs_four_taps_from_any_page_and_is_taken_back_with_one(site, open_as):
    tab = open_as("community1", phone=True)
    tab.goto("/tasks/")
    hand = Hand(tab)
    take_picture(tab, hand, "拍照上报", "link")
    expect(tab).to_have_url(re.compile("/report/$"))
    expect(tab.locator("[data-photo-name]")).to_contain_text("已选好照片")
    hand.tap("提交", "button")
    tab.wait_for_url(re.compile(r"/tasks/1-\d+/\?reported=1"))
    assert hand.count <= 4
    number = re.search(r"/tasks/([^/]+)/", tab.url)[1]
    expect(tab.get_by_role("status").first).to_contain_text(f"已保存 {number}")
    expect(tab.get_by_role("link", name="再拍一条")).to_be_visible()
    tab.get_by_role("button", name="撤销").click()
    expect(tab.get_by_role("status").first).to_contain_text("已撤销，这条不再办理。")
    assert site.ask(TASK, number)[0][0] == "void"
    assert newest_step(site, number) == ("undo", "撤销")


def test_finishing_costs_three_taps_and_is_taken_back_with_one(site, open_as):
    tab, (number,) = open_as("community1", phone=True), site.ask(IN_HANDS)[0]
    tab.goto(f"/tasks/{number}/")
    hand = Hand(tab)
    hand.shoot("photo_camera", picture(2, PHOTO))
    expect(tab.locator(".chips").first).to_contain_text("待核查")
    assert hand.count <= 3
    kept = site.ask(PHOTOS, number)
    tab.get_by_role("button", name="撤销").click()
    expect(tab.get_by_role("status").first).to_contain_text("已撤销，照片还留着")
    assert site.ask(TASK, number) == [("processing", None)]
    assert site.ask(PHOTOS, number) == kept
    expect(tab.get_by_text("拍整改后").first).to_be_visible()


def test_without_a_line_finishing_is_as_short_and_taking_back_sends_nothing(site, open_as):
    tab, (number,) = open_as("community1", phone=True), site.ask(IN_HANDS)[0]
    tab.goto(f"/tasks/{number}/")
    tab.context.set_offline(True)
    for taps in (3, 6):
        hand = Hand(tab)
        hand.count = taps - 3
        hand.shoot("photo_camera", picture(3, PHOTO))
        expect(tab.locator("[data-photo-name]")).to_contain_text("已存在手机里")
        assert hand.count == taps
        if taps == 3:
            tab.get_by_role("button", name="撤销").click()
            expect(tab.locator("[data-photo-name]")).to_contain_text("已撤销，没有交上去。")
            tab.context.set_offline(False)
            online_again(tab)
            tab.wait_for_timeout(500)
            assert site.ask(TASK, number)[0][0] == "processing"
            tab.context.set_offline(True)
    tab.context.set_offline(False)
    online_again(tab)
    until(tab, lambda: site.ask(TASK, number)[0][0] == "resolved")
    expect(tab.locator(".chips").first).to_contain_text("待核查")


def test_one_report_after_another_without_a_line_and_only_the_wanted_one_arrives(site, open_as):
    tab, mark = open_as("community1", phone=True), f"连拍{uuid.uuid4().hex[:6]}-"
    tab.goto("/report/")
    tab.locator("input[name=category]").first.check(force=True)
    tab.context.set_offline(True)
    tab.locator("input[name=photo_camera]").set_input_files(picture(4, PHOTO))
    tab.get_by_label("说一句（可不填）").fill(f"{mark}1")
    hand = Hand(tab)
    hand.tap("提交", "button")
    expect(tab.locator("[data-photo-name]")).to_contain_text("已保存")
    take_picture(tab, hand, "再拍一条", "button")
    expect(tab.get_by_label("说一句（可不填）")).to_have_value("")
    tab.get_by_label("说一句（可不填）").fill(f"{mark}2")
    hand.tap("提交", "button")
    expect(tab.locator("[data-sync]")).to_contain_text("2 张待上传")
    tab.get_by_role("button", name="撤销").click()
    expect(tab.locator("[data-sync]")).to_contain_text("1 张待上传")
    assert waiting(tab) == [f"{mark}1"]
    tab.context.set_offline(False)
    online_again(tab)
    until(tab, lambda: len(reports(site, mark)) == 1)
    expect(tab.locator("[data-sync]")).to_contain_text("照片已全部上传")


def test_what_perhaps_arrived_is_not_taken_back_on_the_phone_but_in_the_task(site, open_as):
    tab, mark = open_as("community1", phone=True), f"也许{uuid.uuid4().hex[:6]}"
    tab.goto("/report/")
    tab.locator("input[name=category]").first.check(force=True)
    tab.route("**/report/", lambda route: route.fetch() and route.abort("connectionreset"))
    tab.locator("input[name=photo_camera]").set_input_files(picture(5, PHOTO))
    tab.get_by_label("说一句（可不填）").fill(mark)
    tab.get_by_role("button", name="提交").click()
    expect(tab.locator("[data-photo-name]")).to_contain_text("已存在手机里")
    tab.get_by_role("button", name="撤销").click()
    expect(tab.locator("[data-photo-name]")).to_contain_text("可能已经交上去了")
    assert waiting(tab) == [mark]
    tab.unroute("**/report/")
    online_again(tab)
    tab.wait_for_url(re.compile(r"/tasks/1-\d+/"))
    tab.get_by_role("button", name="撤销").click()
    expect(tab.get_by_role("status").first).to_contain_text("已撤销")


KEPT_PAGES = "caches.open('pages').then((cache) => cache.keys()).then((keys) => keys.map((key) => new URL(key.url).pathname).sort())"


def test_the_phone_keeps_the_last_pages_for_its_person_only(site, browser):
    context = browser.new_context(locale="zh-CN", base_url=site.address, has_touch=True)
    tab = context.new_page()
    sign_in(tab, site, "community1")
    tab.evaluate("navigator.serviceWorker.ready.then(() => true)")
    for address in ("/tasks/", "/account/", "/tasks/"):
        tab.goto(address)
    until(tab, lambda: tab.evaluate(KEPT_PAGES) == ["/tasks/"])
    context.set_offline(True)
    tab.goto("/tasks/")
    expect(tab.locator("h1")).to_be_visible()
    context.set_offline(False)
    tab.goto("/account/")
    tab.get_by_role("button", name="退出", exact=True).click()
    expect(tab).to_have_url(re.compile("/login/"))
    until(tab, lambda: tab.evaluate(KEPT_PAGES) == [])
    context.set_offline(True)
    with pytest.raises(Error, match="ERR_"):
        tab.goto("/tasks/")
    context.set_offline(False)
    sign_in(tab, site, "marketA")
    assert "/tasks/" not in tab.evaluate(KEPT_PAGES)
    context.close()
