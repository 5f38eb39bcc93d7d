"""What leaves as a sheet may come back: nothing is new, nothing is wrong, nothing changes."""

import io
import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from campaigns.models import CleanupDrive, Goal, Indicator
from publicity import actions as publicity
from tataboo_portal import exports, import_actions
from tataboo_portal.enums import ImportState, PlaceKind
from tataboo_portal.imports import headers
from tataboo_portal.listings import Asked, listings
from tataboo_portal.models import AuditEvent, Place
from tataboo_portal.sheets import office_sheets
from tests import makers, registers
from tests.people import person, unit_of

HARD_WORDS = (
    '=HYPERLINK("http://x")',
    "+8613800000000",
    "-3",
    "＠示例",
    "'引号开头",
    "12:30",
    "2026-11-24",
    "0012",
    "=1+1",
)


def works():
    """Records with words that spreadsheets like to change, and one with its indicator's own columns."""
    for at, words in enumerate(HARD_WORDS, start=1):
        makers.work(unit="1", quantity=at, note=words, location=words)
    makers.work(unit="2", indicator="zombie_vehicle", quantity=1, details={"colour": "白色", "plate": "示D0001"})


def placements():
    """Banners with and without a day of expiry, one taken down, and the issue of a board."""
    makers.placement(unit="1", topic="示例主题", note="=1+1")
    gone = makers.placement(unit="2", valid_until=registers.today())
    publicity.take_down(gone, by=person("wang"), day=registers.today())
    registers.made("issues")


def tasks():
    """A task that was just reported and one that went all the way."""
    makers.reported(unit="1")
    makers.closed(unit="1")


def places():
    """A compound, the building in it named before it, a market."""
    compound = Place.objects.create(name="示例小区二", kind=PlaceKind.COMPOUND, community=unit_of("1"), position=9)
    Place.objects.create(
        name="示例小区二1号楼", kind=PlaceKind.BUILDING, community=unit_of("1"), parent=compound, position=1
    )
    registers.market()


def drives():
    """An event with two results, and one with people alone."""
    values = {"unit": unit_of("1"), "day": registers.today(), "created_by": person("wang")}
    drive = CleanupDrive.objects.create(name="示例大清扫", people=30, person_times=50, vehicles=2, **values)
    for indicator in ("dead_corner", "sticker"):
        makers.work(unit="1", indicator=indicator, quantity=3, drive=drive)
    drive.helpers.set([unit_of("A"), unit_of("2")])
    CleanupDrive.objects.create(people=8, **values)


def goals():
    """A goal of the street, and one of a unit."""
    sticker = Indicator.objects.get(code="sticker")
    Goal.objects.create(indicator=sticker, period_kind="year", period_start=date(2026, 1, 1), value=30_000)
    Goal.objects.create(
        indicator=sticker,
        unit=unit_of("1"),
        period_kind="week",
        period_start=date(2026, 11, 23),
        value=90,
        source="例会",
    )


MADE = {"works": works, "placements": placements, "tasks": tasks, "places": places, "drives": drives}
MADE |= {"figures": lambda: None, "goals": goals, "people": lambda: person("li")}
MADE |= {slug: (lambda slug=slug: registers.made(slug)) for slug in registers.SLUGS}
IMPORTERS = {"people": "qian", "places": "wang"}


def taken_out(slug, by, kind):
    """The whole ledger as a file; phone numbers whole, as somebody takes it who wants to work on with it."""
    asked = Asked.read(listings()[slug], by, QueryDict(f"phones=1&format={kind}"))
    count = asked.count()
    assert count
    return exports.at_once(asked).getvalue(), count


def brought_back(slug, by, content, kind):
    """The batch that reads it with the columns the portal proposes."""
    file = SimpleUploadedFile(f"示例.{kind}", content)
    batch = import_actions.keep(file, by=by, sheet=slug, client_uuid=uuid.uuid4())
    look = headers.look(batch)
    import_actions.choose_columns(
        by=by, batch=batch, table=look.table, header_row=look.header_row, mapping=look.mapping
    )
    batch.refresh_from_db()
    return batch


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("slug", list(MADE))
def test_a_ledger_that_comes_back_changes_nothing(db, slug, kind):
    MADE[slug]()
    by = person(IMPORTERS.get(slug, "wang"))
    content, count = taken_out(slug, by, kind)
    batch = brought_back(slug, by, content, kind)
    told = [(problem.row_number, problem.words) for problem in batch.problems.all() if problem.kind == "bad"]
    assert batch.state == ImportState.CHECKED, batch.refusal
    assert told == []
    assert (batch.counts["unchanged"], batch.counts["good"], batch.counts["alike"]) == (count, 0, 0)


def test_every_ledger_is_sent_round(db):
    assert set(MADE) == set(office_sheets())


def test_a_changed_cell_is_told_and_not_written(db, wang):
    row = makers.work(unit="1", quantity=3, note="=1+1")
    content, _ = taken_out("works", wang, "csv")
    batch = brought_back("works", wang, content.replace(b",3,", b",5,"), "csv")
    assert batch.counts["bad"] == 1
    assert f"{row.pk} 已有记录" in batch.problems.get(kind="bad").words
    assert "3 → 5" in batch.problems.get(kind="bad").words
    row.refresh_from_db()
    assert row.quantity == 3


def test_sums_and_signatures_are_passed_over_and_the_sum_is_held_against_ours(db, wang):
    for quantity in (3, 4):
        makers.work(unit="1", quantity=quantity)
    content, _ = taken_out("works", wang, "xlsx")
    batch = brought_back("works", wang, io.BytesIO(content).getvalue(), "xlsx")
    line = next(line for line in batch.sums if line["heading"] == "数量")
    assert (line["read"], line["theirs"]) == (7, 7)
    assert AuditEvent.objects.filter(action="import").count() == 0
