"""The weekly report and pairs of photos as Word, laid out as ordinary material after GB/T 9704-2012: no red header, no seal, all black.

Measured in LibreOffice: 28 characters × 22 lines need character spacing −0.25 pt and 28 pt lines, without a grid.
"""

import io

from django.core.files.storage import default_storage
from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from tataboo_portal import photos
from tataboo_portal.enums import PhotoSize
from tataboo_portal.models import Photo

BODY, HEADING_1, HEADING_2, TITLE, PAGE = "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体", "宋体"
LATIN = "Times New Roman"
BODY_PT, TITLE_PT, TABLE_PT, PAGE_PT = Pt(16), Pt(22), Pt(10.5), Pt(14)
LINE = Pt(28)
TWO_CHARACTERS = "200"
STAGES = ("整改前", "整改后")
# Two such rows with their words fit under a heading: 225 mm of page, 156 mm of line.
PAIRS_ON_A_PAGE, BOX_WIDTH, BOX_HEIGHT = 2, Mm(73), Mm(78)


def blank_document():
    """An empty paper of A4 in the layout of the standard, without names in its properties."""
    document = Document()
    document.core_properties.author = document.core_properties.comments = ""
    _lay_out(document)
    return document


def bytes_of(document):
    """The document as the bytes of a .docx file."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def weekly_document(report, content):
    """The report as the bytes of a .docx file; `content` is its content as this reader may see it."""
    document = blank_document()
    add_paragraph(document, content["title"], font=TITLE, size=TITLE_PT, align=WD_ALIGN_PARAGRAPH.CENTER)
    subtitle = f"（{report.meeting_week.year}年第{report.number}期，{content['period']}）"
    add_paragraph(document, subtitle, font=HEADING_2, align=WD_ALIGN_PARAGRAPH.CENTER)
    for part in content["parts"]:
        if part["code"] == "annex":
            _annexes(document, part)
        else:
            _part(document, part)
    return bytes_of(document)


def _part(document, part):
    add_paragraph(document, part["heading"], font=HEADING_1, indent=True)
    for section in part["sections"]:
        if section["heading"]:
            add_paragraph(document, f"{section['label']}{section['heading']}", font=HEADING_2, indent=True)
        for block in section["blocks"]:
            add_paragraph(document, "".join(run["text"] for run in block["runs"]), indent=True)


def _annexes(document, part):
    for section in part["sections"]:
        is_table = any(block["kind"] == "table" for block in section["blocks"])
        _new_section(document, landscape=is_table)
        add_paragraph(document, section["label"], font=HEADING_1)
        add_paragraph(document, section["heading"], font=TITLE, align=WD_ALIGN_PARAGRAPH.CENTER)
        for block in section["blocks"]:
            _table(document, block) if is_table else _pairs(document, block["items"])


def _lay_out(document):
    """A4 with the margins of the standard, odd and even page numbers, and the body font in all four slots."""
    style = document.styles["Normal"]
    _fonts(style.element.get_or_add_rPr(), BODY)
    style.font.size = BODY_PT
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    _page(section, landscape=False)
    _page_number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _page_number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)


def _page(section, *, landscape):
    width, height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = width, height
    # Turned by a quarter, the top of the page becomes its right edge.
    top, right, bottom, left = (Mm(28), Mm(37), Mm(26), Mm(35)) if landscape else (Mm(37), Mm(26), Mm(35), Mm(28))
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = top, right, bottom, left
    section.footer_distance = Mm(21) if landscape else Mm(28)


def _new_section(document, *, landscape):
    section = document.add_section(WD_SECTION.NEW_PAGE)
    _page(section, landscape=landscape)


def _fonts(run_properties, chinese):
    fonts = run_properties.get_or_add_rFonts()
    for slot, name in (("eastAsia", chinese), ("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN)):
        fonts.set(qn(f"w:{slot}"), name)


def add_run(paragraph, words, *, font=BODY, size=BODY_PT, tight=True):
    """Words in one font, all four slots of it named; tight as 28 characters a line need it."""
    run = paragraph.add_run(words)
    properties = run._element.get_or_add_rPr()
    _fonts(properties, font)
    run.font.size = size
    if tight:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), "-5")
        properties.append(spacing)
    return run


def add_paragraph(document, words, *, font=BODY, size=BODY_PT, align=None, indent=False):
    """One paragraph on lines of 28 pt, two characters in where it is body text."""
    paragraph = document.add_paragraph()
    layout = paragraph.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    layout.line_spacing = LINE if size <= BODY_PT else Pt(36)
    layout.widow_control = False
    if align is not None:
        paragraph.alignment = align
    if indent:
        indentation = paragraph._element.get_or_add_pPr().get_or_add_ind()
        indentation.set(qn("w:firstLineChars"), TWO_CHARACTERS)
        # Readers that do not count characters take the same length in twentieths of a point.
        indentation.set(qn("w:firstLine"), "630")
    add_run(paragraph, words, font=font, size=size)
    return paragraph


def _page_number(footer, align):
    """“— 1 —” in four-size 宋体, outside one character from the edge."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = align
    side = "rightChars" if align == WD_ALIGN_PARAGRAPH.RIGHT else "leftChars"
    paragraph._element.get_or_add_pPr().get_or_add_ind().set(qn(f"w:{side}"), "100")
    add_run(paragraph, "— ", font=PAGE, size=PAGE_PT, tight=False)
    field = add_run(paragraph, "", font=PAGE, size=PAGE_PT, tight=False)
    for kind, words in (("begin", None), (None, "PAGE"), ("end", None)):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = words
        field._element.append(element)
    add_run(paragraph, " —", font=PAGE, size=PAGE_PT, tight=False)


def _table(document, block):
    """A full-width table with a repeated head; cells are written row by row, since look-ups by column are quadratic."""
    table = document.add_table(rows=0, cols=len(block["head"]), style="Table Grid")
    for position, values in enumerate([block["head"], *block["rows"]]):
        row = table.add_row()
        if position == 0:
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for column, (cell, value) in enumerate(zip(row.cells, values, strict=True)):
            paragraph = cell.paragraphs[0]
            centred = position == 0 or column
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
            add_run(paragraph, str(value), font=HEADING_1 if position == 0 else BODY, size=TABLE_PT, tight=False)


def pairs_document(title, subtitle, items):
    """Pairs of photos as the bytes of a .docx file: a heading, and two pairs on each page."""
    document = blank_document()
    add_paragraph(document, title, font=TITLE, size=TITLE_PT, align=WD_ALIGN_PARAGRAPH.CENTER)
    add_paragraph(document, subtitle, font=HEADING_2, align=WD_ALIGN_PARAGRAPH.CENTER)
    _pairs(document, items)
    return bytes_of(document)


def _pairs(document, items):
    """Four photos on a page, 整改前 left and 整改后 right, and under each pair its caption; a pair is never torn apart."""
    kept = _photos_of(items)
    for start in range(0, len(items), PAIRS_ON_A_PAGE):
        if start:
            _page_break(document)
        table = document.add_table(rows=0, cols=2, style="Table Grid")
        for item in items[start : start + PAIRS_ON_A_PAGE]:
            pictures, words, caption = (_whole_row(table) for _ in range(3))
            for cell, stage, name in zip(pictures.cells, ("before", "after"), STAGES, strict=True):
                _picture(cell.paragraphs[0], kept.get(item[stage]), f"{name}：{item['caption']}")
            for cell, name in zip(words.cells, STAGES, strict=True):
                _cell(cell, name, font=HEADING_1)
            _cell(caption.cells[0].merge(caption.cells[1]), item["caption"], keeps_next=False)


def _page_break(document):
    """A page that begins with the next table: the paragraph between two tables, as low as a line can be."""
    layout = document.add_paragraph().paragraph_format
    layout.page_break_before = True
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)


def _whole_row(table):
    row = table.add_row()
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    return row


def _cell(cell, words, *, font=BODY, keeps_next=True):
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.keep_with_next = keeps_next
    add_run(paragraph, words, font=font, size=TABLE_PT, tight=False)


def _photos_of(items):
    tokens = [item[stage] for item in items for stage in ("before", "after")]
    found = Photo.objects.select_related("release").filter(token__in=tokens)
    return {str(photo.token): photo for photo in found}


def _picture(paragraph, photo, words):
    """The 720 copy for papers as it is, laid into its box: nothing is resized at report time."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.keep_with_next = True
    try:
        source = default_storage.open(photos.paper_path(photo, PhotoSize.MEDIUM)) if photo else None
    except FileNotFoundError:
        source = None
    if source is None:
        add_run(paragraph, "（照片暂缺）", size=TABLE_PT, tight=False)
        return
    with source:
        shape = paragraph.add_run().add_picture(source, width=BOX_WIDTH)
    if shape.height > BOX_HEIGHT:
        shape.width, shape.height = round(shape.width * BOX_HEIGHT / shape.height), BOX_HEIGHT
    shape._inline.docPr.set("descr", words)
