"""The layout every paper shares: A4, 28 characters × 22 lines, fonts in all four slots, page numbers outside; all black.

Measured in LibreOffice: 28 characters × 22 lines need character spacing −0.25 pt and 28 pt lines, without a grid.
"""

import io

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

BODY, HEADING_1, HEADING_2, TITLE, PAGE = "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体", "宋体"
LATIN = "Times New Roman"
BODY_PT, TITLE_PT, TABLE_PT, PAGE_PT = Pt(16), Pt(22), Pt(10.5), Pt(14)
LINE, TITLE_LINE = Pt(28), Pt(36)
CENTER, LEFT, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
# One body character with its spacing, in twentieths of a point: for readers that do not count characters.
CHARACTER = 315
AFTER_SPACING = ("w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:lang")


def blank_document():
    """An empty paper of A4 in the layout of the standard, without names in its properties."""
    document = Document()
    document.core_properties.author = document.core_properties.comments = ""
    style = document.styles["Normal"]
    name_fonts(style.element.get_or_add_rPr(), BODY)
    style.font.size = BODY_PT
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    _page(section, landscape=False)
    _page_number(section.footer, RIGHT)
    _page_number(section.even_page_footer, LEFT)
    return document


def bytes_of(document):
    """The document as the bytes of a .docx file."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def new_section(document, *, landscape):
    """A new page, turned when it is to hold a wide table."""
    _page(document.add_section(WD_SECTION.NEW_PAGE), landscape=landscape)


def _page(section, *, landscape):
    width, height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = width, height
    # Turned by a quarter, the top of the page becomes its right edge.
    top, right, bottom, left = (Mm(28), Mm(37), Mm(26), Mm(35)) if landscape else (Mm(37), Mm(26), Mm(35), Mm(28))
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = top, right, bottom, left
    section.footer_distance = Mm(21) if landscape else Mm(28)


def name_fonts(run_properties, chinese, latin=LATIN):
    """Name the fonts in all four slots; quotes and dashes, which both scripts have, are Chinese."""
    fonts = run_properties.get_or_add_rFonts()
    for slot, name in (("eastAsia", chinese), ("ascii", latin), ("hAnsi", latin), ("cs", latin), ("hint", "eastAsia")):
        fonts.set(qn(f"w:{slot}"), name)


def add_run(paragraph, words, *, font=BODY, size=BODY_PT, tight=True, latin=LATIN):
    """Words in one font, all four slots of it named; tight as 28 characters a line need it."""
    run = paragraph.add_run(words)
    properties = run._element.get_or_add_rPr()
    name_fonts(properties, font, latin)
    run.font.size = size
    if tight:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), "-5")
        properties.insert_element_before(spacing, *AFTER_SPACING)
    return run


def add_paragraph(document, words, *, font=BODY, size=BODY_PT, align=None, indent=False):
    """One paragraph on lines of 28 pt, two characters in where it is body text."""
    paragraph = document.add_paragraph()
    lay(paragraph, line=LINE if size <= BODY_PT else TITLE_LINE)
    if align is not None:
        paragraph.alignment = align
    if indent:
        set_in(paragraph, firstLine=2)
    add_run(paragraph, words, font=font, size=size)
    return paragraph


def lay(paragraph, *, line=LINE):
    """Lines of exactly this height and nothing between paragraphs."""
    layout = paragraph.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, line
    layout.widow_control = False


def set_in(paragraph, **characters):
    """Move a paragraph in by characters: `firstLine`, `left`, `right`, `hanging`; in lengths too, for readers that do not count."""
    indentation = paragraph._element.get_or_add_pPr().get_or_add_ind()
    for side, count in characters.items():
        indentation.set(qn(f"w:{side}Chars"), str(round(count * 100)))
        indentation.set(qn(f"w:{side}"), str(round(count * CHARACTER)))


def add_empty(document, lines=1):
    """Empty lines."""
    for _ in range(lines):
        add_paragraph(document, "")


def add_page_break(document):
    """A page that begins with the next table: the paragraph between two tables, as low as a line can be."""
    paragraph = document.add_paragraph()
    lay(paragraph, line=Pt(1))
    paragraph.paragraph_format.page_break_before = True


def _page_number(footer, align):
    """“— 1 —” in four-size 宋体, outside one character from the edge."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = align
    side = "rightChars" if align == RIGHT else "leftChars"
    paragraph._element.get_or_add_pPr().get_or_add_ind().set(qn(f"w:{side}"), "100")
    look = {"font": PAGE, "latin": PAGE, "size": PAGE_PT, "tight": False}
    add_run(paragraph, "— ", **look)
    field = add_run(paragraph, "", **look)
    for kind, words in (("begin", None), (None, "PAGE"), ("end", None)):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = words
        field._element.append(element)
    add_run(paragraph, " —", **look)


def whole_row(table, *, is_head=False):
    """A new row that no page cuts; a head comes again on every page."""
    row = table.add_row()
    properties = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", "w:tblHeader") if is_head else ("w:cantSplit",):
        properties.append(OxmlElement(name))
    return row


def fill_cell(cell, words, *, font=BODY, align=CENTER, keeps_next=False):
    """Write the words of one cell in the size of tables."""
    paragraph = cell.paragraphs[0]
    paragraph.alignment = align
    if keeps_next:
        paragraph.paragraph_format.keep_with_next = True
    add_run(paragraph, words, font=font, size=TABLE_PT, tight=False)
