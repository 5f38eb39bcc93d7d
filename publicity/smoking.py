"""控烟 by place: which signs stand there, when somebody looked last, and what was not met."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import DateField, Exists, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from publicity.models import Placement, SmokingCheck
from tataboo_portal.enums import PlaceKind
from tataboo_portal.models import Place
from tataboo_portal.registers import Flag

SIGN = "no_smoking_sign"
# Public places with a roof; a building belongs to its compound unless somebody has looked into it.
INDOORS = (PlaceKind.COMPOUND, PlaceKind.MARKET, PlaceKind.SCHOOL, PlaceKind.TOILET, PlaceKind.OTHER)
NEVER = date(2000, 1, 1)
NEVER_FLAG = Flag("todo", "circle-dashed", "没查过")
MET_FLAG = Flag("done", "circle-check", "都合格")


def fault_flag(check):
    """How many points are not met."""
    return Flag("late", "alert-triangle", f"{len(check.faults)} 项不合格")


def check_flags(check):
    """What a check found, and whether a task was made of it."""
    if not check.faults:
        return [MET_FLAG]
    return [fault_flag(check), Flag("check", "list-check", "已转任务")] if check.task_id else [fault_flag(check)]


def last_checks():
    """The live checks of an outer place, the newest first."""
    return SmokingCheck.objects.live().filter(place=OuterRef("pk")).order_by("-day", "-id")


def places_with_checks(places):
    """The places where smoking is looked into, each with its last check as `last_check` and the day of it as `last_day`."""
    signs = Placement.objects.standing().filter(place=OuterRef("pk"), kind__indicator__code=SIGN)
    last_day = Subquery(last_checks().values("day")[:1])
    concerned = Q(kind__in=INDOORS) | Exists(last_checks()) | Exists(signs)
    return (
        places.active()
        .filter(concerned)
        .annotate(
            last_check=Subquery(last_checks().values("pk")[:1]),
            last_day=Coalesce(last_day, Value(NEVER), output_field=DateField()),
        )
    )


def never_checked(places):
    """Those nobody has looked into."""
    return places.filter(last_check__isnull=True)


def with_faults(places):
    """Those where the last look found something."""
    bad = SmokingCheck.objects.live().with_faults().filter(pk=OuterRef("last_check"))
    return places.filter(Exists(bad))


@dataclass
class Row:
    """One place as the page shows it; `check` is its last one as far as this person may open it."""

    place: Place
    signs: int = 0
    check: SmokingCheck | None = None
    faults: list = field(default_factory=list)
    flag: Flag = NEVER_FLAG
    may_open: bool = False


def rows_for(places, user):
    """The rows of one page: three queries, whatever the number of places."""
    keys = [place.pk for place in places]
    checks = SmokingCheck.objects.in_bulk([place.last_check for place in places if place.last_check])
    known = set(SmokingCheck.objects.visible_to(user).filter(pk__in=checks).values_list("pk", flat=True))
    signs = Placement.objects.standing().filter(place__in=keys, kind__indicator__code=SIGN).order_by()
    counts = dict(signs.values(key=F("place")).annotate(total=Sum("quantity")).values_list("key", "total"))
    rows = [Row(place, counts.get(place.pk, 0)) for place in places]
    for row in rows:
        check = checks.get(row.place.last_check)
        if check:
            row.check, row.faults, row.may_open = check, check.faults, check.pk in known
            row.flag = fault_flag(check) if check.faults else MET_FLAG
    return rows
