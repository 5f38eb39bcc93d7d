"""Photos: what is refused with which sentence, and that served copies are new pixels only."""

import hashlib
import io
import uuid
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.files.storage import InMemoryStorage, default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

from tataboo_portal import actions, drawing, photo_integrity, photos, releases, uploads
from tataboo_portal.enums import PhotoSize, PhotoStatus
from tataboo_portal.models import Job, PhotoRelease
from tataboo_portal.refusals import Refusal
from tests.people import jpeg, undecodable


def upload(content, name="照片.jpg"):
    return SimpleUploadedFile(name, content)


def huge_png():
    buffer = io.BytesIO()
    Image.new("1", (10_000, 10_001)).save(buffer, "PNG")
    return buffer.getvalue()


def phone_jpeg():
    """A photo as a phone writes it: lying on its side, with place, serial number and time."""
    image = Image.new("RGB", (40, 30), "white")
    image.paste("red", (0, 0, 20, 30))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:11:16 09:12:00"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.BodySerialNumber] = "SECRET-SERIAL"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"just some text", photos.NOT_A_PHOTO_SENTENCE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", photos.NOT_A_PHOTO_SENTENCE),
        (b"", photos.EMPTY_SENTENCE),
        (huge_png(), photos.TOO_MANY_PIXELS_SENTENCE),
        (b"\xff\xd8" + bytes(photos.MOST_BYTES), photos.TOO_MANY_BYTES_SENTENCE),
    ],
)
def test_what_is_no_acceptable_photo_is_refused_in_one_sentence(content, sentence):
    with pytest.raises(Refusal, match=sentence):
        photos.examine(upload(content))


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP"])
def test_the_content_decides_not_the_name(image_format):
    buffer = io.BytesIO()
    Image.new("RGB", (8, 6)).save(buffer, image_format)
    assert photos.examine(upload(buffer.getvalue(), "没有后缀")) == (8, 6)


@pytest.mark.parametrize("image_format", ["GIF", "TIFF", "BMP"])
def test_other_picture_formats_are_refused(image_format):
    buffer = io.BytesIO()
    Image.new("RGB", (8, 6)).save(buffer, image_format)
    with pytest.raises(Refusal, match=photos.NOT_A_PHOTO_SENTENCE):
        photos.examine(upload(buffer.getvalue()))


def kept_and_processed(content, by):
    photo = photos.keep(upload(content), by=by)
    photos.process(photo.pk)
    photo.refresh_from_db()
    return photo


def test_a_kept_photo_waits_with_its_hash_and_a_job(li):
    photo = photos.keep(upload(jpeg(), "楼后" * 60 + ".jpg"), by=li)
    assert photo.status == PhotoStatus.WAITING
    assert len(photo.sha256) == 64
    assert len(photo.shown_name) <= 80
    assert photo.token.hex in photo.original.name
    assert Job.objects.get().arguments == {"photo_id": photo.pk}


def test_served_copies_are_upright_sized_and_carry_nothing_along(li):
    photo = kept_and_processed(phone_jpeg(), li)
    assert photo.is_ready
    assert photo.taken_at == datetime(2026, 11, 16, 9, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
    for size in PhotoSize:
        with default_storage.open(photo.served_path(size)) as served:
            content = served.read()
        assert b"SECRET" not in content
        assert b"Exif" not in content
        with Image.open(io.BytesIO(content)) as image:
            assert image.size == (30, 40)
            top, bottom = image.getpixel((15, 5)), image.getpixel((15, 35))
            assert top[1] < 60 < bottom[1]


def test_large_photos_are_made_smaller(li):
    photo = kept_and_processed(jpeg(size=(4000, 3000)), li)
    sizes = []
    for size in PhotoSize:
        with default_storage.open(photo.served_path(size)) as served, Image.open(served) as image:
            sizes.append(image.size)
    assert sizes == [(320, 240), (720, 540), (1600, 1200)]


def test_transparent_pictures_are_laid_on_white(li):
    buffer = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(buffer, "PNG")
    photo = kept_and_processed(buffer.getvalue(), li)
    with default_storage.open(photo.served_path(PhotoSize.SMALL)) as served, Image.open(served) as image:
        assert image.getpixel((10, 10)) == (255, 255, 255)


def test_a_photo_the_decoder_stumbles_over_says_so_and_serves_nothing(li):
    photo = kept_and_processed(undecodable(), li)
    assert (photo.status, photo.refusal) == (PhotoStatus.REFUSED, photos.BROKEN_SENTENCE)
    assert not default_storage.exists(photo.served_path(PhotoSize.SMALL))


def test_processing_twice_changes_nothing(li):
    photo = kept_and_processed(jpeg(), li)
    photos.process(photo.pk)
    assert default_storage.exists(photo.served_path(PhotoSize.LARGE))
    assert Job.objects.count() == 1


@pytest.mark.parametrize("later_first", [True, False])
def test_a_caption_that_comes_while_the_photo_is_drawn_stands_on_it_whoever_ends_first(li, monkeypatch, later_first):
    where, content = "绣品厂社区 示例小区一", jpeg(size=(800, 600))
    photo = photos.keep(upload(content), by=li)
    ask, later = photos.drawer.ask, []

    def meanwhile(*arguments):
        answer = ask(*arguments)
        if not later:
            later.append(photos.stored(photo, by=li, where=where))
            if later_first:
                photos.process(photo.pk)
        return answer

    monkeypatch.setattr(photos.drawer, "ask", meanwhile)
    photos.process(photo.pk)
    for job in Job.objects.order_by("pk")[1:]:
        photos.process(job.arguments["photo_id"])
    photo.refresh_from_db()
    assert photo.is_ready
    assert Job.objects.count() == 2
    _, copies = drawing.draw(content, photos.caption_of(photo, where))
    for size, copy in zip(PhotoSize, copies, strict=True):
        with default_storage.open(photo.served_path(size)) as served:
            assert served.read() == copy, size


def test_the_web_server_in_front_may_send_the_file(li, settings):
    photo = kept_and_processed(jpeg(), li)
    settings.PHOTO_ACCEL_PREFIX = "/_photos/"
    response = photos.respond(photo, PhotoSize.MEDIUM)
    assert response["X-Accel-Redirect"] == f"/_photos/{photo.served_path(PhotoSize.MEDIUM)}"
    assert (response.content, response["Content-Type"]) == (b"", "image/jpeg")
    assert "sandbox" in response["Content-Security-Policy"]
    default_storage.delete(photo.served_path(PhotoSize.MEDIUM))
    with pytest.raises(FileNotFoundError):
        photos.respond(photo, PhotoSize.MEDIUM)
    settings.PHOTO_ACCEL_PREFIX = ""
    small = photos.respond(photo, PhotoSize.SMALL)
    assert "X-Accel-Redirect" not in small
    assert b"".join(small)[:2] == b"\xff\xd8"
    small.close()


def test_nothing_but_the_storage_setting_says_where_photos_lie(li, settings):
    whole = jpeg("red")
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    facts = {"byte_count": len(whole), "sha256": hashlib.sha256(whole).hexdigest()}
    coming = uploads.begin(by=li, client_uuid=uuid.uuid4(), **facts)
    for offset, piece in ((0, whole[:300]), (300, whole[300:])):
        coming = uploads.add_piece(by=li, upload=coming, offset=offset, piece=piece)
    photo = coming.photo
    photos.process(photo.pk)
    actions.release_photo(by=li, photo=photo, rectangles=[[0, 0, 500, 500]])
    release = PhotoRelease.objects.get()
    releases.draw(release.pk, release.token.hex)
    photo.refresh_from_db()
    release.refresh_from_db()
    assert photo_integrity.check(0) == (photo.pk, 0)
    for response in (photos.respond(photo, PhotoSize.SMALL), photos.respond_released(release, PhotoSize.SMALL)):
        assert b"".join(response)[:2] == b"\xff\xd8"
        response.close()
    assert isinstance(storages["default"], InMemoryStorage)
    assert not (Path(settings.MEDIA_ROOT) / photo.original.name).exists()
