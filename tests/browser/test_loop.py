"""The whole loop as people do it: recorded, photographed, verified, counted, opened, reported."""

import io
import re
import zipfile

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in
from tests.people import jpeg

pytestmark = pytest.mark.browser


class Hand:
    """Counts what a person does on the keyboard."""

    def __init__(self, tab):
        self.tab, self.count = tab, 0

    def press(self, *keys):
        for key in keys:
            self.count += 1
            self.tab.keyboard.press(key)


def photo(colour):
    return {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": jpeg(colour, (1200, 900))}


def records(site):
    return site.ask("SELECT count(*) FROM campaigns_workrecord")[0][0]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_cleanup_is_logged_with_seven_keys(site, open_as, scripts):
    tab = open_as("office", scripts=scripts)
    tab.goto("/cleanups/")
    before, hand = records(site), Hand(tab)
    quantity = ("2", "3") if scripts else ("2", "4")
    hand.press("7", "Tab", "n", "Tab", *quantity, "Enter")
    expect(tab.get_by_role("status")).to_contain_text(f"已记：社区七 清理牛皮癣 {''.join(quantity)} 处")
    assert hand.count <= 7
    assert records(site) == before + 1
    if scripts:
        focused = tab.evaluate("document.activeElement.name")
        assert focused == "unit"


def test_an_event_with_two_results_is_logged_by_the_keyboard_alone(site, open_as):
    """7, 25 people, 3 死角, 12 牛皮癣: each further count costs its tabs and its digits."""
    tab = open_as("office")
    tab.goto("/cleanups/drives/")
    before, hand = records(site), Hand(tab)
    hand.press("7", "Tab", "Tab", "2", "5", "Tab", "Tab", "Tab", "3", "Tab", "Tab", "Tab", "1", "2", "Enter")
    expect(tab.get_by_role("status")).to_contain_text("已记：社区七 清扫活动 25人")
    assert hand.count <= 15
    assert records(site) == before + 3
    assert tab.evaluate("document.activeElement.name") == "unit"
    tab.get_by_label("地点").fill("示例东墙")
    tab.keyboard.press("Escape")
    assert tab.get_by_label("地点").input_value() == ""
    tab.keyboard.press("Control+d")
    assert tab.get_by_label("清理牛皮癣（处）", exact=True).input_value() == "12"
    tab.keyboard.press("Escape")
    tab.keyboard.press("ArrowUp")
    expect(tab.get_by_role("heading", level=1)).to_contain_text("社区七 清扫活动 25人")
    tab.go_back()
    tab.get_by_role("button", name="撤销").click()
    expect(tab.get_by_role("status")).to_contain_text("已撤销：社区七 清扫活动 25人")


def test_enter_that_ends_a_word_of_an_input_method_saves_nothing(site, open_as):
    tab = open_as("office")
    tab.goto("/cleanups/")
    before = records(site)
    tab.get_by_label("类型").first.evaluate(
        "field => field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    tab.get_by_label("类型").first.evaluate(
        "field => field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229, bubbles: true}))"
    )
    assert tab.url.endswith("/cleanups/")
    assert records(site) == before


def test_what_was_just_logged_is_undone_from_the_toast(site, open_as):
    tab = open_as("office")
    tab.goto("/cleanups/")
    Hand(tab).press("6", "Tab", "s", "Tab", "4", "Enter")
    expect(tab.get_by_role("status")).to_contain_text("已记：社区六 清理卫生死角 4 处")
    tab.get_by_role("button", name="撤销").click()
    expect(tab.get_by_role("status")).to_contain_text("已撤销：社区六 清理卫生死角 4 处")
    last = site.ask("SELECT void_reason FROM campaigns_workrecord ORDER BY id DESC LIMIT 1")
    assert last == [("撤销",)]


def test_a_double_click_on_save_makes_one_record(site, open_as):
    tab = open_as("office")
    tab.goto("/cleanups/")
    before = records(site)
    tab.get_by_label("片区").first.select_option(label="5 社区五")
    tab.get_by_label("类型").first.select_option(label="L 清理垃圾（车）")
    tab.get_by_label("数量").fill("6车")
    tab.get_by_role("button", name="记下").dblclick()
    expect(tab.get_by_role("status")).to_contain_text("已记：社区五 清理垃圾 6 车")
    assert records(site) == before + 1


def total_of(tab, name):
    """The year's total of an indicator as the dashboard's link leads to: the sum on the opened list."""
    tab.goto("/dashboard/?period=week")
    cell = tab.locator(".kpi", has_text=name).first
    return int(re.sub(r"\D", "", cell.locator(".kpi__v .num").inner_text())), cell


def refreshed(tab, name, wanted):
    """Press 刷新 until the roll-up has run; the total must become exactly what is wanted."""
    tab.goto("/dashboard/?period=week")
    tab.get_by_role("button", name="刷新").click()
    for _ in range(40):
        value, cell = total_of(tab, name)
        if value == wanted:
            return cell
        tab.wait_for_timeout(500)
    raise AssertionError(f"{name}: {value}, not {wanted}")


def settled(site, tab):
    """Wait until what other tests wrote has been counted."""
    tab.goto("/dashboard/?period=week")
    tab.get_by_role("button", name="刷新").click()
    for _ in range(40):
        if not site.ask("SELECT count(*) FROM tataboo_portal_changedday")[0][0]:
            return
        tab.wait_for_timeout(500)
    raise AssertionError("the totals were not brought up to date")


def report_a_problem(worker, where):
    """拍照上报 as 绣品厂社区's worker; returns the task's number."""
    worker.goto("/report/")
    worker.locator("input[name=photo_album]").set_input_files(photo("gray"))
    worker.locator(".choices label", has_text="卫生死角").click()
    worker.get_by_label("在哪里").fill(where)
    worker.get_by_role("button", name="提交").click()
    expect(worker.get_by_role("status")).to_contain_text("已保存")
    return re.search(r"/tasks/([^/?]+)/", worker.url)[1]


def assign(office, number):
    """派单 with the deadline the page proposes."""
    office.goto(f"/tasks/{number}/assign/")
    office.get_by_role("main").locator("button[type=submit]").last.click()
    expect(office.get_by_role("status")).to_contain_text("已")
    expect(office).to_have_url(re.compile(f"/tasks/{number}/$"))


def hand_in(worker, number, quantity, *, scripts):
    """拍整改后 with a quantity; with scripts the photo itself hands it in."""
    worker.goto(f"/tasks/{number}/after/")
    worker.get_by_label("数量").fill(quantity)
    worker.locator("input[name=photo_album]").set_input_files(photo("green"))
    if not scripts:
        worker.get_by_role("button", name="交街道核查").click()
    expect(worker).to_have_url(re.compile(f"/tasks/{number}/$"))
    expect(worker.locator(".chips").first).to_contain_text("待核查")


def verify(inspector, number):
    """核查合格 by somebody else."""
    inspector.goto(f"/tasks/{number}/verify/")
    inspector.get_by_role("button", name="合格").click()
    expect(inspector.locator(".chips").first).to_contain_text("已办结")


def report_in_word(office):
    """The running week's report built anew, as the words of its Word file."""
    office.goto("/meetings/")
    office.get_by_role("button", name=re.compile("生成报告|更新草稿")).last.click()
    expect(office.locator(".paper")).to_be_visible()
    with office.expect_download() as download:
        office.get_by_role("link", name="导出 Word").click()
    document = zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes()))
    return re.sub(r"<[^>]+>", "", document.read("word/document.xml").decode())


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_whole_loop(site, open_as, scripts):
    name, where = "清理卫生死角", f"三号楼后墙角{'甲' if scripts else '乙'}"
    leader, office = open_as("leader"), open_as("office")
    settled(site, office)
    before, _ = total_of(leader, name)
    worker = open_as("community1", phone=True, scripts=scripts)
    number = report_a_problem(worker, where)
    assign(office, number)
    hand_in(worker, number, "3", scripts=scripts)
    verify(open_as("inspector", phone=True, scripts=scripts), number)

    cell = refreshed(leader, name, before + 3)
    cell.locator(".kpi__v a").click()
    expect(leader.locator(".sums")).to_contain_text(f"{name} {before + 3}")
    assert leader.locator("table").get_by_text(f"任务 {number}").count() == 1

    paper = report_in_word(office)
    assert f"{name}{rounded(before + 3)}" in paper
    assert where in paper


def rounded(value):
    """As official text writes an approximate number of 处."""
    if value < 20:
        return f"{value}处"
    step = 10 if value < 1000 else 100
    return f"{value // step * step}{'余' if value % step else ''}处"


def test_a_mistake_costs_nothing_that_was_typed_or_shot(open_as):
    worker = open_as("community1", phone=True)
    worker.goto("/report/")
    worker.locator("input[name=photo_album]").set_input_files(photo("gray"))
    worker.locator(".choices label", has_text="牛皮癣").click()
    worker.get_by_label("在哪里").fill("二单元墙面")
    worker.get_by_label("数量").fill("一大片")
    worker.get_by_role("button", name="提交").click()
    expect(worker.locator("#error-summary")).to_contain_text("数量要填数字，比如 12。")
    expect(worker.get_by_label("在哪里")).to_have_value("二单元墙面")
    expect(worker.get_by_text("刚才的照片已经留着，不用再拍。")).to_be_visible()
    worker.get_by_label("数量").fill("5")
    worker.get_by_role("button", name="提交").click()
    expect(worker.get_by_role("status")).to_contain_text("已保存")


@pytest.mark.parametrize("role", ["office", "community1", "marketA", "section1", "inspector", "leader", "admin"])
def test_every_role_signs_in_sees_its_own_start_page_and_signs_out(site, open_as, role):
    tab = open_as("anonymous")
    sign_in(tab, site, role)
    assert tab.locator("h1").count() == 1
    tab.goto("/account/")
    tab.get_by_role("button", name="退出", exact=True).click()
    expect(tab).to_have_url(re.compile("/login/"))
