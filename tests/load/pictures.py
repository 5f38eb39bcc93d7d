"""Photos as phones take them: every one of them different, of so many megabytes, with real pixels."""

import io
import random
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from PIL import Image

MEGABYTE = 1024 * 1024
# Pixels a phone's camera spends on a megabyte of a street scene.
PIXELS_PER_MEGABYTE = 2_000_000
QUALITIES = range(40, 97, 4)
PROCESSES = 2


def scene(number, width, height):
    """Patches of light and shadow under the grain of a small sensor; another number is another scene."""
    chance = random.Random(number)
    colours = []
    for _ in range(3):
        patches = Image.frombytes("L", (9, 7), chance.randbytes(63)).resize((width, height), Image.Resampling.BICUBIC)
        half = (width // 2, height // 2)
        grain = Image.frombytes("L", half, chance.randbytes(half[0] * half[1])).resize((width, height))
        colours.append(Image.blend(patches, grain, 0.15))
    return Image.merge("RGB", colours)


def encoded(image, quality):
    """The scene as a JPEG."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def quality_for(megabytes, width, height):
    """The quality at which a scene of this size weighs about so much."""
    image = scene(0, width, height)

    def off_by(quality):
        return abs(len(encoded(image, quality)) - megabytes * MEGABYTE)

    near = min(QUALITIES, key=off_by)
    return min(range(near - 3, near + 4), key=off_by)


def _take(arguments):
    number, width, height, quality, path = arguments
    path.write_bytes(encoded(scene(number, width, height), quality))
    return path


def take(count, megabytes, folder):
    """So many photos of about so many megabytes, as files."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    width = int((megabytes * PIXELS_PER_MEGABYTE * 4 / 3) ** 0.5) // 16 * 16
    height = width * 3 // 4
    quality = quality_for(megabytes, width, height)
    wanted = [(number, width, height, quality, Path(folder) / f"{number}.jpg") for number in range(1, count + 1)]
    with ProcessPoolExecutor(PROCESSES) as pool:
        return list(pool.map(_take, wanted))
