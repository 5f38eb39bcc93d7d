"""Map-free layouts of bait stations and market zones, and the looks taken at them."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from inspections import registers
from inspections.actions import checks
from inspections.forms.checks import BaitCheckForm, MarketCheckForm
from inspections.models import BaitSpacing, MarketCheck
from inspections.views.register_rows import BAITS, MARKETS, SHOWN_CHECKS
from tataboo_portal import photos, register_views
from tataboo_portal.access import permission_required, photo_response, require, submitted
from tataboo_portal.models import Photo, Place
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal

DRAWN = {register.slug: register for register in (BAITS, MARKETS)}


def drawn_or_404(slug):
    """The register that has a layout."""
    if slug not in DRAWN:
        raise Http404
    return DRAWN[slug]


def place_of(register, user, pk):
    """A place where this person sees rows of the register, with those rows; or 404."""
    rows = register.model.objects.visible_to(user).live().filter(place=pk)
    place = get_object_or_404(Place.objects.select_related("community", "market_group"), pk=pk)
    found = list(rows.for_list().order_by("layout_row", "layout_column", "id")[: registers.MOST_ON_LAYOUT])
    if not found and not Place.objects.visible_to(user).filter(pk=pk).exists():
        raise Http404
    return place, found


@require_GET
def register_layouts(request, slug):
    """The places that have a layout."""
    register = drawn_or_404(slug)
    places = registers.places_with(register.model.objects.visible_to(request.user))
    return render(request, "registers/register_layouts.html", {"register": register, "places": places})


@require_GET
def register_layout(request, slug, pk):
    """One place drawn without a map; for a market also the last looks and a form for the next."""
    register = drawn_or_404(slug)
    place, rows = place_of(register, request.user, pk)
    form = None
    if register is MARKETS and request.user.may(Permission.PATROL):
        initial = {"day": timezone.localdate(), "client_uuid": uuid.uuid4()}
        form = MarketCheckForm(user=request.user, initial=initial)
    return layout_page(request, register, place, rows, form)


def layout_page(request, register, place, rows, form):
    """The layout with what belongs beside it."""
    context = {
        "register": register,
        "place": place,
        "layout": registers.layout_of([register.shown(row) for row in rows]),
        "form": form,
        "spacing": BaitSpacing.objects.filter(place_kind=place.kind).first() if register is BAITS else None,
        "far": [row for row in rows if register is BAITS and registers.spacing_flag(row)],
        "checks": place.market_checks.select_related("by", "task", "photo")[:SHOWN_CHECKS]
        if register is MARKETS
        else (),
    }
    return render(request, "registers/register_layout.html", context, status=400 if form and form.errors else 200)


@require_http_methods(["GET", "POST"])
def register_bait_check(request, pk):
    """毒饵站检查: the state found, the bait added, and in one tap a task."""
    station = register_views.load(request, BAITS, pk)
    require(request.user, Permission.PATROL)
    if station.is_voided:
        raise PermissionDenied
    initial = {"day": timezone.localdate(), "client_uuid": uuid.uuid4()}
    form = BaitCheckForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            check = checks.check_station(by=request.user, station=station, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"已记，转成任务 {check.task.number}。" if check.task else "已记这次检查。")
            return redirect("register_detail", BAITS.slug, pk)
    context = {"station": station, "form": form, "flags": BAITS.flags_of(station)}
    return render(request, "registers/bait_check.html", context, status=400 if form.errors else 200)


@require_http_methods(["POST"])
@permission_required(Permission.PATROL)
def register_market_check(request, pk):
    """划行归市检查: stalls outside their row, counted, and in one tap a task of the market's own unit."""
    place, rows = place_of(MARKETS, request.user, pk)
    form = MarketCheckForm(*submitted(request), user=request.user)
    if form.is_valid():
        wanted = ("client_uuid", "day", "out_of_zone", "note", "photo", "file_task")
        values = {name: form.cleaned_data[name] for name in wanted}
        unit = place.market_group or place.community
        try:
            check = checks.check_market(by=request.user, place=place, unit=unit, **values)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"已记，转成任务 {check.task.number}。" if check.task else "已记这次检查。")
            return redirect("register_layout", MARKETS.slug, pk)
    photos.keep_for_retry(form, by=request.user)
    return layout_page(request, MARKETS, place, rows, form)


@require_GET
def register_market_photo(request, pk, token, size):
    """A photo taken at a look at this market."""
    place, _ = place_of(MARKETS, request.user, pk)
    taken = MarketCheck.objects.filter(place=place).values("photo")
    return photo_response(Photo.objects.filter(pk__in=taken), token, size)
