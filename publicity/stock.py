"""库存: what is left of a batch is what was made less what was put up or handed out; it is never less than nothing."""

from django.db.models import F, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from publicity.models import MaterialBatch, Placement
from tataboo_portal.enums import UnitKind
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal

MOST = 1_000_000  # what one batch may hold
ALL_GONE = "这批{kind}已经投放完，换一批，或者批次不选。"
TOO_FEW = "这批{kind}只剩 {left} {word}，改数量或者换一批。"
OTHER_KIND = "这批是{kind}，和选的形式不一样，换一批。"
VOIDED = "这批已经作废，换一批。"
FEWER_THAN_PLACED = "这批已经投放 {placed} {word}，数量不能比这个少。"
KIND_IS_USED = "这批已经投放 {placed} {word}，形式不能改；记错的先到投放那一条改批次。"
IS_USED = "这批已经投放 {placed} {word}，先到投放那几条改批次，再作废。"


def with_left(batches):
    """The batches with `placed` and `left`, in one query."""
    placed = Placement.objects.live().filter(batch=OuterRef("pk")).order_by().values("batch")
    total = Subquery(placed.annotate(total=Sum("quantity")).values("total"), output_field=IntegerField())
    return batches.annotate(placed=Coalesce(total, 0)).annotate(left=F("quantity") - F("placed"))


def seen_by(user):
    """The batches a person may take from: those of the own unit, and those a section had made for all."""
    batches = MaterialBatch.objects.live()
    if not user.may(Permission.SEE_ALL_UNITS):
        batches = batches.filter(Q(unit=user.unit_id) | Q(unit__kind=UnitKind.SECTION))
    return with_left(batches).select_related("kind__indicator", "unit")


def offered_to(user, also=None, *, with_empty=False):
    """The batches with something left that a person may take from, and the one a placement has already."""
    mine = seen_by(user) if with_empty else seen_by(user).filter(left__gt=0)
    found = with_left(MaterialBatch.objects.filter(Q(pk__in=mine.order_by().values("pk")) | Q(pk=also)))
    return found.select_related("kind__indicator").order_by("kind__position", "-day", "-id")


def placed_of(batch, but=None):
    """How much of a batch was put up or handed out, without one placement."""
    rows = batch.placements.live().exclude(pk=but.pk if but else None)
    return rows.aggregate(total=Coalesce(Sum("quantity"), 0))["total"]


def refuse_more_than_left(batch, kind, quantity, but=None):
    """Refuse a placement that this batch cannot give: voided, of another kind, or with too little left."""
    words = {"kind": batch.kind, "word": batch.kind.indicator.unit_word}
    if batch.is_voided:
        raise Refusal(VOIDED)
    if batch.kind_id != kind.pk:
        raise Refusal(OTHER_KIND.format(**words))
    left = batch.quantity - placed_of(batch, but)
    if quantity > left:
        raise Refusal((TOO_FEW if left > 0 else ALL_GONE).format(left=left, **words))


def refuse_a_contradiction(batch, *, kind, quantity):
    """Refuse new values of a batch that what was placed of it contradicts."""
    placed = placed_of(batch)
    words = {"placed": placed, "word": batch.kind.indicator.unit_word}
    if quantity < placed:
        raise Refusal(FEWER_THAN_PLACED.format(**words))
    if placed and kind.pk != batch.kind_id:
        raise Refusal(KIND_IS_USED.format(**words))


def hold(batches):
    """Lock all these until the caller's transaction ends; in their order, as everybody who locks several."""
    list(batches.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))


def locked(batch):
    """The batch, locked until the caller's transaction ends, so that two placements at once cannot both take the rest."""
    return MaterialBatch.objects.select_for_update(of=("self",)).select_related("kind__indicator").get(pk=batch.pk)
