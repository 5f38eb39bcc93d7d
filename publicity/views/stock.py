"""批次 and 库存: what was made, what was put up or handed out, what is left."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from publicity import stock
from publicity.actions import batches as acts
from publicity.forms.batches import BatchForm, StockFilter
from publicity.models import MaterialBatch
from tataboo_portal.paging import paginate
from tataboo_portal.permissions import Permission
from tataboo_portal.registers import Column, Link, Register

SHOWN_PLACEMENTS = 20


def about_batch(request, batch):
    """What was placed of a batch, and the last placements this person may see."""
    placed = stock.placed_of(batch)
    rows = batch.placements.live().visible_to(request.user).for_list()[:SHOWN_PLACEMENTS]
    return {"placed": placed, "left": batch.quantity - placed, "placements": rows}


@require_GET
def placement_stock(request):
    """库存: every batch with what is left of it."""
    filters = StockFilter(request.GET, stock.seen_by(request.user))
    page = paginate(filters.qs, request.GET)
    own = set(
        MaterialBatch.objects.visible_to(request.user)
        .filter(pk__in=[row.pk for row in page.rows])
        .values_list("pk", flat=True)
    )
    context = {"filter": filters, "page": page, "own": own, "may_add": request.user.may(Permission.LOG_WORK)}
    return render(request, "publicity/stock.html", context)


BATCHES = Register(
    slug="batches",
    model=MaterialBatch,
    form=BatchForm,
    title="宣传品批次",
    icon="bucket",
    group="宣传与文明",
    columns=(
        Column("unit", "责任单位"),
        Column("kind"),
        Column("amount_words", "数量"),
        Column("topic"),
        Column("day"),
        Column("maker"),
    ),
    search=("topic", "maker", "kind__indicator__name"),
    keys=("-day", "-id"),
    day="day",
    hint="做了多少记一次；投放时选批次，库存自动减。科室做的各单位都能取，别的单位做的自己取。不分批次的不用记。",
    extra="publicity/_batch.html",
    extra_context=about_batch,
    links=(Link("placement_stock", (), "list-check", "库存"),),
    change=acts.change_batch,
    void=acts.void_batch,
)
