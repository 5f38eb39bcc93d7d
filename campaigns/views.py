"""整治台账 and the campaigns with their historical figures."""

from django.db.models import Sum
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campaigns import actions
from campaigns.enums import IndicatorGroup
from campaigns.forms import WorkFilter, WorkForm
from campaigns.models import Campaign, WorkRecord
from tataboo_portal import ledger_views

WORK = ledger_views.Ledger(
    model=WorkRecord,
    form=WorkForm,
    filter=WorkFilter,
    prefix="work",
    title="清扫台账",
    counted_heading="类型",
    sum_fields=("indicator__position", "indicator__name", "indicator__unit_word"),
    add=actions.log_work,
    change=actions.change_work,
    void=actions.void_work,
)


@require_http_methods(["GET", "POST"])
def work_list(request):
    """清扫台账: quick entry, sums, rows."""
    return ledger_views.list_page(request, WORK)


@require_http_methods(["GET", "POST"])
def work_detail(request, pk):
    """One work record."""
    return ledger_views.detail_page(request, WORK, pk)


@require_POST
def work_void(request, pk):
    """作废 one work record."""
    return ledger_views.void_row(request, WORK, pk)


@require_GET
def work_photo(request, pk, token, size):
    """A photo of a work record."""
    return ledger_views.photo(request, WORK, pk, token, size)


@require_GET
def campaign_list(request):
    """创建活动: every campaign with its period."""
    return render(request, "campaigns/campaign_list.html", {"campaigns": Campaign.objects.all()})


@require_GET
def campaign_detail(request, code):
    """历史基数: the figures in their own words, and beside them, never added, what the ledger has recorded."""
    campaign = get_object_or_404(Campaign, code=code)
    figures = list(campaign.figures.select_related("indicator"))
    end = campaign.end or timezone.localdate()
    recorded = dict(
        WorkRecord.objects.visible_to(request.user)
        .live()
        .in_period(campaign.start, end)
        .filter(indicator__in=[figure.indicator_id for figure in figures])
        .order_by()
        .values_list("indicator")
        .annotate(total=Sum("quantity"))
    )
    order = list(IndicatorGroup)
    figures.sort(key=lambda figure: order.index(figure.indicator.group))
    rows = [{"figure": figure, "recorded": recorded.get(figure.indicator_id)} for figure in figures]
    return render(request, "campaigns/campaign_detail.html", {"campaign": campaign, "rows": rows})
