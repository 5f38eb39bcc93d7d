"""The ledger form on paper: A4 across, no letter smaller than seven points, and nothing lost that would not come back."""

import io

from django.utils import timezone
from openpyxl import load_workbook

from campaigns.models import DetailColumn, WorkRecord
from tataboo_portal import books, listings
from tataboo_portal.sheets import office_sheets
from tests import makers
from tests.ground.imports import hands
from tests.ground.test_round_trip import brought_back, taken_out

PAPER = 10.69 * 96  # pixels of A4 across between its margins
ROW = 2  # below the title and the unit's line


def scale(page):
    """How much smaller the page is printed to be as wide as the paper."""
    spans = [one for one in page.column_dimensions.values() if one.min]
    return PAPER / sum(one.width * 7 * (one.max - one.min + 1) for one in spans)


def page_of(content):
    return load_workbook(io.BytesIO(content)).active


def headings(page):
    return [cell.value for cell in page[ROW + 1]]


def every_column(indicator):
    """Something in each own column of an indicator."""
    day = timezone.localdate().isoformat()
    told = {"number": 2.5, "day": day, "text": "示例；内容：=1+1"}
    columns = DetailColumn.objects.filter(indicator__code=indicator)
    return {column.code: column.words[0] if column.words else told[column.kind] for column in columns}


def test_one_kind_keeps_its_own_columns_and_is_still_read(db, wang):
    makers.work(indicator="zombie_vehicle", quantity=1, details=every_column("zombie_vehicle"))
    content, _ = taken_out("works", wang, "xlsx")
    page = page_of(content)
    assert {"车型", "告知书张贴日期", "公告期满"} <= set(headings(page))
    assert "分类明细" not in headings(page)
    assert scale(page) >= 0.7


def test_many_kinds_share_one_column_that_comes_back_unchanged(db, wang):
    kinds = list(dict.fromkeys(DetailColumn.objects.values_list("indicator__code", flat=True)))
    for kind in kinds[:7]:
        makers.work(unit="1", indicator=kind, quantity=1, details=every_column(kind))
    content, count = taken_out("works", wang, "xlsx")
    page = page_of(content)
    assert headings(page)[-1] == "分类明细"
    assert "车型" not in headings(page)
    assert scale(page) >= 0.7
    batch = brought_back("works", wang, content, "xlsx")
    assert (batch.counts["unchanged"], batch.counts["bad"], batch.counts["good"]) == (count, 0, 0)
    text, _ = taken_out("works", wang, "csv")
    assert "车型" in text.decode().splitlines()[0]
    # Without their numbers they are new rows, and every column is read again.
    for at in range(count):
        page.cell(ROW + 2 + at, 2).value = None
    before = {row.indicator.code: row.details for row in WorkRecord.objects.all()}
    out = io.BytesIO()
    page.parent.save(out)
    batch = hands.imported(out.getvalue(), by=wang, wants_alike=True)
    rows = WorkRecord.objects.filter(import_batch=batch)
    assert {row.indicator.code: row.details for row in rows} == before


def test_a_detail_that_is_no_column_of_the_kind_is_told(wang):
    day = timezone.localdate()
    lines = [
        "日期,责任单位,类型,数量,分类明细",
        f"{day},1,清理僵尸车,1,车型：面包车；面积（㎡）：3",
        f"{day},1,清理僵尸车,1,随便写的",
        f"{day},1,清理僵尸车,1,首次发现：昨天",
        f"{day},1,清理僵尸车,1,车型：面包车；车牌：示D0001",
    ]
    batch = hands.imported("\n".join(lines).encode(), by=wang, name="台账.csv")
    assert [number for number, _ in hands.told(batch, "bad")] == [2, 3, 4]
    assert WorkRecord.objects.get().details == {"vehicle_type": "面包车", "plate": "示D0001"}


def test_every_form_is_readable_on_paper(db):
    for form in office_sheets().values():
        sheet = form()
        columns = listings.on_paper(sheet, [one for one in sheet.columns() if one.attribute != "void_reason"])
        assert listings.paper_width([column.width for column in columns]) <= listings.ROOM + 10, sheet.title


def test_the_name_of_a_worksheet_is_one_a_spreadsheet_program_takes():
    smile, han = chr(0x1F600), "整改任务（"
    assert books.sheet_name(f"塔塔埠街道{han}“{smile * 25}") == f"{han}“{smile * 12}"
    assert books.sheet_name("[]:*?/\\'") == "台账"
    assert books.sheet_name(f"a{smile * 20}") == f"a{smile * 15}"
