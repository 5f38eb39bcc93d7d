"""Whether a photo arrived to its end, told from its framing alone: no pixel is decoded for it.

What follows the end (phones and messengers hang things on) is nobody's business here: served copies are drawn anew.
"""

import struct

SCAN, END, TAGLESS = 0xDA, b"\xff\xd9", (0x01, *range(0xD0, 0xD9))
PICTURE_BOXES = (b"ftyp", b"meta", b"mdat")


def is_cut_off(source, picture_format, byte_count):
    """Whether the file ends before its picture does; framing that makes no sense is left to the decoder."""
    judge = {"JPEG": _jpeg, "MPO": _jpeg, "PNG": _png, "WEBP": _webp, "HEIF": _heif}.get(picture_format)
    return bool(judge) and judge(source, byte_count)


def _at(source, position, length):
    source.seek(position)
    return source.read(length)


def _jpeg(source, byte_count):
    """The mark of the end has to follow the first scan; the one of a thumbnail lies before it."""
    position = 2
    while position + 4 <= byte_count:
        start, tag, length = struct.unpack(">BBH", _at(source, position, 4))
        if start != 0xFF:
            return False
        if tag == SCAN:
            return END not in _at(source, position, byte_count)
        position += 1 if tag == 0xFF else 2 if tag in TAGLESS else 2 + length
    return True


def _png(source, byte_count):
    """The chunk IEND has to be there with its check sum."""
    position = 8
    while position + 12 <= byte_count:
        length, kind = struct.unpack(">I4s", _at(source, position, 8))
        position += 12 + length
        if kind == b"IEND":
            return False
    return True


def _webp(source, byte_count):
    """The container says how long it is."""
    return struct.unpack("<I", _at(source, 4, 4))[0] + 8 > byte_count


def _heif(source, byte_count):
    """Every box says how long it is, a length of nought reaches to the end; only boxes of the picture itself count."""
    position, kind = 0, b""
    while position + 8 <= byte_count:
        header = _at(source, position, 16)
        length, kind = struct.unpack(">I4s", header[:8])
        if length == 1 and len(header) == 16:
            length = struct.unpack(">Q", header[8:])[0]
        if length < 8:
            return False
        position += length
    return position > byte_count and kind in PICTURE_BOXES
