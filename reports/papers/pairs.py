"""Pairs of photos as Word: four photos on a page, 整改前 left and 整改后 right, each pair with its caption."""

from django.core.files.storage import default_storage
from docx.image.image import Image
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml.shape import CT_Inline
from docx.parts.image import ImagePart
from docx.shape import InlineShape
from docx.shared import Mm

from reports.papers import layout, tables
from tataboo_portal import photos
from tataboo_portal.enums import PhotoSize
from tataboo_portal.models import Photo

STAGES = ("整改前", "整改后")
# Two such rows with their words fit under a heading: 225 mm of page, 156 mm of line.
PAIRS_ON_A_PAGE, BOX_WIDTH, BOX_HEIGHT = 2, Mm(73), Mm(74)


def pairs_document(title, subtitle, items):
    """Pairs of photos as the bytes of a .docx file: a heading, and two pairs on each page."""
    document = layout.blank_document()
    layout.add_paragraph(document, title, font=layout.TITLE, size=layout.TITLE_PT, align=layout.CENTER)
    layout.add_paragraph(document, subtitle, font=layout.HEADING_2, align=layout.CENTER)
    add_pairs(document, items)
    return layout.bytes_of(document)


def add_pairs(document, items):
    """Two pairs on a page, and under each pair its caption; a pair is never torn apart."""
    kept = _photos_of(items)
    for start in range(0, len(items), PAIRS_ON_A_PAGE):
        if start:
            layout.add_page_break(document)
        table = tables.ruled(document, [layout.WIDTH // 2] * 2)
        for item in items[start : start + PAIRS_ON_A_PAGE]:
            pictures, words, caption = (tables.whole_row(table) for _ in range(3))
            for cell, stage, name in zip(pictures.cells, ("before", "after"), STAGES, strict=True):
                _picture(cell.paragraphs[0], kept.get(item[stage]), f"{name}：{item['caption']}")
            for cell, name in zip(words.cells, STAGES, strict=True):
                tables.fill_cell(cell, name, font=layout.HEADING_1, keeps_next=True)
            tables.fill_cell(tables.joined(caption), item["caption"])
    layout.add_foot(document)


def _photos_of(items):
    tokens = [item[stage] for item in items for stage in ("before", "after")]
    found = Photo.objects.select_related("release").filter(token__in=tokens)
    return {str(photo.token): photo for photo in found}


def _picture(paragraph, photo, words):
    """The 720 copy for papers as it is, laid into its box: nothing is resized at report time."""
    paragraph.alignment = layout.CENTER
    paragraph.paragraph_format.keep_with_next = True
    try:
        source = default_storage.open(photos.paper_path(photo, PhotoSize.MEDIUM)) if photo else None
    except FileNotFoundError:
        source = None
    if source is None:
        layout.add_run(paragraph, "（照片暂缺）", size=tables.TABLE_PT, tight=False)
        return
    with source:
        shape = _shape(paragraph.add_run(), source)
    if shape.height > BOX_HEIGHT:
        shape.width, shape.height = round(shape.width * BOX_HEIGHT / shape.height), BOX_HEIGHT
    for side in "TBLR":
        shape._inline.set(f"dist{side}", "0")
    shape._inline.docPr.set("descr", words)


def _shape(run, source):
    """The picture as a part of its own: `add_picture` compares it with all before it and looks through the whole text for a number."""
    image, place = Image.from_file(source), len(run.part.rels) + 1
    part = ImagePart.from_image(image, PackURI(f"/word/media/photo{place}.{image.ext}"))
    relation = run.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    inline = CT_Inline.new_pic_inline(place, relation, image.filename, *image.scaled_dimensions(BOX_WIDTH))
    run._r.add_drawing(inline)
    return InlineShape(inline)
