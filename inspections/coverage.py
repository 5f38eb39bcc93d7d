"""覆盖: every compound, building and lane by its last visit, and the cells of areas × lines nobody holds; no map."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta

from inspections.enums import Seen
from inspections.places import natural, short_name
from tataboo_portal.enums import PlaceKind
from tataboo_portal.models import Place
from tataboo_portal.permissions import Permission

MOST_PLACES = 5000
SOON_SHARE = 4
# One character per state, so that a cell never speaks by its colour alone.
MARKS = {
    Seen.LATE: "超",
    Seen.NEVER: "未",
    Seen.SOON: "近",
    Seen.TODAY: "今",
    Seen.ON_TIME: "✓",
    Seen.NOT_ASKED: "–",
}
BEHIND = (Seen.LATE, Seen.NEVER)
# Places outside compounds stand together by these headings.
OPEN_AIR = ((("lane", "road"), "街巷道路"), (("market",), "市场"), (None, "其他"))


def seen_state(place, today):
    """The state of one place on a day."""
    if place.next_patrol_on is None:
        return Seen.NOT_ASKED
    if place.last_seen_on is None:
        return Seen.NEVER
    if place.last_seen_on >= today:
        return Seen.TODAY
    if place.next_patrol_on < today:
        return Seen.LATE
    ahead = timedelta(days=max(1, place.patrol_days // SOON_SHARE))
    return Seen.SOON if place.next_patrol_on - today <= ahead else Seen.ON_TIME


def seen_words(place, today):
    """The same in a phrase with its days: “超期 4 天，上次 11月3日”."""
    state = seen_state(place, today)
    last = f"上次 {place.last_seen_on.month}月{place.last_seen_on.day}日" if place.last_seen_on else "没有人看过"
    days = (place.next_patrol_on - today).days if place.next_patrol_on else 0
    return {
        Seen.LATE: f"超期 {-days} 天，{last}",
        Seen.NEVER: f"从没看过，已等 {-days} 天" if days < 0 else "从没看过",
        Seen.SOON: f"{f'还有 {days} 天' if days else '今天到期'}，{last}",
        Seen.TODAY: "今天看过",
        Seen.ON_TIME: f"按时，{last}",
        Seen.NOT_ASKED: f"不要求巡查，{last}" if place.last_seen_on else "不要求巡查",
    }[state]


@dataclass(frozen=True)
class Cell:
    """One place on the board."""

    name: str
    code: str
    state: Seen
    mark: str
    title: str


@dataclass(frozen=True)
class Block:
    """A compound with its buildings, or a heading with the places under it."""

    name: str
    root: Cell | None
    cells: list
    words: str
    is_behind: bool


@dataclass(frozen=True)
class Panel:
    """One community with everything in it."""

    unit: object
    blocks: list
    words: str
    unkept: int


def sentence(states, classifier):
    """“12 栋里 3 栋超期、1 栋从没看过”; praise needs no numbers."""
    counts = Counter(states)
    if not counts:
        return f"还没有录入{'楼栋' if classifier == '栋' else '点位'}"
    behind = [f"{counts[state]} {classifier}{state.label}" for state in BEHIND if counts[state]]
    asked = counts.total() - counts[Seen.NOT_ASKED]
    if behind:
        return f"{counts.total()} {classifier}里 {'、'.join(behind)}"
    return f"{counts.total()} {classifier}，{'都按时看过' if asked else '都不要求巡查'}"


def cell_of(place, today, parent_name=""):
    """A place as the board shows it."""
    state = seen_state(place, today)
    name = short_name(place, parent_name) if parent_name else place.name
    return Cell(name, place.code, state, MARKS[state], f"{place.name}：{seen_words(place, today)}")


def places_of(queryset):
    """The places of a board, once, with all it prints; one more than it may hold when there are too many."""
    return list(queryset.for_list().order_by("community__position", "pk")[: MOST_PLACES + 1])


def panels(places, today):
    """The board of these places, a panel per community in their order."""
    areas = defaultdict(list)
    for place in places:
        areas[place.community].append(place)
    return [_panel(unit, found, today) for unit, found in areas.items()]


def _panel(unit, places, today):
    blocks = [*_compounds(places, today), *_open_air(places, today)]
    states = [seen_state(place, today) for place in places]
    unkept = sum(not is_kept(place) for place in places)
    return Panel(unit, blocks, sentence(states, "处"), unkept)


def is_kept(place):
    """Whether somebody who is still here answers for the place."""
    return place.keeper is not None and place.keeper.is_active


def _compounds(places, today):
    """A block per compound, also for buildings whose compound was filtered away."""
    children = defaultdict(list)
    for place in places:
        if place.parent_id:
            children[place.parent_id].append(place)
    roots = {place.pk: place for place in places if _is_block(place, children)}
    parents = roots | {found[0].parent_id: found[0].parent for found in children.values()}
    for root in sorted(parents.values(), key=natural):
        below = sorted(children[root.pk], key=natural)
        cells = [cell_of(place, today, root.name) for place in below]
        states = [cell.state for cell in cells]
        own = cell_of(root, today) if root.pk in roots else None
        classifier = "栋" if all(place.kind == PlaceKind.BUILDING for place in below) else "处"
        words = sentence(states, classifier)
        if own and own.state in BEHIND:
            words = f"{root.get_kind_display()}本身{own.state.label}；{words}"
        is_behind = any(state in BEHIND for state in (*states, own and own.state))
        yield Block(root.name, own, cells, words, is_behind)


def _is_block(place, children):
    """Whether a place stands as a block of its own: a compound, or anything with places below it."""
    return place.parent_id is None and (place.kind == PlaceKind.COMPOUND or place.pk in children)


def _open_air(places, today):
    """What lies outside compounds, under three headings."""
    with_children = {place.parent_id for place in places}
    free = [place for place in places if place.parent_id is None and not _is_block(place, with_children)]
    named = {kind for kinds, _ in OPEN_AIR if kinds for kind in kinds}
    for kinds, heading in OPEN_AIR:
        found = [place for place in free if (place.kind in kinds if kinds else place.kind not in named)]
        if found:
            cells = [cell_of(place, today) for place in sorted(found, key=natural)]
            states = [cell.state for cell in cells]
            yield Block(heading, None, cells, sentence(states, "处"), any(state in BEHIND for state in states))


def legend(places, today):
    """Every state with its mark and how many places are in it."""
    counts = Counter(seen_state(place, today) for place in places)
    return [(state, MARKS[state], counts[state]) for state in Seen]


@dataclass(frozen=True)
class Crossing:
    """One area crossed with one line: how many places, and how many of them nobody keeps."""

    area: object
    line: object
    places: int
    unkept: int

    @property
    def is_gap(self):
        """Whether nobody holds it: no place, or no keeper at any."""
        return self.places == self.unkept

    @property
    def words(self):
        """The cell in words."""
        if not self.places:
            return "没有点位"
        return f"{self.places} 处，没人包" if self.is_gap else f"{self.places} 处{self._partly}"

    @property
    def _partly(self):
        return f"，{self.unkept} 处没人包" if self.unkept else ""


def matrix(areas, lines, places):
    """Rows of crossings, one per area."""
    found = defaultdict(list)
    for place in places:
        found[place.community_id, place.market_group_id].append(is_kept(place))
    return [(area, [_crossing(area, line, found[area.pk, line.pk]) for line in lines]) for area in areas]


def _crossing(area, line, kept):
    return Crossing(area, line, len(kept), kept.count(False))


def gaps(rows):
    """The cells nobody holds, those with places first: “社区三 × 市场工作组二（2 处没有包居人员）”, then the bare ones per line."""
    cells = [crossing for _, row in rows for crossing in row if crossing.is_gap]
    unkept = [f"{cell.area.name} × {cell.line.name}（{cell.places} 处没有包居人员）" for cell in cells if cell.places]
    bare = defaultdict(list)
    for cell in sorted(cells, key=lambda cell: cell.line.position):
        if not cell.places:
            bare[cell.line.name].append(cell.area.name)
    return len(cells), unkept, [(line, "、".join(areas)) for line, areas in bare.items()]


def own_axes(user, zones):
    """The areas and lines whose crossings concern this person: all, or the own one against the other axis."""
    areas = [unit for unit in zones if unit.community_key]
    lines = [unit for unit in zones if unit.market_group_key]
    if user.may(Permission.SEE_ALL_UNITS):
        return areas, lines
    own = [user.unit]
    if user.unit in areas:
        return own, lines
    return (areas, own) if user.unit in lines else ([], [])


def holders(user):
    """Every place in use this person may know of, with its two axes and its keeper."""
    return Place.objects.visible_to(user).active().select_related("keeper")
