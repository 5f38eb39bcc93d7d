"""督办单: issued about a decision, a task, a unit's overdue tasks or a matter of its own; signed for, reported, struck off."""

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from inspections.enums import OPEN_STATES
from inspections.models import RemediationTask
from reports import orders
from reports.actions import decisions
from reports.enums import OrderSource, OrderState
from reports.models import SupervisionOrder
from reports.orders.facts import in_charge_of, turn_of
from tataboo_portal import audit, photos
from tataboo_portal.enums import AuditAction
from tataboo_portal.refusals import Refusal, StaleEdit

LOCK_KEY = 7_300_417
MOST_OPINION = 200
PAST_SENTENCE = "办结时限已经过了，换一个日子。"
STALE_SENTENCE = "刚有人改过这张督办单，看看再办。"
VOIDED_SENTENCE = "这张督办单已经作废，不用再办。"
STRUCK_OFF_SENTENCE = "这张督办单已经销号，不用再办。"
OWN_UNIT_SENTENCE = "发给本单位的督办单不能自己销号，由双创办的其他人销。"
NOTHING_REPORTED_SENTENCE = "还没有办理结果，先报办理结果再销号。"
NOT_REPORTED_SENTENCE = "还没有报办理结果，不用退回。"
WITH_DECISION_SENTENCE = "这张督办单随议定事项办，到议定事项里办。"
TASK_DONE_SENTENCE = "任务 {number} 已经不在办，不用督办。"
TASK_OPEN_SENTENCE = "任务 {number} 已经有督办单 {order}，销号以后再发。"
UNIT_OPEN_SENTENCE = "{unit}的逾期任务已经有督办单 {order}，销号以后再发。"
NOTHING_LATE_SENTENCE = "{unit}现在没有逾期任务，不用督办。"


@transaction.atomic
def issue(*, by, client_uuid, decision, demand, due_on):
    """A 督办单 about a decision; the same submission again is the same sheet."""
    _one_at_a_time()
    if existing := _sent_before(client_uuid):
        return existing
    found = decisions.locked(decision)
    if earlier := found.orders.live().first():
        raise Refusal(f"这一项已经发过{earlier.number}，打印那一张。")
    if found.task_id:
        _refuse_open(found.task)
    facts = {"unit": found.unit, "matter": found.words, "person": found.person, "demand": demand, "due_on": due_on}
    told = {"result": found.result, "reported_at": found.reported_at}
    return _write(by, client_uuid, decision=found, task=found.task, source=OrderSource.MEETING, **facts, **told)


@transaction.atomic
def issue_for_task(*, by, client_uuid, task, **facts):
    """A 督办单 to the unit that has the task; refused while another about this task is open, or once the task is done."""
    _one_at_a_time()
    if existing := _sent_before(client_uuid):
        return existing
    found = RemediationTask.objects.select_related("unit", "assignee").get(pk=task.pk)
    if found.state not in OPEN_STATES:
        raise Refusal(TASK_DONE_SENTENCE.format(number=found.number))
    _refuse_open(found)
    assisting = orders.of_task(found, by, timezone.now())["assisting"]
    facts |= {"unit": found.unit, "assisting": assisting}
    return _write(by, client_uuid, task=found, turn=turn_of([found]), **facts)


@transaction.atomic
def issue_for_unit(*, by, client_uuid, unit, **facts):
    """A 督办单 to a unit about the tasks that are overdue at this moment, which it names; one is open at a time."""
    _one_at_a_time()
    if existing := _sent_before(client_uuid):
        return existing
    if earlier := orders.open_by_unit([unit]).get(unit.pk):
        raise Refusal(UNIT_OPEN_SENTENCE.format(unit=unit.name, order=earlier.number))
    late = list(orders.overdue_tasks(unit, timezone.now()))
    if not late:
        raise Refusal(NOTHING_LATE_SENTENCE.format(unit=unit.name))
    facts |= {"unit": unit, "source": OrderSource.OVERDUE}
    return _write(by, client_uuid, tasks=late, turn=turn_of(late), **facts)


@transaction.atomic
def issue_plain(*, by, client_uuid, **facts):
    """A 督办单 about a matter that is neither a decision nor a task."""
    _one_at_a_time()
    return _sent_before(client_uuid) or _write(by, client_uuid, **facts)


def _one_at_a_time():
    """Number and write as one; on SQLite the transaction itself is the lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_KEY])


def _sent_before(client_uuid):
    return SupervisionOrder.objects.filter(client_uuid=client_uuid).first()


def _refuse_open(task):
    if earlier := orders.has_open(task):
        raise Refusal(TASK_OPEN_SENTENCE.format(number=task.number, order=earlier.number))


def _write(by, client_uuid, *, tasks=(), **facts):
    today = timezone.localdate()
    if facts["due_on"] < today:
        raise Refusal(PAST_SENTENCE)
    number = {"client_uuid": client_uuid, "number": next_number(today.year), "issued_on": today, "issued_by": by}
    order = SupervisionOrder.objects.create(in_charge=in_charge_of(facts["unit"]), **number, **facts)
    order.tasks.set(tasks)
    after = audit.snapshot(order) | ({"tasks": [task.number for task in tasks]} if tasks else {})
    audit.record(by=by, action=AuditAction.ADD, subject=order, after=after)
    day = f"{order.due_on.month}月{order.due_on.day}日"
    orders.tell_unit(order, "issued", f"督办单 {order.number}，{day}前办结", order.matter)
    return order


def next_number(year):
    """The next number of the year, “督〔2026〕12号”; how it is written stands in the settings. The caller holds the lock."""
    head, tail = settings.SUPERVISION_NUMBER.format(year=year, number="\0").split("\0")
    taken = SupervisionOrder.objects.filter(number__startswith=head, number__endswith=tail)
    plain = (number[len(head) : len(number) - len(tail)] for number in taken.values_list("number", flat=True))
    last = max((int(number) for number in plain if number.isdecimal()), default=0)
    return f"{head}{last + 1}{tail}"


def _locked(order, version=None):
    """The order as it stands now, locked; refused where it is taken back, struck off or was changed since `version`."""
    found = SupervisionOrder.objects.select_for_update(of=("self",)).select_related("unit").get(pk=order.pk)
    if found.voided_at:
        raise Refusal(VOIDED_SENTENCE)
    if found.struck_off_at:
        raise Refusal(STRUCK_OFF_SENTENCE)
    if version not in (None, found.version):
        raise StaleEdit(STALE_SENTENCE)
    return found


def _step(order, *, by, action=AuditAction.STEP, reason="", **values):
    """Set the values, one version on, with one audit event."""
    before = audit.snapshot(order)
    for name, value in values.items():
        setattr(order, name, value)
    order.version += 1
    order.save()
    audit.record(by=by, action=action, subject=order, before=before, after=audit.snapshot(order), reason=reason)
    return order


@transaction.atomic
def sign_for(order, *, by):
    """签收: somebody of the unit has the sheet; the first who signs stays."""
    found = SupervisionOrder.objects.select_for_update().get(pk=order.pk)
    if found.received_at:
        return found
    return _step(_locked(found), by=by, received_by=by, received_at=timezone.now())


@transaction.atomic
def report(order, *, by, version, result, photo=None):
    """办理结果 of the unit, with a photo where there is one; the office looks and strikes off. Whoever reports has it."""
    now, found = timezone.now(), _locked(order)
    _refuse_decided(found)
    if found.state == OrderState.REPORTED and found.result == result and not photo:
        return found
    found = _locked(order, version)
    kept = photos.stored(photo, by=by, where=f"{found.unit.name} {found.number}") or found.photo
    received = {} if found.received_at else {"received_by": by, "received_at": now}
    done = _step(found, by=by, result=result, photo=kept, reported_at=now, **received)
    orders.tell_issuer(done, "reported", f"督办单 {done.number} 报了办理结果", f"{done.unit.name}：{result}")
    return done


@transaction.atomic
def send_back(order, *, by, version, reason):
    """退回: not done as it should be; the unit goes on with it and reads why."""
    words = f"退回：{reason}"[:MOST_OPINION]
    found = _locked(order)
    _refuse_decided(found)
    if found.state == OrderState.OPEN and found.opinion == words:
        return found
    found = _locked(order, version)
    if found.state != OrderState.REPORTED:
        raise Refusal(NOT_REPORTED_SENTENCE)
    back = _step(found, by=by, reason=reason, opinion=words, reported_at=None)
    orders.tell_unit(back, "back", f"督办单 {back.number} 被退回，办好再报", reason)
    return back


@transaction.atomic
def strike_off(order, *, by, version, opinion=""):
    """销号, by somebody of the office who is not of the unit; twice is once."""
    if SupervisionOrder.objects.live().filter(pk=order.pk, struck_off_at__isnull=False).exists():
        return order
    found = _locked(order, version)
    _refuse_decided(found)
    if by.unit_id == found.unit_id:
        raise Refusal(OWN_UNIT_SENTENCE)
    if found.state != OrderState.REPORTED:
        raise Refusal(NOTHING_REPORTED_SENTENCE)
    done = _step(found, by=by, opinion=opinion, struck_off_by=by, struck_off_at=timezone.now())
    orders.tell_unit(done, "struck", f"督办单 {done.number} 已销号", done.matter)
    return done


@transaction.atomic
def void(order, *, by, reason):
    """作废 with a reason, its number kept; voiding twice is harmless, and what is struck off stays."""
    found = SupervisionOrder.objects.select_for_update(of=("self",)).select_related("unit").get(pk=order.pk)
    if found.voided_at:
        return found
    found = _step(
        _locked(order), by=by, action=AuditAction.VOID, reason=reason, voided_at=timezone.now(), void_reason=reason
    )
    orders.tell_unit(found, "void", f"督办单 {found.number} 已作废，不用再办", reason)
    return found


def _refuse_decided(order):
    """An order about a decision is reported and struck off with it."""
    if order.decision_id:
        raise Refusal(WITH_DECISION_SENTENCE)
