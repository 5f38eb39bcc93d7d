"""Random samples for a mock inspection: drawn so that anybody can draw them again, and how they stand so far."""

import random
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, OuterRef, Subquery

from inspections import checklists
from inspections.models import Inspection, SamplePlace
from tataboo_portal.enums import PlaceKind
from tataboo_portal.models import Place
from tataboo_portal.sheets import Column, OfficeSheet
from tataboo_portal.widgets import Choice, Day, Number, Words

FOUND = {"checked_on": "day", "checked_by": "by__full_name", "passed": "passed", "judged": "judged", "note": "note"}


class SampleSheet(OfficeSheet):
    """抽查样本 as it leaves: the drawn places in their order with what was found there; drawn here, not brought in."""

    slug, title = "samples", "抽查样本"
    draw = Column("draw__name", "抽查", Words(), width=18)
    drawn_at = Column("draw__drawn_at", "抽取日期", Day())
    position = Column("position", "抽中顺序", Number(), width=8)
    place = Column("place__name", "点位", Words(), width=20)
    kind = Column("place__kind", "类型", Choice(PlaceKind.choices), width=10)
    community = Column("place__community__name", "社区", Words(), width=14)
    market_group = Column("place__market_group__name", "市场组", Words(), width=14)
    checked_on = Column("checked_on", "检查日期", Day())
    checked_by = Column("checked_by", "检查人", Words(), width=10)
    passed = Column("passed", "合格项", Number(), width=8)
    judged = Column("judged", "判定项", Number(), width=8)
    note = Column("note", "说明", Words(), width=20)
    summed = ("合格项", "判定项")

    class Meta:
        model = SamplePlace
        fields = (
            *("draw", "drawn_at", "position", "place", "kind", "community", "market_group"),
            *("checked_on", "checked_by", "passed", "judged", "note"),
        )
        export_order = fields


def with_findings():
    """Every drawn place with the figures of its own inspection, empty where nobody has been yet."""
    made = Inspection.objects.live().filter(draw=OuterRef("draw"), place=OuterRef("place")).order_by("-id")
    return SamplePlace.objects.annotate(**{name: Subquery(made.values(path)[:1]) for name, path in FOUND.items()})


def available():
    """{kind: how many places in use there are}."""
    counted = Place.objects.active().order_by().values_list("kind").annotate(count=Count("pk"))
    return dict(counted)


def pick(seed, counts):
    """The keys of the drawn places, kind after kind; the same seed, counts and places give the same draw.

    Each kind is drawn by itself, so that asking for more markets does not change the compounds. A kind with fewer places
    than asked for gives all it has, in an order of the same chance.
    """
    drawn = []
    for kind in PlaceKind.values:
        if counts.get(kind):
            pool = list(Place.objects.active().filter(kind=kind).order_by("pk").values_list("pk", flat=True))
            drawn += random.Random(f"{seed}:{kind}").sample(pool, min(counts[kind], len(pool)))
    return drawn


def shortfalls(counts, there):
    """One sentence per kind of which more was asked for than there is."""
    return [
        f"{PlaceKind(kind).label}要抽 {count} 个，只有 {there.get(kind, 0)} 个，全部抽中。"
        for kind, count in counts.items()
        if count > there.get(kind, 0)
    ]


@dataclass
class Group:
    """The places of one kind or community within a draw, and their score so far."""

    words: str
    position: int = 0
    places: int = 0
    done: int = 0
    passed: int = 0
    judged: int = 0

    @property
    def score(self):
        """The score in words."""
        return checklists.score(self.passed, self.judged)

    def add(self, inspection):
        """Count one place of the draw, with its inspection when there is one."""
        self.places += 1
        if inspection:
            self.done += 1
            self.passed += inspection.passed
            self.judged += inspection.judged


@dataclass
class Standing:
    """A draw as it stands: its places in order, and the scores overall, by kind and by community."""

    total: Group
    rows: list = field(default_factory=list)
    kinds: dict = field(default_factory=dict)
    communities: dict = field(default_factory=dict)


def standing(draw):
    """How a draw stands: Σpassed over Σjudged of what has been inspected; three queries whatever its size."""
    found = {row.place_id: row for row in Inspection.objects.live().filter(draw=draw).select_related("by")}
    places = draw.places.select_related("place__community", "place__parent", "place__market_group").order_by("position")
    state = Standing(total=Group("合计"))
    for row in places:
        inspection, place = found.get(row.place_id), row.place
        words = checklists.score(inspection.passed, inspection.judged) if inspection else ""
        state.rows.append({"position": row.position, "place": place, "inspection": inspection, "score": words})
        kind = state.kinds.setdefault(place.kind, Group(place.get_kind_display()))
        community = state.communities.setdefault(
            place.community_id, Group(place.community.name, place.community.position)
        )
        for group in (state.total, kind, community):
            group.add(inspection)
    state.communities = dict(sorted(state.communities.items(), key=lambda pair: pair[1].position))
    return state


def progress(draws):
    """{draw id: (places done, places)} of several draws, in two queries."""
    keys = [draw.pk for draw in draws]
    done = Counter(Inspection.objects.live().filter(draw__in=keys).values_list("draw_id", flat=True))
    counted = type(draws[0]).objects.filter(pk__in=keys).annotate(count=Count("places")) if draws else ()
    return {draw.pk: (done[draw.pk], draw.count) for draw in counted}
