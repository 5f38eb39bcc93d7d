"""The meeting's pack without scripts, and the pack and the leader's jobs from the keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

FOCUSED = """() => {
  const e = document.activeElement, named = e.getAttribute('aria-labelledby');
  const words = named ? named.split(' ').map(id => document.getElementById(id)?.textContent || '').join(' ') : '';
  return `${e.className} ${e.getAttribute('aria-label') || ''} ${words} ${e.textContent}`.replace(/\\s+/g, ' ');
}"""
MOST_STOPS = 150


def reach(tab, pattern):
    """Press Tab until what has the focus is called like that."""
    for _ in range(MOST_STOPS):
        tab.keyboard.press("Tab")
        if re.search(pattern, tab.evaluate(FOCUSED)):
            return
    raise AssertionError(f"the keyboard never reaches {pattern}")


def test_the_pack_is_made_edited_and_taken_along_without_scripts(open_as):
    tab = open_as("office", scripts=False)
    tab.goto("/meetings/")
    tab.get_by_role("button", name=re.compile("生成报告|更新草稿")).last.click()
    tab.get_by_role("link", name=re.compile("编辑 ?“总体情况”")).click()
    box = tab.get_by_role("textbox").first
    box.fill(f"示例不用脚本，{box.input_value()}")
    tab.get_by_role("button", name="保存", exact=True).click()
    expect(tab.locator(".paper")).to_contain_text("示例不用脚本，")
    with tab.expect_download() as download:
        tab.get_by_role("link", name="导出 Word").click()
    assert download.value.suggested_filename.endswith(".docx")


def test_the_pack_is_made_and_taken_along_by_keyboard(open_as):
    tab = open_as("office")
    tab.goto("/meetings/")
    reach(tab, "生成报告|更新草稿")
    tab.keyboard.press("Enter")
    expect(tab.locator(".paper h1")).to_have_count(1)
    reach(tab, "导出 Word")
    with tab.expect_download() as download:
        tab.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".docx")


def test_the_leader_asks_why_and_presses_by_keyboard(site, open_as):
    tab = open_as("leader")
    tab.goto("/dashboard/")
    assert re.search(r"^\d+ 个片区落后：", tab.locator("h1").inner_text())
    reach(tab, "plot__go")
    tab.keyboard.press("Enter")
    expect(tab.locator(".number-card")).to_contain_text("应办任务")
    (before,) = site.ask("SELECT count(*) FROM reports_supervisionorder")[0]
    tab.goto("/dashboard/")
    reach(tab, r"btn--late.*督办")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("button", name="确认发出")).to_be_visible()
    reach(tab, "确认发出")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_contain_text("督")
    assert site.ask("SELECT count(*) FROM reports_supervisionorder")[0] == (before + 1,)
