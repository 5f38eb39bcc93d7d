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
BODY_PT, TITLE_PT, PAGE_PT = Pt(16), Pt(22), Pt(14)
LINE, TITLE_LINE, PAGE_LINE, NO_LINE = Pt(28), Pt(36), Pt(16), Pt(1)
# The width of the text, and on a turned page.
WIDTH, ACROSS = Mm(156), Mm(225)
CENTER, LEFT, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
# One body character with its spacing, in twentieths of a point: for readers that do not count characters.
CHARACTER = 315
AFTER_AIR = (
    "w:bidi",
    "w:adjustRightInd",
    "w:snapToGrid",
    "w:spacing",
    "w:ind",
    "w:jc",
    "w:outlineLvl",
    "w:rPr",
    "w:sectPr",
)
AFTER_SPACING = ("w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:lang")


def element(name, *children, **attributes):
    """An element of a Word file with its children and attributes."""
    found = OxmlElement(name)
    for key, value in attributes.items():
        found.set(qn(f"w:{key}"), value)
    for child in children:
        found.append(child)
    return found


def blank_document():
    """An empty paper of A4 in the layout of the standard, without names in its properties."""
    document = Document()
    document.core_properties.author = document.core_properties.comments = ""
    style = document.styles["Normal"]
    name_fonts(style.element.get_or_add_rPr(), BODY)
    style.font.size = BODY_PT
    # A digit takes exactly half a character: no air between it and the Chinese beside it.
    for name in ("w:autoSpaceDE", "w:autoSpaceDN"):
        style.element.get_or_add_pPr().insert_element_before(element(name, val="0"), *AFTER_AIR)
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


def new_page(document, *, landscape=False):
    """A section that begins on a new page, turned when it is to hold a wide table."""
    _page(new_section(document, WD_SECTION.NEW_PAGE), landscape=landscape)


def new_section(document, start):
    """A section after what is there; the paragraph that ends the one before is as low as a line can be."""
    section = document.add_section(start)
    lay(document.paragraphs[-1], line=NO_LINE)
    return section


def _page(section, *, landscape):
    width, height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = width, height
    # Turned by a quarter, the top of the page becomes its right edge.
    top, right, bottom, left = (Mm(28), Mm(37), Mm(26), Mm(35)) if landscape else (Mm(37), Mm(26), Mm(35), Mm(28))
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = top, right, bottom, left
    # The dashes of the page number stand 7 mm below the text.
    section.footer_distance = bottom - Mm(7) - PAGE_LINE // 2


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
        properties.insert_element_before(element("w:spacing", val="-5"), *AFTER_SPACING)
    return run


def add_paragraph(document, words, *, font=BODY, size=BODY_PT, align=None, indent=False):
    """One paragraph on lines of 28 pt, two characters in where it is body text; no heading is the last line of a page."""
    paragraph = document.add_paragraph()
    lay(paragraph, line=LINE if size <= BODY_PT else TITLE_LINE)
    if font != BODY:
        paragraph.paragraph_format.keep_with_next = True
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


def set_in(paragraph, character=CHARACTER, **characters):
    """Move a paragraph in by characters: `firstLine`, `left`, `right`, `hanging`; in lengths too, for readers that do not count."""
    indentation = paragraph._element.get_or_add_pPr().get_or_add_ind()
    for side, count in characters.items():
        indentation.set(qn(f"w:{side}Chars"), str(round(count * 100)))
        indentation.set(qn(f"w:{side}"), str(round(count * character)))


def add_empty(document, lines=1):
    """Empty lines."""
    for _ in range(lines):
        add_paragraph(document, "")


def add_page_break(document):
    """A page that begins with the next table: the paragraph between two tables, as low as a line can be."""
    add_foot(document).paragraph_format.page_break_before = True


def add_foot(document):
    """The paragraph that has to follow a table, as low as a line can be."""
    paragraph = document.add_paragraph()
    lay(paragraph, line=NO_LINE)
    return paragraph


def _page_number(footer, align):
    """“— 1 —” in four-size 宋体, outside one character from the edge."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    lay(paragraph, line=PAGE_LINE)
    paragraph.alignment = align
    set_in(paragraph, PAGE_PT.twips, **{"right" if align == RIGHT else "left": 1})
    look = {"font": PAGE, "latin": PAGE, "size": PAGE_PT, "tight": False}
    add_run(paragraph, "— ", **look)
    field = add_run(paragraph, "", **look)
    asked = OxmlElement("w:instrText")
    asked.text = "PAGE"
    for part in (element("w:fldChar", fldCharType="begin"), asked, element("w:fldChar", fldCharType="end")):
        field._element.append(part)
    add_run(paragraph, " —", **look)
