"""What papers have beside their text: annexes and signature; a 通报 also its red header, 主送机关 and 版记. Never a seal.

Call them in this order: `red_header`, `official_title`, `addressed_to`, the text with `layout.add_paragraph`, `annexes_named`,
`signature`, and `imprint` last of all.
"""

from docx.enum.section import WD_SECTION
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt, RGBColor

from reports.papers import layout, tables

RED = RGBColor(0xFF, 0x00, 0x00)
ABOVE_MARK, ASIDE = Mm(35), Mm(10)
LARGEST_MARK = 52
THICK, THIN, RED_LINE = "8", "6", "16"  # eighths of a point: 0.35 mm, 0.25 mm and 0.7 mm
IMPRINT_PT, IMPRINT_LINE = layout.PAGE_PT, Pt(24)
TABLE_ORDER = (
    "w:tblpPr",
    "w:tblOverlap",
    "w:tblW",
    "w:jc",
    "w:tblInd",
    "w:tblBorders",
    "w:shd",
    "w:tblLayout",
    "w:tblCellMar",
    "w:tblLook",
)


def red_header(document, *, mark, number=""):
    """发文机关标志 in red 35 mm below the upper edge of the text, two lines below it the number, and the red line of 156 mm."""
    above = document.add_paragraph()
    layout.lay(above, line=ABOVE_MARK)
    size = Pt(min(LARGEST_MARK, int(layout.WIDTH.pt / max(len(mark), 1))))
    paragraph = layout.add_paragraph(document, "", align=layout.CENTER)
    layout.lay(paragraph, line=Pt(size.pt * 1.1))
    layout.add_run(paragraph, mark, font=layout.TITLE, size=size, tight=False).font.color.rgb = RED
    layout.add_empty(document, 2)
    numbered = layout.add_paragraph(document, number, align=layout.CENTER)
    line = layout.element("w:pBdr", _rule("bottom", RED_LINE, color="FF0000", space="7"))
    numbered._element.get_or_add_pPr().insert_element_before(line, "w:shd", "w:tabs", *layout.AFTER_AIR)
    layout.add_empty(document, 2)


def official_title(document, *lines):
    """The title in two-size 小标宋, one paragraph for each line as it is broken by sense, and the empty line below."""
    for words in lines:
        layout.add_paragraph(document, words, font=layout.TITLE, size=layout.TITLE_PT, align=layout.CENTER)
    layout.add_empty(document)


def addressed_to(document, names):
    """主送机关, from the edge: “各社区，各市场工作组：”."""
    layout.add_paragraph(document, f"{names.rstrip('：')}：")


def annexes_named(document, names):
    """附件说明 below the text: “附件：1.××”, each further one under the first; a single one has no number."""
    if not names:
        return
    layout.add_empty(document)
    words = [f"{at}.{name}" for at, name in enumerate(names, start=1)] if len(names) > 1 else names
    for at, name in enumerate(words):
        paragraph = layout.add_paragraph(document, f"{'' if at else '附件：'}{name}")
        # Names that run on stand under the first letter of their name.
        number = 0.75 if len(names) > 1 else 0
        layout.set_in(paragraph, left=5 + number, hanging=number if at else 3 + number)


def signature(document, *, issuer, day):
    """署名 and date below the text, the longer of both two characters from the right; month and day without zeros."""
    layout.add_empty(document)
    words = f"{day.year}年{day.month}月{day.day}日"
    longer = len(issuer) - _width_of(words)
    name_in, day_in = (2, longer) if longer >= 0 else (4 - longer, 2)
    for text, characters in ((issuer, name_in), (words, day_in)):
        paragraph = layout.add_paragraph(document, text, align=layout.RIGHT)
        layout.set_in(paragraph, right=characters)
        paragraph.paragraph_format.keep_with_next = text == issuer


def imprint(document, *, issuer, day, copies_to=""):
    """版记 at the foot of the last page: 抄送 where there is any, who printed it and when, between rules."""
    copies = f"抄送：{copies_to.rstrip('。')}。" if copies_to else ""
    printed = f"{issuer}\t{day.year}年{day.month}月{day.day}日印发"
    _widen(document)
    table = document.add_table(rows=0, cols=1)
    table.columns[0].width = layout.WIDTH
    _place_at_foot(table)
    for words, places in ((copies, {"left": 4, "hanging": 3}), (printed, {"left": 1})):
        if words:
            paragraph = tables.whole_row(table).cells[0].paragraphs[0]
            layout.lay(paragraph, line=IMPRINT_LINE)
            layout.add_run(paragraph, words, size=IMPRINT_PT, tight=False)
            layout.set_in(paragraph, IMPRINT_PT.twips, right=1, **places)
    paragraph.paragraph_format.tab_stops.add_tab_stop(layout.WIDTH - IMPRINT_PT, WD_TAB_ALIGNMENT.RIGHT)
    layout.add_foot(document)


def _widen(document):
    """The 版记 stands in a section with wider margins: LibreOffice lets no table float that fills the width of the text."""
    section = layout.new_section(document, WD_SECTION.CONTINUOUS)
    section.left_margin -= ASIDE
    section.right_margin -= ASIDE


def _place_at_foot(table):
    """Let a table as wide as the text end at its lower edge, thick rules outside and a thin one within."""
    place = {"horzAnchor": "margin", "vertAnchor": "margin", "tblpXSpec": "center", "tblpYSpec": "bottom"}
    sides = (("top", THICK), ("bottom", THICK), ("insideH", THIN))
    margins = [layout.element(f"w:{side}", w="0", type="dxa") for side in ("left", "right")]
    for name, element in (
        ("w:tblpPr", layout.element("w:tblpPr", **place)),
        ("w:tblBorders", layout.element("w:tblBorders", *(_rule(side, size) for side, size in sides))),
        ("w:tblCellMar", layout.element("w:tblCellMar", *margins)),
    ):
        table._tbl.tblPr.insert_element_before(element, *TABLE_ORDER[TABLE_ORDER.index(name) + 1 :])


def _width_of(words):
    """The width in characters: digits are half as wide."""
    return sum(0.5 if letter.isascii() else 1 for letter in words)


def _rule(side, size, *, color="000000", space="0"):
    """A rule in eighths of a point."""
    return layout.element(f"w:{side}", val="single", sz=size, space=space, color=color)
