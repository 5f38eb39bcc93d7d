"""随手拍 as the office works on it: the pile, one report, and what is decided about it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from inspections import desks
from inspections.actions import public as actions
from inspections.enums import Decision, PublicState
from inspections.forms.public import AcceptForm, DeclineForm, PublicReportFilter, ReopeningForm
from inspections.models import PublicReport
from tataboo_portal.access import photo_response, require, require_any, visible_or_404
from tataboo_portal.listings import masked
from tataboo_portal.models import Photo
from tataboo_portal.paging import COUNT_CAP, paginate
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal
from tataboo_portal.registers import masked_phone


@dataclass(frozen=True)
class Row:
    """One report with what of it may stand in a list."""

    report: PublicReport
    words: str
    phone: str
    rating_words: str


def row_of(report):
    """A report without plain numbers."""
    return Row(report, masked(report.words), masked_phone(report.phone), masked(report.rating_words))


def load(request, pk):
    """The report this person may know of; 403 for whoever decides over none."""
    require_any(request.user, Permission.ASSIGN_TASK, Permission.VERIFY_TASK)
    return visible_or_404(PublicReport.objects.for_list(), request.user, pk=pk)


def load_to_accept(request, pk):
    """The report, for those who accept reports."""
    require(request.user, Permission.ASSIGN_TASK)
    return load(request, pk)


@require_GET
def public_list(request):
    """随手拍待受理, oldest last; 群众不满意 by its own tab."""
    require_any(request.user, Permission.ASSIGN_TASK, Permission.VERIFY_TASK)
    accepts, params = request.user.may(Permission.ASSIGN_TASK), request.GET.copy()
    if not accepts:
        params["show"] = PublicReportFilter.UNHAPPY
    filters = PublicReportFilter(params, PublicReport.objects.visible_to(request.user))
    page = paginate(filters.qs.for_list(), params, keys=("-id",))
    shown = filters.form.cleaned_data.get("show", "")
    context = {
        "filter": filters,
        "page": page,
        "rows": [row_of(report) for report in page.rows],
        "tabs": tabs(params, shown) if accepts else [],
        "is_unhappy": shown == PublicReportFilter.UNHAPPY,
    }
    return render(request, "public/list.html", context)


def tabs(params, shown):
    """What waits, what is to be decided once more, and everything; counts stop at a cap, the community holds in every tab."""
    kept = {"unit": params["unit"]} if params.get("unit") else {}
    rows = PublicReport.objects
    counts = desks.capped_counts([(rows.waiting(), COUNT_CAP), (rows.unhappy(), COUNT_CAP)])
    words = (("待受理", PublicReportFilter.WAITING), ("群众不满意", PublicReportFilter.UNHAPPY), ("全部", "all"))
    return [
        {
            "words": name,
            "url": f"?{urlencode(kept | ({'show': show} if show else {}))}",
            "current": show == shown,
            "count": "" if count is None else f"{COUNT_CAP}+" if count > COUNT_CAP else str(count),
        }
        for (name, show), count in zip(words, (*counts, None), strict=True)
    ]


@require_GET
def public_detail(request, pk):
    """One report: its photo and words, and what may be decided."""
    return page(request, load(request, pk))


def page(request, report, *, is_plain=False, status=200, **forms):
    """The page of a report, with the form that was sent, if one was; `is_plain` shows number and words whole."""
    accepts = request.user.may(Permission.ASSIGN_TASK)
    context = {
        "row": row_of(report),
        "report": report,
        "is_plain": is_plain,
        "has_hidden": bool(report.phone) or masked(report.words) != report.words,
        "accepts": accepts,
        "form": next(iter(forms.values()), None),
    }
    if accepts and report.state == PublicState.WAITING:
        initial = {"unit": report.place.community_id}
        context |= {"accept_form": AcceptForm(initial=initial), "decline_form": DeclineForm()}
    if report.reopening == Decision.PENDING and request.user.may(Permission.VERIFY_TASK):
        context["reopening_form"] = ReopeningForm()
    return render(request, "public/detail.html", context | forms, status=status)


def decide(request, report, name, form, take, said):
    """Do what a form asks and go on to the pile or to what was filed, or show why not; nothing typed is lost."""
    if form.is_valid():
        try:
            found = take(**form.values()) if hasattr(form, "values") else take(**form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
            report = load(request, report.pk)
        else:
            messages.success(request, said(found))
            return redirect("public_list")
    return page(request, report, status=400, **{name: form})


@require_POST
def public_accept(request, pk):
    """受理: the report becomes a task."""
    report = load_to_accept(request, pk)

    def take(**facts):
        return actions.accept_report(by=request.user, report=report, **facts)

    return decide(
        request, report, "accept_form", AcceptForm(request.POST), take, lambda task: f"已受理，任务 {task.number}。"
    )


@require_POST
def public_decline(request, pk):
    """不予受理, with a reason."""
    report = load_to_accept(request, pk)

    def take(note, **_):
        return actions.decline_report(by=request.user, report=report, note=note)

    return decide(
        request, report, "decline_form", DeclineForm(request.POST), take, lambda _: "已决定不受理，反映的人会看到原因。"
    )


@require_POST
def public_reopen(request, pk):
    """再整改 or 不再整改 after 不满意."""
    report = load(request, pk)
    require(request.user, Permission.VERIFY_TASK)

    def take(**facts):
        return actions.decide_reopening(by=request.user, report=report, **facts)

    def said(found):
        return f"已开新任务 {found.new_task.number}。" if found.new_task else "已决定不再整改，反映的人会看到原因。"

    return decide(request, report, "reopening_form", ReopeningForm(request.POST), take, said)


@require_POST
def public_phone(request, pk):
    """看电话: the plain number and words once, written down."""
    report = load_to_accept(request, pk)
    actions.see_phone(by=request.user, report=report)
    return page(request, report, is_plain=True)


@require_POST
def public_erase(request, pk):
    """删除个人信息, because its reporter asked."""
    actions.erase(by=request.user, report=load_to_accept(request, pk))
    messages.success(request, "已删除电话、说明和没有用在任务里的照片。")
    return redirect(reverse("public_detail", args=[pk]))


@require_GET
def public_photo(request, pk, size):
    """The report's photo as it was drawn."""
    report = load(request, pk)
    if report.photo is None:
        raise Http404
    return photo_response(Photo.objects.filter(pk=report.photo_id), report.photo.token, size)
