"""What a culture centre has and lacks: nine communities beside ten services and rooms, hours, free opening, contact, photo."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from publicity.models import CultureCentre, FacilityKind
from tataboo_portal.models import Unit
from tataboo_portal.registers import Flag

# (name, most services and rooms, most letters told of them): beyond the last the type is as small as it gets.
DOOR_TYPES = (("", 10, 250), ("many", 18, 500))
OWN_POINTS = ("开放时间", "免费开放", "联系电话", "照片")


@dataclass(frozen=True)
class Line:
    """One community on the board: its centre or None, and [(point, whether it is there)]."""

    community: Unit
    centre: CultureCentre | None
    cells: list
    may_open: bool = False

    @property
    def missing(self):
        """The points it lacks."""
        return [name for name, is_there in self.cells if not is_there]

    @property
    def flag(self):
        """How complete it is, as icon and words."""
        if self.centre is None:
            return Flag("late", "alert-triangle", "还没有中心")
        return missing_flag(len(self.missing))


def missing_flag(count):
    """The number of points a centre lacks."""
    return Flag("soon", "alert-triangle", f"缺 {count} 项") if count else Flag("done", "circle-check", "都有")


def points_of(centre, kinds, *, has_photo):
    """[(point, whether it is there)] of one centre, in the order of the board."""
    offer = centre.offer
    own = (bool(centre.opening_hours), centre.is_free, bool(centre.phone), has_photo)
    rooms = [(kind.name, offer.get(kind.pk, (False,))[0]) for kind in kinds]
    return [*rooms, *zip(OWN_POINTS, own, strict=True)]


def kinds_in_use():
    """The services and rooms a centre is asked for, in the office's order."""
    return list(FacilityKind.objects.filter(is_active=True))


def board(user):
    """(headings, lines): every community with what its centre has; a line may be opened by those who may see the centre."""
    kinds = kinds_in_use()
    centres = {centre.unit_id: centre for centre in with_photos(CultureCentre.objects.live())}
    seen = set(CultureCentre.objects.visible_to(user).live().values_list("pk", flat=True))
    communities = Unit.objects.active().filter(kind="community").order_by("position", "code")
    lines = []
    for community in communities:
        centre = centres.get(community.pk)
        cells = points_of(centre, kinds, has_photo=centre.has_photo) if centre else []
        lines.append(Line(community, centre, cells, may_open=centre is not None and centre.pk in seen))
    return [*(kind.name for kind in kinds), *OWN_POINTS], lines


def with_photos(centres):
    """The centres with what they offer, each knowing whether it has a photo."""
    through = CultureCentre.photos.through.objects.filter(culturecentre=OuterRef("pk"))
    return centres.for_list().annotate(has_photo=Exists(through))


def door_rows(centre):
    """[(heading, facilities)] of what is there, as the sheet on the door tells it."""
    there = [row for row in centre.facilities.all() if row.is_there]
    groups = {}
    for row in sorted(there, key=lambda row: (row.kind.position, row.pk)):
        groups.setdefault(row.kind.get_group_display(), []).append(row)
    return list(groups.items())


def door_type(centre, groups):
    """The size of type in which all of it stands on one sheet: an empty string, "many" or "dense"."""
    rows = [row for _, found in groups for row in found]
    letters = len(centre.opening_hours) + sum(len(row.room) + len(row.opening_hours) for row in rows)
    return next((name for name, most_rows, most in DOOR_TYPES if len(rows) <= most_rows and letters <= most), "dense")
