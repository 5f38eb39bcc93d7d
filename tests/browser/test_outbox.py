"""A photo from a phone with no signal: stored first, sent later, once, in order, whatever happens in between (O1, O2)."""

import io
import json
import re
import zipfile

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.phone import online_again, picture, reports, shoot, taken_at, until

pytestmark = pytest.mark.browser

OWN = "SELECT id FROM tataboo_portal_unit WHERE code = '1'"


def in_hands(site):
    """A task 绣品厂社区 has to fix."""
    query = f"SELECT number FROM inspections_remediationtask WHERE state = 'processing' AND unit_id = ({OWN}) LIMIT 1"
    return site.ask(query)[0][0]


@pytest.fixture
def worker_tab(open_as):
    """李's report page on a phone, with a category chosen."""
    tab = open_as("community1", phone=True)
    tab.goto("/report/")
    tab.locator("input[name=category]").first.check(force=True)
    return tab


def test_a_photo_leaves_the_phone_small_and_keeps_its_time(site, worker_tab):
    sizes = []
    worker_tab.on("request", lambda request: sizes.append(len(request.post_data_buffer or b"")))
    before = len(reports(site))
    shoot(worker_tab, 3, "弱网小")
    worker_tab.wait_for_url(re.compile(r"/tasks/1-\d+/"))
    assert len(reports(site)) == before + 1
    row = site.ask("SELECT byte_count, width, height FROM tataboo_portal_photo ORDER BY id DESC LIMIT 1")[0]
    assert row[0] <= 350 * 1024
    assert sorted(row[1:]) == [1200, 1600]
    assert max(sizes) <= 360 * 1024
    taken = "SELECT taken_at FROM tataboo_portal_photo WHERE status = 'ready' ORDER BY id DESC LIMIT 1"
    until(worker_tab, lambda: f"{taken_at(3):%Y-%m-%d %H:%M}" in str(site.ask(taken)))


def test_an_answer_lost_after_saving_makes_no_second_record(site, worker_tab):
    tab, before, lost = worker_tab, len(reports(site)), []

    def lose_answers(route):
        if route.request.method == "POST" and len(lost) < 3:
            lost.append(route.fetch().status)
            route.abort("connectionreset")
        else:
            route.continue_()

    tab.route("**/report/", lose_answers)
    shoot(tab, 5, "弱网丢")
    for _ in range(3):
        expect(tab.locator("[data-photo-name]")).to_contain_text("已存在手机里")
        online_again(tab)
        tab.wait_for_timeout(400)
    until(tab, lambda: len(reports(site)) == before + 1)
    tab.wait_for_url(re.compile(r"/tasks/1-\d+/"))
    assert lost == [200, 200, 200]
    assert len(reports(site)) == before + 1


def test_what_the_server_refuses_is_said_by_the_form_itself_with_the_photo_kept(site, open_as):
    tab = open_as("community1", phone=True)
    tab.goto(f"/tasks/{in_hands(site)}/after/")
    tab.get_by_label("数量").fill("0")
    tab.locator("input[name=photo_album]").set_input_files(picture(7))
    expect(tab.locator("#error-summary")).to_contain_text("数量要大于 0")
    expect(tab.locator("[data-photo-name]")).to_contain_text("刚才的照片已经留着")
    expect(tab.locator("[data-sync]")).to_be_hidden()


def test_what_is_refused_after_the_page_was_left_waits_in_the_list_and_can_be_taken_away_as_a_zip(site, open_as):
    tab = open_as("community1", phone=True)
    tab.goto(f"/tasks/{in_hands(site)}/after/")
    tab.context.set_offline(True)
    tab.get_by_label("数量").fill("0")
    tab.locator("input[name=photo_album]").set_input_files(picture(7))
    expect(tab.locator("[data-sync]")).to_contain_text("1 张待上传")
    context = tab.context
    tab.close()
    context.set_offline(False)
    tab = context.new_page()
    tab.goto("/outbox/")
    expect(tab.locator(".wait")).to_contain_text("数量要大于 0", timeout=20_000)
    with tab.expect_download() as download:
        tab.get_by_role("button", name="存成一个压缩包").click()
    assert download.value.suggested_filename == "待上传照片.zip"
    with zipfile.ZipFile(download.value.path()) as lifeboat:
        photo, words = sorted(lifeboat.namelist())
        assert Image.open(io.BytesIO(lifeboat.read(photo))).size == (1600, 1200)
        assert json.loads(lifeboat.read(words))["action"].endswith("/after/")
    tab.on("dialog", lambda dialog: dialog.accept())
    tab.get_by_role("button", name="删除").click()
    expect(tab.get_by_text("照片都传上去了。")).to_be_visible()


def test_without_scripts_the_same_form_sends_the_photo_itself(site, open_as):
    tab = open_as("community1", phone=True, scripts=False)
    before = len(reports(site))
    tab.goto("/report/")
    tab.locator("input[name=category]").first.check(force=True)
    tab.locator("input[name=photo_album]").set_input_files(picture(8, (800, 600)))
    tab.get_by_label("说一句（可不填）").fill("弱网无脚本")
    tab.get_by_role("button", name="提交").click()
    tab.wait_for_url(re.compile(r"/tasks/1-\d+/"))
    assert len(reports(site)) == before + 1


def test_the_camera_shows_the_before_photo_and_what_it_shoots_is_handed_in(site, open_as, violations):
    tab, number = open_as("community1", phone=True), in_hands(site)
    tab.goto(f"/tasks/{number}/after/")
    tab.get_by_role("button", name="对着整改前拍").click()
    expect(tab.get_by_role("dialog")).to_be_visible()
    expect(tab.locator(".ghost__before")).to_have_attribute("src", re.compile(r"/720/$"))
    expect(tab.get_by_role("button", name="拍", exact=True)).to_be_focused()
    assert violations(tab) == []
    tab.keyboard.press("Escape")
    expect(tab.get_by_role("dialog")).to_be_hidden()
    tab.get_by_role("button", name="对着整改前拍").click()
    tab.get_by_role("button", name="拍", exact=True).click()
    expect(tab).to_have_url(re.compile(rf"/tasks/{number}/(\?|$)"), timeout=15_000)
    assert site.ask("SELECT state FROM inspections_remediationtask WHERE number = ?", number)[0][0] == "resolved"
