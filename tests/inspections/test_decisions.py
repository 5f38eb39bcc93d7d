"""Requests and their decisions: one waits at a time, somebody else decides, and everything arrives once."""

import uuid
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from inspections import actions
from inspections.enums import Decision, TaskAction, TaskState
from inspections.models import Appeal, Extension, RemediationTask, Suspension, TaskStep
from tataboo_portal.models import AuditEvent
from tataboo_portal.refusals import Refusal, StaleEdit
from tests import makers
from tests.people import person

FRIDAY = datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Asia/Shanghai"))

KINDS = {"extension": Extension, "suspension": Suspension, "appeal": Appeal}
each_kind = pytest.mark.parametrize("kind", KINDS)


@each_kind
def test_one_of_a_kind_waits_at_a_time(db, kind):
    request = makers.asked(kind)
    with pytest.raises(Refusal, match="上一个申请还在等街道决定，不用再交。"):
        makers.asked(kind, request.task)
    model, facts = KINDS[kind], {"until": date(2099, 1, 1)} if kind == "suspension" else {}
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(task=request.task, reason="再来一次", requested_by=person("li"), **facts)
    for other_kind in set(KINDS) - {kind}:
        makers.asked(other_kind, request.task)


@each_kind
def test_somebody_else_decides(db, li, kind):
    request = makers.asked(kind)
    with pytest.raises(Refusal, match="自己的申请要由别人决定。"):
        makers.decided(request, by=li)
    with pytest.raises(IntegrityError), transaction.atomic():
        KINDS[kind].objects.filter(pk=request.pk).update(decided_by=li)
    assert KINDS[kind].objects.get().decision == Decision.PENDING


@each_kind
def test_asking_again_with_the_same_submission_is_asking_once(db, li, kind):
    task, token = makers.assigned(), uuid.uuid4()
    facts = {"until": timezone.localdate() + timedelta(days=3)} if kind == "suspension" else {}
    ask = getattr(actions, f"ask_{kind}")
    first, again = (ask(by=li, task=task, note="等材料", client_uuid=token, **facts) for _ in range(2))
    assert first == again
    assert task.steps.filter(action=TaskAction.ASK).count() == KINDS[kind].objects.count() == 1


@each_kind
@pytest.mark.parametrize("approved", [True, False])
def test_deciding_again_with_the_same_submission_is_deciding_once(db, wang, kind, approved):
    request, token = makers.asked(kind), uuid.uuid4()
    values = {"by": wang, "request": request, "approved": approved, "note": "看过现场", "client_uuid": token}
    first = actions.decide(**values)
    events, steps, task = (
        AuditEvent.objects.count(),
        TaskStep.objects.count(),
        RemediationTask.objects.get(pk=request.task_id),
    )
    assert actions.decide(**values) == first
    assert (AuditEvent.objects.count(), TaskStep.objects.count()) == (events, steps)
    assert RemediationTask.objects.get(pk=request.task_id).due_at == task.due_at
    assert first.decision == (Decision.APPROVED if approved else Decision.REFUSED)


@each_kind
def test_the_second_decider_is_told_who_and_when(db, sun, kind):
    with time_machine.travel(FRIDAY, tick=False) as clock:
        request = makers.decided(makers.asked(kind))
        with pytest.raises(Refusal, match=r"^王 10:00 已批准这个申请。$"):
            makers.decided(request, approved=False, by=sun)
        clock.shift(timedelta(days=1))
        with pytest.raises(Refusal, match=r"^王 11月20日 10:00 已批准这个申请。$"):
            makers.decided(request, by=sun)
    assert KINDS[kind].objects.get().decided_by == person("wang")


@each_kind
def test_a_refusal_has_its_reason_and_changes_nothing_but_the_trail(db, kind):
    request = makers.asked(kind)
    before = RemediationTask.objects.get(pk=request.task_id)
    with pytest.raises(Refusal, match="不批准要写明理由。"):
        makers.decided(request, approved=False, note="")
    decided = makers.decided(request, approved=False, note="条件不够")
    after = RemediationTask.objects.get(pk=request.task_id)
    assert (decided.decision, decided.decision_note) == (Decision.REFUSED, "条件不够")
    columns = ("state", "due_at", "version", "extension_count", "suspended_at", "exempted_at")
    assert [getattr(before, name) for name in columns] == [getattr(after, name) for name in columns]
    assert after.steps.latest("id").action == TaskAction.REFUSE
    assert makers.asked(kind, after)


@each_kind
@pytest.mark.parametrize("who", ["zhang", "zhao", "chen", "liu"])
def test_only_the_unit_that_has_the_task_asks(db, kind, who):
    task = makers.assigned()
    with pytest.raises(Refusal, match="这条已改派给绣品厂社区，不用再办。"):
        makers.asked(kind, task, by=person(who))
    assert not KINDS[kind].objects.exists()


@pytest.mark.parametrize("kind", ["extension", "suspension"])
def test_the_clock_of_what_is_handed_in_is_not_asked_for(db, kind):
    with pytest.raises(StaleEdit, match="已交整改后的照片，现在等核查。"):
        makers.asked(kind, makers.fixed())
    assert makers.asked("appeal", makers.closed())


@pytest.mark.parametrize("kind", ["extension", "suspension"])
def test_what_was_handed_in_meanwhile_is_not_granted_and_can_still_be_refused(db, kind):
    request = makers.asked(kind)
    makers.fixed(request.task)
    with pytest.raises(StaleEdit, match="已交整改后的照片，现在等核查。"):
        makers.decided(request)
    assert makers.decided(request, approved=False).decision == Decision.REFUSED
    assert RemediationTask.objects.get(pk=request.task_id).state == TaskState.RESOLVED
