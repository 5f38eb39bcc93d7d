"""The fixed people every test is told with, and photos they hold."""

import contextlib
import io
import struct
import zlib

from PIL import Image

from tataboo_portal.enums import Role, UnitKind
from tataboo_portal.models import Unit, User

PASSWORD = "Jinxiu-2017-ok"

# username: (name, role, unit code)
PEOPLE = {
    "wang": ("王", Role.OFFICE, None),
    "li": ("李", Role.COMMUNITY, "1"),
    "zhang": ("张", Role.COMMUNITY, "2"),
    "zhao": ("赵", Role.MARKET, "A"),
    "chen": ("陈", Role.SECTION, "K1"),
    "liu": ("刘", Role.INSPECTOR, None),
    "sun": ("孙", Role.LEADER, None),
    "qian": ("钱", Role.ADMIN, None),
}

_stand_in = {}


@contextlib.contextmanager
def standing_in(username):
    """Inside, what the tests make of 李 and of 绣品厂社区 becomes this person's and their unit's."""
    _stand_in.update({"li": username, "1": PEOPLE[username][2]})
    try:
        yield
    finally:
        _stand_in.clear()


def person(username):
    """The person of this name, made on first use; 张 is the stranger from another community."""
    username = _stand_in.get(username, username)
    name, role, code = PEOPLE[username]
    existing = User.objects.filter(username=username).first()
    if existing:
        return existing
    unit = _unit(code) if code else None
    return User.objects.create_user(username, PASSWORD, full_name=name, role=role, unit=unit)


def unit_of(code):
    """The unit with this code; the section K1 is made on first use."""
    return _unit(_stand_in.get(code, code))


def _unit(code):
    if code == "K1":
        return Unit.objects.get_or_create(code="K1", defaults={"name": "城管科", "kind": UnitKind.SECTION})[0]
    return Unit.objects.get(code=code)


def undecodable():
    """A photo that looks whole from outside and breaks the decoder: a PNG whose pixels are no pixels."""
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48)).save(buffer, "PNG")
    start = buffer.getvalue()[:33]
    pixels = b"IDAT" + b"no pixels at all"
    return start + struct.pack(">I", 16) + pixels + struct.pack(">I", zlib.crc32(pixels)) + buffer.getvalue()[-12:]


def jpeg(colour="gray", size=(64, 48), **save_options):
    """A small valid JPEG as bytes."""
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "JPEG", **save_options)
    return buffer.getvalue()
