"""The weekly report printed from its page: the words of the Word file on as many pages, and nothing but the report."""

from collections import Counter
from io import BytesIO

import pytest
from docx import Document

from tataboo_portal.weeks import Week
from tests.paged import Paper, turned

# What the page says on paper: neither buttons nor what only screen readers hear.
SAID = """paper => { const copy = paper.cloneNode(true)
  copy.querySelectorAll('.vh, .no-print').forEach((part) => part.remove())
  return copy.textContent }"""
pytestmark = [pytest.mark.browser, pytest.mark.office]


def joined(words):
    """Words without what is between them."""
    return "".join(words.split())


def test_r1_the_printed_report_has_the_words_and_pages_of_the_word_file_and_no_buttons_or_cut_rows(open_as, tmp_path):
    tab, address = open_as("office"), f"/meetings/{Week.current().monday}/"
    tab.goto(address)
    (tmp_path / "page.pdf").write_bytes(tab.pdf(prefer_css_page_size=True))
    printed, content = Paper(tmp_path / "page.pdf"), tab.request.get(f"{address}report.docx").body()
    word = Paper(turned({"report": content}, "pdf", tmp_path)["report"])
    assert Counter(printed.words) == Counter(joined(tab.locator(".paper").evaluate(SAID)))
    assert abs(len(printed.sizes) - len(word.sizes)) <= 1
    document = Document(BytesIO(content))
    assert [part.text for part in document.paragraphs if joined(part.text) not in printed.words] == []
    assert printed.sizes.count((297, 210)) == word.sizes.count((297, 210)) == 1
    across = printed.page(printed.sizes.index((297, 210)) + 1)
    lines = {line.split()[0]: line.split() for line in across if line.strip()}
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows[1:]]
    assert [row for row in rows if lines.get(row[0]) != row] == []
    pages = ["".join(printed.page(number)) for number in range(1, len(printed.sizes) + 1)]
    assert [2 * page.count("整改后") for page in pages] == printed.pictures
