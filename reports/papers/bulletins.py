"""简报, 奋进篇 and 通报 as Word: ordinary material, and only the 通报 with its red header and 版记; photos only as copies for outside."""

from reports import bulletins
from reports.bulletins import gallery
from reports.enums import BulletinKind
from reports.papers import layout, official
from reports.papers.layout import HEADING_1, HEADING_2, TITLE
from reports.papers.pairs import add_pairs
from reports.papers.tables import add_table


def bulletin_document(content):
    """The bulletin as the bytes of a .docx file."""
    document = layout.blank_document()
    day = bulletins.day_of(content)
    is_circular = content["kind"] == BulletinKind.CIRCULAR
    if is_circular:
        official.red_header(document, mark=content["signer"], number=content["reference"])
        official.official_title(document, content["title"])
        if content["addressee"]:
            official.addressed_to(document, content["addressee"])
    else:
        _heading(document, content, day)
    known = gallery.copies(bulletins.pairs_of(content))
    for section in content["parts"][0]["sections"]:
        _section(document, section, known)
    if content["signer"]:
        official.signature(document, issuer=content["signer"], day=day)
    if is_circular:
        official.imprint(document, issuer=content["signer"], day=day, copies_to=content["copies_to"])
    return layout.bytes_of(document)


def _heading(document, content, day):
    layout.add_paragraph(document, content["title"], font=TITLE, size=layout.TITLE_PT, align=layout.CENTER)
    issue = f"{day.year}年第{content['number']}期，" if content["number"] else ""
    layout.add_paragraph(document, f"（{issue}{content['period']}）", font=HEADING_2, align=layout.CENTER)


def _section(document, section, known):
    if section["heading"]:
        layout.add_paragraph(document, f"{section['label']}{section['heading']}", font=HEADING_1, indent=True)
    for block in section["blocks"]:
        if block["kind"] == "paragraph":
            layout.add_paragraph(document, "".join(run["text"] for run in block["runs"]), indent=True)
        elif block["kind"] == "table":
            layout.add_paragraph(document, block["caption"], font=HEADING_2, align=layout.CENTER)
            add_table(document, block)
        else:
            add_pairs(document, [_only_outside(item, known) for item in block["items"]])


def _only_outside(item, known):
    """A pair whose photos without a copy for outside are named and not shown."""
    return item | {stage: item[stage] if item[stage] in known else None for stage in gallery.STAGES}
