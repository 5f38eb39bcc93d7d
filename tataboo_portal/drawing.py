"""New pixels from a photo: upright, in sRGB, in three sizes, with a caption drawn in, and what the file says of itself."""

import io
import warnings
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import ExifTags, Image, ImageCms, ImageDraw, ImageFont, ImageOps

from tataboo_portal.enums import PhotoSize
from tataboo_portal.fingerprints import fingerprint

try:
    import pi_heif
except ImportError:  # its wheel is optional; without it HEIC is refused with the sentence for other files
    pi_heif = None

if pi_heif:
    pi_heif.register_heif_opener(thumbnails=False)
# Several-picture JPEGs (MPO) of some phones are opened by the JPEG plugin too.
FORMATS = ("JPEG", "PNG", "WEBP", *(("HEIF",) if pi_heif else ()))
MOST_PIXELS = 64_000_000
# Phones fetch the two smaller sizes over the air, two of them for one pair: there every kilobyte counts.
QUALITY = {PhotoSize.LARGE: 82, PhotoSize.MEDIUM: 70, PhotoSize.SMALL: 70}
CHINA = ZoneInfo("Asia/Shanghai")
FONT = Path(__file__).parent / "fonts" / "NotoSansSC-gb.otf"
CAPTIONED = (PhotoSize.LARGE, PhotoSize.MEDIUM)
STRIP = (16, 35, 31, 168)
COVER = (64, 72, 70)
# What phones write into their own screenshots, and the sizes of screens without a camera behind them.
SCREENSHOT_WORDS = ("screenshot", "截屏", "截图")
LONGEST_CLAIM = 60

# Between one and two times the limit Pillow only warns: a bomb is a bomb.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


def get_ready():
    """Load what drawing would open a file for: afterwards it opens none (decoders and parts of the standard library are imported late)."""
    Image.init()
    for image_format in Image.SAVE.keys() & FORMATS:
        sample = io.BytesIO()
        Image.new("RGB", (8, 8)).save(sample, image_format)
        draw(sample.getvalue(), caption="示例")


def draw(content, caption="", rectangles=()):
    """Decode the bytes once and draw every served size, the smaller from the larger.

    What `rectangles` name ([x, y, w, h] in thousandths of the upright picture) is painted over before anything is drawn from
    it, so that no size holds a trace of it. Returns what the file claims as JSON values and the JPEG bytes in the order of `PhotoSize`. Raises an error of the decoder.
    """
    with Image.open(io.BytesIO(content), formats=FORMATS) as image:
        facts = claims(image)
        picture = _covered(_upright(image), rectangles)
    facts["fingerprint"] = fingerprint(picture)
    copies = {}
    for size in sorted(PhotoSize, key=int, reverse=True):
        picture = _smaller(picture, int(size))
        copies[size] = _jpeg(_captioned(picture, caption) if caption and size in CAPTIONED else picture, size)
    return facts, [copies[size] for size in PhotoSize]


def _upright(image):
    """The photo's pixels, at most 1600 on the long side, upright and in sRGB."""
    longest = int(PhotoSize.LARGE)
    ratio = longest / max(image.size)
    if ratio < 1:
        # Asking for the photo's own ratio is what lets the JPEG decoder skip most of its work.
        image.draft("RGB", (round(image.width * ratio), round(image.height * ratio)))
        image = _smaller(image, longest)
    ImageOps.exif_transpose(image, in_place=True)
    return _in_srgb(image)


def _covered(picture, rectangles):
    """The picture with a flat colour in place of these parts, outwards to whole pixels."""
    for x, y, width, height in rectangles:
        left, top = x * picture.width // 1000, y * picture.height // 1000
        right, bottom = -(-(x + width) * picture.width // 1000), -(-(y + height) * picture.height // 1000)
        picture.paste(COVER, (left, top, right, bottom))
    return picture


def _in_srgb(image):
    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "CMYK"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            pass  # a broken colour profile is no reason to refuse the picture
    if image.mode == "RGB":
        return image
    if image.mode in {"RGBA", "LA", "P", "PA"}:
        layered = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", layered.size, "white"), layered).convert("RGB")
    return image.convert("RGB")


def _smaller(picture, longest):
    """The picture at most so long; halving first and the quick filter cost a third of the finest one and look the same."""
    if max(picture.size) <= longest:
        return picture
    ratio = longest / max(picture.size)
    size = (max(1, round(picture.width * ratio)), max(1, round(picture.height * ratio)))
    return picture.resize(size, Image.Resampling.HAMMING, reducing_gap=1.01)


def _jpeg(picture, size):
    """The picture as JPEG bytes; what the decoder left in `info` (comments, profiles) does not go along."""
    picture.info.clear()
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=QUALITY[size], optimize=size != PhotoSize.LARGE)
    return buffer.getvalue()


@lru_cache(maxsize=1)
def _font_file():
    return FONT.read_bytes()


@lru_cache(maxsize=8)
def _font(size):
    return ImageFont.truetype(io.BytesIO(_font_file()), size)


def _captioned(picture, caption):
    """The picture with the lines of its caption on a dark strip along its lower edge."""
    font = _font(max(11, picture.width // 48))
    ascent, descent = font.getmetrics()
    line, margin = ascent + descent, max(6, picture.width // 100)
    lines = [_fitting(text, font, picture.width - 2 * margin) for text in caption.splitlines()]
    height = line * len(lines) + 2 * margin
    strip = Image.new("RGBA", (picture.width, height), STRIP)
    pen = ImageDraw.Draw(strip)
    for number, text in enumerate(lines):
        pen.text((margin, margin + number * line), text, font=font, fill="white")
    drawn = picture.copy()
    drawn.paste(strip, (0, max(0, picture.height - height)), strip)
    return drawn


def _fitting(text, font, width):
    """The text, cut where it would leave the picture."""
    while text and font.getlength(text) > width:
        text = text[:-1]
    return text


def claims(image):
    """What the file says of itself: claims, never facts; most are missing where a messenger has passed the photo on."""
    exif = image.getexif()
    detail, place = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    software = _words(exif.get(ExifTags.Base.Software))
    comment = _words(detail.get(ExifTags.Base.UserComment))
    latitude, longitude = _degrees(place, 1, 2), _degrees(place, 3, 4)
    return {
        "taken_at": _taken_at(detail),
        "software": software,
        "camera": " ".join(filter(None, (_words(exif.get(tag)) for tag in (ExifTags.Base.Make, ExifTags.Base.Model))))[
            :LONGEST_CLAIM
        ],
        "latitude": latitude if longitude is not None else None,
        "longitude": longitude if latitude is not None else None,
        "is_screenshot_like": any(word in f"{comment} {software}".lower() for word in SCREENSHOT_WORDS),
    }


def _words(value):
    """A claim as plain short text; control characters and NULs are left out."""
    text = value.decode("utf-8", "ignore") if isinstance(value, bytes) else str(value or "")
    return "".join(letter for letter in text if letter.isprintable()).strip()[:LONGEST_CLAIM]


def _taken_at(detail):
    """The time EXIF claims (Asia/Shanghai) in ISO form, or None."""
    try:
        words = str(detail.get(ExifTags.Base.DateTimeOriginal))
        return datetime.strptime(words, "%Y:%m:%d %H:%M:%S").replace(tzinfo=CHINA).isoformat()
    except ValueError:
        return None


def _degrees(place, reference, value):
    """A coordinate as signed degrees, or None for one that is missing or makes no sense."""
    try:
        degrees, minutes, seconds = (float(part) for part in place[value])
        sign = -1 if place[reference] in ("S", "W") else 1
        number = sign * (degrees + minutes / 60 + seconds / 3600)
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    return round(number, 6) if -180 <= number <= 180 else None
