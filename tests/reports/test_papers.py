"""The Word file: the layout of GB/T 9704-2012, all black, and the same words as the page."""

import io
import zipfile

import pytest
from django.utils import timezone
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from reports import weekly
from reports.papers.weekly import weekly_document
from tataboo_portal.weeks import Week
from tests import makers
from tests.people import person

EMU_PER_MM = 36000


@pytest.fixture
def report(wang):
    """A report with quantities and one pair of photos."""
    makers.work(quantity=24)
    task = makers.closed(unit="1")
    makers.process_photos()
    return weekly.build(Week.current().shifted(1)), task


@pytest.fixture
def document(report):
    return Document(io.BytesIO(weekly_document(report[0], report[0].content)))


def millimetres(length):
    return round(length / EMU_PER_MM)


def test_the_first_page_has_the_margins_of_the_standard(document):
    first = document.sections[0]
    found = (first.page_width, first.page_height, first.top_margin, first.right_margin, first.bottom_margin)
    assert [millimetres(length) for length in found] == [210, 297, 37, 26, 35]
    assert millimetres(first.left_margin) == 28


def test_every_run_names_its_font_in_all_four_slots_and_is_black(document):
    runs = [run for paragraph in document.paragraphs for run in paragraph.runs]
    assert runs
    for run in runs:
        fonts = run._element.rPr.rFonts
        assert all(fonts.get(qn(f"w:{slot}")) for slot in ("eastAsia", "ascii", "hAnsi", "cs"))
        assert run.font.color.rgb is None


def test_title_headings_and_body_have_their_fonts_and_sizes(document):
    def look(paragraph):
        run = paragraph.runs[0]
        return run._element.rPr.rFonts.get(qn("w:eastAsia")), run.font.size.pt

    by_words = {paragraph.text: paragraph for paragraph in document.paragraphs}
    assert look(by_words["塔塔埠街道“双创”工作周报"]) == ("方正小标宋简体", 22)
    assert look(by_words["一、上周工作开展情况"]) == ("黑体", 16)
    assert look(by_words["（一）总体情况"]) == ("楷体_GB2312", 16)
    body = next(paragraph for words, paragraph in by_words.items() if words.startswith("清理"))
    assert look(body) == ("仿宋_GB2312", 16)
    assert body.paragraph_format.line_spacing.pt == 28
    assert body._element.pPr.ind.get(qn("w:firstLineChars")) == "200"


def test_the_text_ends_with_its_annexes_who_signs_and_the_day_of_its_numbers(report, document):
    day = timezone.localdate(report[0].data_as_of)
    text = [paragraph.text for paragraph in document.paragraphs]
    at = text.index("附件：1.各社区、市场工作组工作量汇总表")
    ending = ["2.问题整改前后对比图", "", "塔塔埠街道双创办", f"{day.year}年{day.month}月{day.day}日"]
    assert text[at + 1 : at + 5] == ending
    assert text.index("附件1") > at + 4


def test_wide_tables_lie_on_a_landscape_page(document):
    assert [section.orientation for section in document.sections].count(WD_ORIENT.LANDSCAPE) == 1


def test_odd_and_even_pages_carry_their_numbers_outside(document):
    assert document.settings.odd_and_even_pages_header_footer
    first = document.sections[0]
    for footer in (first.footer, first.even_page_footer):
        xml = footer._element.xml
        assert "PAGE" in xml
        assert footer.paragraphs[0].text.startswith("— ")


def test_the_words_of_the_file_are_those_of_the_page(report, document):
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for part in report[0].content["parts"]:
        for section in part["sections"]:
            for block in section["blocks"]:
                if block["kind"] == "paragraph":
                    assert "".join(run["text"] for run in block["runs"]) in text


def test_a_pair_of_photos_stands_with_its_caption(report, document):
    task = report[1]
    words = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert words.count("整改前") == words.count("整改后") == 1
    assert any(task.title in text and "绣品厂社区" in text and text.endswith("当天办结") for text in words)
    assert len(document.inline_shapes) == 2


def test_a_reader_who_may_not_know_a_task_gets_the_file_without_its_photos(sign_in, report):
    address = f"/meetings/{report[0].meeting_week}/report.docx"
    sizes = {}
    for who in ("wang", "zhang"):
        response = sign_in(person(who)).get(address)
        sizes[who] = len([name for name in zipfile.ZipFile(io.BytesIO(response.content)).namelist() if "media" in name])
    assert sizes == {"wang": 2, "zhang": 0}


def test_the_file_is_named_for_its_meeting(sign_in, report, wang):
    response = sign_in(wang).get(f"/meetings/{report[0].meeting_week}/report.docx")
    assert "filename*=utf-8''" in response["Content-Disposition"]
    assert str(report[0].meeting_week) in response["Content-Disposition"]


def test_a_photo_that_is_gone_leaves_a_word_and_no_error(report):
    content = report[0].content
    for part in content["parts"]:
        for section in part["sections"]:
            for block in section["blocks"]:
                for item in block.get("items", ()):
                    item["before"] = "00000000-0000-0000-0000-000000000000"
    document = Document(io.BytesIO(weekly_document(report[0], content)))
    words = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "（照片暂缺）" in words


def test_the_report_of_a_week_without_anything_is_whole(db):
    report = weekly.build(Week.of(timezone.localdate()))
    assert Document(io.BytesIO(weekly_document(report, report.content))).paragraphs
