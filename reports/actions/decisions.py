"""议定事项: written down at the meeting, changed, taken back, made a task, reported by the unit, struck off by the office."""

import uuid
from datetime import datetime, time

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from inspections import actions as cases
from inspections.enums import TaskSource
from inspections.filing import MOST_TITLE, file_report
from reports import meetings
from reports.enums import DecisionState
from reports.models import Decision
from tataboo_portal import audit
from tataboo_portal.enums import AuditAction
from tataboo_portal.refusals import Refusal, StaleEdit

STALE_SENTENCE = "刚有人改过这一项，看看再办。"
VOIDED_SENTENCE = "这一项已经作废，不用再办。"
STRUCK_OFF_SENTENCE = "这一项已经销号，不用再办。"
OWN_UNIT_SENTENCE = "本单位的事项不能自己销号，由双创办的其他人销。"
NOTHING_REPORTED_SENTENCE = "还没有落实情况，先填落实情况再销号。"
HAS_TASK_SENTENCE = "已经转成任务 {number}，不能再{what}；要改就到任务里改。"
HAS_ORDER_SENTENCE = "已经发了{number}，不能再{what}；办完以后销号。"
END_OF_DAY = time(18)
MOST_RESULT = 200


@transaction.atomic
def add_decision(*, by, client_uuid, week, **values):
    """One decision with the next number of its meeting; the same submission again is the same decision."""
    meeting = meetings.held(week)
    existing = Decision.objects.filter(client_uuid=client_uuid).first()
    if existing:
        return existing
    number = (meeting.decisions.aggregate(last=Max("number"))["last"] or 0) + 1
    decision = Decision.objects.create(client_uuid=client_uuid, meeting=meeting, number=number, created_by=by, **values)
    audit.record(by=by, action=AuditAction.ADD, subject=decision, after=audit.snapshot(decision))
    return decision


def locked(decision, version=None):
    """The decision as it stands now, locked; refused where it is taken back, struck off or was changed since `version`."""
    found = Decision.objects.select_for_update(of=("self",)).select_related("unit", "meeting").get(pk=decision.pk)
    if found.voided_at:
        raise Refusal(VOIDED_SENTENCE)
    if found.state == DecisionState.STRUCK_OFF:
        raise Refusal(STRUCK_OFF_SENTENCE)
    if version not in (None, found.version):
        raise StaleEdit(STALE_SENTENCE)
    return found


def write(decision, *, by, action, reason="", **values):
    """Set the values, one version on, with one audit event."""
    before = audit.snapshot(decision)
    for name, value in values.items():
        setattr(decision, name, value)
    decision.version += 1
    decision.save()
    after = audit.snapshot(decision)
    audit.record(by=by, action=action, subject=decision, before=before, after=after, reason=reason)
    return decision


@transaction.atomic
def change_decision(decision, *, by, version, **values):
    """The decision with new values; its unit stays once a task or a 督办单 went out to it."""
    found = locked(decision, version)
    if all(getattr(found, name) == value for name, value in values.items()):
        return found
    if values.get("unit", found.unit) != found.unit:
        refuse_gone_out(found, "换单位")
    return write(found, by=by, action=AuditAction.CHANGE, **values)


def refuse_gone_out(decision, what):
    """Refuse what would leave a task or a 督办单 without the decision it came from."""
    if decision.task_id:
        raise Refusal(HAS_TASK_SENTENCE.format(number=decision.task.number, what=what))
    order = decision.orders.live().first()
    if order:
        raise Refusal(HAS_ORDER_SENTENCE.format(number=order.number, what=what))


@transaction.atomic
def void_decision(decision, *, by, reason):
    """The decision out of every list, its number kept; voiding twice is harmless."""
    found = Decision.objects.select_for_update().get(pk=decision.pk)
    if found.voided_at:
        return found
    found = locked(decision)
    refuse_gone_out(found, "作废")
    return write(found, by=by, action=AuditAction.VOID, reason=reason, voided_at=timezone.now(), void_reason=reason)


@transaction.atomic
def make_task(decision, *, by, category):
    """转任务: a task of the unit, due on the decision's day, once however often it is asked for."""
    found = locked(decision)
    if found.task_id:
        return found
    task = file_report(
        by=by,
        client_uuid=uuid.uuid5(found.client_uuid, "task"),
        unit=found.unit,
        category=category,
        title=found.words[:MOST_TITLE],
        note=found.words,
        source=TaskSource.MEETING,
        source_number=f"{found.meeting.day} 第{found.number}项",
    )
    due_at = found.due_on and datetime.combine(found.due_on, END_OF_DAY, timezone.get_default_timezone())
    number = uuid.uuid5(found.client_uuid, "assign")
    task = cases.assign(by=by, task=task, unit=found.unit, due_at=due_at, client_uuid=number, note="")
    return write(found, by=by, action=AuditAction.STEP, task=task)


@transaction.atomic
def report(decision, *, by, version, result):
    """落实情况: what the unit did; the office looks and strikes off."""
    if is_as_asked(decision, state=DecisionState.REPORTED, result=result):
        return decision
    now = timezone.now()
    found = locked(decision, version)
    found.orders.live().update(result=result, reported_at=now)
    return write(found, by=by, action=AuditAction.STEP, state=DecisionState.REPORTED, result=result, reported_at=now)


@transaction.atomic
def send_back(decision, *, by, version, reason):
    """退回: not done as it should be; the unit goes on with it and reads why."""
    words = f"退回：{reason}"[:MOST_RESULT]
    if is_as_asked(decision, state=DecisionState.OPEN, result=words):
        return decision
    found = locked(decision, version)
    if found.state != DecisionState.REPORTED:
        raise Refusal("还没有报办结，不用退回。")
    found.orders.live().update(result=words, reported_at=None)
    opened = {"state": DecisionState.OPEN, "result": words, "reported_at": None}
    return write(found, by=by, action=AuditAction.STEP, reason=reason, **opened)


@transaction.atomic
def strike_off(decision, *, by, version):
    """销号: done, by somebody of the office who is not of the unit; its 督办单 with it."""
    if is_as_asked(decision, state=DecisionState.STRUCK_OFF):
        return decision
    found = locked(decision, version)
    if by.unit_id == found.unit_id:
        raise Refusal(OWN_UNIT_SENTENCE)
    if found.state != DecisionState.REPORTED:
        raise Refusal(NOTHING_REPORTED_SENTENCE)
    struck = {"struck_off_by": by, "struck_off_at": timezone.now()}
    found.orders.live().update(**struck)
    return write(found, by=by, action=AuditAction.STEP, state=DecisionState.STRUCK_OFF, **struck)


def is_as_asked(decision, **values):
    """Whether the decision stands already as asked: the same button twice changes nothing."""
    return Decision.objects.filter(pk=decision.pk, voided_at__isnull=True, **values).exists()
