"""How long a sign-in lasts, what ends it within the very next request, and what becomes of a form that comes too late."""

import http.client
import re
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from time_machine import travel

from campaigns.models import WorkRecord
from tataboo_portal import sign_ins
from tataboo_portal.models import DeviceSession, User
from tests.ground.test_accounts import DESK, PHONE, is_in
from tests.people import PASSWORD, person

pytestmark = pytest.mark.django_db
MINUTE, DAY = 60, 24 * 3600
PAD = "Mozilla/5.0 (iPad; CPU OS 15_0 like Mac OS X) Version/15.0 Mobile Safari/604.1"
COMPUTER = "Mozilla/5.0 (PC; OpenHarmony 5.0) Chrome/114 HuaweiBrowser/5.0"


@pytest.fixture
def clock():
    """A clock that is moved by hand."""
    with travel("2026-11-26 08:00:00+08:00", tick=False) as traveller:
        yield traveller


def entered(username="li", agent=DESK, **fields):
    browser = Client(HTTP_USER_AGENT=agent)
    assert browser.post("/login/", {"username": username, "password": PASSWORD, **fields}).status_code == 302
    return browser


def cookie_of(browser):
    return browser.cookies[settings.SESSION_COOKIE_NAME]["max-age"]


def test_a_desk_ends_after_half_an_hour_of_nothing_and_after_twelve_hours_of_work(li, clock):
    desk = entered(keep="on")  # there is no such box at a desk
    for _ in range(3):
        clock.shift(29 * MINUTE)
        assert is_in(desk)
    clock.shift(30 * MINUTE + 1)
    assert not is_in(desk)
    desk = entered()
    assert cookie_of(desk) == ""
    for _ in range(24):
        clock.shift(29 * MINUTE)
        assert is_in(desk)
    clock.shift(25 * MINUTE)
    assert not is_in(desk)


def test_a_phone_stays_thirty_days_by_choice_and_ninety_in_all(li, clock):
    assert not is_in_after(entered(agent=PHONE), clock, 31 * MINUTE)
    phone = entered(agent=PHONE, keep="on")
    assert cookie_of(phone) == 90 * DAY
    for _ in range(3):
        assert is_in_after(phone, clock, 29 * DAY)
    assert not is_in_after(phone, clock, 4 * DAY)
    assert not is_in_after(entered(agent=PHONE, keep="on"), clock, 30 * DAY + 1)


def is_in_after(browser, clock, seconds):
    clock.shift(seconds)
    return is_in(browser)


@pytest.mark.parametrize(
    ("agent", "offered"), [(PHONE, True), (PAD, True), (DESK, False), (COMPUTER, False), ("", False)]
)
def test_the_box_is_offered_where_one_person_carries_the_device(db, agent, offered):
    assert ("在这台手机上保持登录" in Client(HTTP_USER_AGENT=agent).get("/login/").content.decode()) == offered


def test_a_first_password_does_not_stay_signed_in(li):
    User.objects.update(must_change_password=True)
    assert cookie_of(entered(agent=PHONE, keep="on")) == ""


def test_being_heard_of_is_written_down_now_and_then_not_each_time(li, clock, django_assert_num_queries):
    desk = entered()
    asked = DeviceSession.objects.get(person=li)
    for seconds, is_written in ((30, False), (40, True), (30, False)):
        clock.shift(seconds)
        before = DeviceSession.objects.get(person=li).expire_date
        assert is_in(desk)
        assert (DeviceSession.objects.get(person=li).expire_date > before) == is_written
    assert sign_ins.of(li)[0].pk == asked.pk


FIELDS = {"unit": "1", "note": "楼道里的旧家具，三处", "client_uuid": "7a1d1f6e-0000-4000-8000-000000000001"}


def test_what_is_sent_after_the_sign_in_ended_waits_for_the_next_one(li, clock):
    desk = entered()
    page = desk.get("/cleanups/").content.decode()
    fields = {
        "client_uuid": FIELDS["client_uuid"],
        "unit": "1",
        "indicator": "N",
        "quantity": "12",
        "note": "晚到的一条",
    }
    fields |= {"day": "2026-11-26", "location": ""}
    assert "<form" in page
    clock.shift(31 * MINUTE)
    assert desk.get("/sw.js").status_code == 200  # what asks by itself meanwhile takes nothing away
    late = desk.post("/cleanups/?unit=1", fields)
    assert late.url.startswith("/login/")
    assert "填的没有丢" in desk.get(late.url).content.decode()
    assert desk.post("/login/", {"username": "li", "password": PASSWORD}).url == "/account/unsent/"
    shown = desk.get("/account/unsent/").content.decode()
    assert "晚到的一条" in shown
    assert 'action="/cleanups/?unit=1"' in shown
    assert dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', shown)).items() >= fields.items()
    assert not WorkRecord.objects.filter(note="晚到的一条").exists()  # nothing is sent by itself
    assert desk.post("/account/unsent/").url == "/"
    assert desk.get("/account/unsent/").url == "/"


@pytest.mark.parametrize(
    ("named", "way"),
    [
        ("http://testserver/tasks/?page=2", "/tasks/?page=2"),
        ("http://testserver/login/?next=/", "/"),
        ("https://evil.example/tasks/", "/"),
        ("", "/"),
    ],
)
def test_after_a_late_press_the_sign_in_leads_back_to_its_page_and_to_no_address_without_one(li, clock, named, way):
    desk = entered()
    clock.shift(31 * MINUTE)
    late = desk.post("/notices/read/", headers={"Referer": named} if named else {})
    assert late.url == f"/login/?next={way.replace('?', '%3F').replace('=', '%3D')}"
    answer = desk.post(late.url, {"username": "li", "password": PASSWORD})
    assert answer.url == way
    assert desk.get(answer.url).status_code == 200


@pytest.mark.parametrize(
    ("named", "way"),
    [
        ("/notices/read/", "/notices/"),
        ("/suggestions/7/void/?page=2", "/suggestions/7/"),
        ("/logout/", "/"),
        ("/nothing-here/", "/nothing-here/"),
        ("/tasks/?page=2", "/tasks/?page=2"),
    ],
)
def test_an_address_that_only_takes_forms_leads_to_the_page_above_it(li, clock, named, way):
    desk = entered()
    clock.shift(31 * MINUTE)
    late = desk.post("/notices/read/", headers={"Referer": f"http://testserver{named}"})  # a refused form stood there
    assert desk.post(late.url, {"username": "li", "password": PASSWORD}).url == way
    opened = Client().get(named)  # a tab the browser opened anew
    address = opened.url if opened.status_code == 302 else f"/login/?next={named}"
    assert desk.get(address).url == way


def test_an_answer_under_way_does_not_throw_out_who_has_just_signed_in(li, clock):
    desk = entered()
    clock.shift(31 * MINUTE)
    desk.post("/cleanups/", FIELDS)
    before = Client()
    before.cookies[settings.SESSION_COOKIE_NAME] = desk.cookies[settings.SESSION_COOKIE_NAME].value
    desk.post("/login/", {"username": "li", "password": PASSWORD})
    for path in ("/sw.js", "/uploads/token/", "/login/", "/"):  # sent before, answered after
        assert settings.SESSION_COOKIE_NAME not in before.get(path).cookies, path
    assert settings.SESSION_COOKIE_NAME in desk.post("/logout/").cookies


def test_it_is_not_shown_to_the_next_person_at_the_desk_nor_kept_of_passwords_and_strangers(li, wang, clock):
    desk, stranger = entered(), Client()
    clock.shift(31 * MINUTE)
    stranger.post("/cleanups/", FIELDS)
    assert settings.SESSION_COOKIE_NAME not in stranger.cookies
    desk.post("/cleanups/", FIELDS | {"first_password": "Given-2026-x", "secret": "robots-own"})
    kept = str(desk.session["unsent"])
    assert FIELDS["note"] in kept
    assert not [secret for secret in ("Given-2026-x", "robots-own") if secret in kept]
    assert desk.post("/login/", {"username": "wang", "password": PASSWORD}).url == "/"
    assert "unsent" not in desk.session
    desk = entered()
    clock.shift(31 * MINUTE)
    desk.post("/account/", {"old_password": PASSWORD, "new_password1": "Brand-new-2026"})
    assert settings.SESSION_COOKIE_NAME not in desk.cookies or "unsent" not in desk.session


def test_a_signed_out_or_stopped_person_leaves_nothing_behind(li, clock):
    desk = entered()
    sign_ins.end(li)
    desk.post("/cleanups/", FIELDS)
    assert desk.post("/login/", {"username": "li", "password": PASSWORD}).url == "/"


def test_a_script_is_told_and_nothing_is_kept_for_it(li, clock):
    desk = entered()
    clock.shift(31 * MINUTE)
    told = desk.post("/report/", FIELDS, HTTP_ACCEPT="application/json")
    assert told.status_code == 401
    assert "登录过期" in told.json()["sentences"][0]


def test_a_page_opened_before_the_last_sign_in_may_send_again_and_a_strangers_may_not(li):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(li)
    own = {"HTTP_ORIGIN": "http://testserver"}
    again = browser.post("/cleanups/", FIELDS | {"csrfmiddlewaretoken": "x" * 64}, **own)
    assert again.status_code == 403
    shown = again.content.decode()
    assert "接着交" in shown
    assert FIELDS["note"] in shown
    for headers in ({"HTTP_ORIGIN": "https://evil.example"}, {"HTTP_ORIGIN": "null"}, {}):
        refused = browser.post("/cleanups/", FIELDS, **headers).content.decode()
        assert "页面放得太久了" in refused
        assert FIELDS["note"] not in refused
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', shown)[1]
    assert browser.post("/account/sign-out-others/", {"csrfmiddlewaretoken": token}, **own).status_code == 302


class Line:
    """A browser of its own on a real connection."""

    def __init__(self, server, who):
        self.host = server.url.removeprefix("http://")
        client = Client()
        client.force_login(person(who))
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"

    def ask(self, method, path, fields=None):
        line = http.client.HTTPConnection(self.host, timeout=30)
        try:
            token = "a" * 32
            headers = {"Cookie": f"{self.cookie}; csrftoken={token}", "X-CSRFToken": token}
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            line.request(method, path, urlencode(fields or {}), headers)
            answer = line.getresponse()
            answer.read()
            return answer.status, answer.headers.get("Location", "")
        finally:
            line.close()


@pytest.mark.django_db(transaction=True)
def test_who_is_stopped_is_out_at_the_very_next_request(live_server):
    phone, admin = Line(live_server, "li"), Line(live_server, "qian")
    assert phone.ask("GET", "/cleanups/")[0] == 200
    assert admin.ask("POST", f"/manage/people/{person('li').pk}/stop/")[0] == 302
    status, way = phone.ask("GET", "/cleanups/")
    assert (status, way.startswith("/login/")) == (302, True)
    assert phone.ask("POST", "/report/")[0] == 302
