"""Whatever changes after a check drops the rows it kept: the table is judged anew, or nothing is written."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.models import DetailColumn, Indicator, WorkRecord
from tataboo_portal import import_actions as imports
from tataboo_portal.enums import ImportState
from tataboo_portal.imports import checking, kept, writing
from tataboo_portal.models import ColumnMemory, ImportBatch, Place, Unit, User
from tataboo_portal.refusals import Refusal
from tataboo_portal.sheets import office_sheets
from tests import makers
from tests.ground.imports.pasted import PLACEMENTS, WORKS, checked, fresh, path_of
from tests.people import unit_of

pytestmark = pytest.mark.usefixtures("own_folder")


def is_usable(batch):
    return kept.taken(fresh(batch)) is not None


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


@pytest.mark.parametrize(
    ("change", "words"), [(renamed, "没有可以导入的行"), (closed, "没有可以导入的行"), (dismissed, writing.NOT_OPEN)]
)
def test_what_is_no_longer_allowed_is_not_written(batch, wang, change, words):
    change(batch, None)
    with pytest.raises(Refusal, match=words):
        imports.confirm(by=wang, batch=batch)
    assert not WorkRecord.objects.exists()


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
