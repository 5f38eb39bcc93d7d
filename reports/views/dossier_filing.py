"""归入与移出: a record under its clauses, many records under one, a paper brought, and the photos and papers that prove."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from reports.actions import dossier as actions
from reports.dossier.finding import Slot
from reports.dossier.sources import sources
from reports.enums import ProofKind
from reports.forms.dossier import DossierFilter, DossierPaperForm, FilingForm, PickForm, RemovalForm
from reports.models import DossierTag
from reports.views.dossier import clause_or_404, clause_page, query_of
from tataboo_portal import attachments
from tataboo_portal.access import (
    permission_required,
    submitted,
    visible_or_404,
)
from tataboo_portal.paging import paginate
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal


def source_or_404(slug):
    """The ledger of this name."""
    if slug not in sources():
        raise Http404
    return sources()[slug]


def row_or_404(request, slug, pk):
    """(ledger, its row that counts, has a date, and that this person may know of)."""
    source = source_or_404(slug)
    rows = source.live(source.model).filter(**{f"{source.day}__isnull": False}).for_list()
    return source, visible_or_404(rows, request.user, pk=pk)


@require_http_methods(["GET", "POST"])
@permission_required(Permission.FILE_EVIDENCE)
def dossier_file(request, source, pk):
    """归入迎检资料: one record, and the clauses it is filed under and may be filed under."""
    source, row = row_or_404(request, source, pk)
    if not source.may_be_filed(request.user, row):
        raise PermissionDenied
    form = FilingForm(*submitted(request)[:1], source=source, initial={"client_uuid": uuid.uuid4()})
    if form.is_bound and form.is_valid():
        wanted = form.cleaned_data
        try:
            count = actions.file_rows(by=request.user, source=source, rows=[row], **_values(wanted, wanted["clauses"]))
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"已归入 {count} 条。" if count else "这些条款里已经有这条记录了。")
            return redirect("dossier_file", source.slug, pk)
    tags = (
        DossierTag.objects.filings()
        .filter(source=source.slug, object_id=pk)
        .select_related("clause__chapter__standard")
    )
    context = {"source": source, "row": row, "words": source.words(row), "url": source.url(row), "form": form}
    context |= {"tags": tags, "groups": groups_of(form), "unit": source.unit_of(row)}
    return render(request, "dossier/file.html", context, status=400 if form.errors else 200)


def _values(wanted, clauses):
    return {"client_uuid": wanted["client_uuid"], "kind": wanted["kind"], "clauses": clauses}


def groups_of(form):
    """[(chapter, [(clause, whether it is ticked)])] of every clause in use."""
    ticked = set(form.data.getlist("clauses")) if form.is_bound else set()
    rows = form.fields["clauses"].queryset.select_related("chapter__standard")
    found = {}
    for clause in rows.order_by("chapter__standard__position", "chapter__number", "position", "id"):
        found.setdefault(clause.chapter, []).append((clause, str(clause.pk) in ticked))
    return list(found.items())


@require_http_methods(["GET", "POST"])
@permission_required(Permission.FILE_EVIDENCE)
def dossier_pick(request, pk, source):
    """从台账里选: rows of one ledger that do not prove the clause yet, to be ticked, newest first."""
    clause, source = clause_or_404(pk), source_or_404(source)
    filters = DossierFilter(request.GET, standard=clause.chapter.standard)
    kind = kind_asked(request, source)
    rows = pickable(request.user, clause, source, kind, filters.span)
    form = PickForm(*submitted(request)[:1], queryset=rows, initial={"client_uuid": uuid.uuid4(), "kind": kind})
    back = f"{reverse('dossier_clause', args=[pk])}?{query_of(clause.chapter.standard, filters)}"
    if form.is_bound and form.is_valid():
        wanted = form.cleaned_data
        try:
            count = actions.file_rows(
                by=request.user, source=source, rows=list(wanted["rows"]), **_values(wanted, [clause])
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"已归入 {count} 条记录。")
            return redirect(back)
    keys = (f"-{source.day}", "-id")
    page = paginate(source.listed(rows, kind), request.GET, keys=keys)
    lines = [(row, source.day_of(row), source.unit_of(row), source.words(row), source.url(row)) for row in page.rows]
    context = {
        "clause": clause,
        "source": source,
        "kind": kind,
        "page": page,
        "lines": lines,
        "form": form,
        "back": back,
    }
    context |= {"filter": filters, "span": filters.span}
    return render(request, "dossier/pick.html", context, status=400 if form.errors else 200)


def kind_asked(request, source):
    """As what the rows are to be filed: the kind asked for where the ledger has it, else its usual one."""
    asked = request.POST.get("kind") or request.GET.get("kind")
    return next((kind for kind in source.kinds if kind == asked), source.kinds[0])


def pickable(user, clause, source, kind, span):
    """The rows of the span that this person may file and that do not stand there already."""
    rows = source.searched(span.start, span.end).visible_to(user)
    if not user.may(Permission.MANAGE_DOSSIER):
        rows = source.of_unit(rows, user.unit)
    rules = clause.rules.filter(is_active=True, source=source.slug, kind=kind).values_list("about", flat=True)
    return Slot(clause, source, ProofKind(kind), set(rules)).beside(rows)


@require_POST
@permission_required(Permission.FILE_EVIDENCE)
def dossier_upload(request, pk):
    """传一份文件 right into a clause."""
    clause = clause_or_404(pk)
    form = DossierPaperForm(request.POST, request.FILES, user=request.user)
    if form.is_valid():
        number = form.cleaned_data["client_uuid"]
        try:
            actions.file_paper(by=request.user, client_uuid=number, clause=clause, **form.values())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"已传：{form.cleaned_data['title']}。")
            return redirect("dossier_clause", pk)
    attachments.keep_for_retry(form, by=request.user)
    return clause_page(request, clause, form)


@require_http_methods(["GET", "POST"])
@permission_required(Permission.FILE_EVIDENCE)
def dossier_remove(request, pk, source, key, kind):
    """移出 of one proof from one clause, with its reason."""
    clause, (source, row) = clause_or_404(pk), row_or_404(request, source, key)
    if kind not in source.kinds:
        raise Http404
    if not source.may_be_filed(request.user, row):
        raise PermissionDenied
    is_paper = source.slug == "papers"
    form = RemovalForm(*submitted(request)[:1], is_paper=is_paper)
    if form.is_bound and form.is_valid():
        reason, facts = form.cleaned_data["reason"], {"clause": clause, "source": source, "row": row, "kind": kind}
        try:
            if form.cleaned_data.get("is_void"):
                actions.void_paper(by=request.user, paper=row, reason=reason)
            else:
                actions.take_out(by=request.user, reason=reason, **facts)
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, "已移出，原因记在操作记录里。")
        return redirect("dossier_clause", pk)
    context = {"clause": clause, "source": source, "words": source.words(row), "url": source.url(row), "form": form}
    return render(request, "dossier/remove.html", context, status=400 if form.errors else 200)
