"""What a check keeps for the last step: the same rows as judged anew, dropped as soon as anything they were judged by changes."""

import os
import re
import uuid
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.models import DetailColumn, Indicator, WorkRecord
from publicity.models import Placement
from tataboo_portal import import_actions as imports
from tataboo_portal import tasks
from tataboo_portal.enums import ImportState
from tataboo_portal.imports import checking, kept, writing
from tataboo_portal.imports.kept import packed, unpacked
from tataboo_portal.models import ColumnMemory, ImportBatch, Place, Unit, User
from tataboo_portal.refusals import Refusal
from tataboo_portal.sheets import office_sheets
from tests import makers
from tests.ground.imports import hands
from tests.people import unit_of

DAY = timezone.localdate() - timedelta(days=3)
WORKS = f"""社区\t小区（街巷）\t类型\t数量\t日期\t备注\t长度
绣品厂社区\t示例小区\t牛皮癣\t12处\t{DAY}\t反斜线\\和“引号”\t
绣品厂社区\t示例小区\t牛皮癣\t3\t{DAY}\t\t2.5
绣品厂社区\t别的地方\t牛皮癣\t3\t{DAY}\t\t
绣品厂社区\t别的地方\t牛皮癣\t3\t{DAY}\t\t
绣品厂社区\t\t卫生死角\t9\t{DAY}\t\t
绣品厂社区\t\t卫生死角\t若干\t{DAY}\t\t
合计\t\t\t27\t\t\t
"""
PLACEMENTS = f"""社区\t形式\t主题\t数量\t日期\t有效期至
绣品厂社区\t横幅\t示例主题\t2\t{DAY}\t{DAY + timedelta(days=30)}
绣品厂社区\t横幅\t示例主题\t2\t{DAY}\t
绣品厂社区\t横幅\t\t5\t{DAY}\t
"""


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """Files of other tests do not lie beside these."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def batch(wang):
    """A checked batch of work records, one of them at a known place, two alike, one with an own column, one wrong."""
    Place.objects.create(name="示例小区", kind="residential", community=unit_of("1"))
    sticker = Indicator.objects.get(code="sticker")
    DetailColumn.objects.create(indicator=sticker, code="length", heading="长度", kind="number")
    return checked(WORKS, by=wang)


def checked(words, *, by, sheet="works"):
    return hands.checked(hands.kept(words.encode(), by=by, sheet=sheet, is_pasted=True), by=by)


def fresh(batch):
    return ImportBatch.objects.select_related("created_by__unit").get(pk=batch.pk)


def is_usable(batch):
    return kept.taken(fresh(batch)) is not None


def path_of(batch):
    return Path(fresh(batch).kept_rows.path)


def outcome(batch, model, **confirmed):
    """What the last step leaves, and then takes back."""
    with transaction.atomic():
        done = imports.confirm(by=batch.created_by, batch=batch, **confirmed)
        own = {"id", "client_uuid", "created_at", "changed_at"}
        names = [field.attname for field in model._meta.concrete_fields if field.name not in own]
        rows = list(model.objects.filter(import_batch=batch).order_by("pk").values(*names))
        transaction.set_rollback(True)
    return rows, done.counts, done.sums


@pytest.fixture
def read_anew(monkeypatch):
    """How often the last step read a file."""
    found, honest = [], writing.Reading
    monkeypatch.setattr(writing, "Reading", lambda *args, **options: found.append(1) or honest(*args, **options))
    return found


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


def renamed(batch, patch):
    Unit.objects.filter(code="1").update(name="新名社区")


def closed(batch, patch):
    Unit.objects.filter(code="1").update(is_active=False)


def placed(batch, patch):
    Place.objects.create(name="别的地方", kind="residential", community=unit_of("1"))


def limited(batch, patch):
    Indicator.objects.filter(code="sticker").update(most_per_record=5)


def retyped(batch, patch):
    DetailColumn.objects.update(is_active=False)


def remapped(batch, patch):
    ImportBatch.objects.update(mapping={at: words for at, words in batch.mapping.items() if words != "备注"})


def mended(batch, patch):
    ImportBatch.objects.update(fixes={"7": {"数量": "4"}})


def replaced(batch, patch):
    ImportBatch.objects.update(replacements={"备注": {"": "示例"}})


def next_day(batch, patch):
    tomorrow = timezone.localdate() + timedelta(days=1)
    patch.setattr(timezone, "localdate", lambda *args, **kwargs: tomorrow)


def demoted(batch, patch):
    User.objects.filter(pk=batch.created_by_id).update(role="community", unit=unit_of("2"))


def dismissed(batch, patch):
    User.objects.filter(pk=batch.created_by_id).update(is_active=False)


def other_file(batch, patch):
    Path(batch.file.path).write_text(WORKS.replace("12处", "13处"), encoding="utf-8")


def no_file(batch, patch):
    Path(batch.file.path).unlink()


def other_code(batch, patch):
    patch.setattr(kept, "CODE", "another version")


def altered(batch, patch):
    path = path_of(batch)
    path.write_bytes(path.read_bytes().replace(b"12", b"92"))


def cut(batch, patch):
    path = path_of(batch)
    path.write_bytes(path.read_bytes()[:-30])


def emptied(batch, patch):
    path_of(batch).write_bytes(b"")


def gone(batch, patch):
    path_of(batch).unlink()


CHANGES = (
    *(renamed, closed, placed, limited, retyped, remapped, mended, replaced, next_day, demoted, dismissed, other_file),
    *(no_file, other_code, altered, cut, emptied, gone),
)


def test_whatever_changes_drops_the_kept_rows_and_nothing_else_does(batch, monkeypatch):
    ColumnMemory.objects.create(sheet="works", heading="示例", column="备注")
    makers.work(unit="2")
    User.objects.update(last_login=timezone.now())
    assert is_usable(batch)
    rows, file = path_of(batch).read_bytes(), Path(batch.file.path).read_bytes()
    for change in CHANGES:
        with transaction.atomic(), monkeypatch.context() as patch:
            change(batch, patch)
            assert not is_usable(batch), change.__name__
            transaction.set_rollback(True)
        path_of(batch).write_bytes(rows)
        Path(batch.file.path).write_bytes(file)
        assert is_usable(batch), change.__name__


def test_rows_of_a_damaged_file_are_read_from_the_table_again(batch, wang, read_anew):
    altered(batch, None)
    imports.confirm(by=wang, batch=batch)
    assert read_anew == [1]
    assert sorted(WorkRecord.objects.values_list("quantity", flat=True)) == [3, 3, 9, 12]


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


@pytest.mark.parametrize(
    ("change", "words"), [(renamed, "没有可以导入的行"), (closed, "没有可以导入的行"), (dismissed, writing.NOT_OPEN)]
)
def test_what_is_no_longer_allowed_is_not_written(batch, wang, change, words):
    change(batch, None)
    with pytest.raises(Refusal, match=words):
        imports.confirm(by=wang, batch=batch)
    assert not WorkRecord.objects.exists()


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


def test_a_sheet_reads_only_what_its_stamp_knows(batch, wang):
    slugs = {slug for slug, sheet in office_sheets().items() if sheet.judged_by}
    assert slugs == {"works", "placements"}
    for slug, words in (("works", WORKS), ("placements", PLACEMENTS)):
        sheet = office_sheets()[slug]
        one = checked(words, by=wang, sheet=slug)
        ImportBatch.objects.update(state=ImportState.CHECKING)
        with CaptureQueriesContext(connection) as queries:
            checking.check(one.pk)
        asked = set(re.findall(r'(?:FROM|JOIN) "(\w+)"', " ".join(query["sql"] for query in queries)))
        known = {model._meta.db_table for model in sheet.judged_by}
        apart = {"tataboo_portal_importbatch", "tataboo_portal_importproblem", "tataboo_portal_user"}
        assert asked - known == apart | {sheet._meta.model._meta.db_table}
        assert "tataboo_portal_place" in asked


def test_only_values_that_come_back_as_they_are_are_kept():
    made = {"a": 1, "b": "示例\n\\", "c": date(2026, 11, 3), "d": None, "e": {"f": 2.5, "g": [1]}, "h": True}
    rows = [(7, [("数量", 1)], made), (9, [], made | {"c": None, "e": {}})]
    line = kept.json.dumps(packed(tuple(made), rows))
    assert unpacked(line) == ([7, 9], [[["数量", 1]], []], [made, rows[1][2]])
    for value in (Decimal(1), uuid.uuid4(), timezone.now(), (1, 2), {"a": (1,)}, {1: 2}, [DAY], ImportState.DONE):
        with pytest.raises((TypeError, ValueError)):
            packed(("a",), [(1, [], {"a": value})])
