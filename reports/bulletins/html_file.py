"""A bulletin as one HTML file: style and photos within it, no script and no address; it opens from any stick or disk."""

import base64
from pathlib import Path

from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from reports import bulletins, publishing
from reports.bulletins import gallery
from tataboo_portal.enums import PhotoSize

STYLE = Path(__file__).parents[1] / "data" / "bulletin.css"
# Whoever opens the file: nothing is fetched and nothing runs, whatever words somebody typed.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def page(bulletin):
    """The whole file as text."""
    content = bulletins.shown(bulletin)
    known = gallery.copies(bulletins.pairs_of(content))
    for item in bulletins.pairs_of(content):
        item["photos"] = [(words, embedded(known.get(item[stage]))) for stage, words in gallery.NAMES]
    context = {
        "content": content,
        "day": bulletins.day_of(content),
        "bulletin": bulletin,
        "standing": publishing.in_force(bulletin),
        "policy": POLICY,
        "style": mark_safe(f"<style>{STYLE.read_text(encoding='utf-8')}</style>"),  # noqa: S308 - our own file
    }
    return render_to_string("reports/bulletin_file.html", context)


def embedded(release):
    """A photo's copy for outside as an address that holds the picture itself; nothing where there is none."""
    if release is None:
        return ""
    try:
        with default_storage.open(release.served_path(PhotoSize.MEDIUM)) as source:
            return f"data:image/jpeg;base64,{base64.b64encode(source.read()).decode()}"
    except FileNotFoundError:
        return ""
