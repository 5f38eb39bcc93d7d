"""创建活动 and their historical figures: shown to everybody, kept by the office."""

from django.contrib import messages
from django.db.models import Sum
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campaigns import actions, bases
from campaigns.enums import IndicatorGroup, Ledger
from campaigns.forms import FigureFilter, FigureForm
from campaigns.models import BaseFigure, Campaign, WorkRecord
from tataboo_portal.access import require_any, submitted
from tataboo_portal.paging import paginate
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal

KEEPERS = (Permission.LOG_FOR_ANY_UNIT, Permission.MANAGE)


@require_GET
def campaign_list(request):
    """创建活动: every campaign with its period; what one import brought where a link asks for its batch."""
    filters = FigureFilter(request.GET, BaseFigure.objects.select_related("campaign", "indicator", "unit"))
    asked = filters.form.cleaned_data.get("batch") if filters.form.is_valid() else None
    page = paginate(filters.qs, request.GET, keys=("position", "id")) if asked else None
    context = {"campaigns": Campaign.objects.all(), "batch": asked, "page": page, "may_keep": may_keep(request.user)}
    return render(request, "campaigns/campaign_list.html", context)


@require_GET
def campaign_detail(request, code):
    """历史基数 in its own words, what the ledger has recorded, and what both come to, as far as it is known."""
    campaign = get_object_or_404(Campaign, code=code)
    figures = list(campaign.figures.filter(is_active=True).select_related("indicator", "unit"))
    order = list(IndicatorGroup)
    figures.sort(key=lambda figure: order.index(figure.indicator.group))
    context = {
        "campaign": campaign,
        "rows": rows_of(campaign, figures, request.user),
        "may_keep": may_keep(request.user),
    }
    return render(request, "campaigns/campaign_detail.html", context)


def rows_of(campaign, figures, user):
    """Each figure with what was recorded; the first of an indicator also with the total, for those who see all of it."""
    today = timezone.localdate()
    end = campaign.end or max(today, campaign.start)
    recorded = recorded_in(campaign.start, end, [figure.indicator_id for figure in figures], user)
    found = bases.within(campaign.start, end, figures, today=today) if user.may(Permission.SEE_ALL_UNITS) else {}
    rows = []
    for figure in figures:
        base, number = found.pop(figure.indicator_id, None), recorded.get(figure.indicator_id, 0)
        is_counted = figure.indicator.ledger == Ledger.WORK
        words = base.sentence(number) if base and is_counted else ""
        rows.append({"figure": figure, "recorded": number, "is_counted": is_counted, "total": words})
    return rows


def recorded_in(start, end, indicators, user):
    """{indicator id: recorded quantity} within the days, of what the person may see."""
    rows = WorkRecord.objects.visible_to(user).live().in_period(start, end).filter(indicator__in=indicators)
    return dict(rows.order_by().values_list("indicator").annotate(total=Sum("quantity")))


def may_keep(user):
    """Whether this person keeps the historical base."""
    return any(user.may(permission) for permission in KEEPERS)


@require_http_methods(["GET", "POST"])
def figure_list(request, code):
    """历史基数 of one campaign, those out of use too, and the form for one more."""
    require_any(request.user, *KEEPERS)
    campaign = get_object_or_404(Campaign, code=code)
    form = FigureForm(*submitted(request), campaign=campaign)
    if request.method == "POST" and form.is_valid() and written(form, actions.add_figure, by=request.user):
        messages.success(request, f"已记：{form.cleaned_data['own_words']}")
        return redirect("figure_list", code)
    figures = campaign.figures.select_related("indicator", "unit")
    page = paginate(figures, request.GET, keys=("position", "id"))
    context = {"campaign": campaign, "form": form, "page": page}
    return render(request, "campaigns/figure_list.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def figure_detail(request, code, pk):
    """One figure and the form that changes it."""
    require_any(request.user, *KEEPERS)
    campaign = get_object_or_404(Campaign, code=code)
    figure = get_object_or_404(campaign.figures.select_related("indicator", "unit"), pk=pk)
    form = FigureForm(*submitted(request), campaign=campaign, figure=figure, initial=FigureForm.initial_of(figure))

    def change(**values):
        return actions.change_figure(figure, version=form.cleaned_data["version"], **values)

    if request.method == "POST" and form.is_valid() and written(form, change, by=request.user):
        messages.success(request, "已保存。")
        return redirect("figure_list", code)
    context = {"campaign": campaign, "figure": figure, "form": form}
    return render(request, "campaigns/figure_detail.html", context, status=400 if form.errors else 200)


def written(form, action, *, by):
    """Do it, or put the refusal into the form."""
    try:
        action(by=by, **form.values())
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return False
    return True


@require_POST
def figure_switch(request, code, pk):
    """停用 a figure, or take it into use again: it stays either way."""
    require_any(request.user, *KEEPERS)
    figure = get_object_or_404(get_object_or_404(Campaign, code=code).figures, pk=pk)
    is_active = request.POST.get("is_active") == "1"
    try:
        actions.switch_figure(figure, by=request.user, is_active=is_active)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, "已启用，合计里算它。" if is_active else "已停用，合计里不再算它，原文还留着。")
    return redirect("figure_list", code)
