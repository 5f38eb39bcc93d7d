"""Sample batches, boards and issues, all named 示例: some late, one due today, one placement of each batch expired."""

import uuid
from datetime import timedelta

from django.utils import timezone

from publicity import actions
from publicity.actions import boards as acts
from publicity.models import Board, BoardKind, MaterialBatch, PublicityKind
from tataboo_portal import registers
from tataboo_portal.enums import PlaceKind, UnitKind
from tataboo_portal.models import Place, Unit, User

# How many days ago the newest issue stood up, by the unit's place in the order of units.
NEWEST = (70, 31, 12, 58, 40, 3)
BATCH, EACH = 200, 6


def make(chance):
    """A health board for every community, one for the first market groups, a batch of banners for two units; returns how many."""
    today = timezone.localdate()
    writers = {user.unit_id: user for user in User.objects.filter(unit__isnull=False).order_by("pk")}
    units = list(Unit.objects.zones())
    count = sum(make_boards(unit, writers[unit.pk], at, chance, today) for at, unit in enumerate(units))
    return count + sum(make_batch(unit, writers[unit.pk], chance, today) for unit in units[:2])


def number(chance):
    """A submission's number, the same at every seeding."""
    return uuid.UUID(int=chance.getrandbits(128))


def make_boards(unit, by, at, chance, today):
    """One board with its last two issues."""
    code = "market_health_board" if unit.kind == UnitKind.MARKET_GROUP else ("health_board", "blackboard")[at % 2]
    kind = BoardKind.objects.get(code=code)
    facts = {"unit": unit, "kind": kind, "name": f"示例{kind.name}", "keeper": by, "location": "示例门口"}
    facts |= {"set_up_on": today - timedelta(days=300), "note": "示例"}
    board = registers.add(Board, by=by, client_uuid=number(chance), **facts)
    newest = NEWEST[at % len(NEWEST)]
    for days in (newest + 60, newest):
        issue = {"day": today - timedelta(days=days), "topic": "示例主题", "note": "示例"}
        issue["has_smoking_words"] = kind.needs_smoking_words
        acts.add_issue(by=by, client_uuid=number(chance), board=board, **issue)
    return 1


def make_batch(unit, by, chance, today):
    """A batch of banners, two of them placed, one of those expired."""
    kind = PublicityKind.objects.get(indicator__code="banner")
    facts = {"unit": unit, "kind": kind, "quantity": BATCH, "topic": "示例主题", "maker": "示例印刷厂", "note": "示例"}
    made = today - timedelta(days=40)
    batch = registers.add(MaterialBatch, by=by, client_uuid=number(chance), day=made, **facts)
    places = Place.objects.filter(community=unit, kind=PlaceKind.COMPOUND).order_by("id")[:2]
    for place, until in zip(places, (today - timedelta(days=2), today + timedelta(days=50)), strict=False):
        placed = {"unit": unit, "place": place, "location": "", "day": made + timedelta(days=1), "quantity": EACH}
        placed |= {"kind": kind, "batch": batch, "topic": "示例主题", "valid_until": until, "note": "示例"}
        actions.log_placement(by=by, client_uuid=number(chance), **placed)
    return 1
