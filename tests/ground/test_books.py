"""The office's ledger form on paper and as csv: title, rows, sums, signatures; text never runs as a formula."""

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook

from campaigns.models import WorkRecord
from campaigns.sheets import WorkRecordSheet
from tataboo_portal import books
from tests import makers

HEAD = books.Head("塔塔埠街道整治台账（2026年11月）", "绣品厂社区", date(2026, 11, 25))
RUNS = '=HYPERLINK("http://x")'


def book_of(sheet, rows, head=HEAD):
    """The one worksheet of a written form."""
    out, columns = io.BytesIO(), sheet.columns()
    books.write_book(out, columns, rows, head, tally=books.Tally(columns, sheet.summed, sheet.apart))
    return load_workbook(out).active


def rows_of(page):
    """The values of the form from the header row down to the last sum."""
    found = [list(row) for row in page.iter_rows(min_row=books.HEADER_ROW + 1, values_only=True)]
    return found[:-2]


@pytest.fixture
def page(db):
    """A form of three records: two of one indicator, one of another, one with words that look like formulas."""
    makers.work(unit="1", indicator="sticker", quantity=3, day=date(2026, 11, 2), note=RUNS)
    makers.work(unit="1", indicator="sticker", quantity=4, day=date(2026, 11, 3), note="+8613800000000")
    makers.work(unit="1", indicator="garbage_truckload", quantity=5, day=date(2026, 11, 4))
    return book_of(WorkRecordSheet(), WorkRecord.objects.order_by("day"))


def test_the_form_stands_as_the_office_prints_it(page):
    assert page["A1"].value == "塔塔埠街道整治台账（2026年11月）"
    assert page.title == "整治台账（2026年11月）"
    merged = {str(found) for found in page.merged_cells.ranges}
    last = page.cell(books.HEADER_ROW + 1, len(WorkRecordSheet().columns()) + 1).column_letter
    assert f"A1:{last}1" in merged
    assert page["A2"].value == "填报单位（盖章）：绣品厂社区"
    assert "填报日期：2026年11月25日" in [cell.value for cell in page[2]]
    assert page.cell(page.max_row, 1).value == "填报人：____________　　　　审核人：____________"
    setup = page.page_setup
    assert (setup.orientation, setup.paperSize, setup.fitToWidth or 1, setup.fitToHeight) == ("landscape", 9, 1, 0)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.print_title_rows == "$1:$3"
    assert page.freeze_panes == "A4"
    assert "第 &P 页" in page.oddFooter.center.text
    widths = [page.column_dimensions[page.cell(3, at).column_letter].width for at in (1, 3, 5)]
    assert all(width > 5 for width in widths)


def test_rows_stand_under_the_offices_headings_in_order(page):
    header, first, *_ = rows_of(page)
    assert header == ["序号", *(column.column_name for column in WorkRecordSheet().columns())]
    shown = dict(zip(header, first, strict=True))
    assert (shown["序号"], shown["责任单位"], shown["数量"], shown["量词"]) == (1, "绣品厂社区", 3, "处")
    assert shown["日期"].date() == date(2026, 11, 2)
    place = header.index("日期") + 1
    assert page.cell(4, place).number_format == "yyyy-mm-dd"


def test_different_measure_words_are_never_added(page):
    header, *rows = rows_of(page)
    sums = [dict(zip(header, row, strict=True)) for row in rows if row[0] == "小计"]
    assert {(row["类型"], row["数量"], row["量词"]) for row in sums} == {
        (WorkRecord.objects.get(quantity=3).indicator.name, 7, "处"),
        (WorkRecord.objects.get(quantity=5).indicator.name, 5, "车"),
    }


def test_text_never_runs_and_a_phone_number_stays_as_it_is(page):
    header = rows_of(page)[0]
    notes = [page.cell(row, header.index("备注") + 1) for row in (4, 5)]
    assert [cell.value for cell in notes] == [RUNS, "+8613800000000"]
    assert [(cell.data_type, cell.number_format) for cell in notes] == [("s", "@")] * 2


def test_a_form_of_voided_rows_adds_nothing_up(db):
    makers.work(quantity=3)
    head = books.Head(HEAD.title, HEAD.unit, HEAD.day, has_sums=False)
    assert not [row for row in rows_of(book_of(WorkRecordSheet(), WorkRecord.objects.all(), head)) if row[0] == "合计"]


def test_an_empty_list_is_still_a_form(db):
    page = book_of(WorkRecordSheet(), WorkRecord.objects.none())
    assert [row[0] for row in rows_of(page)] == ["序号"]


def test_the_csv_has_the_same_columns_and_nothing_in_it_runs(db):
    makers.work(unit="1", quantity=3, day=date(2026, 11, 2), note=RUNS)
    makers.work(unit="1", quantity=4, day=date(2026, 11, 3), note="＠示例")
    out, sheet = io.BytesIO(), WorkRecordSheet()
    books.write_csv(out, sheet.columns(), WorkRecord.objects.order_by("day"))
    assert out.getvalue().startswith(b"\xef\xbb\xbf")
    header, first, second = csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig")))
    assert header == [column.column_name for column in sheet.columns()]
    shown = dict(zip(header, first, strict=True))
    assert (shown["日期"], shown["数量"], shown["备注"]) == ("2026-11-02", "3", f"'{RUNS}")
    assert dict(zip(header, second, strict=True))["备注"] == "'＠示例"
