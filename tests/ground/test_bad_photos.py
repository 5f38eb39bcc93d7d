"""What must not get in, by a form and in pieces: each is answered with its sentence and leaves neither a row nor a file."""

import hashlib
import io
import struct
import uuid
import zipfile
import zlib

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, PngImagePlugin

from inspections.models import RemediationTask, TaskCategory
from tataboo_portal import photos, uploads
from tataboo_portal.enums import PhotoSize
from tataboo_portal.models import Photo
from tests import makers
from tests.ground.test_drawing import HEIC
from tests.people import jpeg

BOUNDARY = "photo-of-a-corner"
FOLDERS = ("originals", "photos", "partials", "releases")
HTML = b"<html><script>alert(document.cookie)</script></html>"
PLENTY = 40 * 1024 * 1024


def saved(image_format, size=(400, 300), **options):
    """A noisy picture as a file of this format."""
    buffer = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(buffer, image_format, **options)
    return buffer.getvalue()


def moving(image_format):
    """Three frames."""
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "blue", "green")]
    buffer = io.BytesIO()
    frames[0].save(buffer, image_format, save_all=True, append_images=frames[1:], duration=100)
    return buffer.getvalue()


def cut(content, part=0.6):
    """The beginning of a file."""
    return content[: int(len(content) * part)]


def chunk(kind, content):
    """A chunk of a PNG with its length and check sum."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_with(extra):
    """A small PNG with a chunk more in front of its picture."""
    content = saved("PNG", (8, 6))
    return content[:33] + extra + content[33:]


def header_of(width, height):
    """A PNG that says to be so large and has no picture."""
    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def bomb(kind):
    """A name, then forty megabytes in forty kilobytes."""
    return png_with(chunk(kind, b"x\0\0" + zlib.compress(bytes(PLENTY), 9)))


BAD = {
    "empty": (b"", photos.EMPTY_SENTENCE),
    "cut JPEG": (cut(saved("JPEG")), photos.BROKEN_SENTENCE),
    "cut JPEG after its thumbnail": (cut(saved("JPEG", comment=b"\xff\xd9")), photos.BROKEN_SENTENCE),
    "JPEG without its last byte": (saved("JPEG")[:-1], photos.BROKEN_SENTENCE),
    "cut PNG": (cut(saved("PNG")), photos.BROKEN_SENTENCE),
    "cut WebP": (cut(saved("WEBP")), photos.BROKEN_SENTENCE),
    "cut HEIC": (cut(HEIC.read_bytes()), photos.BROKEN_SENTENCE),
    "PNG of 4 billion pixels": (header_of(65_000, 65_000), photos.TOO_MANY_PIXELS_SENTENCE),
    "PNG just above the limit": (header_of(8_001, 8_000), photos.TOO_MANY_PIXELS_SENTENCE),
    "PNG with a text bomb": (bomb(b"zTXt"), photos.BROKEN_SENTENCE),
    "PNG with a profile bomb": (bomb(b"iCCP"), photos.BROKEN_SENTENCE),
    "moving GIF": (moving("GIF"), photos.NOT_A_PHOTO_SENTENCE),
    "moving WebP": (moving("WEBP"), photos.ANIMATED_SENTENCE),
    "moving PNG": (moving("PNG"), photos.ANIMATED_SENTENCE),
    "SVG": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", photos.NOT_A_PHOTO_SENTENCE),
    "HTML": (HTML, photos.NOT_A_PHOTO_SENTENCE),
    "PDF": (b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF", photos.NOT_A_PHOTO_SENTENCE),
}
NAMES = {
    "way out": "../../../etc/cron.d/photo.jpg",
    "way out of Windows": "..\\..\\photo.jpg",
    "nul": "pho\0to.jpg",
    "turned round": "photo\u202egpj.exe",
    "long": "照" * 300 + ".jpg",
    "only dots": "..",
}


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    """Files of this test alone: tests that run beside it may keep theirs meanwhile."""
    settings.MEDIA_ROOT = tmp_path


def files():
    """Every file in the photo storage."""
    waiting, found = [folder for folder in FOLDERS if default_storage.exists(folder)], set()
    while waiting:
        folder = waiting.pop()
        folders, names = default_storage.listdir(folder)
        waiting += [f"{folder}/{name}" for name in folders]
        found |= {f"{folder}/{name}" for name in names}
    return found


def report(client, **photo):
    """Send the report form as a browser does."""
    category = TaskCategory.objects.get(code="dead_corner")
    return client.post("/report/", {"client_uuid": uuid.uuid4(), "category": category.pk, "quantity": "1", **photo})


def report_by_hand(client, name, content):
    """The same form with a file name no browser would send."""
    category = TaskCategory.objects.get(code="dead_corner")
    fields = {"client_uuid": uuid.uuid4(), "category": category.pk, "quantity": "1"}
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in fields.items()
    ]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="photo_camera"; filename="{name}"\r\nContent-Type: image/jpeg\r\n\r\n'
    body = "".join((*parts, head)).encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    return client.post("/report/", body, content_type=f"multipart/form-data; boundary={BOUNDARY}")


def send(client, content, name="照片.jpg"):
    """Send a photo in pieces as a phone does; returns the last answer."""
    this, digest = uuid.uuid4(), hashlib.sha256(content).hexdigest()
    data = {"client_uuid": this, "byte_count": len(content), "sha256": digest, "name": name}
    answer = client.post(reverse("upload_begin"), data)
    for offset in range(0, len(content), uploads.LARGEST_PIECE):
        answer = client.post(
            reverse("upload_piece", args=[this]),
            content[offset : offset + uploads.LARGEST_PIECE],
            content_type="application/octet-stream",
            headers={"Upload-Offset": str(offset)},
        )
    return answer.json()


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_photo_is_refused_in_words_and_leaves_nothing(sign_in, li, kind, django_capture_on_commit_callbacks):
    content, sentence = BAD[kind]
    client, before = sign_in(li), files()
    response = report(client, photo_camera=SimpleUploadedFile("照片.jpg", content, "image/jpeg"))
    assert (response.status_code, sentence in response.content.decode()) == (400, True)
    assert files() == before
    with django_capture_on_commit_callbacks(execute=True):
        assert send(client, content)["refusal"] == sentence
    assert files() == before
    assert not Photo.objects.exists()
    assert not RemediationTask.objects.exists()


@pytest.mark.parametrize("kind", NAMES)
def test_a_name_never_reaches_the_disk_nor_costs_a_photo(sign_in, li, kind):
    client, name = sign_in(li), NAMES[kind]
    assert report_by_hand(client, name, HTML).status_code == 400
    assert not Photo.objects.exists()
    report_by_hand(client, name, jpeg("red"))
    token = send(client, jpeg("blue"), name)["photo"]
    sent, *others = Photo.objects.order_by("-id")
    assert str(sent.token) == token
    for photo in (sent, *others):
        assert photo.original.name == f"originals/{photo.token.hex[:2]}/{photo.token.hex}"
        assert default_storage.exists(photo.original.name)
        assert 0 < len(photo.shown_name) <= 80
        assert photo.shown_name.isprintable()
        assert not set(photo.shown_name) & {"/", "\\"}
    # A browser that sends a name of dots alone has sent no file, says Django; by the outbox the photo counts.
    assert len(others) == (0 if kind == "only dots" else 1)


@pytest.mark.parametrize("hidden", ["archive behind", "page in a comment", "page behind", "page in a PNG"])
def test_of_two_files_in_one_only_the_picture_is_served(sign_in, li, hidden):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("page.html", HTML)
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", HTML.decode())
    content = {
        "archive behind": saved("JPEG") + archive.getvalue(),
        "page in a comment": saved("JPEG", comment=HTML),
        "page behind": saved("JPEG") + HTML,
        "page in a PNG": saved("PNG", pnginfo=words),
    }[hidden]
    assert b"page.html" in content or HTML in content
    client = sign_in(li)
    report(client, photo_camera=SimpleUploadedFile("照片.jpg", content, "image/jpeg"))
    makers.process_photos()
    photo = Photo.objects.get()
    for size in PhotoSize:
        with default_storage.open(photo.served_path(size)) as source:
            served = source.read()
        assert served[:3] == b"\xff\xd8\xff"
        for foreign in (HTML, b"<html", b"<script", b"PK\x03\x04", b"page.html"):
            assert foreign not in served
    response = client.get(reverse("task_photo", args=[RemediationTask.objects.get().number, photo.token, "720"]))
    b"".join(response.streaming_content)
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert "sandbox" in response["Content-Security-Policy"]
