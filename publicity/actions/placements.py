"""What people do with the publicity ledger."""

from django.db import transaction

from publicity import expiry, stock
from publicity.models import Placement
from tataboo_portal import ledgers
from tataboo_portal.refusals import Refusal

VOIDED_SENTENCE = "这条已经作废，不能再办。"
PART_SENTENCE = "这条是宣传栏一期的一部分，到那一期里改。"
GONE_SENTENCE = "{kind}发出去就没有了，不用记拆除。"
EARLY_SENTENCE = "拆除日期不能早于投放日期。"


@transaction.atomic
def log_placement(*, by, client_uuid, batch=None, **values):
    """One placement, however often it arrives; what a batch cannot give is refused, also to two at once."""
    if batch:
        batch = stock.locked(batch)
        if not Placement.objects.filter(client_uuid=client_uuid).exists():
            stock.refuse_more_than_left(batch, values["kind"], values["quantity"])
    return ledgers.add(Placement, by=by, client_uuid=client_uuid, batch=batch, **values)


@transaction.atomic
def change_placement(placement, *, by, version, **values):
    """The placement with new values, unless somebody changed it in between or its batch cannot give so much."""
    if values.get("batch"):
        batch = values["batch"] = stock.locked(values["batch"])
        stock.refuse_more_than_left(batch, values["kind"], values["quantity"], but=placement)
    day = values.get("day")
    if day and placement.removed_on and day > placement.removed_on:
        raise Refusal(EARLY_SENTENCE)
    return ledgers.change(placement, by=by, version=version, **values)


def void_placement(placement, *, by, reason):
    """The placement out of every count, never deleted."""
    return ledgers.void(placement, by=by, reason=reason)


def standing_row(placement):
    """The placement, locked; one that is void, belongs to a board's issue or was handed out is none that is taken down."""
    locked = Placement.objects.select_for_update(of=("self",)).select_related("kind__indicator").get(pk=placement.pk)
    if locked.is_voided:
        raise Refusal(VOIDED_SENTENCE)
    if locked.is_part:
        raise Refusal(PART_SENTENCE)
    if not locked.kind.stays:
        raise Refusal(GONE_SENTENCE.format(kind=locked.kind))
    return locked


@transaction.atomic
def take_down(placement, *, by, day, note=""):
    """拆除: it stands no longer from this day on and counts as work all the same; a second arrival changes nothing."""
    locked = standing_row(placement)
    if locked.removed_on:
        return locked
    if day < locked.day:
        raise Refusal(EARLY_SENTENCE)
    return ledgers.change(locked, by=by, version=locked.version, removed_on=day, removed_note=note)


@transaction.atomic
def put_back(placement, *, by):
    """撤销拆除: it stands as before, and who said so is kept; a second arrival changes nothing."""
    locked = standing_row(placement)
    return ledgers.change(locked, by=by, version=locked.version, removed_on=None, removed_note="")


@transaction.atomic
def file_task(placement, *, by):
    """The task that mends or takes down a worn placement; the one it has while that is open."""
    return expiry.file(standing_row(placement), by=by)
