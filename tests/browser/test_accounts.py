"""Accounts in a real browser: the second step by keys alone and without scripts, every state of its pages, and a form that came too late."""

import re
import time

import pyotp
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_pages import OVERFLOW

pytestmark = pytest.mark.browser
SESSIONS = "tataboo_portal_devicesession"
ANDROID = "Mozilla/5.0 (Linux; Android 10; V1) AppleWebKit/537.36 Chrome/86.0 Mobile Safari/537.36"
SAID = "(document.activeElement.innerText || document.activeElement.getAttribute('aria-label') || '').trim()"


@pytest.fixture(scope="module")
def deputy(site):
    """The password of one more person of the office: what is done to this account touches nobody's sign-in."""
    rows = site.ask("PRAGMA table_info(tataboo_portal_user)")
    names = ", ".join(row[1] for row in rows if row[1] not in {"id", "username"})
    office = f"SELECT 'deputy', {names} FROM tataboo_portal_user WHERE username = 'office'"
    site.move_clock(f"INSERT INTO tataboo_portal_user (username, {names}) {office}")
    return site.passwords["office"]


@pytest.fixture
def fresh(site, browser):
    """Browsers nobody is signed in on."""
    contexts = []

    def enter(**options):
        context = browser.new_context(locale="zh-CN", base_url=site.address, **{"viewport": DESKTOP} | options)
        contexts.append(context)
        return context.new_page()

    yield enter
    for context in contexts:
        context.close()


def entered(tab):
    """Enter, and the page it leads to."""
    with tab.expect_navigation():
        tab.keyboard.press("Enter")


def typed_in(tab, password, username="deputy"):
    """Name and password by keys alone: the first field has the focus."""
    tab.goto("/login/")
    tab.locator("#id_username").focus()
    tab.keyboard.type(username)
    tab.keyboard.press("Tab")
    tab.keyboard.type(password)
    entered(tab)


def pressed(tab, words):
    """Tab on to what says so, and Enter."""
    for _ in range(40):
        if tab.evaluate(SAID) == words:
            return entered(tab)
        tab.keyboard.press("Tab")
    raise AssertionError(f"the Tab key never comes to {words}")


def code_in(tab, code):
    """A code and Enter."""
    tab.locator("#id_code").focus()
    tab.keyboard.type(code)
    entered(tab)


def secret_on(tab):
    return tab.locator(".second code").inner_text().replace(" ", "")


def test_the_second_step_is_set_up_and_asked_by_keys_alone_and_without_scripts(deputy, fresh):
    desk = fresh(java_script_enabled=False)
    typed_in(desk, deputy)
    desk.goto("/account/second/")
    pressed(desk, "显示二维码")
    clock = pyotp.TOTP(secret_on(desk))
    code_in(desk, clock.now())
    codes = desk.locator(".codes code").all_inner_texts()
    assert len(codes) == 8
    elsewhere = fresh(java_script_enabled=False)
    typed_in(elsewhere, deputy)
    assert elsewhere.url.endswith("/login/second/")
    elsewhere.goto("/tasks/")
    assert "/login/" in elsewhere.url
    elsewhere.goto("/login/second/")
    code_in(elsewhere, clock.at(int(time.time()) + 30))
    expect(elsewhere).to_have_url(re.compile(r"/$"))
    desk.goto("/account/second/")
    desk.locator("#id_code").focus()
    desk.keyboard.type(codes[0])
    pressed(desk, "关掉两步登录")
    expect(desk).to_have_url(re.compile("/account/$"))


def judged(tab, violations):
    """Nothing axe finds, and at no width anything wider than the screen."""
    for viewport in (DESKTOP, PHONE):
        tab.set_viewport_size(viewport)
        assert tab.evaluate(OVERFLOW) == 0
    assert violations(tab) == []


def test_every_state_of_these_pages_holds(site, deputy, fresh, violations):
    site.move_clock("DELETE FROM tataboo_portal_secondfactor")
    tab = fresh(user_agent=ANDROID, has_touch=True)
    tab.goto("/login/")
    expect(tab.get_by_label("在这台手机上保持登录")).to_be_visible()
    judged(tab, violations)
    typed_in(tab, deputy)
    tab.goto("/account/second/")
    tab.get_by_role("button", name="显示二维码").click()
    clock = pyotp.TOTP(secret_on(tab))
    judged(tab, violations)
    code_in(tab, clock.now())
    judged(tab, violations)
    tab.goto("/account/second/")
    judged(tab, violations)
    door = fresh()
    typed_in(door, deputy)
    judged(door, violations)
    code_in(door, "000000")
    judged(door, violations)
    while door.locator("#id_code").count():
        code_in(door, "000000")
    expect(door.get_by_role("heading", name="先等")).to_be_visible()
    judged(door, violations)
    site.move_clock("DELETE FROM tataboo_portal_signinlock")


def test_what_was_typed_when_the_sign_in_ended_is_handed_in_after_the_next_one(site, fresh, violations):
    words = "市场北门的灯晚上不亮"
    tab = fresh()
    typed_in(tab, site.passwords["marketA"], "marketA")
    tab.goto("/suggestions/new/")
    tab.locator("main textarea").first.fill(words)
    key = next(cookie["value"] for cookie in tab.context.cookies() if cookie["name"] == "sessionid")
    site.move_clock(f"UPDATE {SESSIONS} SET expire_date = datetime('now', '-1 minute') WHERE session_key = ?", key)
    tab.locator("main form button[type=submit]").last.click()
    expect(tab.get_by_text("刚才填的没有丢")).to_be_visible()
    tab.get_by_label("手机号或工号").fill("marketA")
    tab.get_by_label("密码").fill(site.passwords["marketA"])
    tab.get_by_role("button", name="登录").click()
    expect(tab.get_by_text(words)).to_be_visible()
    judged(tab, violations)
    tab.get_by_role("button", name="接着交").click()
    expect(tab).to_have_url(re.compile("/suggestions/$"))
    assert site.ask("SELECT count(*) FROM reports_suggestion WHERE words = ?", words) == [(1,)]
