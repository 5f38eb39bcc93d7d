"""What a picture looks like as 256 bits, so that the same picture is found again after it was recompressed or resized.

A difference hash: each bit says whether one small square is brighter than its right neighbour. Recompressing, resizing and slight
cropping leave it nearly as it is; unrelated pictures differ in about half of the bits.
"""

from PIL import Image

SIDE = 16
BITS = SIDE * SIDE
BAND_BITS = 16
BANDS = BITS // BAND_BITS
# A picture that is almost one colour says too little to be compared.
LEAST_DETAIL = 16
ALIKE = 24
# A piece with so few bits set, or so few not set, tells nothing.
PLAIN = 1


def fingerprint(picture):
    """The 256 bits of an upright picture as 64 hex digits, or "" for one with too little detail."""
    small = picture.convert("L").resize((SIDE + 1, SIDE), Image.Resampling.BOX)
    pixels = small.tobytes()
    bits = 0
    for row in range(SIDE):
        start = row * (SIDE + 1)
        for left, right in zip(pixels[start : start + SIDE], pixels[start + 1 : start + SIDE + 1], strict=True):
            bits = bits << 1 | (left > right)
    return f"{bits:064x}" if LEAST_DETAIL <= bits.bit_count() <= BITS - LEAST_DETAIL else ""


def distance(one, other):
    """In how many of the 256 bits two fingerprints differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def bands(text):
    """The fingerprint cut into sixteen numbered pieces: fingerprints that differ in fewer bits than that share at least one."""
    digits = BAND_BITS // 4
    return (
        [band << BAND_BITS | int(text[band * digits : (band + 1) * digits], 16) for band in range(BANDS)]
        if text
        else []
    )


def telling(values):
    """The pieces worth looking up: those of an even stretch (sky, a bare wall) stand in every third picture; all, if no other."""
    return [value for value in values if PLAIN < (value & 0xFFFF).bit_count() < BAND_BITS - PLAIN] or values
