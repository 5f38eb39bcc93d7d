"""Every act of the table of moves, done rightly by whoever does it, and a task in every state."""

import uuid
from datetime import timedelta

from django.utils import timezone

from inspections import actions
from inspections.enums import ON_THE_WAY, STAYING, TRANSITIONS, TaskAction, TaskState
from inspections.models import Appeal, Extension, RemediationTask, Suspension
from inspections.steps import take_step
from tataboo_portal.models import Photo
from tests import makers
from tests.people import person

# The step that ends with the state, and what it says.
LAST_STEPS = {
    TaskState.ACCEPTED: lambda: act(actions.accept, "wang", makers.reported()),
    TaskState.PROCESSING: lambda: act(actions.receive, "li", makers.assigned()),
    TaskState.REWORK: lambda: act(actions.send_back, "liu", makers.fixed(), note="没清干净"),
    TaskState.SUSPENDED: lambda: makers.suspended(act(actions.receive, "li", makers.assigned())),
    TaskState.REJECTED: lambda: act(actions.reject, "wang", makers.reported(), note="不属实"),
    TaskState.DUPLICATE: lambda: act(actions.mark_duplicate, "wang", makers.reported(), original=makers.reported()),
    TaskState.VOID: lambda: act(actions.void, "wang", makers.reported(), note="重复"),
    TaskState.REPORTED: makers.reported,
    TaskState.DISPATCHED: makers.assigned,
    TaskState.RESOLVED: makers.fixed,
    TaskState.CLOSED: makers.closed,
}


def act(action, who, task, **values):
    """One step by a person."""
    return action(by=person(who), task=task, client_uuid=uuid.uuid4(), **values)


def task_in(state):
    """绣品厂社区's task in this state, brought there by the steps a real one takes."""
    return LAST_STEPS[state]()


def goal(action, state):
    """Where the act leads from the state, with the step taken on its way; None when it is not allowed."""
    if action in STAYING:
        return state if state in STAYING[action] else None
    between = ON_THE_WAY.get((action, state))
    return TRANSITIONS[action].get(TRANSITIONS[between][state] if between else state)


def request_of(model, task, **facts):
    """A request of 李 that waits, written past the action so that the task may be in any state."""
    waiting = model.objects.pending().filter(task=task).first()
    return waiting or model.objects.create(task=task, reason="等材料", requested_by=person("li"), **facts)


def _suspension(task):
    return request_of(Suspension, task, until=timezone.localdate() + timedelta(days=9))


def decide(request, by, token, approved=True):
    """Grant or refuse the request with a reason."""
    return actions.decide(by=by, request=request, approved=approved, note="看过现场", client_uuid=token)


def reshoot(by, task, token, photo):
    """Shoot the present photo again, which nobody can open."""
    Photo.objects.filter(pk__in=task.photos.values("photo")).update(refusal="打不开")
    return actions.replace_photo(by=by, task=task, client_uuid=token, photo=photo)


def by_the_clock(action):
    """What the clock writes: a reminder sent, or a deadline counted anew."""
    return lambda by, task, token: take_step(by=None, task=task, action=action, client_uuid=token)


# By action: who usually does it, and how (by, task, client_uuid).
ACTS = {
    TaskAction.ACCEPT: ("wang", lambda by, task, token: actions.accept(by=by, task=task, client_uuid=token)),
    TaskAction.REJECT: (
        "wang",
        lambda by, task, token: actions.reject(by=by, task=task, client_uuid=token, note="不属实"),
    ),
    TaskAction.DUPLICATE: (
        "wang",
        lambda by, task, token: actions.mark_duplicate(by=by, task=task, client_uuid=token, original=other(task)),
    ),
    TaskAction.ASSIGN: (
        "wang",
        lambda by, task, token: actions.assign(by=by, task=task, client_uuid=token, unit=task.unit),
    ),
    TaskAction.RECEIVE: ("li", lambda by, task, token: actions.receive(by=by, task=task, client_uuid=token)),
    TaskAction.HAND_OVER: (
        "li",
        lambda by, task, token: actions.hand_over(by=by, task=task, client_uuid=token, assignee=person("li")),
    ),
    TaskAction.RETURN: (
        "li",
        lambda by, task, token: actions.return_to_office(by=by, task=task, client_uuid=token, note="非本单位职责"),
    ),
    TaskAction.STAGE: ("li", lambda by, task, token: actions.finish_stage(by=by, task=task, client_uuid=token)),
    TaskAction.FIX: (
        "li",
        lambda by, task, token: actions.fix(by=by, task=task, client_uuid=token, photo=plain_photo(), quantity=2),
    ),
    TaskAction.PASS: ("liu", lambda by, task, token: actions.verify(by=by, task=task, client_uuid=token, quantity=2)),
    TaskAction.SEND_BACK: (
        "liu",
        lambda by, task, token: actions.send_back(by=by, task=task, client_uuid=token, note="没清干净"),
    ),
    TaskAction.SUSPEND: ("wang", lambda by, task, token: decide(_suspension(task), by, token)),
    TaskAction.RESUME: ("wang", lambda by, task, token: actions.resume(by=by, task=task, client_uuid=token)),
    TaskAction.FORCE_CLOSE: (
        "wang",
        lambda by, task, token: actions.force_close(by=by, task=task, client_uuid=token, note="已无法整改"),
    ),
    TaskAction.VOID: ("wang", lambda by, task, token: actions.void(by=by, task=task, client_uuid=token, note="记错了")),
    TaskAction.ASK: (
        "li",
        lambda by, task, token: actions.ask_appeal(by=by, task=task, client_uuid=token, note="不是本单位原因"),
    ),
    TaskAction.EXTEND: ("wang", lambda by, task, token: decide(request_of(Extension, task), by, token)),
    TaskAction.EXEMPT: ("wang", lambda by, task, token: decide(request_of(Appeal, task), by, token)),
    TaskAction.REFUSE: ("wang", lambda by, task, token: decide(request_of(Appeal, task), by, token, approved=False)),
    TaskAction.UNDO: ("li", lambda by, task, token: actions.undo(by=by, task=task, client_uuid=token)),
    TaskAction.RESHOOT: ("li", lambda by, task, token: reshoot(by, task, token, plain_photo())),
    TaskAction.NOTE: ("li", lambda by, task, token: actions.say(by=by, task=task, client_uuid=token, note="已到场")),
    TaskAction.ALARM: ("wang", by_the_clock(TaskAction.ALARM)),
    TaskAction.RECALCULATE: ("wang", by_the_clock(TaskAction.RECALCULATE)),
}


def other(task):
    """Another open task, made on first use."""
    return RemediationTask.objects.exclude(pk=task.pk).filter(state=TaskState.REPORTED).first() or makers.reported()


def plain_photo():
    """A photo row without pixels."""
    return Photo.objects.create(byte_count=1, sha256=uuid.uuid4().hex, original="none")
