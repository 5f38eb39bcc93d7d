"""Every messy file: how many rows come in, which are refused at which row and why, and never nothing in silence."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tataboo_portal import import_actions as imports
from tataboo_portal.enums import ImportState
from tataboo_portal.models import AuditEvent, ImportBatch
from tataboo_portal.refusals import Refusal
from tataboo_portal.sheets import sheet_of
from tests.ground.imports import hands
from tests.messy_files import FILES


def day():
    return timezone.localdate() - timedelta(days=3)


def by_name(messy):
    return messy.name


@pytest.mark.parametrize("messy", [messy for messy in FILES if messy.refusal], ids=by_name)
def test_a_file_that_cannot_be_taken_is_refused_with_what_to_do(wang, messy):
    with pytest.raises(Refusal) as refused:
        hands.kept(messy.build(day()), by=wang, name=messy.file_name)
    assert messy.refusal in refused.value.sentence
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("messy", [messy for messy in FILES if not messy.refusal], ids=by_name)
def test_a_messy_file_comes_in_as_far_as_it_is_right(wang, qian, messy):
    by = qian if messy.sheet == "people" else wang
    batch = hands.kept(messy.build(day()), by=by, sheet=messy.sheet, name=messy.file_name, is_pasted=messy.is_pasted)
    if messy.needs:
        with pytest.raises(Refusal, match=messy.needs):
            hands.checked(batch, by=by)
    batch = hands.checked(batch, by=by, table=messy.table, mapping=messy.mapping)
    assert batch.state == ImportState.CHECKED, batch.refusal
    as_told(batch, messy)
    for fix in messy.fixes:
        changed = {"fixes" if isinstance(fix[0], int) else "replacements": [fix]}
        batch = imports.mend(by=by, batch=batch, **changed)
    written(batch, messy, by)


def as_told(batch, messy):
    """The counts, the rows and the reasons of the check."""
    bad = hands.told(batch, "bad")
    assert [row for row, _ in bad] == [row for row, _ in messy.bad], bad
    assert all(part in words for (_, words), (_, part) in zip(bad, messy.bad, strict=True)), bad
    assert [row for row, _ in hands.told(batch, "alike")] == list(messy.alike)
    assert [row for row, _ in hands.told(batch, "skipped")] == list(messy.skipped)
    assert batch.counts["good"] == messy.good
    assert (batch.counts["bad"], batch.counts["alike"]) == (len(messy.bad), len(messy.alike))
    told = " ".join(batch.counts["notes"])
    assert all(note in told for note in messy.notes), told
    sums = {line["heading"]: (line["heading"], line["read"], line["theirs"]) for line in batch.sums}
    assert all(sums[line[0]] == line for line in messy.theirs), sums


def written(batch, messy, by):
    """What stands in the ledger after the last step: exactly the good rows, all of this batch, in one event."""
    if not messy.rows_written:
        with pytest.raises(Refusal, match="没有可以导入的行"):
            imports.confirm(by=by, batch=batch)
        return
    batch = imports.confirm(by=by, batch=batch)
    rows = sheet_of(messy.sheet)().made_by(batch)
    assert (batch.state, batch.counts["imported"], rows.count()) == (ImportState.DONE, *[messy.rows_written] * 2)
    assert AuditEvent.objects.filter(action="import").count() == 1


def test_there_are_enough_of_them():
    assert len(FILES) >= 25
    assert len({messy.name for messy in FILES}) == len(FILES)
