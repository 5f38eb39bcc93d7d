"""点位: the tree as lists show it, the order of names people expect, and the one place behind a code."""

import hashlib
import json
import re
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q

from tataboo_portal.models import Place

EDITED_FIELDS = (
    *("name", "kind", "parent_id", "community_id", "market_group_id"),
    *("keeper_id", "latitude", "longitude", "patrol_days", "position", "is_active"),
)
CODE = re.compile(r"[2-9A-Z]{4,8}")
DIGITS = re.compile(r"(\d+)")
NUMERALS = str.maketrans("一二三四五六七八九", "123456789")
MOST_CHILDREN = 2000


def fingerprint(place):
    """A short mark of what people edit, so that a page opened before somebody's change is known to be old."""
    values = [getattr(place, name) for name in EDITED_FIELDS]
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:16]


def by_code(user, code):
    """The place in use that carries this code, as far as the person may know of it, or None."""
    code = str(code or "").strip().upper()
    if not CODE.fullmatch(code):
        return None
    return Place.objects.visible_to(user).active().for_list().filter(code=code).first()


def natural(place):
    """Sorts 2号楼 before 10号楼 and 小区二 before 小区三; a set position comes first."""
    parts = DIGITS.split(place.name.translate(NUMERALS))
    return place.position, [int(part) if part.isdecimal() else part for part in parts], place.pk


def short_name(place, parent_name):
    """A building's name within its compound: “示例小区一3号楼” is “3号楼” there."""
    return place.name.removeprefix(parent_name).strip() or place.name


@dataclass
class Branch:
    """One place of the first level with those below it; `matches` tells whether it was asked for itself."""

    place: Place
    matches: bool
    children: list = field(default_factory=list)


def roots_of(matching):
    """The first-level places of a filtered list: those it names, and those that only hold something it names."""
    own = matching.filter(pk=OuterRef("pk")).order_by()
    below = matching.filter(parent=OuterRef("pk")).order_by()
    return Place.objects.annotate(matches=Exists(own)).filter(Q(matches=True, parent__isnull=True) | Exists(below))


def branches(roots, matching):
    """The roots of one page with what lies below them, in the order of names; one query."""
    found = {root.pk: Branch(root, root.matches) for root in roots}
    below = matching.filter(parent__in=found).for_list()[:MOST_CHILDREN]
    for child in sorted(below, key=natural):
        found[child.parent_id].children.append(child)
    return list(found.values())
