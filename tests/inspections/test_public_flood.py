"""What a flood, a program or a wrong code gets from the public page: a sentence, a silence, never a row."""

from datetime import timedelta
from ipaddress import ip_network

import pytest
from django.test import Client

from inspections.models import PublicReport
from inspections.public.tracks import decoy
from tataboo_portal.models import AuditEvent, Job, Photo
from tests.inspections import residents
from tests.inspections.residents import MORNING, words_of

pytestmark = pytest.mark.usefixtures("pages")
LIMITS = [
    ("刚刚已收到一张，1 分钟后再试。", {"address_minute": 1}, timedelta(seconds=59), timedelta(seconds=61), True),
    ("今天从这里收到的已经够多，明天再试。", {"address_day": 2}, timedelta(hours=13), timedelta(hours=15), True),
    ("这个地方刚收到很多张，过一会儿再试。", {"place_hour": 2}, timedelta(minutes=50), timedelta(minutes=62), False),
    ("现在提交的人多，过一会儿再试。", {"hour": 2}, timedelta(minutes=50), timedelta(minutes=62), False),
    ("等着受理的已经很多，过几天再试。", {"waiting": 2}, timedelta(days=9), None, False),
]


@pytest.mark.parametrize(("sentence", "limit", "still", "over", "is_one_sender"), LIMITS)
def test_too_many_are_refused_until_time_has_passed(
    client, place, settings, pages, sentence, limit, still, over, is_one_sender
):
    settings.PUBLIC_LIMITS = dict.fromkeys(settings.PUBLIC_LIMITS, 99) | limit
    other = residents.place("示例小区二")

    def at(after, number):
        pages.move_to(MORNING + after)
        code = other.code if "hour" in limit and number else place.code
        return residents.send(client, code, address="198.51.100.7" if is_one_sender else f"198.51.100.{number}")

    for number in range(next(iter(limit.values()))):
        assert at(timedelta(), number).status_code == 302
    refused = at(still, 7)
    assert refused.status_code == 429
    assert sentence in words_of(refused)
    assert residents.PHONE in refused.content.decode()  # nothing typed is lost
    if over:
        assert at(over, 8).status_code == 302
    if is_one_sender or "place_hour" in limit:
        assert residents.send(client, other.code, address="203.0.113.9").status_code == 302


def test_behind_our_own_proxy_the_address_it_names_counts_and_no_other(client, place, settings):
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.1")]

    def send(forwarded, address="10.0.0.1"):
        data = residents.sent(place.code)
        return client.post(f"/s/{place.code}/", data, REMOTE_ADDR=address, HTTP_X_FORWARDED_FOR=forwarded).status_code

    assert send("198.51.100.1") == 302
    assert send("198.51.100.2") == 302
    assert send("203.0.113.5, 198.51.100.2") == 429  # what the sender wrote in front of it is no help
    assert send("198.51.100.77", address="198.51.100.3") == 302
    assert send("198.51.100.78", address="198.51.100.3") == 429  # nor is a header without a proxy of ours
    assert send("2001:db8:1:2::1") == 302
    assert send("2001:db8:1:2:ffff::2") == 429  # one line, many addresses


def quiet(client, code, **changes):
    """Send it and follow the answer."""
    answer = residents.send(client, code, **changes)
    return answer.status_code, client.get(answer.url)


def test_a_program_that_gives_itself_away_sees_success_and_writes_nothing(client, place):
    for changes in ({"homepage": "https://a.example"}, {"token": residents.token(place.code, seconds=1)}):
        status, page = quiet(client, place.code, **changes)
        assert (status, page.status_code) == (302, 200)
        assert "已收到" in words_of(page)
        assert "照片正在处理" in words_of(page)
    assert [model.objects.count() for model in (PublicReport, Photo, Job, AuditEvent)] == [0, 0, 0, 0]
    status, page = quiet(client, place.code)
    assert PublicReport.objects.count() == 1
    assert client.post(f"/t/{decoy()}/").status_code == 404


@pytest.mark.parametrize("token", ["", "nonsense", "\x00", "x" * 5000, "OTHER", "OLD"])
def test_a_form_that_is_not_ours_writes_nothing(client, place, token):
    found = {"OTHER": residents.token("ABCDEF"), "OLD": residents.token(place.code, seconds=13 * 3600)}
    answer = residents.send(client, place.code, token=found.get(token, token))
    assert answer.status_code == 400
    assert "打开太久" in words_of(answer)
    assert residents.send(Client(enforce_csrf_checks=True), place.code).status_code == 302
    assert PublicReport.objects.count() == 1


def test_a_thousand_junk_posts_write_nothing_and_no_page_of_the_staff_notices(
    client, place, wang, count_queries, settings
):
    residents.send(client, place.code)
    staff = Client()
    staff.force_login(wang)
    staff.get("/public/")
    before = count_queries(lambda: staff.get("/public/"))
    rows = [model.objects.count() for model in (PublicReport, Photo, Job, AuditEvent)]
    junk = (
        {"token": ""},
        {"homepage": "x"},
        {"token": residents.token(place.code, seconds=0)},
        {},
        {"photo_camera": residents.photo(b"<html>")},
    )
    for number in range(1000):
        residents.send(client, place.code, **(dict(junk[number % 5]) | {"phone": "x" * (number % 3)}))
    assert [model.objects.count() for model in (PublicReport, Photo, Job, AuditEvent)] == rows
    assert count_queries(lambda: staff.get("/public/")) == before
    for changes in junk:
        assert count_queries(lambda changes=changes: residents.send(client, place.code, **changes)) <= 4


UNKNOWN = ("/s/ZZZZZZ/", "/t/ZZZZZZZZZZZZZZZZ/", "/t/ZZZZZZZZZZZZZZZZ/before/", "/s/ZZ%00ZZ/", "/nothing/here/")


def alike(answer):
    """All of an answer but its number, which is another each time."""
    headers = dict(answer.headers)
    content = answer.content.replace(headers.pop("X-Request-Id").encode(), b"")
    return answer.status_code, content, tuple(sorted(headers.items()))


def test_whatever_is_not_there_looks_alike_to_the_byte(client, place, settings, count_queries):
    report = residents.report(place=residents.place("示例旧巷"))
    report.place.is_active = False
    report.place.save()
    closed = f"/s/{report.place.code}/"

    def answers(method, *addresses):
        found = [getattr(client, method)(address) for address in addresses]
        return {alike(answer) for answer in found}

    assert count_queries(lambda: client.get(closed)) == count_queries(lambda: client.get("/s/ZZZZZZ/")) == 1
    assert count_queries(lambda: client.get("/t/ZZZZZZZZZZZZZZZZ/")) == 1
    for method in ("get", "post"):
        assert len(answers(method, closed, f"/t/{report.track}/after/", *UNKNOWN)) == 1 or method == "post"
        assert len(answers(method, closed, *UNKNOWN[:2], *UNKNOWN[3:])) == 1
    settings.PUBLIC_PAGES = False
    there = (f"/s/{place.code}/", f"/t/{report.track}/", f"/t/{report.track}/before/", f"/s/{place.code}")
    for method in ("get", "post", "put"):
        ((status, content, _),) = answers(method, *there, *UNKNOWN)
        assert status == (405 if method == "put" else 404)  # no page of the portal knows PUT, whatever the address
        assert "示例" not in content.decode()
