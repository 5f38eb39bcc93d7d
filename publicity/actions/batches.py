"""What people do with batches: none says less than was placed of it."""

from django.db import transaction

from publicity import stock
from tataboo_portal import registers
from tataboo_portal.refusals import Refusal


@transaction.atomic
def change_batch(batch, *, by, version, **values):
    """The batch with new values, unless somebody changed it in between or more of it was placed."""
    kept = stock.locked(batch)
    kind, quantity = values.get("kind", kept.kind), values.get("quantity", kept.quantity)
    stock.refuse_a_contradiction(kept, kind=kind, quantity=quantity)
    return registers.change(kept, by=by, version=version, **values)


@transaction.atomic
def void_batch(batch, *, by, reason):
    """The batch out of stock, unless something of it was placed."""
    kept = stock.locked(batch)
    placed = stock.placed_of(kept)
    if placed:
        raise Refusal(stock.IS_USED.format(placed=placed, word=kept.kind.indicator.unit_word))
    return registers.void(kept, by=by, reason=reason)
