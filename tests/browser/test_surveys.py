"""A survey in a real browser: a resident's phone without scripts answers once, paper is typed in with digits."""

import pytest

pytestmark = pytest.mark.browser


def test_a_phone_without_scripts_answers_once_and_is_thanked(site, open_as):
    ((code,),) = site.ask("SELECT code FROM publicity_surveylink WHERE answered_at IS NULL ORDER BY id DESC LIMIT 1")
    tab = open_as("anonymous", phone=True, scripts=False)
    tab.goto(f"/v/{code}/")
    for number, question in enumerate(tab.locator("fieldset").all()):
        question.get_by_label(("比较满意", "一般", "不了解")[number % 3], exact=True).tap()
    tab.get_by_role("button", name="提交").tap()
    tab.get_by_role("heading", name="已经填过了，谢谢").wait_for()
    tab.go_back()
    assert tab.locator("h1").inner_text() == "已经填过了，谢谢"
    assert tab.context.cookies() == []


def test_digits_choose_a_step_and_go_on_to_the_next_question(open_as):
    tab = open_as("community1")
    tab.goto("/registers/responses/new/")
    tab.locator("[data-levels] input").first.focus()
    for digit in "543210":
        tab.keyboard.press(digit)
    chosen = [box.locator("input:checked").input_value() for box in tab.locator("[data-levels]").all()]
    assert "".join(chosen) == "543210"
    tab.get_by_role("button", name="记下").click()
    tab.get_by_text("已记：").wait_for()
