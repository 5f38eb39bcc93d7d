"""Before the meeting: one click makes the pack and one more the Word file; a unit opens its material filled in and hands it in."""

import io
import re

import pytest
from docx import Document
from playwright.sync_api import expect

from tests.browser.hands import Hand

pytestmark = pytest.mark.browser
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def word_of(hand):
    """The Word file behind one click, as one text."""
    with hand.tab.expect_download() as download:
        hand.tap("导出 Word")
    document = Document(io.BytesIO(download.value.path().read_bytes()))
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def test_one_click_makes_the_pack_and_one_more_the_word_file(site, open_as):
    tab = open_as("office")
    tab.goto("/meetings/")
    hand = Hand(tab)
    tab.get_by_role("button", name=re.compile("生成报告|更新草稿")).last.click()
    hand.count += 1
    expect(tab.locator(".paper h1")).to_have_count(1)
    headings = tab.locator(".paper h2").all_inner_texts()
    assert headings[:3] == ["一、上周工作开展情况", "二、本周工作安排", "三、存在的问题"]
    assert hand.count == 1
    whole = word_of(hand)
    assert hand.count == 2
    assert all(heading in whole for heading in headings[:3])

    hand.count = 0
    tab.get_by_role("link", name=re.compile("编辑 ?“总体情况”")).click()
    hand.count += 1
    box = tab.get_by_role("textbox").first
    written = f"示例改写，{box.input_value()}"  # another test may have written here before
    box.fill(written)
    hand.tap("保存")
    expect(tab.locator(".paper")).to_contain_text(written[:10])
    assert written[:10] in word_of(hand)
    assert hand.count == 3
    (number,) = site.ask("SELECT count(*) FROM reports_weeklyreport WHERE edits LIKE '%overview%'")[0]
    assert number == 1


def test_a_unit_hands_its_material_in_with_two_taps_and_three_boxes(site, open_as):
    phone = open_as("marketA", phone=True)
    phone.goto("/")
    hand = Hand(phone)
    phone.get_by_role("link", name=re.compile("例会材料未交")).tap()
    hand.count += 1
    expect(phone.get_by_role("button", name="交给双创办")).to_be_visible()
    assert phone.locator("textarea[name=last-0-words]").input_value()  # from the unit's own ledgers
    for answer in phone.get_by_label("未完成", exact=True).all():
        answer.check()
    phone.locator("textarea[name=last-0-words]").fill("示例：整治早市2次")
    phone.locator("textarea[name=plan-0-words]").fill("示例：整治夜市")
    phone.locator("input[name=plan-0-person]").fill("赵某")
    day = phone.locator("input[name=plan-0-due_on]")
    day.fill(phone.evaluate("new Date(Date.now() + 4 * 864e5).toISOString().slice(0, 10)"))
    phone.locator("textarea[name=problem-0-words]").fill("示例：路灯不亮")
    assert phone.evaluate(OVERFLOW) == 0
    hand.tap("交给双创办")
    expect(phone.get_by_role("status")).to_contain_text("已交")
    assert hand.count == 2
    rows = site.ask(
        """SELECT i.part, i.words FROM reports_submissionitem i JOIN reports_submission s ON s.id = i.submission_id
        JOIN tataboo_portal_unit u ON u.id = s.unit_id WHERE u.code = 'A' AND s.state = 'handed_in' ORDER BY i.id DESC"""
    )
    assert {("last", "示例：整治早市2次"), ("plan", "示例：整治夜市"), ("problem", "示例：路灯不亮")} <= set(rows)
    phone.goto("/")
    assert phone.get_by_role("link", name=re.compile("例会材料未交")).count() == 0
