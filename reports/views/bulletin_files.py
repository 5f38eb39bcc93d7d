"""A bulletin as files: Word, and one HTML file that opens anywhere; and the photos on its page. Only copies for outside."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from reports import bulletins
from reports.actions import bulletins as actions
from reports.bulletins import gallery, html_file
from reports.papers.bulletins import bulletin_document
from reports.views.bulletins import bulletin_or_404
from reports.views.meetings import DOCX_TYPE
from tataboo_portal import photos
from tataboo_portal.access import permission_required
from tataboo_portal.enums import PhotoSize
from tataboo_portal.permissions import Permission


@require_GET
@permission_required(Permission.SEE_TOTALS)
def bulletin_docx(request, pk):
    """The bulletin as a Word file."""
    bulletin = bulletin_or_404(pk)
    return _file(request, bulletin, bulletin_document(bulletins.shown(bulletin)), DOCX_TYPE, "docx")


@require_GET
@permission_required(Permission.SEE_TOTALS)
def bulletin_html(request, pk):
    """The bulletin as one HTML file, for saving: nothing in it is fetched from anywhere."""
    bulletin = bulletin_or_404(pk)
    return _file(request, bulletin, html_file.page(bulletin), "text/html; charset=utf-8", "html")


def _file(request, bulletin, content, kind, ending):
    actions.take_along(by=request.user, bulletin=bulletin, what=ending)
    name = "".join(letter for letter in bulletin.title if letter not in '\\/:*?"<>|')
    named = f"{bulletin.issued_on.isoformat()} {name}{bulletin.issue}.{ending}"
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=named)
    return response


@require_GET
@permission_required(Permission.SEE_TOTALS)
def bulletin_photo(request, pk, token):
    """A photo of a chosen pair, as its copy for outside and as nothing else."""
    bulletin = bulletin_or_404(pk)
    known = gallery.copies([*bulletin.pairs, *_published_pairs(bulletin)])
    release = known.get(str(token))
    if release is None:
        raise Http404
    try:
        return photos.respond_released(release, PhotoSize.MEDIUM)
    except FileNotFoundError:
        raise Http404 from None


def _published_pairs(bulletin):
    """The pairs of every version, since each can be read again."""
    return [item for version in bulletin.versions.all() for item in bulletins.pairs_of(version.content)]
