"""督办单: issued by the office about a decision, signed for by the unit; reported and struck off with the decision."""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from reports.actions import decisions
from reports.models import SupervisionOrder
from tataboo_portal import audit
from tataboo_portal.enums import AuditAction
from tataboo_portal.refusals import Refusal


def issue(*, by, client_uuid, decision, **values):
    """A new 督办单 with the next number of its year; the same submission again is the same sheet."""
    try:
        return _issue(by=by, client_uuid=client_uuid, decision=decision, **values)
    except IntegrityError:
        # Somebody else took the number, or sent the same sheet, in between.
        return _issue(by=by, client_uuid=client_uuid, decision=decision, **values)


@transaction.atomic
def _issue(*, by, client_uuid, decision, demand, due_on):
    existing = SupervisionOrder.objects.filter(client_uuid=client_uuid).first()
    if existing:
        return existing
    found = decisions.locked(decision)
    earlier = found.orders.first()
    if earlier:
        raise Refusal(f"这一项已经发过{earlier.number}，打印那一张。")
    today = timezone.localdate()
    if due_on < today:
        raise Refusal("办结时限已经过了，换一个日子。")
    order = SupervisionOrder.objects.create(
        client_uuid=client_uuid,
        number=next_number(today.year),
        unit=found.unit,
        matter=found.words,
        demand=demand,
        issued_on=today,
        due_on=due_on,
        decision=found,
        task=found.task,
        issued_by=by,
        result=found.result,
        reported_at=found.reported_at,
    )
    audit.record(by=by, action=AuditAction.ADD, subject=order, after=audit.snapshot(order))
    return order


def next_number(year):
    """The next number of the year, “督〔2026〕12号”; how it is written stands in the settings."""
    head, tail = settings.SUPERVISION_NUMBER.format(year=year, number="\0").split("\0")
    taken = SupervisionOrder.objects.filter(number__startswith=head, number__endswith=tail)
    plain = (number[len(head) : len(number) - len(tail)] for number in taken.values_list("number", flat=True))
    last = max((int(number) for number in plain if number.isdecimal()), default=0)
    return f"{head}{last + 1}{tail}"


@transaction.atomic
def sign_for(order, *, by):
    """签收: somebody of the unit has the sheet; the first who signs stays."""
    found = SupervisionOrder.objects.select_for_update().get(pk=order.pk)
    if found.received_at:
        return found
    before = audit.snapshot(found)
    found.received_by, found.received_at = by, timezone.now()
    found.version += 1
    found.save()
    audit.record(by=by, action=AuditAction.STEP, subject=found, before=before, after=audit.snapshot(found))
    return found
