"""清扫台账 by kind: one indicator per entry."""

from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campaigns import actions, bases
from campaigns.enums import Ledger
from campaigns.forms import WorkFilter, WorkForm
from campaigns.forms.details import with_details
from campaigns.models import WorkRecord
from tataboo_portal import ledger_views

WORK = ledger_views.Ledger(
    model=WorkRecord,
    form=WorkForm,
    filter=WorkFilter,
    prefix="work",
    title="清扫台账",
    counted_heading="类型",
    sum_fields=("indicator__position", "indicator__name", "indicator__unit_word", "indicator_id"),
    add=actions.log_work,
    change=actions.change_work,
    void=actions.void_work,
    list_context=bases.beside_sums(Ledger.WORK),
    row_context=with_details,
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
