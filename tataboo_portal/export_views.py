"""Taking lists out: a few rows at once, many in the background; everybody's own files; empty forms to fill in."""

import io
import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tataboo_portal import actions, blanks, exports, sheets
from tataboo_portal.access import visible_or_404
from tataboo_portal.enums import ExportFormat, ExportState
from tataboo_portal.forms import SubmissionForm
from tataboo_portal.listings import MOST_ROWS, Asked, file_name, listings
from tataboo_portal.models import ExportFile
from tataboo_portal.refusals import Refusal

SHOWN = 20
REFRESH_SECONDS = 5
CONTENT_TYPES = {
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.ZIP: "application/zip",
}
EXPIRED_SENTENCE = "这个文件已经过期，回到列表重新导出。"
NOT_YET_SENTENCE = "这个文件还没有生成好，等一会儿再下载。"


def listing_or_404(request, slug):
    """The list that lives at this address."""
    listing = listings().get(slug)
    if listing is None or listing.url_name != request.resolver_match.url_name:
        raise Http404
    return listing


@require_http_methods(["GET", "POST"])
def take_out(request, slug):
    """导出: the rows of a list under its filter. A few come at once; many are written after one more click."""
    listing, user = listing_or_404(request, slug), request.user
    if not listing.is_open_to(user):
        raise PermissionDenied
    asked = Asked.read(listing, user, request.GET)
    count = asked.count()
    if request.method == "GET" and count <= exports.AT_ONCE:
        actions.take_out(by=user, asked=asked, count=count)
        return sent(exports.at_once(asked), asked.file_name, asked.kind)
    return ask(request, asked, count)


def ask(request, asked, count):
    """One more click before a large file is written in the background."""
    form, refusal = SubmissionForm(request.POST or None, initial={"client_uuid": uuid.uuid4()}), ""
    if form.is_bound and form.is_valid():
        number = form.cleaned_data["client_uuid"]
        try:
            actions.take_out_later(by=request.user, asked=asked, count=count, client_uuid=number)
        except Refusal as refused:
            refusal = refused.sentence
        else:
            messages.success(request, f"已开始生成：{asked.title}，共 {count:,} 行。可以关掉页面，过一会儿来下载。")
            return redirect("export_list")
    elif request.method == "POST":
        refusal = "页面不完整，再点一次。"
    elif count > MOST_ROWS:
        refusal = exports.TOO_MANY_SENTENCE
    context = {"asked": asked, "count": count, "form": form, "refusal": refusal, "hours": exports.HOURS}
    return render(request, "exports/ask.html", context, status=400 if request.method == "POST" else 200)


def sent(file, name, kind):
    """A file for the browser to save under its Chinese name."""
    return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPES[ExportFormat(kind)])


@require_GET
def export_list(request):
    """导出文件: what this person asked for, newest first; the page comes again by itself while something is written."""
    found = list(ExportFile.objects.visible_to(request.user)[:SHOWN])
    is_waiting = any(export.is_under_way for export in found)
    is_still = bool(request.GET.get("still"))
    context = {"exports": found, "is_waiting": is_waiting, "is_still": is_still, "seconds": REFRESH_SECONDS}
    response = render(request, "exports/export_list.html", context)
    if is_waiting and not is_still:
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


@require_GET
def import_template(request, slug):
    """模板: an empty form of one ledger, for those who may bring rows into it; `?all=1` has every indicator's own columns."""
    sheet = sheets.office_sheets().get(slug)
    if sheet is None:
        raise Http404
    if not sheet().is_open_to(request.user):
        raise PermissionDenied
    out = io.BytesIO()
    blanks.write_blank(out, sheet(), has_own=bool(request.GET.get("all")))
    out.seek(0)
    return sent(out, f"{sheet.title}（模板）.xlsx", ExportFormat.XLSX)


@require_GET
def export_file(request, token):
    """One finished file, for the person who asked, until its day is over."""
    export = visible_or_404(ExportFile.objects.all(), request.user, token=token)
    if not export.may_be_fetched():
        is_gone = export.state in {ExportState.READY, ExportState.EXPIRED}
        messages.error(request, EXPIRED_SENTENCE if is_gone else NOT_YET_SENTENCE)
        return redirect("export_list")
    try:
        file = export.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return sent(file, file_name(export.title, export.kind), export.kind)
