"""The same picture is found again after what messengers do to it, an unrelated one is not, and the index finds both."""

import io
import random

import pytest
from PIL import Image, ImageEnhance

from tataboo_portal import fingerprints, photos
from tataboo_portal.models import PhotoBand
from tests.ground.test_photos import upload


def scene(seed, size=(640, 480)):
    """A picture with structure: soft random fields, the same for the same seed."""
    chance = random.Random(seed)
    small = Image.frombytes("RGB", (12, 9), chance.randbytes(12 * 9 * 3))
    return small.resize(size, Image.Resampling.BICUBIC)


def saved(image, quality=90):
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


CHANGES = {
    "recompressed": lambda image: Image.open(io.BytesIO(saved(image, 40))),
    "smaller": lambda image: image.resize((320, 240)),
    "cropped": lambda image: image.crop((6, 5, 634, 475)),
    "brighter": lambda image: ImageEnhance.Brightness(image).enhance(1.15),
}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("seed", range(5))
def test_the_same_picture_is_recognised(seed, name):
    first = fingerprints.fingerprint(scene(seed))
    second = fingerprints.fingerprint(CHANGES[name](scene(seed)))
    assert fingerprints.distance(first, second) <= fingerprints.ALIKE
    assert set(fingerprints.bands(first)) & set(fingerprints.bands(second))


def test_unrelated_pictures_differ_in_many_bits():
    prints = [fingerprints.fingerprint(scene(seed)) for seed in range(20)]
    pairs = [(one, other) for place, one in enumerate(prints) for other in prints[place + 1 :]]
    assert min(fingerprints.distance(*pair) for pair in pairs) > 2 * fingerprints.ALIKE


def test_a_picture_of_one_colour_has_none():
    assert fingerprints.fingerprint(Image.new("RGB", (640, 480), "gray")) == ""
    assert fingerprints.bands("") == []


def test_a_band_is_its_number_and_sixteen_bits():
    values = fingerprints.bands("0001" + "0" * 56 + "00ff")
    assert (len(values), values[0], values[1], values[-1]) == (16, 1, 1 << 16, 15 << 16 | 255)


def kept(image, by):
    photo = photos.keep(upload(saved(image)), by=by)
    photos.process(photo.pk)
    photo.refresh_from_db()
    return photo


def test_the_index_finds_the_picture_used_before_and_nothing_else(li, django_assert_num_queries):
    first, other = kept(scene(1), li), kept(scene(2), li)
    again = kept(CHANGES["cropped"](scene(1)), li)
    with django_assert_num_queries(1):
        found = photos.alike(again)
    assert [photo for photo, _ in found] == [first]
    assert photos.alike(other) == []
    assert PhotoBand.objects.count() == 48


def test_a_picture_without_detail_is_like_no_other(li, django_assert_num_queries):
    plain, _ = kept(Image.new("RGB", (640, 480), "gray"), li), kept(Image.new("RGB", (640, 480), "gray"), li)
    with django_assert_num_queries(0):
        assert photos.alike(plain) == []


def test_an_even_sky_is_not_looked_up_unless_there_is_nothing_else():
    assert fingerprints.telling([0x0000, 0x1FFFF, 0x20001, 0x3F0F0]) == [0x3F0F0]
    assert fingerprints.telling([0x0000, 0x1FFFF]) == [0x0000, 0x1FFFF]


def test_the_nearest_picture_comes_first_with_its_number_of_bits(li):
    first, near, again = kept(scene(3), li), kept(CHANGES["smaller"](scene(3)), li), kept(scene(3), li)
    found = photos.alike(again)
    assert found == [(first, 0), (near, fingerprints.distance(near.fingerprint, again.fingerprint))]
