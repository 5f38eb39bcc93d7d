"""The weekly report as Word: ordinary material, so without red header and never with a seal."""

from reports.papers import layout
from reports.papers.layout import BODY, HEADING_1, HEADING_2, TITLE
from reports.papers.pairs import add_pairs


def weekly_document(report, content):
    """The report as the bytes of a .docx file; `content` is its content as this reader may see it."""
    document = layout.blank_document()
    layout.add_paragraph(document, content["title"], font=TITLE, size=layout.TITLE_PT, align=layout.CENTER)
    subtitle = f"（{report.meeting_week.year}年第{report.number}期，{content['period']}）"
    layout.add_paragraph(document, subtitle, font=HEADING_2, align=layout.CENTER)
    for part in content["parts"]:
        if part["code"] == "annex":
            _annexes(document, part)
        else:
            _part(document, part)
    return layout.bytes_of(document)


def _part(document, part):
    layout.add_paragraph(document, part["heading"], font=HEADING_1, indent=True)
    for section in part["sections"]:
        if section["heading"]:
            words = f"{section['label']}{section['heading']}"
            layout.add_paragraph(document, words, font=HEADING_2, indent=True)
        for block in section["blocks"]:
            layout.add_paragraph(document, "".join(run["text"] for run in block["runs"]), indent=True)


def _annexes(document, part):
    for section in part["sections"]:
        is_table = any(block["kind"] == "table" for block in section["blocks"])
        layout.new_page(document, landscape=is_table)
        layout.add_paragraph(document, section["label"], font=HEADING_1)
        layout.add_paragraph(document, section["heading"], font=TITLE, align=layout.CENTER)
        for block in section["blocks"]:
            _table(document, block) if is_table else add_pairs(document, block["items"])


def _table(document, block):
    """A full-width table with a repeated head; cells are written row by row, since look-ups by column are quadratic."""
    table = document.add_table(rows=0, cols=len(block["head"]), style="Table Grid")
    for position, values in enumerate([block["head"], *block["rows"]]):
        row = layout.whole_row(table, is_head=position == 0)
        for column, (cell, value) in enumerate(zip(row.cells, values, strict=True)):
            align = layout.CENTER if position == 0 or column else layout.LEFT
            layout.fill_cell(cell, str(value), font=HEADING_1 if position == 0 else BODY, align=align)
