"""Photos: examined before they are kept, re-drawn before they are served, and never served as received."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import F, Func, IntegerField, Value
from django.http import FileResponse, HttpResponse
from django.utils import timezone
from PIL import Image, UnidentifiedImageError

from tataboo_portal import drawing, fingerprints, jobs, wholeness
from tataboo_portal.enums import PhotoSize, PhotoStatus
from tataboo_portal.models import Photo, PhotoBand
from tataboo_portal.refusals import Refusal
from tataboo_portal.sandbox import ChildBroke, Sandbox

MOST_BYTES = 20 * 1024 * 1024
PROCESS_TASK = "tataboo_portal.process_photo"
ANIMATED = ("PNG", "WEBP")
MOST_ALIKE = 100

EMPTY_SENTENCE = "这张照片是空的，没有内容，重新拍一张。"
TOO_MANY_BYTES_SENTENCE = "照片超过 20 MB，换一张小一点的。"
NOT_A_PHOTO_SENTENCE = "这个文件不是照片，请选 JPG 或 PNG。"
TOO_MANY_PIXELS_SENTENCE = "照片超过 6400 万像素，用手机普通模式重新拍一张。"
BROKEN_SENTENCE = "这张照片没有传完整，打不开，重新拍一张。"
ANIMATED_SENTENCE = "动图不能当照片，选一张普通照片。"
drawer = Sandbox(drawing.draw, drawing.get_ready)


def examine(upload):
    """Refuse what is not an acceptable photo, by content and before any pixel is decoded; returns (width, height)."""
    if not upload.size:
        raise Refusal(EMPTY_SENTENCE)
    if upload.size > MOST_BYTES:
        raise Refusal(TOO_MANY_BYTES_SENTENCE)
    upload.seek(0)
    try:
        with Image.open(upload, formats=drawing.FORMATS) as image:
            size = image.size
            moves = image.format in ANIMATED and getattr(image, "is_animated", False)
            is_cut = wholeness.is_cut_off(upload, image.format, upload.size)
    except UnidentifiedImageError:
        raise Refusal(NOT_A_PHOTO_SENTENCE) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refusal(TOO_MANY_PIXELS_SENTENCE) from None
    except (OSError, SyntaxError, ValueError):
        raise Refusal(BROKEN_SENTENCE) from None
    finally:
        upload.seek(0)
    if size[0] * size[1] > drawing.MOST_PIXELS:
        raise Refusal(TOO_MANY_PIXELS_SENTENCE)
    if moves:
        raise Refusal(ANIMATED_SENTENCE)
    if is_cut:
        raise Refusal(BROKEN_SENTENCE)
    return size


def plain_name(name):
    """A sender's file name as a label: its last part, letters that can be seen, the last 80 of them."""
    seen = "".join(letter for letter in name.replace("\\", "/").rsplit("/", 1)[-1] if letter.isprintable()).strip()
    return seen[-80:] if seen.strip(".") else "photo"


@transaction.atomic
def keep(upload, *, by, where=""):
    """Store the original privately with its SHA-256 and queue the drawing of its served sizes.

    `where` (unit and place) goes into the caption that is drawn in, beside the time the server received it and who sent it.
    """
    photo = store(upload, by=by, where=where)
    jobs.enqueue(PROCESS_TASK, photo_id=photo.pk)
    return photo


def store(upload, *, by, where=""):
    """Store the original as `keep` does; the caller sees to it that it is drawn."""
    width, height = examine(upload)
    content = upload.read()
    photo = Photo(
        shown_name=plain_name(upload.name),
        byte_count=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        width=width,
        height=height,
        uploaded_by=by,
    )
    photo.caption = caption_of(photo, where)
    photo.original.save(photo.shown_name, ContentFile(content), save=False)
    photo.save()
    return photo


def forget(photo):
    """Delete a photo that no record needs, with its file and all that was drawn of it, once the caller has committed."""
    release = getattr(photo, "release", None)
    drawn = [owner.served_path(size) for owner in (photo, release) if owner for size in PhotoSize]
    paths = [photo.original.name, *drawn]
    if release:
        release.delete()
    photo.delete()
    transaction.on_commit(lambda: [default_storage.delete(path) for path in paths])


@transaction.atomic
def keep_picture(photo):
    """Keep of a photo only what is seen on it: the largest drawn copy takes the original's place, what the file told is forgotten."""
    process(photo.pk)  # one that was never drawn would tell it again
    photo.refresh_from_db()
    names = ("latitude", "longitude", "taken_at", "camera", "software", "shown_name")
    photo.latitude = photo.longitude = photo.taken_at = None
    photo.camera = photo.software = photo.shown_name = ""
    if photo.is_ready:
        received = photo.original.name
        with default_storage.open(photo.served_path(PhotoSize.LARGE)) as drawn:
            content = drawn.read()
        photo.original.save("", ContentFile(content), save=False)
        photo.byte_count, photo.sha256 = len(content), hashlib.sha256(content).hexdigest()
        names += ("original", "byte_count", "sha256")
        transaction.on_commit(lambda: default_storage.delete(received))
    photo.save(update_fields=names)


def caption_of(photo, where):
    """The two lines of the watermark: when the server received it; where, and who sent it. Nothing without a place."""
    if not where:
        return ""
    received = timezone.localtime(photo.received_at)
    who = f" {photo.uploaded_by.full_name}拍" if photo.uploaded_by else ""
    return f"{received.year}年{received.month}月{received.day}日 {received:%H:%M} 收到\n{where}{who}"[:200]


def stored(choice, *, by, where=""):
    """The photo a form's cleaned choice stands for: one kept earlier, an upload kept now, or None.

    One kept earlier is drawn again when it now gets a caption.
    """
    if choice is None or not isinstance(choice, Photo):
        return choice if choice is None else keep(choice, by=by, where=where)
    caption = caption_of(choice, where)
    if caption and caption != choice.caption:
        choice.caption = caption
        choice.status = PhotoStatus.WAITING if choice.is_ready else choice.status
        choice.save(update_fields=("caption", "status"))
        jobs.enqueue(PROCESS_TASK, photo_id=choice.pk)
    return choice


def keep_for_retry(form, *, by):
    """Keep the good photo of a form that has another mistake, so that the picture is not lost."""
    choice = getattr(form, "cleaned_data", {}).get("photo")
    if choice:
        form.remember(stored(choice, by=by))


def process(photo_id):
    """Draw the served sizes upright, in sRGB and without metadata; a photo that cannot be decoded says so. Idempotent.

    A caption that came while this one drew has a job of its own, and what was drawn without it is not kept.
    """
    photo = Photo.objects.get(pk=photo_id)
    if photo.status != PhotoStatus.WAITING:
        return
    with photo.original.open("rb") as source:
        content = source.read()
    try:
        facts, copies = drawer.ask(content, photo.caption)
    except ChildBroke:
        refused = {"status": PhotoStatus.REFUSED, "refusal": BROKEN_SENTENCE}
        Photo.objects.filter(pk=photo_id, status=PhotoStatus.WAITING).update(**refused)
        return
    with transaction.atomic():
        waiting = Photo.objects.select_for_update().filter(status=PhotoStatus.WAITING, caption=photo.caption)
        if present := waiting.filter(pk=photo_id).first():
            write(present, copies)
            _finish(present, facts)


@transaction.atomic
def _finish(photo, facts):
    """Write down what the drawing found; only now is the photo served."""
    taken_at = facts.pop("taken_at")
    photo.claim(facts | {"taken_at": datetime.fromisoformat(taken_at) if taken_at else photo.taken_at})
    photo.status = PhotoStatus.READY
    photo.save(update_fields=("status", "taken_at", *facts))
    photo.bands.all().delete()
    pieces = fingerprints.bands(photo.fingerprint)
    PhotoBand.objects.bulk_create([PhotoBand(photo=photo, value=value) for value in pieces])


def alike(photo):
    """Other photos of the same picture as (photo, differing bits), nearest first: found by index, whatever their number."""
    values = fingerprints.telling(fingerprints.bands(photo.fingerprint))
    if not values:
        return []
    sharing = PhotoBand.objects.filter(value__in=values).order_by().values("photo")
    candidates = Photo.objects.filter(pk__in=sharing).exclude(pk=photo.pk)
    if connection.vendor == "postgresql":
        nearest = candidates.annotate(bits=Differing(photo.fingerprint)).filter(bits__lte=fingerprints.ALIKE)
        return [(other, other.bits) for other in nearest.order_by("bits", "pk")[:MOST_ALIKE]]
    found = [(other, fingerprints.distance(photo.fingerprint, other.fingerprint)) for other in candidates]
    near = [pair for pair in found if pair[1] <= fingerprints.ALIKE]
    return sorted(near, key=lambda pair: (pair[1], pair[0].pk))[:MOST_ALIKE]


class Differing(Func):
    """In how many bits a photo's fingerprint differs from this one, counted by PostgreSQL."""

    template = "bit_count(('x' || %(expressions)s)::bit(256))"
    arg_joiner = ")::bit(256) # ('x' || "
    output_field = IntegerField()

    def __init__(self, fingerprint):
        super().__init__(F("fingerprint"), Value(fingerprint))


def keep_drawn(original, drawn, *, by, at, name):
    """A photo that is complete from the start: samples, and photos taken over from elsewhere; `drawn` is what `draw` returned."""
    facts, copies = drawn
    width, height = examine(ContentFile(original))
    photo = Photo(
        shown_name=name,
        byte_count=len(original),
        sha256=hashlib.sha256(original).hexdigest(),
        width=width,
        height=height,
        uploaded_by=by,
        received_at=at,
    )
    photo.original.save(name, ContentFile(original), save=False)
    write(photo, copies)
    photo.save()
    _finish(photo, dict(facts))
    return photo


def write(photo, copies):
    """Store the drawn copies of a photo or a release in the order of `PhotoSize`, over what lies there."""
    for size, content in zip(PhotoSize.values, copies, strict=True):
        path = photo.served_path(size)
        default_storage.delete(path)
        default_storage.save(path, ContentFile(content))


def release_of(photo):
    """The photo's release that nobody has withdrawn, or None; lists fetch it along with select_related("release")."""
    release = getattr(photo, "release", None)
    return release if release and release.is_live else None


def paper_path(photo, size: PhotoSize):
    """Where the copy lies that a paper shows: what somebody prepared for outside, else the inner copy.

    While either is still drawn there is no such file: the paper says that the photo is missing, and shows no uncovered face.
    """
    return (release_of(photo) or photo).served_path(size)


def respond(photo, size: PhotoSize):
    """The served copy as a response with a fixed type; the caller has already let this person in.

    Raises FileNotFoundError while the copy has not been drawn yet.
    """
    return _answer(photo, size, "private, max-age=86400, immutable")


def respond_released(release, size: PhotoSize):
    """The copy for outside as a response; kept by browsers for minutes only, since it may be withdrawn.

    Raises FileNotFoundError for one that is withdrawn or not drawn yet.
    """
    if not release.is_ready:
        raise FileNotFoundError
    return _answer(release, size, "private, max-age=300")


def file_response(path, content_type):
    """A private file, read here or left to the web server in front; nothing in it may act. FileNotFoundError where it is gone."""
    if settings.PHOTO_ACCEL_PREFIX:
        if not default_storage.exists(path):
            raise FileNotFoundError
        response = HttpResponse(content_type=content_type)
        response["X-Accel-Redirect"] = f"{settings.PHOTO_ACCEL_PREFIX.rstrip('/')}/{path}"
    else:
        response = FileResponse(default_storage.open(path), content_type=content_type)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _answer(owner, size, keeping):
    """The file of a photo or release."""
    response = file_response(owner.served_path(size), "image/jpeg")
    response["Cache-Control"] = keeping
    response["Content-Disposition"] = f'inline; filename="{owner.token.hex[:8]}-{size}.jpg"'
    return response
