"""Bringing rows in with a real browser: pasted into the quick row, from files as messy as offices send them, with and without scripts."""

import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.hands import Hand
from tests.browser.test_pages import SMALL_TARGETS
from tests.messy_files import FILES

DAY = timezone.localdate() - timedelta(days=3)
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# One of each habit; the sweep takes the whole folder.
FEW = (
    *("a header nobody knows", "a community spelt wrong", "wrong numbers", "two sheets"),
    *("csv in GB18030", "the same row twice", "encrypted"),
)


def rows_of(site):
    """How many rows of the work ledger count."""
    return site.ask("SELECT count(*) FROM campaigns_workrecord WHERE voided_at IS NULL")[0][0]


def tsv(count, mark):
    """Rows as a spreadsheet copies them, in the order of the quick row."""
    return "\r\n".join(f"{DAY}\t绣品厂社区\t清理牛皮癣\t{at}处\t{mark}{at}" for at in range(1, count + 1)) + "\r\n"


def checked(tab, violations):
    """The step holds at a desk and on a phone: axe finds nothing, nothing overflows, thumbs can hit everything."""
    tab.wait_for_load_state("networkidle")
    for size in (PHONE, DESKTOP):
        tab.set_viewport_size(size)
        assert violations(tab) == [], (tab.url, size)
        assert tab.evaluate(OVERFLOW) == 0, (tab.url, size)
        if size == PHONE:
            assert tab.evaluate(SMALL_TARGETS) == [], tab.url
    assert tab.locator("h1").count() == 1


def send(tab, messy):
    """Step ① with one of the messy files."""
    tab.goto(f"/imports/new/{messy.sheet}/")
    content = messy.build(DAY)
    if messy.is_pasted:
        tab.get_by_label("或者在这里粘贴").fill(content.decode())
    else:
        upload = {"name": messy.file_name, "mimeType": "application/octet-stream", "buffer": content}
        tab.get_by_label("选 Excel 或 CSV 文件").set_input_files(upload)
    tab.get_by_role("button", name="下一步").click()


def choose(tab, messy):
    """Step ② as a person would do it, who leaves the proposals but for what the file needs."""
    if messy.table is not None:
        tab.get_by_label("哪张表").select_option(str(messy.table))
        tab.get_by_role("button", name="按这个重新看").click()
    for words, column in messy.mapping:
        tab.get_by_label(words, exact=True).select_option(column)
    tab.get_by_role("button", name="检查每一行").click()


def told(tab, kind):
    """[(row number, words)] of the rows of one kind on the page of the check."""
    address = tab.url.split("?")[0].split("#")[0]
    tab.goto(f"{address}?kind={kind}")
    rows = tab.locator(".imp__rows tbody tr").all()
    found = [(row.locator("th").inner_text(), row.locator("td").first.inner_text()) for row in rows]
    return [(int(re.sub(r"\D", "", number)), words) for number, words in found]


def mend(tab, fix):
    """One cell typed anew, or the offered name taken everywhere."""
    if isinstance(fix[0], int):
        row, column, text = fix
        tab.get_by_label(f"第 {row} 行的{column}改成").fill(text)
        tab.get_by_role("button", name="保存改动，重新检查").click()
    else:
        tab.get_by_role("button", name=f"是 {fix[2]}，全部替换").first.click()


def walk(tab, messy):
    """One messy file through the wizard, and back out again so that the next one finds nothing like it."""
    send(tab, messy)
    if messy.refusal:
        assert messy.refusal in tab.locator("#error-summary").inner_text()
        return
    if tab.url.endswith("/columns/"):
        choose(tab, messy)
    for kind, rows in (("skipped", messy.skipped), ("alike", messy.alike)):
        assert [row for row, _ in told(tab, kind)] == list(rows), kind
    bad = told(tab, "bad")
    assert [row for row, _ in bad] == [row for row, _ in messy.bad]
    assert all(part in words for (_, words), (_, part) in zip(bad, messy.bad, strict=True)), bad
    for fix in messy.fixes:
        mend(tab, fix)
    button = tab.get_by_role("button", name=f"导入 {messy.rows_written} 行")
    if not messy.rows_written:
        assert "没有可以导入的行" in tab.locator("main").inner_text()
        return
    button.click()
    assert f"已导入 {messy.rows_written} 行" in tab.locator("#h-done").inner_text()
    take_back(tab, messy.rows_written)


def take_back(tab, count):
    """The whole batch again, from the last step's page, so that other tests find the ledger as it was."""
    tab.get_by_label("为什么撤销").fill("示例")
    tab.get_by_role("button", name="撤销整批").click()
    assert f"已撤销 {count} 行" in tab.locator("#h-done").inner_text()


@pytest.mark.browser
def test_twenty_rows_pasted_into_the_quick_row_come_in_with_two_actions(site, open_as):
    tab, before = open_as("office"), rows_of(site)
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.goto("/cleanups/")
    hand = Hand(tab)
    tab.evaluate("text => navigator.clipboard.writeText(text)", tsv(20, "粘贴"))
    hand.press("Control+V")
    tab.wait_for_url("**/check/")
    hand.tap("导入 20 行", "button")
    tab.wait_for_url("**/done/")
    assert hand.count <= 2
    assert rows_of(site) == before + 20
    tab.get_by_role("link", name="看这批记录").click()
    assert tab.locator("table tbody tr").count() == 20
    tab.go_back()
    take_back(tab, 20)
    tab.goto("/cleanups/")
    tab.evaluate("text => navigator.clipboard.writeText(text)", "南墙")
    tab.get_by_label("地点").focus()
    tab.keyboard.press("Control+V")
    assert tab.get_by_label("地点").input_value() == "南墙"


@pytest.mark.browser
def test_ninety_four_rows_end_as_eighty_six_with_the_wrong_ones_to_take_along(site, open_as, violations):
    messy = next(one for one in FILES if one.name == "ninety-four rows")
    tab, before = open_as("office"), rows_of(site)
    tab.goto("/imports/new/works/")
    checked(tab, violations)
    send(tab, messy)
    checked(tab, violations)
    choose(tab, messy)
    checked(tab, violations)
    counts = tab.locator(".imp__counts").inner_text()
    assert re.findall(r"\d+", counts)[:4] == ["94", "86", "5", "3"]
    with tab.expect_download() as waiting:
        tab.get_by_role("link", name="下载错误行.xlsx").click()
    page = load_workbook(io.BytesIO(waiting.value.path().read_bytes())).active
    found = list(page.iter_rows(min_row=2, values_only=True))
    assert [row[-2] for row in found] == [row for row, _ in messy.bad]
    assert all(part in row[-1] for row, (_, part) in zip(found, messy.bad, strict=True))
    tab.get_by_label("全部改好再导入").check()
    tab.get_by_role("button", name="导入 86 行").click()
    assert "还有 5 行有错" in tab.locator("#error-summary").inner_text()
    checked(tab, violations)
    tab.get_by_label("先导入 86 行").check()
    tab.get_by_role("button", name="导入 86 行").click()
    tab.wait_for_url("**/done/")
    assert rows_of(site) == before + 86
    checked(tab, violations)
    take_back(tab, 86)
    tab.goto("/imports/")
    checked(tab, violations)


@pytest.mark.browser
@pytest.mark.parametrize("name", FEW)
def test_messy_files_go_through_the_wizard(open_as, name):
    walk(open_as("office"), next(messy for messy in FILES if messy.name == name))


@pytest.mark.sweep
@pytest.mark.parametrize("messy", FILES, ids=lambda messy: messy.name)
def test_every_messy_file_goes_through_the_wizard(open_as, messy):
    walk(open_as("admin" if messy.sheet == "people" else "office"), messy)


@pytest.mark.browser
def test_a_file_and_a_paste_come_in_without_scripts_and_by_keyboard(site, open_as):
    tab, before = open_as("community1", scripts=False, viewport=PHONE), rows_of(site)
    walk(tab, next(messy for messy in FILES if messy.name == "titles, sums and signatures"))
    tab.goto("/imports/new/works/")
    tab.get_by_label("或者在这里粘贴").fill(f"{DAY}\t清理牛皮癣\t3\t无脚本")
    tab.get_by_role("button", name="下一步").focus()
    tab.keyboard.press("Enter")
    tab.get_by_role("button", name="导入 1 行").focus()
    tab.keyboard.press("Enter")
    assert "已导入 1 行" in tab.locator("#h-done").inner_text()
    assert rows_of(site) == before + 1


@pytest.mark.browser
def test_many_rows_are_judged_and_written_by_the_worker_while_the_page_waits(site, open_as, violations):
    tab, before = open_as("office"), rows_of(site)
    tab.goto("/imports/new/works/")
    tab.get_by_label("或者在这里粘贴").fill(tsv(600, "多"))
    tab.get_by_role("button", name="下一步").click()
    tab.wait_for_url("**/check/")
    tab.get_by_role("button", name="导入 600 行").click(timeout=60_000)  # the page comes again by itself until then
    tab.wait_for_url("**/done/", timeout=60_000)
    assert "已导入 600 行" in tab.locator("#h-done").inner_text()
    assert rows_of(site) == before + 600
    take_back(tab, 600)
    site.move_clock(
        "UPDATE tataboo_portal_importbatch SET state = 'importing' WHERE id = (SELECT max(id) FROM tataboo_portal_importbatch)"
    )
    tab.goto(tab.url.replace("/done/", "/check/?still=1"))
    checked(tab, violations)
    tab.get_by_role("link", name="接着自动刷新").click()
    assert tab.get_by_role("progressbar").is_visible()
