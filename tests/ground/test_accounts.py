"""Accounts: devices are listed and signed out from afar, what somebody no longer is ends at once, guessing meets a lock."""

import ipaddress
import re
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client
from django.utils import timezone

from tataboo_portal import account_actions, sign_ins
from tataboo_portal.models import AuditEvent, DeviceSession, Unit, User
from tests.access.test_garbage import GARBAGE
from tests.counting import count_queries
from tests.people import PASSWORD

PHONE = "Mozilla/5.0 (Linux; Android 10; V1) AppleWebKit/537.36 Chrome/86.0 Mobile Safari/537.36 MicroMessenger/8.0"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0"


@pytest.fixture(autouse=True)
def quick_hashes(settings):
    """Passwords are not what takes the time here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def enter(username="li", password=PASSWORD, agent=DESK, address="10.0.0.7"):
    """A browser signed in as this person."""
    browser = Client(HTTP_USER_AGENT=agent, REMOTE_ADDR=address)
    answer = browser.post("/login/", {"username": username, "password": password})
    assert answer.status_code == 302, answer.content.decode()
    return browser


def is_in(browser):
    """Whether the very next request is answered, or led to the login page."""
    answer = browser.get("/account/")
    return not (answer.status_code == 302 and answer.url.startswith("/login/"))


def events(**lookup):
    return list(AuditEvent.objects.filter(**lookup).order_by("id").values_list("action", "object_label", "reason"))


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (PHONE, "安卓手机，微信"),
        (DESK, "Windows 电脑，Edge"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) Version/15.0 Mobile Safari/604.1", "苹果手机，Safari"),
        ("Mozilla/5.0 (Phone; OpenHarmony 5.0) Chrome/114 Mobile HuaweiBrowser/5.0", "鸿蒙手机，华为浏览器"),
        ("", sign_ins.UNKNOWN_DEVICE),
        ("\x00<b>" * 900, sign_ins.UNKNOWN_DEVICE),
    ],
)
def test_a_device_is_named_in_the_words_people_use(agent, words):
    assert sign_ins.device_words(agent) == words


def test_own_devices_are_listed_and_the_others_signed_out(li, wang):
    desk, phone, colleague = enter(), enter(agent=PHONE, address="10.0.0.8"), enter("wang")
    page = desk.get("/account/").content.decode()
    assert "安卓手机，微信" in page
    assert "来自 10.0.0.8" in page
    assert re.findall("<b>([^<]+)（就是这个设备）</b>", page) == ["Windows 电脑，Edge"]
    assert not any(key in page for key in DeviceSession.objects.values_list("pk", flat=True))
    assert desk.post("/account/sign-out-others/").status_code == 302
    assert [is_in(browser) for browser in (desk, phone, colleague)] == [True, False, True]
    assert desk.post("/account/sign-out-others/").status_code == 302  # again: nobody is left and nothing is written
    assert events(action="sign_out") == [("sign_out", "李", "退出其他设备 1 个")]


def test_the_administrator_sees_where_somebody_is_and_signs_him_out(li, qian, sign_in):
    phone, admin = enter(agent=PHONE), sign_in(qian)
    assert "安卓手机，微信" in admin.get(f"/manage/people/{li.pk}/").content.decode()
    assert admin.post(f"/manage/people/{li.pk}/sign-out/").status_code == 302
    assert not is_in(phone)
    assert "没有在登录。" in admin.get(f"/manage/people/{li.pk}/").content.decode()
    assert events(action="sign_out") == [("sign_out", "李", "让他在 1 个设备上退出")]


def test_what_expired_opens_nothing_and_goes_with_the_next_sign_in(li, wang):
    enter()
    DeviceSession.objects.update(expire_date=timezone.now() - timedelta(minutes=1))
    assert sign_ins.of(li) == []
    enter("wang")
    assert DeviceSession.objects.filter(person=li).exists()  # a day long it is known whose late form this would be
    DeviceSession.objects.filter(person=li).update(expire_date=timezone.now() - timedelta(days=2))
    enter("wang").post("/logout/")
    assert list(DeviceSession.objects.values_list("person__username", flat=True)) == ["wang"]


def test_a_request_under_way_does_not_bring_an_ended_session_back(li):
    desk = enter()
    session = desk.session
    session["page"] = 1
    sign_ins.end(li)
    with pytest.raises(UpdateError):
        session.save()
    assert not DeviceSession.objects.filter(person=li).exists()


@pytest.mark.parametrize("change", ["is_active", "role", "unit", "first_password", "phone"])
def test_the_administrators_form_ends_what_somebody_no_longer_is(li, qian, sign_in, change):
    phone, admin = enter(agent=PHONE), sign_in(qian)
    card = {"username": "li", "full_name": "李", "role": "community", "unit": li.unit_id, "is_active": "on"}
    card |= {
        "is_active": {"is_active": ""},
        "role": {"role": "section"},
        "unit": {"unit": Unit.objects.get(code="2").pk},
        "first_password": {"first_password": "Given-2026-x"},
        "phone": {"phone": "0539-1234567"},
    }[change]
    assert admin.post(f"/admin/tataboo_portal/user/{li.pk}/change/", card).status_code == 302
    assert is_in(phone) == (change == "phone")
    if change == "is_active":
        User.objects.update(is_active=True)
        assert not is_in(phone)  # back in use, the old devices stay out


@pytest.mark.parametrize("fields", [{"is_active": False}, {"role": "office"}, {"unit": None, "role": "leader"}])
def test_a_change_by_any_other_way_ends_the_session_at_its_next_request(li, fields):
    phone = enter()
    assert is_in(phone)
    User.objects.filter(pk=li.pk).update(**fields)
    assert not is_in(phone)


def test_an_account_is_stopped_with_one_tap_and_not_ones_own(li, qian, sign_in):
    phone, admin = enter(), sign_in(qian)
    for _ in range(2):
        assert admin.post(f"/manage/people/{li.pk}/stop/", {"from": "stale"}).url == "/manage/people/stale/"
    assert not is_in(phone)
    (event,) = AuditEvent.objects.filter(action="change")
    assert (event.before["is_active"], event.after["is_active"]) == (True, False)
    answer = admin.post(f"/manage/people/{qian.pk}/stop/", follow=True)
    assert account_actions.OWN_STOP_SENTENCE in answer.content.decode()
    assert User.objects.get(pk=qian.pk).is_active


def test_accounts_nobody_uses_are_listed_with_the_reason(li, zhang, zhao, wang, qian, sign_in):
    now = timezone.now()
    admin = sign_in(qian)
    User.objects.filter(pk__in=(li.pk, wang.pk)).update(last_login=now)
    User.objects.filter(pk=zhang.pk).update(last_login=now - timedelta(days=91))
    Unit.objects.filter(pk=zhao.unit_id).update(is_active=False)
    page = " ".join(admin.get("/manage/people/stale/").content.decode().split())
    found = re.findall(r'<th scope="row"><a [^>]+>([^<]+)</a></th> <td[^>]*>[^<]*</td> <td>([^<]*)</td>', page)
    assert found == [("张", "超过 90 天没登录"), ("赵", "所在单位已停用")]
    few = count_queries(admin, "/manage/people/stale/")
    User.objects.filter(pk__in=(li.pk, wang.pk)).update(last_login=None)
    assert count_queries(admin, "/manage/people/stale/") == few
    assert admin.get("/manage/people/stale/").content.decode().count("从没登录过") == 2


@pytest.mark.parametrize("words", GARBAGE)
def test_garbage_in_these_addresses_is_answered(qian, sign_in, words):
    admin, words = sign_in(qian), words[:4_000]
    for page in ("/manage/people/stale/", f"/manage/people/{qian.pk}/"):
        assert admin.get(page, {"after": words, "before": words, "q": words}).status_code == 200
    assert admin.get(f"/manage/people/{'9' * 400}/").status_code == 404
    assert admin.post(f"/manage/people/{qian.pk}/stop/", {"from": words}).status_code == 302


def test_a_login_card_gives_a_password_that_stands_nowhere_else(li, qian, sign_in, caplog):
    caplog.set_level("DEBUG")
    phone, admin = enter(), sign_in(qian)
    answer = admin.post(f"/manage/people/{li.pk}/card/")
    password = re.search(r"首次密码</dt><dd[^>]*>([^<]+)</dd>", answer.content.decode())[1]
    assert answer.headers["Cache-Control"] == "no-store"
    li.refresh_from_db()
    assert li.must_change_password
    assert check_password(password, li.password)
    rows = [str(row) for model in (User, AuditEvent, DeviceSession) for row in model.objects.values()]
    assert not [text for text in (*rows, caplog.text, str(admin.cookies)) if password in text]
    assert password not in admin.get(f"/manage/people/{li.pk}/").content.decode()
    assert not is_in(phone)
    assert enter(password=password).get("/cleanups/").url == "/account/"
    assert events(action="change") == [("change", "李", "发了登录卡，换了首次密码")]


def test_no_login_card_for_oneself_or_for_who_has_left(li, qian, sign_in):
    admin, before = sign_in(qian), set(User.objects.values_list("password", flat=True))
    User.objects.filter(pk=li.pk).update(is_active=False)
    for one, sentence in ((li, account_actions.STOPPED_SENTENCE), (qian, account_actions.OWN_CARD_SENTENCE)):
        assert sentence in admin.post(f"/manage/people/{one.pk}/card/", follow=True).content.decode()
    assert set(User.objects.values_list("password", flat=True)) == before


def test_changing_ones_password_keeps_this_device_and_ends_the_others(li):
    desk, phone = enter(), enter(agent=PHONE)
    data = {"old_password": PASSWORD, "new_password1": "Brand-new-2026", "new_password2": "Brand-new-2026"}
    assert desk.post("/account/", data).status_code == 302
    assert [is_in(browser) for browser in (desk, phone)] == [True, False]
    assert [row.words for row in sign_ins.of(li)] == ["Windows 电脑，Edge"]


def test_behind_the_offices_own_proxy_the_visitor_counts_and_nobody_names_himself(li, settings):
    settings.TRUSTED_PROXIES = (ipaddress.ip_network("127.0.0.1/32"),)
    door = Client(REMOTE_ADDR="127.0.0.1")
    data = {"username": "li", "password": "wrong"}
    tries = [door.post("/login/", data, headers={"X-Forwarded-For": f"10.9.9.{n}, 10.0.0.5"}) for n in range(5)]
    assert [answer.status_code for answer in tries] == [200, 200, 200, 200, 429]
    data["password"] = PASSWORD
    assert door.post("/login/", data, headers={"X-Forwarded-For": "10.0.0.6"}).status_code == 302
    assert [row.address for row in sign_ins.of(li)] == ["10.0.0.6"]


def test_a_name_nobody_has_is_locked_too_and_not_written_into_the_trail(db):
    browser = Client()
    tries = [browser.post("/login/", {"username": "nobody", "password": "x"}).status_code for _ in range(5)]
    assert tries == [200, 200, 200, 200, 429]
    assert not AuditEvent.objects.exists()


def test_a_first_password_keeps_the_rules_and_no_two_are_alike():
    made = {account_actions.new_password() for _ in range(20)}
    assert len(made) == 20
    assert all(re.fullmatch(r"(?:[A-Z][a-z2-9]{3}-){2}[A-Z][a-z2-9]{3}", one) for one in made)
    assert not set("".join(made)) & set("0O1Il")
