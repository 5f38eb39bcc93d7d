"""The papers and photos that prove: handed out by the gate of their record, and photos prepared for outside."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from inspections.forms.releases import ReleaseForm
from inspections.views.releases import SAVED, grid_or_404, save
from reports.views.dossier_filing import row_or_404
from tataboo_portal.access import paper_response, permission_required, released_response, submitted
from tataboo_portal.enums import PhotoStatus
from tataboo_portal.models import PhotoRelease
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal


@require_GET
@permission_required(Permission.SEE_TOTALS)
def dossier_paper(request, pk):
    """A paper brought for the inspection, for saving."""
    _, row = row_or_404(request, "papers", pk)
    return paper_response(row.attachment, row.attachment.token)


@require_GET
@permission_required(Permission.SEE_TOTALS)
def dossier_photo(request, source, pk, token, size):
    """The copy for outside of a record's photo, for who may see the record."""
    source, row = row_or_404(request, source, pk)
    photo = get_object_or_404(source.photo_rows(row).select_related("release"), release__token=token)
    return released_response(photo, token, size)


@require_http_methods(["GET", "POST"])
@permission_required(Permission.RELEASE_PHOTO)
def dossier_release(request, source, pk, token):
    """对外使用 of a photo of a ledger's row; photos of tasks have this page at their task."""
    if source == "tasks":
        raise Http404
    source, row = row_or_404(request, source, pk)
    known = source.photo_rows(row).select_related("release__released_by").filter(status=PhotoStatus.READY)
    photo = get_object_or_404(known, token=token)
    release = getattr(photo, "release", None)
    form = ReleaseForm(*submitted(request), grid=grid_or_404(photo), release=release)
    if form.is_bound and form.is_valid():
        try:
            save(request.user, photo, form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
            release = PhotoRelease.objects.select_related("released_by").get(photo=photo)
            form.look_again(release)
        else:
            messages.success(request, SAVED[form.cleaned_data["choice"]])
            return redirect(request.path)
    context = {"source": source, "row": row, "photo": photo, "release": release, "form": form}
    context |= {
        "words": source.words(row),
        "back": source.url(row),
        "picture_url": source.photo_url(row, photo, "1600"),
    }
    return render(request, "dossier/release.html", context, status=400 if form.is_bound else 200)
