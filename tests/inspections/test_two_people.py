"""Two people act on one task at the same moment: one wins, and the other is told who did what, and when."""

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.models import WorkRecord
from inspections import actions, suspensions
from inspections.enums import Decision, TaskAction, TaskState
from inspections.models import Appeal, Extension, RemediationTask, Suspension, TaskStep
from tataboo_portal.models import AuditEvent
from tataboo_portal.refusals import Refusal
from tests import makers
from tests.inspections.threads import at_once
from tests.people import person, unit_of

pytestmark = pytest.mark.django_db(transaction=True)


def verify(by, task):
    return actions.verify(by=by, task=task, client_uuid=uuid.uuid4(), quantity=2, version=task.version)


def send_back(by, task):
    return actions.send_back(by=by, task=task, client_uuid=uuid.uuid4(), note="没清干净", version=task.version)


def force_close(by, task):
    return actions.force_close(by=by, task=task, client_uuid=uuid.uuid4(), note="已无法整改", version=task.version)


def void(by, task):
    return actions.void(by=by, task=task, client_uuid=uuid.uuid4(), note="记错了", version=task.version)


def assign(by, task):
    return actions.assign(by=by, task=task, client_uuid=uuid.uuid4(), unit=unit_of("2"), version=task.version)


def give_back(by, task):
    return actions.return_to_office(by=by, task=task, client_uuid=uuid.uuid4(), note="非本单位职责")


def fix(by, task):
    return makers.fixed(task, by=by)


def both(*acts):
    """Run the acts (person, act, task) at once; returns the loser's refusal, after checking that there is just one."""
    people = [person(who) for who, _, _ in acts]
    before = AuditEvent.objects.count()
    results = at_once(lambda index: acts[index][1](people[index], acts[index][2]), count=len(acts))
    refused = [result for result in results if isinstance(result, Exception)]
    assert [type(result) for result in refused if not isinstance(result, Refusal)] == [], results
    assert len(refused) == len(acts) - 1
    assert AuditEvent.objects.count() == before + 1
    return refused[0]


WORDS = {
    TaskAction.PASS: "已核查过这条，已办结。",
    TaskAction.SEND_BACK: "已把这条退回，现在等重新整改。",
    TaskAction.FORCE_CLOSE: "已强制结案，不用再办。",
    TaskAction.VOID: "已作废这条，不用再办。",
    TaskAction.FIX: "已交整改后的照片，现在等核查。",
    TaskAction.ASSIGN: "已派过单，现在等整改。看看再办。",
}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("wang", verify), ("liu", verify)),
        (("wang", verify), ("liu", send_back)),
        (("liu", verify), ("wang", force_close)),
        (("liu", send_back), ("wang", force_close)),
        (("liu", verify), ("wang", void)),
    ],
    ids=lambda acts: acts[1].__name__,
)
def test_of_two_who_end_a_task_one_wins_and_the_other_is_told_who_and_when(one, other):
    task = makers.fixed()
    refusal = both((*one, task), (*other, task))
    last, now = task.steps.latest("id"), RemediationTask.objects.get()
    at = timezone.localtime(last.at)
    assert refusal.sentence == f"{last.by.full_name} {at:%H:%M} {WORDS[last.action]}"
    assert task.steps.filter(from_state=TaskState.RESOLVED).count() == 1
    assert WorkRecord.objects.count() == (now.state == TaskState.CLOSED and not now.is_forced)


def test_of_two_dispatchers_one_wins():
    task = makers.assigned()
    refusal = both(("wang", assign, task), ("qian", assign, task))
    winner = task.steps.latest("id").by
    assert re.fullmatch(f"{winner.full_name} \\d\\d:\\d\\d {WORDS[TaskAction.ASSIGN]}", refusal.sentence)


def test_a_fix_and_its_task_given_back_are_not_both_possible():
    task = makers.assigned()
    actions.receive(by=person("li"), task=task, client_uuid=uuid.uuid4())
    both(("li", fix, task), ("li", give_back, task))
    now = RemediationTask.objects.get()
    assert (now.fixed_at is None, now.due_at is None) in {(True, True), (False, False)}
    assert now.photos.count() == (1 if now.fixed_at is None else 2)


@pytest.mark.parametrize("kind", ["extension", "suspension", "appeal"])
@pytest.mark.parametrize("second", [True, False])
def test_of_two_deciders_one_wins_and_the_other_is_told_who_and_when(kind, second):
    request = makers.asked(kind)
    model = {"extension": Extension, "suspension": Suspension, "appeal": Appeal}[kind]

    def decide(approved):
        return lambda by, asked: makers.decided(asked, approved=approved, by=by)

    refusal = both(("wang", decide(True), request), ("sun", decide(second), request))
    decided = model.objects.get()
    at = timezone.localtime(decided.decided_at)
    what = "批准" if decided.decision == Decision.APPROVED else "不批准"
    assert refusal.sentence == f"{decided.decided_by.full_name} {at:%H:%M} 已{what}这个申请。"
    task = RemediationTask.objects.get()
    granted = task.extension_count + bool(task.suspended_at) + bool(task.exempted_at)
    assert granted == (decided.decision == Decision.APPROVED)


def test_one_decision_arriving_several_times_at_once_grants_once():
    request, token, wang = makers.asked("extension"), uuid.uuid4(), person("wang")

    def decide(index):
        return actions.decide(by=wang, request=request, approved=True, note="看过现场", client_uuid=token).pk

    assert at_once(decide) == [request.pk] * 4
    assert RemediationTask.objects.get().extension_count == 1


def test_of_two_requests_of_a_kind_at_once_one_waits():
    task = makers.assigned()
    refusal = both(*[("li", lambda by, asked: makers.asked("extension", asked, by=by), task)] * 2)
    assert refusal.sentence == "上一个申请还在等街道决定，不用再交。"
    assert Extension.objects.count() == TaskStep.objects.filter(action=TaskAction.ASK).count() == 1


def test_a_pause_ended_by_a_person_and_by_the_clock_ends_once():
    task = makers.suspended()
    Suspension.objects.update(until=timezone.localdate())
    wang = person("wang")

    def end(index):
        if index:
            return suspensions.resume_due()
        return actions.resume(by=wang, task=task, client_uuid=uuid.uuid4())

    results = at_once(end, count=2)
    assert [result for result in results if isinstance(result, Exception) and not isinstance(result, Refusal)] == []
    assert task.steps.filter(action=TaskAction.RESUME).count() == 1
    assert RemediationTask.objects.get().state == TaskState.DISPATCHED


def test_a_decision_and_a_forced_closing_both_find_a_task_they_may_end():
    request = makers.asked("suspension", until=timezone.localdate() + timedelta(days=3))
    task = RemediationTask.objects.get()
    wang, sun = person("wang"), person("sun")

    def act(index):
        return force_close(wang, task) if index else makers.decided(request, by=sun)

    results = at_once(act, count=2)
    refused = [result for result in results if isinstance(result, Exception)]
    assert [type(result) for result in refused if not isinstance(result, Refusal)] == []
    assert len(refused) == 1
    now = RemediationTask.objects.get()
    assert now.state in {TaskState.CLOSED, TaskState.SUSPENDED}
    assert (suspensions.running(now) is not None) == (now.state == TaskState.SUSPENDED)


def test_two_reports_named_each_others_duplicate_do_not_both_vanish():
    tasks = [makers.reported(), makers.reported()]
    wang = person("wang")

    def judge(index):
        return actions.mark_duplicate(by=wang, task=tasks[index], original=tasks[1 - index], client_uuid=uuid.uuid4())

    results = at_once(judge, count=2)
    assert sum(isinstance(result, Refusal) for result in results) == 1
    assert RemediationTask.objects.counted().count() == 1
