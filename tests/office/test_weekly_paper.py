"""The weekly report in LibreOffice: pages, tables, photos and numbers as GB/T 9704-2012 and the records have them."""

from io import BytesIO

import pytest
from django.db.models import Sum
from docx import Document
from docx.oxml.ns import qn

from campaigns.models import WorkRecord
from reports.papers import layout
from tataboo_portal.quantities import official
from tests.office.conftest import PLACES
from tests.paged import Paper

pytestmark = [pytest.mark.office, pytest.mark.django_db]
PORTRAIT, LANDSCAPE = (210, 297), (297, 210)
GRID = (28, 22)
EMU_PER_MM = 36000


def plain_page():
    """A paper of nothing but characters, a page and a half of them."""
    document = layout.blank_document()
    letters = "塔埠街道环境整治创建文明城市卫生"
    layout.add_paragraph(document, (letters * 60)[: GRID[0] * GRID[1] * 3 // 2])
    return layout.bytes_of(document)


@pytest.fixture(scope="module")
def papers(week, turn):
    """The report and the plain page as pages, in one go."""
    found = turn({"weekly": week[1], "plain": plain_page()}, "pdf")
    return {name: Paper(path) for name, path in found.items()}


@pytest.fixture(scope="module")
def pages(papers):
    return papers["weekly"]


def page_of(pages, words):
    """The number of the only page with these words."""
    found = [
        number for number in range(1, len(pages.sizes) + 1) if words in "".join(pages.page(number)).replace(" ", "")
    ]
    assert len(found) == 1, (words, found)
    return found[0]


def test_a_page_of_plain_text_has_28_characters_on_22_lines(papers):
    lines = [line.strip() for line in papers["plain"].page(1) if line.strip()]
    assert "".join(lines.pop().split()) == "—1—"
    assert {len(line) for line in lines} == {GRID[0]}
    assert len(lines) == GRID[1]


def test_page_numbers_stand_outside_between_dashes_7_mm_below_the_text(papers, pages):
    for paper in (papers["plain"], pages):
        for number, words in enumerate(paper.places, start=1):
            if paper.sizes[number - 1] == PORTRAIT:
                below = [word for word in words if word[1] > 262]
                assert "".join(word for *_, word in below) == f"—{number}—"
                assert (below[0][1] + below[0][3]) / 2 == pytest.approx(269, abs=1)
                outside = below[-1][2] if number % 2 else below[0][0]
                assert outside == pytest.approx(210 - 26 - 5 if number % 2 else 28 + 5, abs=0.5)


def test_the_table_of_the_units_lies_on_one_turned_page_and_all_else_stands(pages):
    across = page_of(pages, "附件1各社区")
    assert pages.sizes.count(LANDSCAPE) == 1
    assert pages.sizes[across - 1] == LANDSCAPE
    assert set(pages.sizes) == {PORTRAIT, LANDSCAPE}
    assert any(line.split()[:1] == ["合计"] for line in pages.page(across))
    assert all(left >= 28 and right <= 297 - 28 for left, _, right, *_ in pages.places[across - 1])


def test_four_photos_share_a_page_each_pair_with_its_own_caption(pages):
    first = page_of(pages, "附件2问题")
    assert pages.pictures[first - 1 :] == [4, 4]
    assert sum(pages.pictures) == 2 * len(PLACES)
    captions = ["".join(pages.page(number)).replace(" ", "") for number in (first, first + 1)]
    told = [place for words in captions for place in PLACES if place in words]
    assert sorted(told) == sorted(PLACES)
    assert [sum(place in words for place in PLACES) for words in captions] == [2, 2]
    assert [words.count("办结") >= 2 and words.count("整改后") >= 2 for words in captions] == [True, True]


def test_r2_margins_fonts_all_black_numbers_of_the_records_and_opened_by_libreoffice(week, turn, pages):
    _, content, entered = week
    again = Document(turn({"weekly": content}, "docx")["weekly"])
    assert_laid_out(again)
    own = Document(BytesIO(content))
    text = [paragraph.text for paragraph in own.paragraphs if paragraph.text]
    assert text == [paragraph.text for paragraph in again.paragraphs if paragraph.text]
    assert [words for words in text if "".join(words.split()) not in pages.words] == []
    coloured = [number for number, far in enumerate(pages.colours, start=1) if far > 8]
    assert coloured == [number for number, count in enumerate(pages.pictures, start=1) if count]
    assert len(own.inline_shapes) == sum(pages.pictures) == 2 * len(PLACES)
    assert_counted(pages, own, entered)


def assert_laid_out(document):
    """Margins of the standard, and the fonts by role in the slot for Chinese."""
    first = document.sections[0]
    margins = (first.top_margin, first.right_margin, first.bottom_margin, first.left_margin)
    assert [round(length / EMU_PER_MM) for length in margins] == [37, 26, 35, 28]
    fonts = {paragraph.text: fonts_of(document, paragraph) for paragraph in document.paragraphs if paragraph.text}
    assert fonts["塔塔埠街道“双创”工作周报"] == ({layout.TITLE}, {22})
    assert fonts["一、上周工作开展情况"] == ({layout.HEADING_1}, {16})
    assert fonts["（一）总体情况"] == ({layout.HEADING_2}, {16})
    body = next(found for words, found in fonts.items() if words.startswith("清理"))
    assert body == ({layout.BODY}, {16})


def fonts_of(document, paragraph):
    """The Chinese fonts and the sizes of a paragraph's runs, from the run or what stands behind it."""
    style = document.styles["Normal"]
    default = style.element.rPr.rFonts.get(qn("w:eastAsia"))
    fonts, sizes = set(), set()
    for run in paragraph.runs:
        named = run._element.rPr.rFonts if run._element.rPr is not None else None
        fonts.add((named is not None and named.get(qn("w:eastAsia"))) or default)
        sizes.add((run.font.size or style.font.size).pt)
    return fonts, sizes


def assert_counted(pages, document, entered):
    """The numbers of text and table are sums of what was entered."""
    sums = WorkRecord.objects.values_list("indicator__code", "indicator__name", "indicator__unit_word")
    for code, name, unit_word in sums.distinct():
        total = WorkRecord.objects.filter(indicator__code=code).aggregate(total=Sum("quantity"))["total"]
        assert any(
            f"{name}{words}" in pages.words
            for words in (official(total, unit_word, approximate=True), official(total, unit_word))
        ), (code, total)
    table = document.tables[0]
    sticker = [cell.text for cell in table.rows[0].cells].index("清理牛皮癣（处）")
    assert table.rows[-1].cells[sticker].text == str(entered["sticker"] + 3)
