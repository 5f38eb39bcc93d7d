"""公益广告达标: place by place, apart from what counts as work."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from publicity import compliance
from publicity.forms.ads import AdsFilter
from publicity.models import PublicityKind
from tataboo_portal.paging import paginate
from tataboo_portal.permissions import Permission


@require_GET
def placement_ads(request):
    """公益广告达标: what stands at each place against what has to stand there."""
    today, asked = timezone.localdate(), compliance.requirements()
    filters = AdsFilter(request.GET, compliance.places_with_ads(request.user, today, asked), asked=asked)
    page = paginate(filters.qs.select_related("community"), request.GET, keys=compliance.ORDER)
    counted = PublicityKind.objects.filter(is_active=True, counts_as_public_ad=True).select_related("indicator")
    context = {
        "filter": filters,
        "page": page,
        "rows": compliance.rows_for(page.rows, asked),
        "requirements": asked.values(),
        "counted": counted,
        "may_add": request.user.may(Permission.LOG_WORK),
        "first_kind": next((kind.pk for kind in counted if kind.indicator.code == "public_ad"), ""),
    }
    return render(request, "publicity/ads.html", context)
