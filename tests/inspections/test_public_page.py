"""The public page: what a resident needs for it, and what a flood, a program or a wrong code gets."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.test import Client

from inspections.enums import PublicState
from inspections.models import PublicReport
from inspections.public import drawing
from inspections.public.tracks import decoy
from tataboo_portal.enums import JobStatus, PhotoStatus
from tataboo_portal.models import AuditEvent, Job, Photo
from tests.inspections import residents
from tests.people import jpeg, undecodable

MORNING = datetime(2026, 11, 26, 2, tzinfo=UTC)  # 10:00 in Asia/Shanghai


@pytest.fixture(autouse=True)
def pages(settings, db):
    """The public pages are on, on a Thursday morning."""
    settings.PUBLIC_PAGES = True
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


@pytest.fixture
def place():
    return residents.place()


def words_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_a_resident_needs_a_photo_and_nothing_else(client, place):
    page = client.get(f"/s/{place.code}/")
    assert page.status_code == 200
    assert "示例小区一" in words_of(page)
    assert "绣品厂社区" not in words_of(page)
    token = page.context["token"]
    with time_machine.travel(MORNING + timedelta(seconds=5), tick=False):
        answer = client.post(f"/s/{place.code}/", {"token": token, "photo_camera": residents.photo()})
    report = PublicReport.objects.get()
    assert answer.url == f"/t/{report.track}/"
    assert (report.place, report.words, report.phone, report.state) == (place, "", "", PublicState.WAITING)
    track = client.get(answer.url)
    assert "已收到" in words_of(track)
    assert report.track[:4] + "-" in words_of(track)
    assert "照片正在处理" in words_of(track)
    assert client.get(f"/t/{report.track.lower()}/").status_code == 200


def test_the_same_form_sent_twice_is_one_report(client, place):
    data = residents.sent(place.code)
    first = client.post(f"/s/{place.code}/", data)
    second = client.post(f"/s/{place.code}/", data | {"photo_camera": residents.photo()})
    assert first.url == second.url
    assert PublicReport.objects.count() == Photo.objects.count() == 1


def test_what_is_kept_of_a_sender_leads_back_to_nobody(client, place):
    residents.send(client, place.code)
    report, photo = PublicReport.objects.get(), Photo.objects.get()
    assert len(report.sender) == 64
    assert "198.51" not in str(vars(report))
    assert photo.shown_name == "随手拍.jpg"
    trail = AuditEvent.objects.get()
    assert (trail.actor_name, trail.address) == ("系统", None)
    assert residents.PHONE not in str(vars(trail))


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


BAD = {
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "a.jpg", "image/jpeg"),
    "html": (b"<!doctype html><script>alert(1)</script>", "a.png", "image/png"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "a.jpg", "image/jpeg"),
    "half": (jpeg(size=(640, 480))[:-200], "a.jpg", "image/jpeg"),
    "empty": (b"", "a.jpg", "image/jpeg"),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_is_no_photo_is_refused_in_a_sentence(client, place, kind):
    answer = residents.send(client, place.code, photo_camera=residents.photo(*BAD[kind]))
    assert answer.status_code == 400
    assert answer.context["form"].errors["photo_camera"][0].endswith("。")
    assert not Photo.objects.exists()


def test_a_photo_too_large_is_refused_before_it_is_read(client, place, settings):
    settings.PUBLIC_MOST_BYTES = 50_000
    answer = residents.send(client, place.code, photo_camera=residents.photo(b"\xff" * 60_000))
    assert (answer.status_code, "照片超过 10 MB" in words_of(answer)) == (400, True)

    class Untouched:
        def read(self, *args):
            raise AssertionError("the body was read")

        readline = read

    environ = {"CONTENT_LENGTH": "200000", "wsgi.input": Untouched(), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    answer = client.generic("POST", f"/s/{place.code}/", **environ)
    assert (answer.status_code, "照片超过 10 MB" in words_of(answer)) == (413, True)
    assert client.generic("POST", f"/t/{residents.report().track}/", **environ).status_code == 400


@pytest.mark.parametrize(
    ("phone", "status"), [("0632 - 5123456", 302), ("＋８６１３８１２３４５６７８", 302), ("打我", 400)]
)
def test_a_phone_number_is_a_number_or_nothing(client, place, phone, status):
    assert residents.send(client, place.code, phone=phone).status_code == status


def test_what_turns_out_to_be_no_picture_leaves_the_report_and_no_file(
    client, place, django_capture_on_commit_callbacks
):
    residents.send(client, place.code, photo_camera=residents.photo(undecodable()))
    original = Photo.objects.get().original.name
    assert default_storage.exists(original)
    with django_capture_on_commit_callbacks(execute=True):
        drawing.draw()
    assert PublicReport.objects.get().photo is None
    assert not Photo.objects.exists()
    assert not default_storage.exists(original)


def test_photos_are_drawn_a_few_at_a_time_by_one_job_behind_the_staffs(client, place):
    for number in range(7):
        residents.send(client, residents.place(f"示例小区{number}").code, address=f"198.51.100.{number}")
    waiting = Job.objects.get()  # one for all of them, however many
    assert waiting.task == drawing.DRAW_TASK
    Job.objects.update(status=JobStatus.DONE)
    drawing.draw()
    assert Photo.objects.filter(status=PhotoStatus.READY).count() == drawing.AT_ONCE
    follower = Job.objects.get(status=JobStatus.WAITING)
    assert not drawing.is_busy(follower.pk)
    Job.objects.filter(pk=waiting.pk).update(status=JobStatus.RUNNING, lease_until=MORNING + timedelta(minutes=9))
    assert drawing.is_busy(follower.pk)
    Job.objects.filter(pk=waiting.pk).update(lease_until=MORNING - timedelta(minutes=1))  # its worker is gone
    assert not drawing.is_busy(follower.pk)


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


def test_no_search_engine_and_no_next_site_learns_of_a_page(client, place):
    report = residents.report()
    for address in (f"/s/{place.code}/", f"/t/{report.track}/", f"/t/{report.track}/before/"):
        answer = client.get(address)
        headers = [answer[name] for name in ("X-Robots-Tag", "Referrer-Policy", "Cache-Control")]
        assert headers == ["noindex, nofollow", "no-referrer", "no-store"]
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"] or "before" in address
        b"".join(answer)
    assert '<meta name="robots" content="noindex,nofollow">' in client.get(f"/s/{place.code}/").content.decode()
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


def test_a_signed_in_persons_name_is_on_no_public_page(sign_in, wang, place):
    wang.full_name = "王示例名"
    wang.save()
    client, report = sign_in(wang), residents.report()
    for address in (f"/s/{place.code}/", f"/t/{report.track}/"):
        page = client.get(address).content.decode()
        assert "王示例名" not in page
        assert "工作台" not in page


def test_reports_of_many_are_each_their_own(client, place):
    first, second = (
        residents.report(words="只有我知道的话"),
        residents.report(words="另一句", place=residents.place("示例小区二")),
    )
    page = client.get(f"/t/{second.track}/").content.decode()
    assert "只有我知道的话" not in page
    assert first.track not in page
    assert str(uuid.UUID(str(first.client_uuid))) not in page
