"""Sample photo pairs, drawn: the same corner before and after, deterministic, without people or words but 示例图片."""

import io
import random
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from reports.demo.scenes import SCENES, draw_heap, shade

FONT = Path(settings.BASE_DIR) / "tataboo_portal" / "fonts" / "NotoSansSC-gb.otf"
MARK = "示例图片"
SIZE = (800, 600)
WALLS = ((203, 196, 180), (186, 190, 192), (198, 184, 170), (176, 182, 170), (210, 205, 196))
GROUNDS = ((128, 126, 122), (140, 134, 124), (118, 120, 122))


class Pair(NamedTuple):
    """Two JPEG files of one spot."""

    before: bytes
    after: bytes


class Spot(NamedTuple):
    """What both pictures of a pair share: colours, the corner, the window places."""

    wall: tuple
    side: tuple
    ground: tuple
    corner: int
    horizon: int
    has_tree: bool


def draw_pair(*, scene, seed, size=SIZE):
    """The before and after picture of one spot for a category's scene; equal arguments give equal bytes."""
    chance = random.Random(f"{scene}/{seed}")
    spot = Spot(
        wall=chance.choice(WALLS),
        side=chance.choice(WALLS),
        ground=chance.choice(GROUNDS),
        corner=round(size[0] * chance.uniform(0.3, 0.62)),
        horizon=round(size[1] * chance.uniform(0.44, 0.54)),
        has_tree=chance.random() < 0.6,
    )
    mess = SCENES.get(scene, draw_heap)
    pictures = []
    for is_after in (False, True):
        picture = draw_spot(spot, size, random.Random(seed), clean=is_after)
        mess(ImageDraw.Draw(picture, "RGBA"), spot, size, random.Random(f"{scene}{seed}"), is_after)
        pictures.append(finish(picture, seed, clean=is_after))
    return Pair(*pictures)


def draw_spot(spot, size, chance, *, clean):
    """Sky, two walls meeting in a corner, ground, windows, a tree."""
    width, height = size
    picture = Image.new("RGB", size, (206, 220, 230) if clean else (196, 204, 208))
    draw = ImageDraw.Draw(picture, "RGBA")
    ground = shade(spot.ground, 1.12 if clean else 0.95)
    draw.polygon(
        [
            (0, height),
            (0, spot.horizon + 150),
            (spot.corner, spot.horizon),
            (width, spot.horizon + 120),
            (width, height),
        ],
        fill=ground,
    )
    if spot.has_tree:
        draw_tree(draw, round(width * 0.86), spot.horizon - 60, 90)
    wall = shade(spot.wall, 1.08 if clean else 0.97)
    draw.polygon(
        [(0, 0), (spot.corner, spot.horizon - 210), (spot.corner, spot.horizon), (0, spot.horizon + 150)], fill=wall
    )
    side = shade(spot.side, 0.9 if clean else 0.82)
    draw.polygon(
        [
            (spot.corner, spot.horizon - 110),
            (width, spot.horizon - 70),
            (width, spot.horizon + 120),
            (spot.corner, spot.horizon),
        ],
        fill=side,
    )
    for number in range(3):
        draw_window(draw, spot, number)
    draw.line([(spot.corner, spot.horizon - 210), (spot.corner, spot.horizon)], fill=shade(wall, 0.7), width=3)
    for _ in range(220 if clean else 420):
        x, y = chance.randrange(width), chance.randrange(spot.horizon + 100, height)
        tone = chance.randrange(-18, 18)
        draw.ellipse([x, y, x + chance.randrange(2, 9), y + 3], fill=(*shade(ground, 1 + tone / 100), 160))
    return picture


def draw_tree(draw, x, y, radius):
    """A trunk and a crown of overlapping leaves."""
    draw.rectangle([x - 8, y, x + 8, y + 190], fill=(96, 76, 58))
    for number in range(14):
        angle = random.Random(number)
        dx, dy = angle.randrange(-radius, radius), angle.randrange(-radius, radius // 2)
        green = 92 + angle.randrange(40)
        draw.ellipse([x + dx - 46, y + dy - 40, x + dx + 46, y + dy + 40], fill=(58, green, 60, 235))


def draw_window(draw, spot, number):
    """One window in the left wall, in its perspective."""
    left = round(spot.corner * (0.12 + 0.28 * number))
    right = left + round(spot.corner * 0.15)
    slope = 210 / max(spot.corner, 1)
    top, drop = 90 + (spot.horizon - 300) * left // max(spot.corner, 1), round((right - left) * slope * 0.3)
    draw.polygon([(left, top), (right, top + drop), (right, top + drop + 80), (left, top + 96)], fill=(92, 104, 112))
    draw.line([((left + right) // 2, top), ((left + right) // 2, top + 92)], fill=(226, 226, 222), width=3)


def finish(picture, seed, *, clean):
    """Grain like a phone's camera, the mark 示例图片, and JPEG bytes."""
    # Pillow's own noise differs at every call; a seeded one keeps equal arguments equal.
    grain = random.Random(f"{seed}{clean}").randbytes(picture.width * picture.height)
    noise = Image.frombytes("L", picture.size, grain).convert("RGB")
    picture = Image.blend(picture.filter(ImageFilter.GaussianBlur(0.8)), noise, 0.05)
    draw = ImageDraw.Draw(picture, "RGBA")
    font = ImageFont.truetype(str(FONT), 30)
    left, top, right, bottom = draw.textbbox((picture.width - 150, picture.height - 52), MARK, font=font)
    draw.rectangle([left - 10, top - 6, right + 10, bottom + 6], fill=(16, 35, 31, 190))
    draw.text((picture.width - 150, picture.height - 52), MARK, font=font, fill="white")
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()
