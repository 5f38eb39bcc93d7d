"""The tree of places, one place with its card, and the sheet that brings many."""

from dataclasses import replace

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from inspections import cases, coverage, trees
from inspections.actions.patrols import record_round
from inspections.actions.places import add_place, change_place, import_places
from inspections.enums import OPEN_STATES
from inspections.forms.places import ImportForm, PlaceFilter, PlaceForm, VisitForm
from inspections.models import PatrolVisit, RemediationTask
from inspections.places import branches, roots_of
from tataboo_portal import qr
from tataboo_portal.access import permission_required, submitted, visible_or_404
from tataboo_portal.models import Place
from tataboo_portal.paging import COUNT_CAP, paginate
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal

TREE_KEYS = ("community_id", "position", "id")
ROOTS_PER_PAGE = 25
CARDS_PER_SHEET = 8
SHEETS_PER_PAGE = 10
MOST_OPEN_TASKS = 10
MOST_VISITS = 5


def load(request, code):
    """The place this person may know of, or 404."""
    return visible_or_404(Place.objects.for_list(), request.user, code=code.upper())


@require_GET
def place_list(request):
    """点位: compounds with their buildings, lanes and markets, by community."""
    filters = PlaceFilter(request.GET, Place.objects.visible_to(request.user))
    page = paginate(roots_of(filters.qs).for_list(), request.GET, keys=TREE_KEYS, size=ROOTS_PER_PAGE)
    page = replace(page, count_text=count_words(filters.qs))
    context = {
        "filter": filters,
        "page": page,
        "branches": branches(page.rows, filters.qs),
        "cards": cards_url(request),
    }
    return render(request, "places/place_list.html", context)


def count_words(matching):
    """How many places were asked for, whatever level they are on; counting stops at a cap."""
    count = matching.order_by()[: COUNT_CAP + 1].count()
    return f"共 {COUNT_CAP}+ 处" if count > COUNT_CAP else f"共 {count} 处"


def cards_url(request):
    """The cards of exactly what a list shows."""
    kept = request.GET.copy()
    for name in ("after", "before"):
        kept.pop(name, None)
    return f"{reverse('place_cards')}?{kept.urlencode()}"


@require_http_methods(["GET", "POST"])
@permission_required(Permission.MANAGE_PLACES)
def place_new(request):
    """新增点位."""
    form = PlaceForm(submitted(request)[0], initial={"position": 100})
    return _saved(request, form, lambda: add_place(by=request.user, **form.values()))


@require_http_methods(["GET", "POST"])
@permission_required(Permission.MANAGE_PLACES)
def place_edit(request, code):
    """改点位: rename, move, name a keeper, take out of use."""
    place = load(request, code)
    form = PlaceForm(submitted(request)[0], place=place)

    def take():
        return change_place(by=request.user, place=place, seen=form.cleaned_data["seen"], **form.values())

    return _saved(request, form, take, place=place)


def _saved(request, form, take, **context):
    """Show the form, or save and go to the place's page."""
    if form.is_bound and form.is_valid():
        try:
            place = take()
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"已保存：{place.name}。")
            return redirect("place_page", place.code)
    status = 400 if form.is_bound else 200
    return render(request, "places/place_form.html", context | {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@permission_required(Permission.MANAGE_PLACES)
def place_import(request):
    """批量录入: paste, look, write; a second time changes nothing."""
    form = ImportForm(submitted(request)[0])
    context = {"form": form, "columns": trees.COLUMNS}
    if form.is_bound and form.is_valid():
        context["plan"] = trees.plan(form.cleaned_data["rows"])
        if "write" in request.POST:
            try:
                context["written"] = import_places(by=request.user, plan=context["plan"])
            except Refusal as refusal:
                form.add_error(None, refusal.sentence)
    return render(request, "places/place_import.html", context, status=400 if form.errors else 200)


@require_GET
def place_page(request, code):
    """One place, as its card opens it: who keeps it, when it was seen, what is open there."""
    place, today = load(request, code), timezone.localdate()
    here = Q(place=place) | Q(place__parent=place)
    tasks = RemediationTask.objects.visible_to(request.user).filter(here, state__in=OPEN_STATES)
    visits = PatrolVisit.objects.live().filter(place=place).select_related("patrol__by")
    context = {
        "place": place,
        "state": coverage.cell_of(place, today),
        "seen_words": coverage.seen_words(place, today),
        "is_kept": coverage.is_kept(place),
        "rows": cases.rows_for(list(tasks.for_list().order_by("-id")[:MOST_OPEN_TASKS]), timezone.now()),
        "visits": visits[:MOST_VISITS],
        "form": VisitForm(),
    }
    return render(request, "places/place_page.html", context)


@require_POST
@permission_required(Permission.PATROL)
def place_seen(request, code):
    """巡过了: one tap on the place's page."""
    place = load(request, code)
    form = VisitForm(request.POST)
    if not form.is_valid():
        messages.error(request, "页面不完整，再点一次。")
    elif not place.is_active:
        messages.error(request, f"{place.name}已停用，不用再巡。")
    else:
        record_round(by=request.user, places=[place], **form.cleaned_data)
        messages.success(request, f"已记：{place.name}今天看过。")
    return redirect("place_page", place.code)


def address_of(request, place):
    """The whole address a card carries."""
    return request.build_absolute_uri(reverse("place_page", args=[place.code]))


@require_GET
def place_qr(request, code):
    """The place's code as a drawing of its own."""
    place = load(request, code)
    return HttpResponse(qr.svg_file(address_of(request, place)), content_type="image/svg+xml")


@require_GET
def place_poster(request, code):
    """随手拍海报: the code residents scan, with what happens then; only while their page is on."""
    place = load(request, code)
    if not settings.PUBLIC_PAGES or not place.is_active:
        raise Http404
    path = reverse("public_report", args=[place.code])
    address = f"{settings.PORTAL_URL}{path}" if settings.PORTAL_URL else request.build_absolute_uri(path)
    return render(request, "places/place_poster.html", {"place": place, "address": address, "svg": qr.svg(address)})


@require_GET
def place_cards(request):
    """二维码卡: eight on a sheet of A4, chosen like the list."""
    filters = PlaceFilter(request.GET, Place.objects.visible_to(request.user))
    size = CARDS_PER_SHEET * SHEETS_PER_PAGE
    page = paginate(filters.qs.for_list(), request.GET, keys=TREE_KEYS, size=size)
    cards = [{"place": place, "svg": qr.svg(address_of(request, place))} for place in page.rows]
    sheets = [cards[start : start + CARDS_PER_SHEET] for start in range(0, len(cards), CARDS_PER_SHEET)]
    return render(request, "places/place_cards.html", {"filter": filters, "page": page, "sheets": sheets})
