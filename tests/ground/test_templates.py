"""Empty forms to fill in: the office's headings, drop-downs of what may stand there, and a page that explains."""

import io

import pytest
from openpyxl import load_workbook

from tataboo_portal import blanks
from tataboo_portal.sheets import office_sheets, sheet_of
from tests.ground.taken import body


def test_the_template_has_the_headings_drop_downs_and_a_page_that_explains(sign_in, li, sun):
    response = sign_in(li).get("/imports/works/template.xlsx")
    book = load_workbook(io.BytesIO(body(response)))
    page, explained, options = book.worksheets
    assert (page.title, explained.title, options.sheet_state) == ("整治台账", "填写说明", "hidden")
    header = [cell.value for cell in page[3]]
    assert header[:3] == ["序号", "责任单位", "小区（街巷）"]
    assert "平台编号" not in header
    needed = [cell.value for cell in page[3] if cell.fill.fgColor.rgb == "FFFFE79A"]
    assert needed == ["责任单位", "类型", "数量", "日期"]
    rules = {str(rule.sqref): rule.formula1 for rule in page.data_validations.dataValidation}
    place = page.cell(4, header.index("责任单位") + 1).column_letter
    assert rules[f"{place}4:{place}503"].startswith("选项!$")
    listed = [cell.value for column in options.columns for cell in column]
    assert {"绣品厂社区", "清理卫生死角"} <= set(listed)
    lines = {row[0]: row[1:] for row in explained.iter_rows(min_row=2, values_only=True)}
    assert set(lines) == set(header) - {"序号"}
    assert lines["日期"][0] == "要填"
    everything = load_workbook(io.BytesIO(body(sign_in(li).get("/imports/works/template.xlsx?all=1")))).worksheets[0]
    assert everything.max_column > page.max_column
    assert sign_in(li).get("/imports/nothing/template.xlsx").status_code == 404
    assert sign_in(sun).get("/imports/works/template.xlsx").status_code == 403


@pytest.mark.parametrize("slug", list(office_sheets()))
def test_every_ledger_has_a_template(db, slug):
    out = io.BytesIO()
    blanks.write_blank(out, sheet_of(slug)())
    assert load_workbook(out).sheetnames[1:] == ["填写说明", "选项"]
