"""One unit's own page, and areas crossed with lines."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from reports import areas, crossing
from reports.links import Links, named, period_asked, period_choices, words_of
from reports.metrics.names import choices as metric_choices
from reports.totals import as_of
from tataboo_portal.access import permission_required
from tataboo_portal.actions import see_plain
from tataboo_portal.models import Unit
from tataboo_portal.permissions import Permission


def unit_or_404(user, code):
    """The unit, for its people and for those who see all units."""
    unit = get_object_or_404(Unit, code=code)
    if not Links(user).sees(unit):
        raise Http404
    return unit


def page(request, unit, *, has_phones=False):
    """The page of a unit, the numbers of its people masked unless somebody asked for them."""
    now, today = timezone.now(), timezone.localdate()
    period = period_asked(request.GET, today)
    context = areas.page(request.user, unit, period, now, today) | {"asked": named(period), "has_phones": has_phones}
    context["may_ask"] = not has_phones and any(person.phone for person in context["people"])
    return render(request, "reports/area_detail.html", context)


@require_GET
@permission_required(Permission.SEE_TOTALS)
def area_detail(request, code):
    """One unit's own page, for its people and for those who see all units."""
    return page(request, unit_or_404(request.user, code))


@require_POST
@permission_required(Permission.SEE_TOTALS)
def area_phones(request, code):
    """看电话: the same page with the numbers of its people whole, written down."""
    unit = unit_or_404(request.user, code)
    see_plain(by=request.user, subject=unit, what="人员电话")
    return page(request, unit, has_phones=True)


@require_GET
@permission_required(Permission.SEE_TOTALS)
def area_crossing(request):
    """九×五: areas down and lines across, for one metric at a time."""
    today, metrics = timezone.localdate(), metric_choices()
    period, metric = period_asked(request.GET, today), request.GET.get("metric")
    metric = metric if metric in metrics else next(iter(metrics))
    context = {
        "period": period,
        "period_words": words_of(period, today),
        "choices": period_choices("area_crossing", period, today, metric=metric),
        "asked": named(period),
        "kept": {"metric": metric},
        "metrics": {key: f"{name.words}（{name.unit_word}）" for key, name in metrics.items()},
        "metric": metric,
        "name": metrics[metric],
        "as_of": as_of(),
        "table": crossing.table(request.user, metric, period),
    }
    return render(request, "reports/area_crossing.html", context)
