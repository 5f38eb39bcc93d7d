"""③ of the import wizard: every row judged, mended in place or taken along, and the good ones imported."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tataboo_portal import import_actions, sheets
from tataboo_portal.access import visible_or_404
from tataboo_portal.enums import ImportState, ProblemKind
from tataboo_portal.import_forms import ConfirmForm
from tataboo_portal.imports import mending, shown, writing
from tataboo_portal.imports.steps import STEPS, step_url
from tataboo_portal.models import ImportBatch
from tataboo_portal.paging import paginate
from tataboo_portal.refusals import Refusal

REFRESH_SECONDS = 2
DATA = ("good", ProblemKind.BAD, ProblemKind.ALIKE, ProblemKind.UNCHANGED)
INCOMPLETE = "页面不完整，再点一次。"
CHANGED = "这一页已经变了，看看现在的再改。"
UNTOUCHED = "还没有改什么：在格子里改好，再点“保存改动，重新检查”。"


def batch_for(request, pk):
    """The batch of this person, or 404; only who brought it may go on with it."""
    batch = visible_or_404(ImportBatch.objects.select_related("created_by__unit"), request.user, pk=pk)
    if batch.sheet not in sheets.office_sheets():
        raise Http404
    return batch


def require_importer(user, batch):
    """403 unless it is this person's own batch."""
    if batch.created_by_id != user.pk:
        raise PermissionDenied


def page(request, template, batch, **context):
    """One step of the wizard."""
    context |= {"batch": batch, "sheet": sheets.sheet_of(batch.sheet)}
    context["is_mine"] = batch.created_by_id == request.user.pk
    return render(request, template, context, status=400 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
def import_check(request, pk):
    """③ What every row came to: mend the wrong ones in place or take them along, then import the rest."""
    batch = batch_for(request, pk)
    if STEPS.get(batch.state) != "import_check":
        return redirect(step_url(batch))
    if request.method == "POST":
        require_importer(request.user, batch)
        return checked(request, batch)
    if batch.is_under_way:
        return progress(request, batch)
    return check_page(request, batch, ConfirmForm(initial={"wants_alike": batch.wants_alike}))


def checked(request, batch):
    """What a person did on the page of the check, and where they go from there."""
    doing = DOINGS.get(request.POST.get("do"))
    if "replace" in request.POST:
        doing = mend
    form = ConfirmForm(request.POST)
    try:
        if doing is None or not form.is_valid():
            raise Refusal(INCOMPLETE)
        return doing(request, batch, form)
    except Refusal as refusal:
        batch.refresh_from_db()
        if STEPS.get(batch.state) != "import_check" or batch.is_under_way:
            messages.error(request, refusal.sentence)
            return redirect(step_url(batch))
        return check_page(request, batch, form, refusal=refusal.sentence)


def mend(request, batch, form):
    """Write the changed cells, take the offered name everywhere, and say how many rows are still wrong."""
    before = batch.counts.get("bad", 0)
    fixes = list(mending.changed_cells(request.POST, batch))
    offer = mending.offered(request.POST.get("replace", ""), batch)
    if not fixes and offer is None:
        raise Refusal(CHANGED if "replace" in request.POST else UNTOUCHED)
    batch = import_actions.mend(by=request.user, batch=batch, fixes=fixes, replacements=[offer] if offer else [])
    if batch.state == ImportState.CHECKED:
        after = batch.counts.get("bad", 0)
        messages.success(request, f"重新检查过了，{before - after} 行改好了。" if after < before else "重新检查过了。")
    query = request.GET.urlencode()
    return redirect(reverse("import_check", args=[batch.pk]) + (f"?{query}" if query else "") + "#rows")


def confirm(request, batch, form):
    """Import what is good; nothing while everything is to be mended first."""
    wrong = batch.counts.get("bad", 0)
    if form.waits_for_all and wrong:
        raise Refusal(f"还有 {wrong} 行有错：改好再导入，或者选“有错的以后再说”。")
    import_actions.confirm(by=request.user, batch=batch, wants_alike=form.cleaned_data["wants_alike"])
    return redirect("import_check", batch.pk)


def abandon(request, batch, form):
    """Leave the batch."""
    import_actions.abandon(by=request.user, batch=batch)
    messages.success(request, "已放弃，什么都没有导入。")
    return redirect("import_list")


def again(request, batch, form):
    """Have a worker go on where one was lost."""
    import_actions.resume(by=request.user, batch=batch)
    return redirect("import_check", batch.pk)


DOINGS = {"mend": mend, "confirm": confirm, "abandon": abandon, "again": again}


def progress(request, batch):
    """How far a worker is; the page comes again by itself, and may be closed."""
    share = min(99, batch.rows_done * 100 // max(1, batch.rows_total))
    is_still = bool(request.GET.get("still"))
    facts = {"percent": share, "is_still": is_still, "is_lost": import_actions.lost(batch)}
    response = page(request, "imports/import_progress.html", batch, **facts)
    if not is_still:
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


def check_page(request, batch, form, refusal=""):
    """The page of a finished check."""
    asked = request.GET.get("kind", "")
    known = {*ProblemKind.values, "all"}
    kind = asked if asked in known else ProblemKind.BAD.value if batch.counts.get("bad") else "all"
    problems = batch.problems.all() if kind == "all" else batch.problems.filter(kind=kind)
    page_of = paginate(problems, request.GET, keys=("row_number", "id"))
    context = {
        "form": form,
        "refusal": refusal,
        "tabs": shown.tabs(batch.counts, kind),
        "page": page_of,
        "columns": [heading for _, heading in shown.columns_of(batch)],
        "rows": shown.rows_of(batch, page_of.rows),
        "totals": shown.control_totals(batch),
        "total": sum(batch.counts.get(name, 0) for name in DATA),
        "before": writing.earlier(batch),
    }
    return page(request, "imports/import_check.html", batch, **context)
