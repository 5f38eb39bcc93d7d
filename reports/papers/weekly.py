"""The weekly report as Word: ordinary material, so without red header and never with a seal."""

from django.utils import timezone

from reports import publishing
from reports.papers import layout, official, tables
from reports.papers.layout import HEADING_1, HEADING_2, TITLE
from reports.papers.pairs import add_pairs
from reports.sections.blocks import ANNEX
from tataboo_portal.books import OFFICE


def weekly_document(report, content):
    """The report as the bytes of a .docx file; `content` is its content as this reader may see it."""
    document = layout.blank_document()
    layout.add_paragraph(document, content["title"], font=TITLE, size=layout.TITLE_PT, align=layout.CENTER)
    subtitle = f"（{report.meeting_week.year}年第{report.number}期，{content['period']}）"
    layout.add_paragraph(document, subtitle, font=HEADING_2, align=layout.CENTER)
    layout.add_empty(document)
    annexes = [part for part in content["parts"] if part["code"] == ANNEX]
    for part in content["parts"]:
        if part["code"] != ANNEX:
            _part(document, part)
    official.annexes_named(document, [section["heading"] for part in annexes for section in part["sections"]])
    official.signature(document, issuer=OFFICE, day=timezone.localdate(report.data_as_of))
    _anchor(document, publishing.anchor_of(content))
    for part in annexes:
        _annexes(document, part)
    return layout.bytes_of(document)


def _anchor(document, anchor):
    """Small lines under the signature: whoever keeps the paper can tell later whether the trail is still the same."""
    if not anchor:
        return
    lines = [f"审计锚点：{anchor.words}，{anchor.code}"]
    if anchor.days:
        lines.append("逐日：" + "，".join(f"{day} {code}" for day, code in anchor.days))
    for line in lines:
        paragraph = document.add_paragraph()
        layout.lay(paragraph, line=tables.TABLE_LINE)
        layout.add_run(paragraph, line, size=tables.TABLE_PT, tight=False)


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
        layout.add_empty(document)
        layout.add_paragraph(document, section["heading"], font=TITLE, size=layout.TITLE_PT, align=layout.CENTER)
        for block in section["blocks"]:
            if is_table:
                tables.add_table(document, block, width=layout.ACROSS)
            else:
                add_pairs(document, block["items"])
