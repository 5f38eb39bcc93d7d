"""The pages of checks: choosing a place, filling a sheet, the list, one check and its photos."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from inspections import cases, checklists
from inspections.actions.checklists import record_inspection, void_inspection
from inspections.enums import Outcome
from inspections.forms.checklists import CheckForm, InspectionFilter, PlaceSearch
from inspections.models import Inspection, SampleDraw
from tataboo_portal import photos
from tataboo_portal.access import permission_required, photo_response, require, submitted, visible_or_404
from tataboo_portal.ledger_forms import VoidForm
from tataboo_portal.models import Photo, Place
from tataboo_portal.paging import paginate
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal


@require_http_methods(["GET", "POST"])
@permission_required(Permission.INSPECT)
def check_new(request):
    """检查: the sheet of one place, everything on 合格; without a place, the places to choose from."""
    if "place" not in request.GET:
        return _choose_place(request)
    places = Place.objects.select_related("community", "market_group", "parent")
    place, draw = visible_or_404(places, request.user, code=_code(request.GET["place"])), _draw(request)
    standards = [draw.standard] if draw else checklists.standards_for(place.kind)
    standard = _chosen(standards, request.GET.get("standard"))
    sheet = checklists.sheet_for(standard, place.kind) if standard and place.is_active else []
    context = {"place": place, "draw": draw, "standards": standards, "standard": standard}
    if not sheet:
        return render(request, "checklists/check_none.html", context, status=400 if request.method == "POST" else 200)
    return _fill_in(request, context, sheet)


def _draw(request):
    """The draw this check belongs to; only who runs mock inspections may know of one."""
    if "draw" not in request.GET:
        return None
    require(request.user, Permission.VERIFY_TASK)
    key = request.GET["draw"]
    return get_object_or_404(SampleDraw.objects.select_related("standard"), pk=_key(key))


def _code(words):
    """A place's code as an address holds it, or 404."""
    if not (words.isascii() and words.isalnum()):
        raise Http404
    return words


def _key(words):
    """A row's key as an address holds it, or 404."""
    if not (words.isascii() and words.isdigit() and len(words) < 19):
        raise Http404
    return int(words)


def _chosen(standards, code):
    """The standard of this code, else the one proposed, else None."""
    named = [standard for standard in standards if standard.code == code]
    return (named or standards or [None])[0]


def _choose_place(request):
    search = PlaceSearch(request.GET)
    words = search.cleaned_data["q"] if search.is_valid() else ""
    places = Place.objects.visible_to(request.user).active().select_related("community", "parent")
    if words:
        places = places.filter(name__icontains=words)
    context = {"form": search, "words": words, "page": paginate(places, request.GET, keys=("id",))}
    status = 400 if request.method == "POST" else 200
    return render(request, "checklists/check_place.html", context, status=status)


def _fill_in(request, context, sheet):
    """Show the sheet, and record it when it was sent; nothing judged, typed or shot is lost by a mistake."""
    user, place, draw = request.user, context["place"], context["draw"]
    form = CheckForm(
        *submitted(request),
        user=user,
        sheet=sheet,
        catch_all=checklists.catch_all(),
        known=checklists.open_tasks(place),
    )
    if form.is_bound and form.is_valid():
        try:
            made = record_inspection(by=user, place=place, standard=context["standard"], draw=draw, **form.values())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "检查已记下。")
            return redirect("sample_detail", draw.pk) if draw else redirect("check_detail", made.pk)
    for row in form.rows if form.is_bound else ():
        photos.keep_for_retry(row, by=user)
    back = reverse("sample_detail", args=[draw.pk]) if draw else reverse("check_list")
    context |= {"form": form, "back": back}
    return render(request, "checklists/check_new.html", context, status=400 if form.is_bound else 200)


@require_GET
def check_list(request):
    """检查: what was looked at, newest first, with its score."""
    filters = InspectionFilter(request.GET, queryset=Inspection.objects.visible_to(request.user))
    page = paginate(filters.qs.for_list(), request.GET)
    rows = [{"check": row, "score": checklists.score(row.passed, row.judged)} for row in page.rows]
    return render(request, "checklists/check_list.html", {"filter": filters, "page": page, "rows": rows})


def _load(request, pk):
    """The inspection this person may know of, or 404."""
    return visible_or_404(Inspection.objects.for_list().select_related("draw", "voided_by"), request.user, pk=pk)


@require_GET
def check_detail(request, pk):
    """One check in the words of its version: failures first, then what was right and what did not apply."""
    check = _load(request, pk)
    results = list(check.results.select_related("photo", "task__category__indicator", "task__unit").order_by("id"))
    rows = [
        {
            "number": number,
            "result": result,
            "flags": cases.flags(result.task) if result.task else (),
            "is_failed": result.outcome == Outcome.FAIL,
        }
        for number, result in enumerate(results, start=1)
    ]
    context = {
        "check": check,
        "failed": [row for row in rows if row["is_failed"]],
        "others": [row for row in rows if not row["is_failed"]],
        "score": checklists.score(check.passed, check.judged),
        "shows_draw": check.draw and request.user.may(Permission.SEE_ALL_UNITS),
        "void_form": VoidForm() if _may_void(request.user, check) and not check.is_voided else None,
    }
    return render(request, "checklists/check_detail.html", context)


def _may_void(user, check):
    return user.may(Permission.INSPECT) and check.may_be_voided_by(user)


@require_POST
@permission_required(Permission.INSPECT)
def check_void(request, pk):
    """作废 of a check recorded by mistake, with its reason."""
    check = _load(request, pk)
    if not _may_void(request.user, check):
        raise PermissionDenied
    form = VoidForm(request.POST)
    if form.is_valid():
        void_inspection(by=request.user, inspection=check, reason=form.cleaned_data["reason"])
        messages.success(request, "已作废，不再计分；转成的任务照常办理。")
    else:
        messages.error(request, "没有作废：作废要写原因。")
    return redirect("check_detail", pk)


@require_GET
def check_photo(request, pk, token, size):
    """A photo of a check this person may see."""
    check = _load(request, pk)
    return photo_response(Photo.objects.filter(pk__in=check.results.values("photo")), token, size)
