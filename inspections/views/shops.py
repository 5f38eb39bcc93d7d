"""商户 on a phone: the page behind the plaque's code, the patrol in two taps, its photos, and the plaques to print."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from inspections import registers
from inspections.actions import checks
from inspections.forms.checks import PledgeCheckForm
from inspections.models import Shop
from inspections.views.register_rows import SHOPS
from tataboo_portal import photos, qr
from tataboo_portal.access import photo_response, require, submitted, visible_or_404
from tataboo_portal.models import Photo
from tataboo_portal.paging import paginate
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal
from tataboo_portal.register_forms import RegisterFilter

SHOWN_CHECKS = 5
PLAQUES = 24


def load(request, code):
    """The shop this person may know of, or 404."""
    return visible_or_404(Shop.objects.for_list(), request.user, code=code.upper())


@require_http_methods(["GET", "POST"])
def shop_page(request, code):
    """五包巡查: five lines on 合格, one button; what fails is switched over and photographed."""
    shop, user = load(request, code), request.user
    if request.method == "POST":
        require(user, Permission.PATROL)
    looks = user.may(Permission.PATROL) and not shop.is_voided
    form = PledgeCheckForm(*submitted(request), user=user) if looks or request.method == "POST" else None
    if form and form.is_bound and form.is_valid():
        try:
            check = checks.check_shop(
                by=user,
                shop=shop,
                results=form.results(),
                **{name: form.cleaned_data[name] for name in ("client_uuid", "note", "photo")},
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, said(check))
            return redirect("shop_page", shop.code)
    if form and form.is_bound:
        photos.keep_for_retry(form, by=user)
    context = {
        "shop": shop,
        "form": form,
        "flags": SHOPS.flags_of(shop),
        "stars": registers.stars(shop.met_rate),
        "checks": shop.checks.select_related("by", "task").prefetch_related("results__item")[:SHOWN_CHECKS],
    }
    return render(request, "registers/shop_page.html", context, status=400 if form and form.errors else 200)


def said(check):
    """What the toast says of a look."""
    if check.task:
        return f"已记，转成任务 {check.task.number}。"
    return f"已记：{timezone.localtime(check.at):%H:%M} 五项都合格。"


@require_GET
def shop_photo(request, code, token, size):
    """A photo taken at a look at this shop."""
    shop = load(request, code)
    return photo_response(Photo.objects.filter(pk__in=shop.checks.values("photo")), token, size)


@require_GET
def register_plaques(request):
    """The plaques of the filtered shops, each with the code that opens the shop's page."""
    filters = RegisterFilter(request.GET, Shop.objects.visible_to(request.user), register=SHOPS)
    page = paginate(filters.qs.select_related("unit", "place"), request.GET, keys=SHOPS.keys, size=PLAQUES)
    plaques = [
        {"shop": shop, "svg": qr.svg(request.build_absolute_uri(reverse("shop_page", args=[shop.code])))}
        for shop in page.rows
    ]
    return render(request, "registers/register_plaques.html", {"filter": filters, "page": page, "plaques": plaques})
