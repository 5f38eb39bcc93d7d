"""A 通报 in LibreOffice: red header, number, 主送机关, annexes, signature and 版记 where GB/T 9704-2012 wants them."""

from datetime import date

import pytest
from PIL import Image, ImageChops

from reports.papers import layout, official
from tests.paged import Paper, ask

pytestmark = pytest.mark.office
ISSUER, SIGNED, PRINTED = "示例街道办事处", date(2017, 6, 5), date(2017, 6, 6)
DOTS_PER_MM = 4


def circular():
    """A 通报 of two pages about nothing."""
    document = layout.blank_document()
    official.red_header(document, mark=ISSUER, number="示例发〔2017〕12号")
    official.official_title(document, "关于示例事项整改情况的通报")
    official.addressed_to(document, "各社区，各市场工作组")
    layout.add_paragraph(document, "现将示例情况通报如下。" * 30, indent=True)
    official.annexes_named(document, ["工作量汇总表", "整改前后对比图"])
    official.signature(document, issuer=ISSUER, day=SIGNED)
    official.imprint(document, issuer=ISSUER, day=PRINTED, copies_to="示例单位一，示例单位二，" * 4 + "示例单位三")
    return layout.bytes_of(document)


@pytest.fixture(scope="module")
def paper(turn):
    return Paper(turn({"circular": circular()}, "pdf")["circular"])


def corners(paper, page, words):
    """Left, top, right and bottom of the first piece of a page that begins with these words."""
    return next(corner for *corner, word in paper.places[page] if word.startswith(words))


def red_of(paper, page):
    """Where a page is red, as a picture of as many dots a millimetre."""
    target = paper.path.with_name("red")
    ask("pdftoppm", "-r", DOTS_PER_MM * 25.4, "-f", page, "-l", page, "-singlefile", "-png", paper.path, target)
    with Image.open(target.with_suffix(".png")) as picture:
        red, green, _ = picture.convert("RGB").split()
    return ImageChops.subtract(red, green).point(lambda value: 255 * (value > 100))


def test_only_the_mark_and_the_line_below_the_number_are_red_and_stand_in_their_places(paper):
    red = red_of(paper, 1)
    number = corners(paper, 0, "示例发〔2017〕")
    middle = round(number[1] * DOTS_PER_MM)
    mark = red.crop((0, 0, red.width, middle)).getbbox()
    line = red.crop((0, middle, red.width, red.height)).getbbox()
    assert mark[1] / DOTS_PER_MM == pytest.approx(37 + 35, abs=1)
    assert (mark[0] + mark[2]) / 2 / DOTS_PER_MM == pytest.approx(28 + 78, abs=0.5)
    assert (line[2] - line[0]) / DOTS_PER_MM == pytest.approx(156, abs=0.5)
    assert (middle + line[1]) / DOTS_PER_MM - number[3] == pytest.approx(2.5, abs=1)  # 4 mm below the ink of the number
    assert line[3] - line[1] <= DOTS_PER_MM
    assert red_of(paper, 2).getbbox() is None


def test_the_first_page_goes_from_the_number_to_the_text(paper):
    first = "".join(word for *_, word in paper.places[0])
    parts = (ISSUER, "示例发〔2017〕12号", "关于示例事项整改情况的通报", "各社区，各市场工作组：", "现将示例情况")
    at = [first.index(part) for part in parts]
    assert at == sorted(at)
    assert corners(paper, 0, "各社区")[0] == pytest.approx(28, abs=0.5)


def test_signature_and_date_stand_two_characters_from_the_right_without_zeros(paper):
    assert "附件：1.工作量汇总表2.整改前后对比图" in paper.words
    assert "2017年6月5日" in paper.words
    issuer, annex = corners(paper, 1, ISSUER), corners(paper, 1, "附件：")
    assert issuer[2] == pytest.approx(184 - 2 * 5.6, abs=0.5)
    assert annex[0] == pytest.approx(28 + 2 * 5.6, abs=0.5)


def test_the_imprint_ends_at_the_foot_of_the_last_page_and_no_picture_is_anywhere(paper):
    assert len(paper.sizes) == 2
    copies = corners(paper, 1, "抄送：")
    printed = next(corner for *corner, word in paper.places[1] if "印发" in word)
    assert printed[3] == pytest.approx(262, abs=1)
    assert copies[0] == pytest.approx(28 + 4.9, abs=0.5)
    assert printed[2] == pytest.approx(184 - 4.9, abs=0.5)
    assert copies[1] < printed[1]
    assert "示例单位三。" in paper.words
    assert sum(paper.pictures) == 0
