"""Large files: read in segments, put aside on the disk and written by the thousand, with the same rows as in one piece."""

import io
import uuid
from datetime import date

import pytest
import xlsxwriter

from campaigns.models import Campaign
from tataboo_portal.imports import bulk, files, packages, segments
from tataboo_portal.imports.spool import Spool
from tests import messy_builders as builders
from tests import messy_packages as packages_of

DAY = date(2026, 11, 2)


def wide_apart(*, is_shared):
    """Two sheets; the first begins at C5, has gaps, merged cells below its rows, and rows of different width."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": not is_shared}) as book:
        page, other = book.add_worksheet("一"), book.add_worksheet("二")
        for row in range(4, 400):
            if row % 7 and not 100 < row < 200:
                page.write_row(row, 2 + (row % 5 == 0), (row, f"示例{row}", None, row / 3))
        if is_shared:
            page.merge_range(20, 2, 25, 3, "合")
        other.write(5, 5, "别的")
    return out.getvalue()


def seen(content):
    """Everything there is to know of a file's tables, without the blanks at the ends."""
    found = []
    for table in files.tables(content):
        rows = [(number, [str(cell) for cell in cells]) for number, cells in table.rows()]
        rows = [(number, "\t".join(cells).rstrip("\t")) for number, cells in rows]
        found.append((table.name, table.merged, table.notes, [row for row in rows if row[1]]))
    return found


@pytest.mark.parametrize(
    "content",
    [
        wide_apart(is_shared=False),
        wide_apart(is_shared=True),
        builders.merged_cells(DAY),
        packages_of.formulas(DAY),
        packages_of.far_corner(DAY),
        builders.ninety_four(DAY),
    ],
    ids=["inline", "shared", "merged", "formulas", "far", "long"],
)
def test_a_sheet_in_segments_has_the_rows_of_the_whole(content, monkeypatch):
    whole, cut = seen(content), []
    monkeypatch.setattr(segments, "SEGMENT", 300)
    monkeypatch.setattr(segments, "SHARED_TIMES", 0)
    monkeypatch.setattr(packages, "KNOWN", {})
    monkeypatch.setattr(packages, "CHUNK", 1_000)
    sheet = segments.Segments._sheet
    monkeypatch.setattr(segments.Segments, "_sheet", lambda self, *parts: cut.append(1) or sheet(self, *parts))
    assert seen(content) == whole
    assert len(cut) > 2


def test_a_formula_that_came_to_no_words_is_a_blank_cell_and_one_never_computed_is_not():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ("数量", "备注"))
        page.write(1, 0, 3)
        page.write_formula(1, 1, '=IF(A2>9,"多","")', None, "")
    computed = builders.in_sheet(out.getvalue(), lambda part: part.replace(b'<c r="B2">', b'<c r="B2" t="str">'))
    for content, words in ((out.getvalue(), "公式"), (computed, "")):
        _, (_, row) = files.tables(content)[0].rows()
        assert str(row[1]) == words


def test_rows_put_aside_come_back_in_order_and_again():
    rows = Spool({"row": number, "day": DAY} for number in range(2_500))
    assert [row["row"] for row in rows] == list(range(2_500))
    assert list(rows)[-1] == {"row": 2_499, "day": DAY}
    assert len(rows) == 2_500
    assert list(Spool()) == []


def test_rows_that_bring_different_values_are_written_with_the_defaults_of_the_rest(db):
    rows = [{"code": "a", "name": "一"}, {"code": "b", "name": "二\t\\"}, {"code": "c", "name": "三", "source": "示例"}]
    assert bulk.insert(Campaign, iter(rows), start=DAY) == 3
    found = Campaign.objects.filter(code__in="abc").order_by("code").values_list("name", "source", "start", "end")
    assert list(found) == [("一", "", DAY, None), ("二\t\\", "", DAY, None), ("三", "示例", DAY, None)]
    assert bulk.insert(Campaign, ()) == 0


def test_numbers_of_new_rows_are_random_uuids():
    source = bulk.numbers()
    found = [uuid.UUID(next(source)) for _ in range(600)]
    assert {number.version for number in found} == {4}
    assert len(set(found)) == 600
