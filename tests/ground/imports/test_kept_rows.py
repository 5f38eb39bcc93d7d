"""What a check keeps for the last step: the same rows as judged anew, each batch's own, gone when the batch is done or the night comes."""

import os
import uuid
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from campaigns.models import WorkRecord
from publicity.models import Placement
from tataboo_portal import import_actions as imports
from tataboo_portal import tasks
from tataboo_portal.enums import ImportState
from tataboo_portal.imports import checking, kept
from tataboo_portal.imports.kept import packed, unpacked
from tataboo_portal.models import ImportBatch
from tataboo_portal.refusals import Refusal
from tests import makers
from tests.ground.imports.pasted import DAY, PLACEMENTS, WORKS, checked, fresh, path_of

pytestmark = pytest.mark.usefixtures("own_folder")


def outcome(batch, model, **confirmed):
    """What the last step leaves, and then takes back."""
    with transaction.atomic():
        done = imports.confirm(by=batch.created_by, batch=batch, **confirmed)
        own = {"id", "client_uuid", "created_at", "changed_at"}
        names = [field.attname for field in model._meta.concrete_fields if field.name not in own]
        rows = list(model.objects.filter(import_batch=batch).order_by("pk").values(*names))
        transaction.set_rollback(True)
    return rows, done.counts, done.sums


@pytest.mark.parametrize("wants_alike", [False, True])
@pytest.mark.parametrize(("slug", "model"), [("works", WorkRecord), ("placements", Placement)])
def test_kept_rows_are_the_rows_that_judging_anew_gives(batch, wang, read_anew, slug, model, wants_alike):
    makers.work(unit="1", indicator="dead_corner", quantity=9, day=DAY)
    if slug == "placements":
        batch = checked(PLACEMENTS, by=wang, sheet=slug)
    fast = outcome(batch, model, wants_alike=wants_alike)
    assert read_anew == []
    ImportBatch.objects.update(kept_stamp="")
    slow = outcome(batch, model, wants_alike=wants_alike)
    assert read_anew == [1]
    assert fast == slow
    assert len(fast[0]) == {"works": 3 + 2 * wants_alike, "placements": 2 + wants_alike}[slug]


def test_a_twin_that_came_meanwhile_is_left_out_and_counted(batch, wang, read_anew):
    makers.work(unit="1", indicator="dead_corner", quantity=9, day=DAY)
    batch = imports.confirm(by=wang, batch=batch)
    assert read_anew == []
    counts = [batch.counts[name] for name in ("imported", "good", "alike", "bad")]
    assert (counts, batch.sums[0]["ours"]) == ([3, 3, 2, 1], 18)
    assert WorkRecord.objects.filter(import_batch=batch, quantity=9).count() == 0


def test_when_all_are_there_meanwhile_nothing_is_written(batch, wang, read_anew):
    imports.confirm(by=wang, batch=batch)
    again = checked(WORKS + "\n", by=wang)
    with pytest.raises(Refusal, match="没有可以导入的行"):
        imports.confirm(by=wang, batch=again)
    WorkRecord.objects.update(voided_at=timezone.now())
    other = checked(WORKS + "\n\n", by=wang)
    WorkRecord.objects.update(voided_at=None)
    with pytest.raises(Refusal, match="没有可以导入的行"):
        imports.confirm(by=wang, batch=other)
    assert (read_anew, fresh(other).state, WorkRecord.objects.count()) == ([], ImportState.CHECKED, 4)


def test_each_check_keeps_its_own_rows_until_the_batch_is_done(batch, wang, django_capture_on_commit_callbacks):
    first = path_of(batch)
    with django_capture_on_commit_callbacks(execute=True):
        batch = imports.mend(by=wang, batch=batch, fixes=[(7, "数量", "8")])
    second = path_of(batch)
    assert (first.exists(), second.exists(), second.stat().st_mode & 0o077) == (False, True, 0)
    with django_capture_on_commit_callbacks(execute=True):
        batch = imports.confirm(by=wang, batch=batch)
    assert (batch.counts["imported"], bool(fresh(batch).kept_rows), second.exists()) == (5, False, False)
    assert WorkRecord.objects.filter(quantity=8).exists()


def test_a_check_that_nobody_waits_for_leaves_no_rows(batch, wang, django_capture_on_commit_callbacks):
    folder = path_of(batch).parent
    with django_capture_on_commit_callbacks(execute=True):
        imports.abandon(by=wang, batch=batch)
    ImportBatch.objects.update(state=ImportState.CHECKING)
    old = fresh(batch)
    reading = checking.Reading(old, is_check=True)
    assert len(list(reading.good())) == 4
    ImportBatch.objects.update(fixes={"7": {"数量": "4"}})
    rows = reading.keeper.stored()
    assert len(list(folder.glob("*.kept-*"))) == 1
    assert not checking.keep(old, reading, rows)
    kept.remove(rows)
    assert list(folder.glob("*.kept-*")) == []


def test_a_table_that_is_refused_keeps_no_rows(batch, wang, django_capture_on_commit_callbacks, monkeypatch):
    path = path_of(batch)
    monkeypatch.setattr(checking.files, "tables_of", lambda *args, **options: [])
    with django_capture_on_commit_callbacks(execute=True):
        batch = imports.mend(by=wang, batch=batch)
    assert (batch.state, bool(batch.kept_rows), path.exists()) == (ImportState.REFUSED, False, False)


def test_the_night_forgets_the_rows_of_yesterday_whoever_names_them(batch, wang):
    today, old = path_of(batch), path_of(checked(PLACEMENTS, by=wang, sheet="placements"))
    lost = old.with_name(f"{uuid.uuid4().hex}.kept-0")
    lost.write_bytes(b"of a worker that was killed")
    yesterday = (timezone.now() - timedelta(days=1)).timestamp()
    file = Path(batch.file.path)
    for path in (old, lost, file):
        os.utime(path, (yesterday, yesterday))
    assert tasks.forget_kept_rows() == 2
    assert [path.exists() for path in (today, file, old, lost)] == [True, True, False, False]
    assert list(ImportBatch.objects.exclude(kept_rows="")) == [batch]


def test_rows_that_name_rows_of_the_portal_are_always_judged_anew(batch, wang):
    number = makers.work(unit="1", day=DAY).pk
    words = (
        f"平台编号\t社区\t类型\t数量\t日期\n{number}\t绣品厂社区\t牛皮癣\t1\t{DAY}\n\t绣品厂社区\t牛皮癣\t2\t{DAY}\n"
    )
    batch = checked(words, by=wang)
    assert (batch.counts["good"], batch.counts["bad"], bool(batch.kept_rows)) == (1, 1, False)
    assert imports.confirm(by=wang, batch=batch).counts["imported"] == 1


def test_only_values_that_come_back_as_they_are_are_kept():
    made = {"a": 1, "b": "示例\n\\", "c": date(2026, 11, 3), "d": None, "e": {"f": 2.5, "g": [1]}, "h": True}
    rows = [(7, [("数量", 1)], made), (9, [], made | {"c": None, "e": {}})]
    line = kept.json.dumps(packed(tuple(made), rows))
    assert unpacked(line) == ([7, 9], [[["数量", 1]], []], [made, rows[1][2]])
    for value in (Decimal(1), uuid.uuid4(), timezone.now(), (1, 2), {"a": (1,)}, {1: 2}, [DAY], ImportState.DONE):
        with pytest.raises((TypeError, ValueError)):
            packed(("a",), [(1, [], {"a": value})])
