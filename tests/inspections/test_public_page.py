"""The public page: what a resident needs for it, what becomes of the photo, and who learns nothing from it."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage

from inspections.enums import PublicState
from inspections.models import PublicReport
from inspections.public import drawing
from tataboo_portal.enums import JobStatus, PhotoStatus
from tataboo_portal.models import AuditEvent, Job, Photo
from tests.inspections import residents
from tests.inspections.residents import MORNING, words_of
from tests.people import jpeg, undecodable

pytestmark = pytest.mark.usefixtures("pages")


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
