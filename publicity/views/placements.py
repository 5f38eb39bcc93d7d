"""宣传台账."""

from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campaigns import bases
from campaigns.enums import Ledger
from campaigns.forms.details import with_details
from publicity import actions
from publicity.forms.placements import PlacementFilter, PlacementForm
from publicity.models import Placement
from tataboo_portal import ledger_views

PUBLICITY = ledger_views.Ledger(
    model=Placement,
    form=PlacementForm,
    filter=PlacementFilter,
    prefix="placement",
    title="宣传台账",
    counted_heading="形式",
    sum_fields=("kind__position", "kind__indicator__name", "kind__indicator__unit_word", "kind__indicator_id"),
    add=actions.log_placement,
    change=actions.change_placement,
    void=actions.void_placement,
    list_context=bases.beside_sums(Ledger.PUBLICITY),
    row_context=with_details,
)


@require_http_methods(["GET", "POST"])
def placement_list(request):
    """宣传台账: quick entry, sums, rows."""
    return ledger_views.list_page(request, PUBLICITY)


@require_http_methods(["GET", "POST"])
def placement_detail(request, pk):
    """One placement."""
    return ledger_views.detail_page(request, PUBLICITY, pk)


@require_POST
def placement_void(request, pk):
    """作废 one placement."""
    return ledger_views.void_row(request, PUBLICITY, pk)


@require_GET
def placement_photo(request, pk, token, size):
    """A photo of a placement."""
    return ledger_views.photo(request, PUBLICITY, pk, token, size)
