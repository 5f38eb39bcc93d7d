"""A pasted sheet of places, row by row: what is new, what is there already, what is wrong and why."""

import re
import unicodedata
from dataclasses import dataclass, field

from tataboo_portal.enums import PlaceKind, UnitKind
from tataboo_portal.models import Place, Unit, User
from tataboo_portal.models.places import LATITUDES, LONGITUDES

COLUMNS = ("社区", "市场组", "小区(街巷)", "楼栋", "类型", "包居人员", "巡查间隔(天)", "纬度", "经度")
MOST_ROWS = 2000
MOST_DAYS = 365
MOST_NAME = Place._meta.get_field("name").max_length
POINT_SENTENCE = "纬度填 {} 到 {}、经度填 {} 到 {} 的数字，两个一起填，或者都空着。".format(*LATITUDES, *LONGITUDES)
NEW, THERE, WRONG = "new", "there", "wrong"
KINDS = {words: kind for kind, words in PlaceKind.choices}
DEGREES = re.compile(r"[0-9]{1,3}(\.[0-9]{1,15})?", re.ASCII)
DAYS = re.compile(r"(\d{1,3})\s*天?")


class Wrong(Exception):
    """A row that cannot be taken; its words say why."""


@dataclass
class Row:
    """One pasted line with what became of it."""

    number: int
    line: str
    cells: list
    status: str = NEW
    reason: str = ""


@dataclass
class Plan:
    """What a paste would do: its rows, and the places to be written, parents first."""

    rows: list
    new_places: list = field(default_factory=list)

    def _count(self, status):
        return sum(row.status == status for row in self.rows)

    @property
    def new_count(self):
        """How many rows bring something new."""
        return self._count(NEW)

    @property
    def there_count(self):
        """How many rows name what is there already."""
        return self._count(THERE)

    @property
    def wrong_count(self):
        """How many rows cannot be taken."""
        return self._count(WRONG)

    @property
    def wrong_lines(self):
        """The wrong rows with their reasons, to be copied back into the sheet."""
        return "\n".join(f"{row.line}\t{row.reason}" for row in self.rows if row.status == WRONG)


def read(text):
    """The non-empty lines of a paste as rows, cells trimmed and full-width digits made plain; a header is passed over."""
    rows = []
    for number, line in enumerate(text.splitlines(), start=1):
        cells = [unicodedata.normalize("NFKC", cell).strip() for cell in line.split("\t")]
        is_header = not rows and cells[0] == COLUMNS[0]
        if any(cells) and not is_header:
            rows.append(Row(number, line, (cells + [""] * len(COLUMNS))[: len(COLUMNS)]))
    return rows


def plan(text):
    """Judge every row of a paste against the places there are; three queries whatever its length."""
    rows = read(text)
    judge = Judge()
    for row in rows:
        try:
            row.status, row.reason = judge.take(row)
        except Wrong as wrong:
            row.status, row.reason = WRONG, str(wrong)
    return Plan(rows, judge.new_places)


class Judge:
    """Knows the units, the people and the places, and gathers the new ones."""

    def __init__(self):
        units = list(Unit.objects.active())
        self.units = {name: unit for unit in units for name in (unit.code, unit.name, unit.short_name) if name}
        self.people = {}
        for person in User.objects.filter(is_active=True):
            self.people.setdefault(person.full_name, []).append(person)
        self.usernames = {person.username: person for found in self.people.values() for person in found}
        places = list(Place.objects.select_related("parent", "keeper"))
        self.known = {self.key(place.community_id, place.parent, place.name): place for place in places}
        self.new_places = []

    @staticmethod
    def key(community_id, parent, name):
        """Where a name may stand only once."""
        return community_id, parent and parent.name, name

    def take(self, row):
        """The status of one row with a word on it; raises Wrong."""
        community, line, area, building, kind, keeper, days, latitude, longitude = row.cells
        community = self.unit(community, UnitKind.COMMUNITY, "社区")
        if not area:
            raise Wrong("小区（街巷）空着，填上名称。")
        if len(area + building) > MOST_NAME:
            raise Wrong(f"名称超过 {MOST_NAME} 个字，写短一点。")
        line = self.unit(line, UnitKind.MARKET_GROUP, "市场组") if line else None
        kind = self.kind(kind, building)
        facts = {"market_group": line, "keeper": self.keeper(keeper), "patrol_days": self.days(days)}
        facts |= self.point(latitude, longitude)
        if not building:
            return self.place(community, None, area, kind, facts)
        compound = self.known.get(self.key(community.pk, None, area))
        words = ""
        if compound is None:
            self.place(community, None, area, PlaceKind.COMPOUND, {"market_group": line})
            compound, words = self.known[self.key(community.pk, None, area)], f"连同{area}一起新增"
        status, reason = self.place(community, compound, self.full_name(community, area, building), kind, facts)
        return status, reason or words

    def full_name(self, community, area, building):
        """A building's name as tasks and cards say it, with its compound in front; a name that is there stays as it is."""
        if building.startswith(area) or (community.pk, area, building) in self.known:
            return building
        return area + building

    def place(self, community, parent, name, kind, facts):
        """A new place, or the word that it is there."""
        key = self.key(community.pk, parent, name)
        there = self.known.get(key)
        if there is not None:
            return THERE, self.difference(there, kind, facts)
        if parent is not None and not parent.is_active:
            raise Wrong(f"“{parent.name}”已停用，要用就先到点位页改成在用。")
        self.known[key] = Place(name=name, kind=kind, parent=parent, community=community, **facts)
        self.new_places.append(self.known[key])
        return NEW, ""

    @staticmethod
    def difference(there, kind, facts):
        """How the place that is there differs from the row; the sheet never overwrites it."""
        if there.pk is None:
            return "和前面的行是同一处"
        if not there.is_active:
            return "已停用，要用就到点位页改成在用"
        asked = {"kind": kind, **{name: value for name, value in facts.items() if value is not None}}
        names = [
            Place._meta.get_field(name).verbose_name for name, value in asked.items() if getattr(there, name) != value
        ]
        return f"{'、'.join(names)}和表里不同，没有改" if names else ""

    def unit(self, words, kind, heading):
        """The unit a cell names by code or name."""
        found = self.units.get(words)
        if not words:
            raise Wrong(f"{heading}空着，填名称或者代码。")
        if found is None or found.kind != kind:
            raise Wrong(f"没有叫“{words[:20]}”的{heading}，填名称或者代码。")
        return found

    @staticmethod
    def kind(words, building):
        """The kind a cell names; without a word a building or a compound."""
        if not words:
            return PlaceKind.BUILDING if building else PlaceKind.COMPOUND
        if words not in KINDS:
            raise Wrong(f"没有“{words[:20]}”这个类型，可以填：{'、'.join(KINDS)}。")
        # People fill the column with the compound's kind all the way down.
        return PlaceKind.BUILDING if building and KINDS[words] == PlaceKind.COMPOUND else KINDS[words]

    def keeper(self, words):
        """The one person a cell names by name or number."""
        if not words:
            return None
        if words in self.usernames:
            return self.usernames[words]
        found = self.people.get(words, [])
        if not found:
            raise Wrong(f"没有叫“{words[:20]}”的人员，让管理员先建账号，或者空着。")
        if len(found) > 1:
            raise Wrong(f"有 {len(found)} 个人叫“{words[:20]}”，改填手机号或工号。")
        return found[0]

    @staticmethod
    def point(latitude, longitude):
        """Where two cells say the place lies; both or neither."""
        if not latitude and not longitude:
            return {"latitude": None, "longitude": None}
        point = {}
        for name, words, span in (("latitude", latitude, LATITUDES), ("longitude", longitude, LONGITUDES)):
            if not (DEGREES.fullmatch(words) and span[0] <= float(words) <= span[1]):
                raise Wrong(POINT_SENTENCE)
            point[name] = float(words)
        return point

    @staticmethod
    def days(words):
        """The interval a cell holds, or None."""
        found = DAYS.fullmatch(words)
        if words and not (found and 1 <= int(found[1]) <= MOST_DAYS):
            raise Wrong(f"巡查间隔要填 1 到 {MOST_DAYS} 的整数，比如 7。")
        return int(found[1]) if words else None
