"""The desks by keyboard alone, every key counted; the same without scripts; thumbs, axe and overflow on their pages."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.hands import Hand
from tests.browser.test_pages import SMALL_TARGETS
from tests.people import jpeg

pytestmark = pytest.mark.browser

PHOTO = {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": jpeg("gray", (800, 600))}
NUMBER_HERE = "document.activeElement.id"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def facts(site, number):
    """The task's state and the code of its unit."""
    query = (
        "SELECT t.state, u.code FROM inspections_remediationtask t JOIN tataboo_portal_unit u ON u.id = t.unit_id "
        "WHERE t.number = ?"
    )
    return site.ask(query, number)[0]


def report(tab, where):
    """拍照上报; returns the task's number."""
    tab.goto("/report/")
    tab.locator("input[name=photo_album]").set_input_files(PHOTO)
    tab.locator(".choices label", has_text="店招").first.click()
    tab.get_by_label("在哪里").fill(where)
    tab.get_by_role("button", name="提交").click()
    tab.wait_for_url("**/?reported=1")
    return re.search(r"/tasks/([^/?]+)/", tab.url)[1]


def hand_in(tab, number):
    """拍整改后: the photo goes by itself."""
    tab.goto(f"/tasks/{number}/after/")
    tab.locator("input[name=photo_album]").set_input_files(PHOTO)
    tab.wait_for_url(f"**/tasks/{number}/")


def toast(tab):
    return tab.locator(".toasts")


def numbers_on_desk(tab):
    return [row.get_attribute("id").removeprefix("t-") for row in tab.locator(".desk__r").all()]


def handed_in(open_as, count):
    """Tasks of 绣品厂社区 that wait for their verification, brought there through the desks themselves."""
    worker, office = open_as("community1"), open_as("office")
    numbers = [report(worker, f"核查台示例{place}号楼后") for place in range(count)]
    for number in numbers:
        office.goto(f"/tasks/{number}/assign/")
        office.get_by_role("button", name="派出去").click()
        hand_in(worker, number)
    return numbers


def desk_with(tab, number):
    """The page of the dispatch desk on which the task stands; the desk shows the oldest first."""
    tab.goto("/tasks/dispatch/")
    while not tab.locator(f"#t-{number}").count():
        tab.get_by_role("link", name="下一页").click()
        tab.wait_for_load_state()
    return tab.locator(f"#t-{number}")


def test_chosen_rows_are_dispatched_together(site, open_as):
    worker, desk = open_as("community1"), open_as("office")
    for place in (1, 2):
        report(worker, f"合派示例{place}号楼后")
    desk.goto("/tasks/dispatch/")
    chosen = numbers_on_desk(desk)[:2]
    for number in chosen:
        desk.get_by_label(f"选 {number}").check()
    desk.locator("#id_bulk_unit").select_option(label="1 绣品厂社区")
    desk.get_by_role("button", name="派出选中的").click()
    expect(toast(desk)).to_contain_text("已派 2 条给绣品厂社区")
    assert [facts(site, number) for number in chosen] == [("dispatched", "1")] * 2


def test_the_second_task_is_dispatched_by_four_keys(site, open_as):
    worker = open_as("community1")
    for place in (1, 2, 3):
        report(worker, f"派单台示例{place}号楼后")
    desk = open_as("office")
    desk.goto("/tasks/dispatch/")
    waiting, hand = numbers_on_desk(desk), Hand(desk)
    hand.press("j", "p", "7", "Enter")
    expect(toast(desk)).to_contain_text(f"已派 {waiting[1]} 给社区七，期限 ")
    desk.wait_for_load_state()
    assert hand.count <= 4
    assert facts(site, waiting[1]) == ("dispatched", "7")
    assert facts(site, waiting[0])[0] == "reported"
    assert numbers_on_desk(desk)[: len(waiting) - 1] == [waiting[0], *waiting[2:]]
    assert desk.evaluate(NUMBER_HERE) == f"t-{waiting[2]}"
    hand.press("p", "a", "Enter")
    expect(toast(desk)).to_contain_text(f"已派 {waiting[2]} 给")
    assert facts(site, waiting[2]) == ("dispatched", "A")


def test_letters_typed_into_a_field_move_nothing(site, open_as):
    desk = open_as("office")
    desk.goto("/tasks/?group=to_verify")
    address = desk.url
    desk.keyboard.press("/")
    desk.keyboard.type("njkx/p")
    assert desk.locator("input[name=q]").input_value() == "njkx/p"
    assert desk.url == address
    assert desk.locator("input[name=task]:checked").count() == 0


def test_five_tasks_are_judged_by_two_keys_each(site, open_as):
    numbers = handed_in(open_as, 5)
    desk = open_as("inspector")
    desk.goto("/tasks/verify/")
    hand, judged, sent_back = Hand(desk), [], None
    while set(numbers) - set(judged):
        desk.wait_for_load_state()
        number = desk.locator(".desk-v__d a").inner_text()
        if number in numbers and sent_back is None:
            sent_back = number
            hand.press("n", "2", "Enter")
            expect(toast(desk)).to_contain_text(f"{number} 已退回返工")
        else:
            hand.press("y")
            expect(toast(desk)).to_contain_text(f"{number} 核查合格")
        judged.append(number)
    assert hand.count <= 2 * len(judged)
    assert facts(site, sent_back)[0] == "rework"
    assert {facts(site, number)[0] for number in judged if number != sent_back} == {"closed"}
    reason = site.ask("SELECT note FROM inspections_taskstep WHERE action = 'send_back' ORDER BY id DESC LIMIT 1")[0][0]
    texts = "SELECT text FROM tataboo_portal_standardtext WHERE topic = 'send_back' AND is_active ORDER BY position, id"
    assert reason == site.ask(texts)[1][0]


def test_a_colleague_who_was_faster_is_named(site, open_as):
    (number,) = handed_in(open_as, 1)
    desk, other = open_as("inspector"), open_as("office")
    desk.goto("/tasks/verify/")
    while desk.locator(".desk-v__d a").inner_text() != number:
        desk.keyboard.press("j")
        desk.wait_for_load_state()
    other.goto(f"/tasks/{number}/verify/")
    other.get_by_role("button", name="合格").click()
    expect(toast(other)).to_contain_text("已保存")
    desk.keyboard.press("y")
    expect(toast(desk)).to_contain_text("已核查过，已跳到下一条")


def test_both_desks_do_their_job_without_scripts(site, open_as):
    worker = open_as("community1")
    number = report(worker, "无脚本示例楼后")
    desk = open_as("office", scripts=False)
    row = desk_with(desk, number)
    row.locator("select").select_option(label="1 绣品厂社区")
    row.get_by_role("button").click()
    expect(toast(desk)).to_contain_text(f"已派 {number} 给绣品厂社区")
    hand_in(worker, number)
    judge = open_as("inspector", scripts=False)
    judge.goto("/tasks/verify/")
    while judge.locator(".desk-v__d a").inner_text() != number:
        judge.get_by_role("link", name="先看下一条").click()
    judge.locator(".back summary").click()
    judge.locator(".back label", has_text="没有清干净").click()
    judge.get_by_role("button", name="退回返工").click()
    expect(toast(judge)).to_contain_text(f"{number} 已退回返工")
    assert facts(site, number)[0] == "rework"


def test_the_list_is_walked_chosen_and_opened_by_keyboard(open_as):
    tab = open_as("office")
    tab.goto("/tasks/")
    rows = tab.locator("tr[data-item]")
    names = [rows.nth(place).locator(".t-n").inner_text() for place in range(3)]
    hand = Hand(tab)
    hand.press("j", "x", "j", "x", "j", "k", "x")
    assert tab.locator("[data-chosen]").inner_text() == "1"
    checked = tab.locator("input[name=task]:checked")
    assert checked.get_attribute("value").split("@")[0] == names[0]
    hand.press("p")
    assert tab.evaluate(NUMBER_HERE) == "id_bulk_unit"
    hand.press("Escape", "j", "Enter")
    tab.wait_for_url(f"**/tasks/{names[2]}/")
    tab.goto("/tasks/")
    hand.press("n")
    tab.wait_for_url("**/report/")


def test_chosen_rows_become_sheets_of_paper(open_as):
    tab = open_as("office")
    tab.goto("/tasks/")
    for box in tab.locator("input[name=task]").all()[:2]:
        box.check()
    tab.get_by_role("button", name="打印任务单").click()
    expect(tab.locator(".sheet")).to_have_count(2)
    assert tab.locator(".sheet svg path").count() == 4  # ground and code of each
    tab.emulate_media(media="print")
    assert not tab.locator(".sheet-actions").is_visible()
    assert tab.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 2


def test_a_list_is_kept_under_a_name_and_let_go(open_as):
    tab = open_as("office")
    tab.goto("/tasks/?group=overdue&unit=7")
    tab.locator(".saved summary").click()
    tab.get_by_label("给现在的筛选起个名字").fill("七社区逾期")
    tab.get_by_role("button", name="存成常用").click()
    tab.goto("/tasks/")
    tab.get_by_role("link", name="七社区逾期").click()
    assert tab.url.endswith("/tasks/?unit=7&group=overdue") or tab.url.endswith("/tasks/?group=overdue&unit=7")
    tab.get_by_role("button", name="删掉常用：七社区逾期").click()
    expect(toast(tab)).to_contain_text("已删掉常用：七社区逾期")


@pytest.mark.parametrize(
    ("role", "page"),
    [
        ("office", "/tasks/dispatch/"),
        ("inspector", "/tasks/verify/"),
        ("office", "/tasks/?group=closed"),
        ("office", "SHEETS"),
    ],
)
def test_the_pages_hold_for_axe_thumbs_and_narrow_screens(site, open_as, violations, role, page):
    if page == "/tasks/dispatch/":
        report(open_as("community1"), "页面示例楼后")
    if page == "SHEETS":
        page = f"/tasks/print/?task={site.ask('SELECT number FROM inspections_remediationtask LIMIT 1')[0][0]}"
    tab = open_as(role)
    tab.goto(page)
    tab.wait_for_load_state("networkidle")
    assert tab.locator("h1").count() == 1
    for viewport, widths in ((DESKTOP, (683, 1366)), (PHONE, (320, 390))):
        tab.set_viewport_size(viewport)
        assert violations(tab) == []
        for width in widths:
            tab.set_viewport_size({"width": width, "height": 800})
            assert tab.evaluate(OVERFLOW) == 0, width
    assert tab.evaluate(SMALL_TARGETS) == []


def test_both_verdicts_are_under_the_thumb_on_a_phone(open_as):
    tab = open_as("inspector", phone=True)
    tab.goto("/tasks/verify/")
    if tab.locator(".desk-v").count() == 0:
        handed_in(open_as, 1)
        tab.reload()
    heights = [tab.locator(target).bounding_box()["height"] for target in ("#id_decision", ".back summary")]
    assert min(heights) >= 60
