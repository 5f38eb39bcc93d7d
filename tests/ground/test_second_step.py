"""The second step of a sign-in: asked before anything opens, each code good once, wrong ones counted, and a way back without the phone."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pyotp
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from time_machine import travel

from tataboo_portal import account_actions, second_factor
from tataboo_portal.models import AuditEvent, DeviceSession, SecondFactor, User
from tests.counting import count_queries
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db
PAGE, SECOND = "/account/second/", "/login/second/"


@pytest.fixture(autouse=True)
def clock():
    """A clock that is moved by hand, so that a code is of this half minute and of no other."""
    with travel("2026-11-26 08:00:05+08:00", tick=False) as traveller:
        yield traveller


def code_of(person, seconds=0):
    clock = pyotp.TOTP(second_factor.secret_of(SecondFactor.objects.get(person=person)))
    return clock.at(clock.timecode(second_factor.timezone.now()) * 30 + seconds)


def turned_on(person, clock):
    """The person's recovery codes, with the second step on and its first code long used."""
    account_actions.begin_second_step(by=person)
    codes = account_actions.confirm_second_step(by=person, code=code_of(person), own_key=None)
    clock.shift(90)
    return codes


def password_given(username="wang", **extra):
    client = Client(REMOTE_ADDR="10.0.0.7")
    answer = client.post("/login/", {"username": username, "password": PASSWORD, "next": "/cleanups/"}, **extra)
    assert answer.url == SECOND
    return client


def events(action):
    return list(AuditEvent.objects.filter(action=action).order_by("id").values_list("object_label", "reason"))


def test_it_counts_once_a_code_has_confirmed_it_and_the_secret_is_shown_once(wang, sign_in, clock, caplog):
    caplog.set_level("DEBUG")
    desk = sign_in(wang)
    begun = desk.post(PAGE, {"do": "begin"}).content.decode()
    (secret,) = re.findall(r"<code>([A-Z2-7 ]{39})</code>", begun)
    assert "<svg" in begun
    assert secret not in desk.get(PAGE).content.decode()
    assert Client().post("/login/", {"username": "wang", "password": PASSWORD}).url == "/"  # not yet
    wrong = desk.post(PAGE, {"do": "confirm", "code": "000000"})
    assert wrong.status_code == 400
    assert secret not in wrong.content.decode()
    on = desk.post(
        PAGE, {"do": "confirm", "code": pyotp.TOTP(secret.replace(" ", "")).at(second_factor.timezone.now())}
    )
    codes = re.findall(r"<code>([a-z2-9]{5}-[a-z2-9]{5})</code>", on.content.decode())
    assert len(set(codes)) == second_factor.CODES
    assert not re.findall(r"<code>", desk.get(PAGE).content.decode())
    assert events("change") == [("王", "打开了两步登录")]
    told = (
        str([list(model.objects.values()) for model in (AuditEvent, SecondFactor, User, DeviceSession)]) + caplog.text
    )
    assert not [
        one for one in (secret, secret.replace(" ", ""), *codes, *(c.replace("-", "") for c in codes)) if one in told
    ]
    password_given()


def test_no_address_opens_between_the_password_and_the_code(wang, qian, clock):
    for one in (wang, qian):
        turned_on(one, clock)
        door = password_given(one.username)
        for path in ("/", "/account/", "/cleanups/", "/manage/people/stale/", "/admin/", PAGE, "/uploads/token/"):
            answer = door.get(path)
            assert answer.status_code == 401 or answer.url.startswith(("/login/", "/admin/login/")), path
        assert not DeviceSession.objects.filter(person=one).exists()
        assert door.post(SECOND, {"code": code_of(one)}).url == "/cleanups/"
        assert door.get("/cleanups/").status_code == 200
    assert events("sign_in") == [("王", ""), ("钱", "")]


def test_a_used_code_is_refused_a_second_time_and_the_next_one_is_not(wang, clock):
    turned_on(wang, clock)
    code = code_of(wang)
    assert password_given().post(SECOND, {"code": f" {code[:3]} {code[3:]} "}).status_code == 302
    again = password_given().post(SECOND, {"code": code})
    assert again.status_code == 400
    assert "已经用过" in again.content.decode()
    clock.shift(30)
    assert password_given().post(SECOND, {"code": code}).status_code == 400  # of the half minute before, and used
    assert password_given().post(SECOND, {"code": code_of(wang)}).status_code == 302
    clock.shift(120)
    assert password_given().post(SECOND, {"code": code_of(wang, -60)}).status_code == 400  # too old
    assert password_given().post(SECOND, {"code": code_of(wang, -30)}).status_code == 302  # a slow clock


def test_wrong_codes_count_towards_the_lock_and_the_password_does_not_wipe_them_out(wang, clock):
    turned_on(wang, clock)
    for count in range(1, 6):
        answer = password_given().post(SECOND, {"code": f"00000{count}"})
    assert answer.status_code == 429
    assert "先等 15 分钟" in answer.content.decode()
    assert Client(REMOTE_ADDR="10.0.0.7").post("/login/", {"username": "wang", "password": PASSWORD}).status_code == 429
    assert events("refused") == [("王", "密码或验证码输错次数太多，锁 15 分钟")]


def test_who_is_locked_is_not_let_in_by_the_right_code(wang, clock):
    turned_on(wang, clock)
    door = password_given()
    answers = [door.post(SECOND, {"code": "000000"}).status_code for _ in range(5)]
    assert answers == [400, 400, 400, 400, 429]
    assert door.post(SECOND, {"code": code_of(wang)}).status_code == 429
    assert not DeviceSession.objects.filter(person=wang).exists()


def test_a_recovery_code_opens_once_and_the_trail_says_so(wang, clock):
    codes = turned_on(wang, clock)
    assert password_given().post(SECOND, {"code": codes[0].upper().replace("-", " ")}).status_code == 302
    assert password_given().post(SECOND, {"code": codes[0]}).status_code == 400
    assert password_given().post(SECOND, {"code": codes[1]}).status_code == 302
    assert events("sign_in") == [("王", "用了一个备用码")] * 2
    assert len(SecondFactor.objects.get(person=wang).codes) == second_factor.CODES - 2


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": "leader"}, {"password": "!"}, None])
def test_the_right_password_is_worth_nothing_once_the_account_changed_or_ten_minutes_went_by(wang, clock, change):
    turned_on(wang, clock)
    door = password_given()
    if change:
        User.objects.filter(pk=wang.pk).update(**change)
    else:
        clock.shift(601)
    assert door.post(SECOND, {"code": code_of(wang)}).url == "/login/"


def test_ones_own_is_renewed_or_given_up_with_a_code_and_not_without(wang, sign_in, clock):
    old = turned_on(wang, clock)
    desk = sign_in(wang)
    for do in ("codes", "off", "begin", "nonsense"):
        desk.post(PAGE, {"do": do, "code": "000001"})
    assert SecondFactor.objects.get(person=wang).confirmed_at
    assert desk.post(PAGE, {"do": "codes", "code": code_of(wang)}).status_code == 200
    assert password_given().post(SECOND, {"code": old[0]}).status_code == 400
    clock.shift(30)
    assert desk.post(PAGE, {"do": "off", "code": code_of(wang)}).url == "/account/"
    assert Client().post("/login/", {"username": "wang", "password": PASSWORD}).url == "/"
    assert [reason for _, reason in events("change")] == ["打开了两步登录", "换了一套备用码", "关掉了自己的两步登录"]


def test_the_administrator_takes_it_off_for_somebody_and_not_for_himself(wang, qian, sign_in, clock):
    turned_on(wang, clock)
    turned_on(qian, clock)
    elsewhere = password_given()
    elsewhere.post(SECOND, {"code": code_of(wang)})
    admin = sign_in(qian)
    assert "两步登录开着，备用码还剩 8 个" in admin.get(f"/manage/people/{wang.pk}/").content.decode()
    assert admin.post(f"/manage/people/{wang.pk}/second/").status_code == 302
    assert elsewhere.get("/cleanups/").url.startswith("/login/")
    assert Client().post("/login/", {"username": "wang", "password": PASSWORD}).url == "/"
    refused = admin.post(f"/manage/people/{qian.pk}/second/", follow=True)
    assert account_actions.OWN_STEP_SENTENCE in refused.content.decode()
    assert events("change")[-1] == ("王", "替他关掉了两步登录")
    call_command("second_step_off", "qian", verbosity=0)
    assert AuditEvent.objects.latest("id").actor_name == "系统"
    for name in ("qian", "nobody"):
        with pytest.raises(CommandError):
            call_command("second_step_off", name)


def test_only_the_office_and_the_administrator_are_offered_it_and_the_page_asks_little(li, wang, sign_in, clock):
    assert "两步登录" not in sign_in(li).get("/account/").content.decode()
    assert sign_in(li).post(PAGE, {"do": "begin"}).status_code == 403
    desk = sign_in(wang)
    assert "两步登录" in desk.get("/account/").content.decode()
    before = count_queries(desk, PAGE)
    turned_on(wang, clock)
    assert count_queries(sign_in(wang), PAGE) <= before


def test_a_form_that_came_too_late_waits_for_the_second_step_too(wang, clock):
    turned_on(wang, clock)
    desk = password_given()
    desk.post(SECOND, {"code": code_of(wang)})
    clock.shift(31 * 60)
    desk.post("/cleanups/", {"note": "晚到的一条"})
    assert desk.post("/login/", {"username": "wang", "password": PASSWORD}).url == SECOND
    assert desk.get("/account/unsent/").url.startswith("/login/")
    assert desk.post(SECOND, {"code": code_of(wang)}).url == "/account/unsent/"
    assert "晚到的一条" in desk.get("/account/unsent/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_code_sent_by_many_at_once_opens_for_one(wang, clock):
    codes = turned_on(wang, clock)
    for code in (code_of(wang), codes[0]):
        gate = threading.Barrier(6)

        def tried(_, code=code, gate=gate):
            gate.wait()
            try:
                return second_factor.use(wang, code)
            finally:
                connection.close()

        with ThreadPoolExecutor(6) as pool:
            opened = [one for one in pool.map(tried, range(6)) if one]
        assert len(opened) == 1


@pytest.mark.parametrize("words", ["\x00", "９" * 6, "9" * 400, "٣٤٣٤٣٤", "<script>", ""])
def test_garbage_for_a_code_is_a_wrong_code(wang, clock, words):
    turned_on(wang, clock)
    assert password_given().post(SECOND, {"code": words}).status_code == 400
