"""Checklists: the standards' reference rows, which sheet a place gets, and the score of what was judged."""

from pathlib import Path

from django.db.models import Exists, OuterRef

from inspections.enums import OPEN_STATES
from inspections.models import RemediationTask, StandardItem, StandardSet, TaskCategory
from tataboo_portal.enums import PlaceKind
from tataboo_portal.reference import read_rows

DATA = Path(__file__).parent / "data"
OTHER_CATEGORY = "other"
NOTHING_JUDGED = "—"
# A building of a standard without sheets for buildings is looked at with the compound's.
STAND_INS = {PlaceKind.BUILDING: PlaceKind.COMPOUND}


def load():
    """The standards and their items as far as they are missing; what the office edited stays as it is."""
    for row in read_rows(DATA / "standards.csv"):
        StandardSet.objects.get_or_create(code=row.pop("code"), defaults=row)
    standards = {standard.code: standard for standard in StandardSet.objects.all()}
    categories = {category.code: category for category in TaskCategory.objects.all()}
    known = set(StandardItem.objects.values_list("standard__code", "place_kind", "code"))
    missing = []
    for row in read_rows(DATA / "standard_items.csv"):
        if (row["standard"], row["place_kind"], row["code"]) not in known:
            standard, category = standards[row.pop("standard")], categories.get(row.pop("category"))
            missing.append(StandardItem(standard=standard, category=category, **row))
    StandardItem.objects.bulk_create(missing)


def kinds_of(kind):
    """The kinds whose sheet serves this kind of place, the own first."""
    return [kind, STAND_INS[kind]] if kind in STAND_INS else [kind]


def standards_for(kind):
    """The standards in use with items for this kind of place, in the office's order: the first is the one proposed."""
    sheet = StandardItem.objects.filter(standard=OuterRef("pk"), place_kind__in=kinds_of(kind), is_active=True)
    return list(StandardSet.objects.filter(Exists(sheet), is_active=True))


def sheet_for(standard, kind):
    """The items to look at, in order: the kind's own, or those of the kind that stands in for it."""
    found = list(
        StandardItem.objects.filter(standard=standard, place_kind__in=kinds_of(kind), is_active=True)
        .select_related("category")
        .order_by("position", "id")
    )
    own = [item for item in found if item.place_kind == kind]
    return own or found


def kinds_with_sheets(standard):
    """The kinds of places this standard can be checked at."""
    kinds = set(StandardItem.objects.filter(standard=standard, is_active=True).values_list("place_kind", flat=True))
    return kinds | {kind for kind, stand_in in STAND_INS.items() if stand_in in kinds}


def catch_all():
    """The category of a failure whose item names none, or None when the office took it out of use."""
    return TaskCategory.objects.filter(code=OTHER_CATEGORY, is_active=True).first()


def open_tasks(place):
    """{category id: the newest open task of that category at the place}: a failure may be known already."""
    tasks = RemediationTask.objects.filter(place=place, state__in=OPEN_STATES).order_by("id")
    return {task.category_id: task for task in tasks}


def rate(passed, judged):
    """The score in percent as pages show it: “92%”, “—” when nothing was judged; never rounded up to a full score."""
    if not judged:
        return NOTHING_JUDGED
    percent = int(100 * passed / judged + 0.5)
    return f"{99 if percent == 100 and passed < judged else percent}%"


def score(passed, judged):
    """The score with its figures: “23/25 92%”."""
    return f"{passed}/{judged} {rate(passed, judged)}" if judged else NOTHING_JUDGED
