"""Tables on paper: as wide as the text, rows that no page cuts, a head that comes again on every page."""

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.shared import Mm, Pt

from reports.papers import layout

TABLE_PT, TABLE_LINE = Pt(10.5), Pt(15)
NAMES = Mm(32)  # the column that names the units


def add_table(document, block, *, width=layout.WIDTH):
    """The table of a report's block; cells are written row by row, since look-ups by column are quadratic."""
    count = len(block["head"]) - 1
    table = ruled(document, [NAMES, *[(width - NAMES) // count] * count])
    for position, values in enumerate([block["head"], *block["rows"]]):
        is_head = position == 0
        row = whole_row(table, is_head=is_head)
        for column, (cell, value) in enumerate(zip(row.cells, values, strict=True)):
            align = layout.CENTER if is_head or column else layout.LEFT
            fill_cell(cell, str(value), font=layout.HEADING_1 if is_head else layout.BODY, align=align)
    layout.add_foot(document)


def ruled(document, widths):
    """An empty table with rules and columns of these widths, in the middle of the text: readers disagree where its left edge is."""
    table = document.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    return table


def whole_row(table, *, is_head=False):
    """A new row that no page cuts; a head comes again on every page."""
    row = table.add_row()
    properties = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", "w:tblHeader") if is_head else ("w:cantSplit",):
        properties.append(layout.element(name))
    return row


def joined(row):
    """The one cell of a row as wide as the table."""
    first, *others = row._tr.tc_lst
    first.grid_span, first.width = 1 + len(others), sum(cell.width for cell in row._tr.tc_lst)
    for other in others:
        row._tr.remove(other)
    return row.cells[0]


def fill_cell(cell, words, *, font=layout.BODY, align=layout.CENTER, keeps_next=False):
    """Write the words of one cell in the size of tables."""
    paragraph = cell.paragraphs[0]
    layout.lay(paragraph, line=TABLE_LINE)
    paragraph.alignment = align
    if keeps_next:
        paragraph.paragraph_format.keep_with_next = True
    layout.add_run(paragraph, words, font=font, size=TABLE_PT, tight=False)
