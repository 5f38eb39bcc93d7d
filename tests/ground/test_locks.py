"""Locks of the door: they cool off while somebody goes on trying, grow with each repetition, and say truly how long to wait."""

import pytest
from axes.models import AccessAttempt
from django.test import Client
from time_machine import travel

from tataboo_portal import lockout
from tataboo_portal.models import AuditEvent, SignInLock
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db
MORNING = "2026-11-26 08:00:00+08:00"
HERE = "10.0.0.7"


@pytest.fixture
def clock():
    """A clock that is moved by hand."""
    with travel(MORNING, tick=False) as traveller:
        yield traveller


def attempt(password="wrong", username="li", address=HERE):
    return Client(REMOTE_ADDR=address).post("/login/", {"username": username, "password": password})


def wrong(count, address=HERE):
    """The last of so many wrong tries as 李."""
    return [attempt(address=address) for _ in range(count)][-1]


def reasons():
    return list(AuditEvent.objects.order_by("id").values_list("action", "object_label", "reason"))


def test_a_lock_cools_off_although_somebody_goes_on_trying(li, clock):
    assert wrong(5).status_code == 429
    clock.shift(14 * 60)
    assert wrong(3).status_code == 429
    assert reasons() == [("refused", "李", "密码或验证码输错次数太多，锁 15 分钟")]
    clock.shift(61)
    assert attempt(PASSWORD).status_code == 302


def test_each_lock_of_a_day_is_longer_and_after_a_quiet_one_it_is_short_again(li, clock):
    for minutes, said in (
        (15, "15 分钟"),
        (30, "30 分钟"),
        (60, "1 小时"),
        (120, "2 小时"),
        (240, "4 小时"),
        (240, "4 小时"),
    ):
        assert wrong(4).status_code == 200
        locked = wrong(1)
        assert locked.status_code == 429
        assert f"先等 {said}" in locked.content.decode()
        assert locked.headers["Retry-After"] == str(minutes * 60)
        clock.shift(minutes * 60 - 61)
        assert "先等 2 分钟" in attempt(PASSWORD).content.decode()
        clock.shift(62)
    assert [reason.split()[1] for _, _, reason in reasons()] == ["15", "30", "60", "120", "240", "240"]
    clock.shift(24 * 3600)
    assert "先等 15 分钟" in wrong(5).content.decode()


def test_the_right_password_in_between_does_not_make_the_next_lock_short(li, clock):
    wrong(5)
    clock.shift(15 * 60 + 1)
    assert attempt(PASSWORD).status_code == 302
    assert "先等 30 分钟" in wrong(5).content.decode()


def test_guesses_from_many_addresses_lock_the_account_everywhere(li, zhang, clock):
    assert [wrong(4, f"10.0.0.{last}").status_code for last in range(1, 6)] == [200, 200, 200, 200, 429]
    locked = attempt(PASSWORD, address="10.0.1.1")
    assert locked.status_code == 429
    assert "先等 15 分钟" in locked.content.decode()
    assert attempt(PASSWORD, "zhang", "10.0.1.1").status_code == 302
    clock.shift(15 * 60 + 1)
    assert attempt(PASSWORD, address="10.0.1.1").status_code == 302


def test_no_row_of_a_lock_names_what_was_typed(db):
    for _ in range(5):
        attempt(username="My-password-2026")
    (row,) = SignInLock.objects.values()
    assert "My-password" not in str(row)
    assert row["address"] == HERE


def test_the_administrator_sees_the_lock_and_a_new_login_card_lifts_it(li, qian, sign_in, clock):
    wrong(5)
    admin = sign_in(qian)
    assert "锁到 11月26日 08:15" in admin.get(f"/manage/people/{li.pk}/").content.decode()
    assert admin.post(f"/manage/people/{li.pk}/card/").status_code == 200
    assert lockout.longest(li) is None
    assert not AccessAttempt.objects.exists()
    assert wrong(4).status_code == 200


@pytest.mark.parametrize(("minutes", "said"), [(1, "1 分钟"), (59, "59 分钟"), (60, "1 小时"), (125, "2 小时 5 分钟")])
def test_the_time_to_wait_in_words(minutes, said):
    assert lockout.words(minutes) == said
