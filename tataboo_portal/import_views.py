"""The import wizard: what may be brought in, ① file or text, ② columns, ③ check, ④ done; every step is an address."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_GET, require_http_methods

from tataboo_portal import exports, import_actions, listings, sheets
from tataboo_portal.access import submitted
from tataboo_portal.enums import ImportState
from tataboo_portal.export_views import ask, sent
from tataboo_portal.import_checks import batch_for, page, require_importer
from tataboo_portal.import_forms import ColumnsForm, LookForm, SourceForm
from tataboo_portal.imports import headers, leftovers, pasting, shown
from tataboo_portal.imports.scope import Scope
from tataboo_portal.imports.steps import STEPS, step_url
from tataboo_portal.ledger_forms import VoidForm
from tataboo_portal.listings import file_name
from tataboo_portal.models import ImportBatch
from tataboo_portal.paging import paginate
from tataboo_portal.refusals import Refusal

MENDABLE = (ImportState.UPLOADED, ImportState.CHECKING, ImportState.CHECKED, ImportState.REFUSED)


def open_sheets(user):
    """The ledgers this person may bring rows into, in the order of the office."""
    return [sheet for sheet in sheets.office_sheets().values() if sheet().is_open_to(user)]


def sheet_for(user, slug):
    """The sheet of this ledger: 404 where there is none, 403 for who may not write into it."""
    sheet = sheets.office_sheets().get(slug)
    if sheet is None:
        raise Http404
    if not sheet().is_open_to(user):
        raise PermissionDenied
    return sheet()


@require_GET
def import_list(request):
    """导入导出: the ledgers one may bring rows into, with their templates, and the batches so far."""
    found = ImportBatch.objects.visible_to(request.user).select_related("created_by")
    page_of = paginate(found, request.GET, keys=("-id",))
    known = sheets.office_sheets()
    rows = [
        {
            "batch": batch,
            "title": known[batch.sheet].title if batch.sheet in known else batch.sheet,
            "url": step_url(batch) if batch.state in STEPS and batch.sheet in known else "",
        }
        for batch in page_of.rows
    ]
    return render(
        request, "imports/import_list.html", {"sheets": open_sheets(request.user), "page": page_of, "rows": rows}
    )


@require_http_methods(["GET", "POST"])
def import_new(request, slug):
    """① Choose a file or paste text; pasted rows whose columns are all known go straight to the check."""
    sheet, user = sheet_for(request.user, slug), request.user
    form = SourceForm(*submitted(request), initial={"client_uuid": uuid.uuid4()})
    if form.is_bound and form.is_valid():
        try:
            return redirect(step_url(kept(form.cleaned_data, user, sheet)))
        except Refusal as refusal:
            form.add_error("text" if form.cleaned_data["text"] else "file", refusal.sentence)
    context = {
        "form": form,
        "sheet": sheet,
        "needed": sheet.needed(Scope(by=user)),
        "order": pasting.order(sheet, user),
    }
    return render(request, "imports/import_new.html", context, status=400 if form.errors else 200)


def kept(cleaned, user, sheet):
    """The batch of what was sent; raises Refusal."""
    facts = {"by": user, "sheet": sheet.slug, "client_uuid": cleaned["client_uuid"]}
    if not cleaned["text"]:
        return import_actions.keep(cleaned["file"], **facts)
    batch = import_actions.keep(pasting.headed(cleaned["text"], sheet, user), is_pasted=True, **facts)
    look = headers.look(batch)
    if batch.state == ImportState.UPLOADED and pasting.is_plain(look, sheet.needed(Scope(by=user))):
        chosen = {"table": look.table, "header_row": look.header_row, "mapping": look.mapping}
        batch = import_actions.choose_columns(by=user, batch=batch, **chosen)
    return batch


@require_http_methods(["GET", "POST"])
def import_columns(request, pk):
    """② Which table, which row is the header, and which column of the file is which of the ledger's."""
    batch = batch_for(request, pk)
    require_importer(request.user, batch)
    if batch.state not in MENDABLE:
        return redirect(step_url(batch))
    found = look_at(batch, request.POST if request.method == "POST" else request.GET)
    was_chosen = batch.mapping and (batch.table, batch.header_row) == (found.table, found.header_row)
    sent = request.POST if request.method == "POST" else None
    form = ColumnsForm(sent, look=found, chosen=batch.mapping if was_chosen else None)
    if form.is_bound and form.is_valid():
        place = {"table": form.cleaned_data["table"], "header_row": form.cleaned_data["header_row"]}
        try:
            import_actions.choose_columns(by=request.user, batch=batch, mapping=form.mapping, **place)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("import_check", pk)
    needed = sheets.sheet_of(batch.sheet)().needed(Scope(by=batch.created_by))
    proposed = set((batch.mapping if was_chosen else found.mapping).values())
    look_form = LookForm(tables=found.tables, initial={"table": found.table, "header_row": found.header_row})
    missing = [] if form.errors else [heading for heading in needed if heading not in proposed]
    context = {"form": form, "look": found, "look_form": look_form, "missing": missing, "needed": needed}
    return page(request, "imports/import_columns.html", batch, **context)


def look_at(batch, params):
    """The look at the table and header row that were asked for; what cannot be understood is left to the file."""
    found = headers.look(batch)
    asked = LookForm(params, tables=found.tables)
    asked.is_valid()
    table, header_row = asked.cleaned_data.get("table"), asked.cleaned_data.get("header_row")
    if table in {None, ""}:
        table = batch.table
    if not header_row and table == batch.table:
        return found
    if table != batch.table:
        batch.header_row = None
    return headers.look(batch, table=table, header_row=header_row)


@require_http_methods(["GET", "POST"])
def import_done(request, pk):
    """④ What was added, where to look at it, and within thirty days the way back."""
    batch = batch_for(request, pk)
    if STEPS.get(batch.state) != "import_done":
        return redirect(step_url(batch))
    form = VoidForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            count, kept_rows = import_actions.undo(by=request.user, batch=batch, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            words = f"，{len(kept_rows)} 行后来有人改过，没有撤销" if kept_rows else ""
            messages.success(request, f"已撤销 {count} 行{words}。")
            return redirect("import_done", pk)
    context = {"form": form, "added": shown.added(batch) if batch.state == ImportState.DONE else []}
    return page(request, "imports/import_done.html", batch, list_url=list_url(batch), **context)


def list_url(batch):
    """The ledger's list with the rows of this batch alone, where it has such a list."""
    listing = listings.listings().get(batch.sheet)
    try:
        found = reverse(listing.url_name.replace("_export", "_list"), args=listing.url_args) if listing else ""
    except NoReverseMatch:
        return ""
    return f"{found}?batch={batch.pk}" if found else ""


@require_GET
def import_file(request, pk):
    """The file as it came, for who brought it."""
    batch = batch_for(request, pk)
    try:
        file = batch.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    name = batch.shown_name or f"粘贴的文字（第 {batch.pk} 批）.txt"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/octet-stream")


@require_http_methods(["GET", "POST"])
def import_errors(request, pk):
    """错误行.xlsx: the wrong rows in the file's own columns with their reasons; of a large file after one more click."""
    batch = batch_for(request, pk)
    count = batch.counts.get("bad")
    if batch.is_under_way or not count:
        return redirect(step_url(batch))
    asked = leftovers.Leftovers(batch, request.user)
    if request.method == "POST" or batch.rows_total > exports.AT_ONCE:
        return ask(request, asked, count)
    return sent(exports.at_once(asked), file_name(asked.title, asked.kind), asked.kind)
