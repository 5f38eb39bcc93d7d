"""What only a 通报 has: red above and rules below as GB/T 9704-2012 measures them."""

from datetime import date

import pytest
from docx.oxml.ns import qn

from reports.papers import layout, official

ISSUER = "示例街道办事处"


@pytest.fixture
def document():
    document = layout.blank_document()
    official.red_header(document, mark=ISSUER, number="示例发〔2017〕2号")
    official.addressed_to(document, "各社区：")
    official.signature(document, issuer=ISSUER, day=date(2017, 6, 5))
    official.imprint(document, issuer=ISSUER, day=date(2017, 6, 6), copies_to="示例单位。")
    return document


def rules(element):
    return {side.tag.partition("}")[2]: (side.get(qn("w:sz")), side.get(qn("w:color"))) for side in element}


def test_the_mark_and_the_line_are_red_and_nothing_else(document):
    runs = [run for paragraph in document.paragraphs for run in paragraph.runs if run.font.color.rgb is not None]
    assert [(run.text, str(run.font.color.rgb)) for run in runs] == [(ISSUER, "FF0000")]
    (lines,) = document.element.body.iter(qn("w:pBdr"))
    assert rules(lines) == {"bottom": ("16", "FF0000")}


def test_number_addressee_and_date_are_written_as_the_standard_writes_them(document):
    text = [paragraph.text for paragraph in document.paragraphs]
    assert {"示例发〔2017〕2号", "各社区：", "2017年6月5日"} <= set(text)


@pytest.mark.parametrize(("issuer", "right"), [("示例街道", (6.5, 2)), ("示例街道办事处创建办公室", (2, 5.5))])
def test_the_day_begins_two_characters_after_who_signs_and_the_longer_ends_two_from_the_right(issuer, right):
    document = layout.blank_document()
    official.signature(document, issuer=issuer, day=date(2017, 6, 15))
    insets = [paragraph._element.pPr.ind.get(qn("w:rightChars")) for paragraph in document.paragraphs[-2:]]
    assert [int(characters) / 100 for characters in insets] == list(right)


def test_the_imprint_floats_at_the_foot_between_its_rules(document):
    (table,) = document.tables
    place = table._tbl.tblPr.find(qn("w:tblpPr"))
    assert (place.get(qn("w:vertAnchor")), place.get(qn("w:tblpYSpec"))) == ("margin", "bottom")
    found = rules(table._tbl.tblPr.find(qn("w:tblBorders")))
    assert {side: size for side, (size, _) in found.items()} == {"top": "8", "bottom": "8", "insideH": "6"}
    assert [cell.text for row in table.rows for cell in row.cells] == [
        "抄送：示例单位。",
        f"{ISSUER}\t2017年6月6日印发",
    ]


def test_without_copies_the_imprint_is_one_line_and_nothing_is_a_picture():
    document = layout.blank_document()
    official.imprint(document, issuer=ISSUER, day=date(2017, 6, 6))
    assert len(document.tables[0].rows) == 1
    assert len(document.inline_shapes) == 0
