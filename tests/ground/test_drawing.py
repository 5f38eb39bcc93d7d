"""What every kind of photo becomes: HEIC, MPO, captions, and the claims a file makes of itself."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import ExifTags, Image, ImageCms

from tataboo_portal import drawing, photos
from tataboo_portal.enums import PhotoSize
from tataboo_portal.refusals import Refusal
from tataboo_portal.sandbox import Sandbox
from tests.ground.test_photos import kept_and_processed, upload
from tests.people import jpeg

CAPTION = "2026年11月26日 09:12 收到\n绣品厂社区 示例小区一 李拍"
DARK = 110
# A noisy picture as phones write it: what opens HEIC here cannot make one.
HEIC = Path(__file__).parent / "noise.heic"


def saved(image, image_format, **options):
    """The picture as the bytes of a file."""
    buffer = io.BytesIO()
    image.save(buffer, image_format, **options)
    return buffer.getvalue()


def with_claims(software="", place=None, taken="2026:11:16 09:12:00"):
    """A JPEG that says where, when and with what it was made."""
    exif = Image.Exif()
    exif[ExifTags.Base.Software], exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = software, "Sample", "Phone 1"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
    for tag, value in (place or {}).items():
        exif.get_ifd(ExifTags.IFD.GPSInfo)[tag] = value
    return saved(Image.new("RGB", (40, 30), "white"), "JPEG", exif=exif)


def opened(content):
    """A served copy as an image."""
    return Image.open(io.BytesIO(content))


def kinds():
    """Every way a photo may come in, with the parts of decoders and of the standard library that are imported late."""
    noise = Image.effect_noise((400, 300), 60)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    several = {"save_all": True, "append_images": [noise.convert("RGB")]}
    place = {1: "N", 2: (34.0, 17.0, 1.5), 3: "E", 4: (117.0, 10.0, 0.0)}
    return {
        "HEIC": HEIC.read_bytes(),
        "MPO": saved(noise.convert("RGB"), "MPO", **several),
        "claims": with_claims("截屏", place),
        "no time": with_claims(taken="yesterday"),
        "lying": saved(noise.convert("RGB"), "JPEG", exif=exif, progressive=True, comment=b"x"),
        "CMYK": saved(noise.convert("CMYK"), "JPEG"),
        "profile": saved(noise.convert("RGB"), "JPEG", icc_profile=profile),
        "broken profile": saved(noise.convert("RGB"), "JPEG", icc_profile=b"none"),
        "large": saved(noise.resize((4000, 3000)).convert("RGB"), "JPEG"),
        "WebP": saved(noise.convert("RGB"), "WEBP", exif=exif, icc_profile=profile),
        "WebP without loss": saved(noise.convert("RGBA"), "WEBP", lossless=True),
        **{f"PNG {mode}": saved(noise.convert(mode), "PNG") for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")},
    }


@pytest.mark.parametrize("kind", kinds())
def test_a_child_that_can_open_no_file_draws_each_kind_as_it_is_drawn_here(kind):
    content, rest = kinds()[kind], (CAPTION, [[100, 100, 300, 200]])
    box = Sandbox(drawing.draw, drawing.get_ready)
    try:
        assert box.ask(content, *rest) == drawing.draw(content, *rest)
    finally:
        box.stop()


FRESH = """
import pathlib, sys
contents = [path.read_bytes() for path in pathlib.Path(sys.argv[1]).iterdir()]
from tataboo_portal import drawing
drawing.get_ready()
late = []
sys.addaudithook(lambda event, words: late.append((event, words[0])) if event in ("open", "import") else None)
for content in contents:
    drawing.draw(content, "示例", [[100, 100, 300, 200]])
print(len(contents), late)
"""


def test_a_process_that_never_drew_before_has_all_it_needs_once_it_is_ready(tmp_path):
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for number, content in enumerate(kinds().values()):
        (pictures / str(number)).write_bytes(content)
    own = os.environ | {"DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tataboo_portal.settings"}
    result = subprocess.run(
        [sys.executable, "-c", FRESH, pictures], env=own, capture_output=True, text=True, check=False
    )
    assert (result.stdout, result.stderr) == (f"{len(kinds())} []\n", "")


def test_heic_is_opened_by_content_and_turned_into_jpeg(li):
    content = HEIC.read_bytes()
    photo = kept_and_processed(content, li)
    assert photo.is_ready
    assert (photo.width, photo.height) == (64, 48)
    _, copies = drawing.draw(content)
    assert {opened(copy).format for copy in copies} == {"JPEG"}


def test_of_a_several_picture_jpeg_the_first_counts():
    content = saved(
        Image.new("RGB", (40, 30), "red"), "MPO", save_all=True, append_images=[Image.new("RGB", (40, 30), "blue")]
    )
    assert photos.examine(upload(content)) == (40, 30)
    _, copies = drawing.draw(content)
    red, _, blue = opened(copies[0]).convert("RGB").getpixel((20, 15))
    assert red > 200 > blue


@pytest.mark.parametrize("image_format", ["PNG", "WEBP"])
def test_a_moving_picture_is_no_photo(image_format):
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "blue", "green")]
    content = saved(frames[0], image_format, save_all=True, append_images=frames[1:], duration=100)
    with pytest.raises(Refusal, match=photos.ANIMATED_SENTENCE):
        photos.examine(upload(content))


def test_the_caption_is_drawn_into_the_larger_copies_only():
    content = saved(Image.new("RGB", (2000, 1500), "white"), "JPEG")
    plain, captioned = (dict(zip(PhotoSize, drawing.draw(content, words)[1], strict=True)) for words in ("", CAPTION))
    for size in PhotoSize:
        before, after = opened(plain[size]).convert("L"), opened(captioned[size]).convert("L")
        corner = (after.width - 3, after.height - 3)
        assert before.getpixel(corner) > 240
        assert (after.getpixel(corner) < DARK) == (size != PhotoSize.SMALL), size
        assert after.getpixel((5, 5)) > 240


def test_the_caption_has_letters_and_stays_within_the_picture():
    content = saved(Image.new("RGB", (800, 600), "black"), "JPEG")
    _, copies = drawing.draw(content, "绣" * 300)
    picture = opened(copies[2]).convert("L")
    lower = [picture.getpixel((x, picture.height - 14)) for x in range(picture.width)]
    assert max(lower) > 200
    assert picture.size == (800, 600)


def test_who_where_and_when_received_stand_in_the_caption(li):
    photo = photos.keep(upload(jpeg()), by=li, where="绣品厂社区 示例小区一")
    first, second = photo.caption.splitlines()
    assert first.endswith("收到")
    assert second == "绣品厂社区 示例小区一 李拍"
    photos.process(photo.pk)
    photo.refresh_from_db()
    again = photos.stored(photo, by=li, where="绣品厂社区 示例小区二")
    assert (again.is_ready, "示例小区二" in again.caption) == (False, True)
    photos.process(photo.pk)
    photo.refresh_from_db()
    assert photo.is_ready
    assert photos.stored(photo, by=li, where="绣品厂社区 示例小区二").is_ready


def test_what_the_file_says_of_itself_is_kept_as_a_claim():
    place = {1: "N", 2: (34.0, 51.0, 36.0), 3: "E", 4: (117.0, 33.0, 0.0)}
    facts, _ = drawing.draw(with_claims("Adobe Photoshop 2026", place))
    assert facts["software"] == "Adobe Photoshop 2026"
    assert facts["camera"] == "Sample Phone 1"
    assert (facts["latitude"], facts["longitude"]) == (34.86, 117.55)
    assert facts["taken_at"] == "2026-11-16T09:12:00+08:00"
    assert facts["is_screenshot_like"] is False


@pytest.mark.parametrize("place", [{}, {1: "N"}, {1: "N", 2: (900.0, 0.0, 0.0), 3: "E", 4: (1.0, 0.0, 0.0)}])
def test_half_a_place_is_no_place(place):
    facts, _ = drawing.draw(with_claims(place=place))
    assert (facts["latitude"], facts["longitude"]) == (None, None)


def test_no_claims_are_normal_and_nonsense_is_left_out():
    facts, _ = drawing.draw(jpeg())
    assert (facts["taken_at"], facts["software"], facts["camera"], facts["latitude"]) == (None, "", "", None)
    facts, _ = drawing.draw(with_claims("bad\x07name", taken="0000:00:00 00:00:00"))
    assert (facts["taken_at"], facts["software"]) == (None, "badname")


def test_a_screenshot_says_so():
    facts, _ = drawing.draw(with_claims("Screenshot tool"))
    assert facts["is_screenshot_like"] is True
