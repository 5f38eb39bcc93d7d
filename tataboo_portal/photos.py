"""Photos: examined before they are kept, re-drawn before they are served, and never served as received."""

import hashlib
import io
import warnings
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import FileResponse
from PIL import ExifTags, Image, ImageCms, ImageOps, UnidentifiedImageError

from tataboo_portal import jobs
from tataboo_portal.enums import PhotoSize, PhotoStatus
from tataboo_portal.models import Photo
from tataboo_portal.refusals import Refusal

# Several-picture JPEGs (MPO) of some phones are opened by the JPEG plugin too.
FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 64_000_000
QUALITY = 82
PROCESS_TASK = "tataboo_portal.process_photo"
CHINA = ZoneInfo("Asia/Shanghai")
BROKEN = (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning)

EMPTY_SENTENCE = "这张照片是空的，没有内容，重新拍一张。"
TOO_MANY_BYTES_SENTENCE = "照片超过 20 MB，换一张小一点的。"
NOT_A_PHOTO_SENTENCE = "这个文件不是照片，请选 JPG 或 PNG。"
TOO_MANY_PIXELS_SENTENCE = "照片超过 6400 万像素，用手机普通模式重新拍一张。"
BROKEN_SENTENCE = "这张照片没有传完整，打不开，重新拍一张。"

# Between one and two times the limit Pillow only warns: a bomb is a bomb.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


def examine(upload):
    """Refuse what is not an acceptable photo, by content and before any pixel is decoded; returns (width, height)."""
    if not upload.size:
        raise Refusal(EMPTY_SENTENCE)
    if upload.size > MOST_BYTES:
        raise Refusal(TOO_MANY_BYTES_SENTENCE)
    upload.seek(0)
    try:
        with Image.open(upload, formats=FORMATS) as image:
            size = image.size
    except UnidentifiedImageError:
        raise Refusal(NOT_A_PHOTO_SENTENCE) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refusal(TOO_MANY_PIXELS_SENTENCE) from None
    except (OSError, SyntaxError, ValueError):
        raise Refusal(BROKEN_SENTENCE) from None
    finally:
        upload.seek(0)
    if size[0] * size[1] > MOST_PIXELS:
        raise Refusal(TOO_MANY_PIXELS_SENTENCE)
    return size


@transaction.atomic
def keep(upload, *, by):
    """Store the original privately with its SHA-256 and queue the drawing of its served sizes."""
    width, height = examine(upload)
    content = upload.read()
    photo = Photo(
        shown_name=upload.name[-80:],
        byte_count=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        width=width,
        height=height,
        uploaded_by=by,
    )
    photo.original.save(photo.shown_name, ContentFile(content), save=False)
    photo.save()
    jobs.enqueue(PROCESS_TASK, photo_id=photo.pk)
    return photo


def stored(choice, *, by):
    """The photo a form's cleaned choice stands for: one kept earlier as it is, an upload kept now, or None."""
    return choice if choice is None or isinstance(choice, Photo) else keep(choice, by=by)


def keep_for_retry(form, *, by):
    """Keep the good photo of a form that has another mistake, so that the picture is not lost."""
    choice = getattr(form, "cleaned_data", {}).get("photo")
    if choice:
        form.remember(stored(choice, by=by))


def process(photo_id):
    """Draw the served sizes upright, in sRGB and without metadata; a photo that cannot be decoded says so. Idempotent."""
    photo = Photo.objects.get(pk=photo_id)
    if photo.status != PhotoStatus.WAITING:
        return
    try:
        with photo.original.open("rb") as source:
            drawn = draw_sizes(source)
    except BROKEN:
        Photo.objects.filter(pk=photo_id).update(status=PhotoStatus.REFUSED, refusal=BROKEN_SENTENCE)
        return
    _write(photo, drawn)
    Photo.objects.filter(pk=photo_id).update(status=PhotoStatus.READY, taken_at=drawn.taken_at)


class Drawn(NamedTuple):
    """The served copies of one photo as JPEG bytes by size, and its own word on when it was taken."""

    copies: dict
    taken_at: datetime | None


def draw_sizes(source):
    """Decode once and draw every served size, the smaller from the larger; raises one of BROKEN."""
    picture, taken_at = _upright(source)
    copies = {}
    for size in reversed(PhotoSize.values):
        picture, copies[size] = _copy(picture, size)
    return Drawn(copies, taken_at)


def keep_drawn(original, drawn, *, by, at, name):
    """A photo that is complete from the start: samples, and photos taken over from elsewhere."""
    width, height = examine(ContentFile(original))
    photo = Photo(
        shown_name=name,
        byte_count=len(original),
        sha256=hashlib.sha256(original).hexdigest(),
        width=width,
        height=height,
        uploaded_by=by,
        received_at=at,
        taken_at=drawn.taken_at,
        status=PhotoStatus.READY,
    )
    photo.original.save(name, ContentFile(original), save=False)
    _write(photo, drawn)
    photo.save()
    return photo


def _upright(source):
    """The photo's pixels, at most 1600 on the long side, upright and in sRGB; and its own word on when it was taken."""
    with Image.open(source, formats=FORMATS) as image:
        taken_at = _taken_at(image)
        longest = int(PhotoSize.LARGE)
        ratio = longest / max(image.size)
        # Asking for the photo's own ratio is what lets the JPEG decoder skip most of its work.
        image.draft("RGB", (round(image.width * ratio), round(image.height * ratio)))
        image.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=2.0)
        return _in_srgb(ImageOps.exif_transpose(image)), taken_at


def _in_srgb(image):
    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "CMYK"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            pass  # a broken colour profile is no reason to refuse the picture
    if image.mode in {"RGBA", "LA", "P", "PA"}:
        layered = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", layered.size, "white"), layered).convert("RGB")
    return image.convert("RGB")


def _taken_at(image):
    """What EXIF claims as the time of the picture (Asia/Shanghai), or None; a claim, never a fact."""
    exif = image.getexif().get_ifd(ExifTags.IFD.Exif)
    try:
        words = str(exif.get(ExifTags.Base.DateTimeOriginal))
        return datetime.strptime(words, "%Y:%m:%d %H:%M:%S").replace(tzinfo=CHINA)
    except ValueError:
        return None


def _copy(picture, size):
    """The picture at most `size` on its long side, and its JPEG bytes."""
    smaller = picture.copy()
    smaller.thumbnail((int(size), int(size)), Image.Resampling.LANCZOS)
    # A fresh image carries no metadata along, whatever the decoder left in `info`.
    clean = Image.new("RGB", smaller.size)
    clean.paste(smaller)
    buffer = io.BytesIO()
    clean.save(buffer, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return clean, buffer.getvalue()


def _write(photo, drawn):
    for size, content in drawn.copies.items():
        path = photo.served_path(size)
        default_storage.delete(path)
        default_storage.save(path, ContentFile(content))


def respond(photo, size: PhotoSize):
    """The served copy as a response with a fixed type; the caller has already let this person in.

    Raises FileNotFoundError while the copy has not been drawn yet.
    """
    response = FileResponse(default_storage.open(photo.served_path(size)), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=86400, immutable"
    response["Content-Disposition"] = f'inline; filename="{photo.token.hex[:8]}-{size}.jpg"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
