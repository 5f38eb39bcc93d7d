"""What a person may do with a task beside its next step: the links of its page, and the reasons that stop them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import DateField, DateTimeField, F, Value
from django.urls import reverse

from inspections import cases
from inspections.deadlines import MOST_EXTENSIONS
from inspections.enums import Decision, RequestKind, TaskAction, TaskState
from tataboo_portal.permissions import Permission

COORDINATION = "需要街道协调"


@dataclass(frozen=True)
class Act:
    """One link: its address, its words, and whether it ends something for good."""

    url: str
    words: str
    is_final: bool = False


# What the office may do: URL name, words, the act, the permission, whether it ends something.
OFFICE_ACTS = (
    ("task_accept", "立案", TaskAction.ACCEPT, Permission.ASSIGN_TASK, False),
    ("task_assign", "改派或改期限", TaskAction.ASSIGN, Permission.ASSIGN_TASK, False),
    ("task_resume", "恢复计时", TaskAction.RESUME, Permission.DECIDE_REQUEST, False),
    ("task_duplicate", "判为重复", TaskAction.DUPLICATE, Permission.ASSIGN_TASK, False),
    ("task_reject", "不予受理", TaskAction.REJECT, Permission.ASSIGN_TASK, True),
    ("task_force_close", "强制结案", TaskAction.FORCE_CLOSE, Permission.VOID_TASK, True),
    ("task_void", "作废这条任务", TaskAction.VOID, Permission.VOID_TASK, True),
)
UNIT_ACTS = (
    ("task_hand_over", "派给", TaskAction.HAND_OVER),
    ("task_return", "退回街道", TaskAction.RETURN),
)
# Asking: what the link says, for each kind.
ASK_WORDS = {
    RequestKind.EXTENSION: "申请延期",
    RequestKind.SUSPENSION: "申请挂账",
    RequestKind.APPEAL: "申诉",
}
# The topics of the reasons for 办不了, and what follows from a reason.
WAYS = {
    "return": "退回街道，重新派单",
    "extend": "申请延期",
    "suspend": "申请挂账",
    "cannot": COORDINATION,
}


def office_acts(user, task):
    """The links of the office; dispatching for the first time is the page's main button instead."""
    return [
        Act(reverse(name, args=[task.number]), words, final)
        for name, words, action, permission, final in OFFICE_ACTS
        if user.may(permission)
        and cases.allows(task, action)
        and not (name == "task_assign" and not task.dispatched_at)
    ]


def unit_acts(user, task, requests):
    """The links of the unit that has the task; `requests` are all it ever asked for."""
    if not cases.is_ours(user, task):
        return []
    found = [
        Act(reverse(name, args=[task.number]), words) for name, words, action in UNIT_ACTS if cases.allows(task, action)
    ]
    for kind in RequestKind:
        if may_ask(task, kind, requests):
            found.append(Act(reverse("task_ask", args=[task.number, kind.value]), ASK_WORDS[kind]))
    return found


def may_ask(task, kind, requests):
    """Whether asking for this would be heard now; the actions refuse the rest in words."""
    own = [request for request in requests if request.kind == kind]
    if not task.due_at or not cases.allows(task, TaskAction.ASK) or any(is_pending(request) for request in own):
        return False
    if kind == RequestKind.APPEAL:
        return not task.exempted_at
    if task.is_overdue() or not cases.allows(task, TaskAction.SUSPEND):
        return False
    if kind == RequestKind.EXTENSION:
        return task.extension_count < MOST_EXTENSIONS
    return not any(request.decision == Decision.APPROVED for request in own)


def is_pending(request):
    """Whether the request waits for its decision."""
    return request.decision == Decision.PENDING


def is_running_pause(request):
    """Whether the request is the pause the task is in now."""
    return request.kind == RequestKind.SUSPENSION and bool(request.started_at) and not request.ended_at


@dataclass(frozen=True)
class Asked:
    """One request as the task's page needs it, whatever its kind."""

    kind: RequestKind
    pk: int
    reason: str
    who: str
    requested_at: datetime
    decision: str
    until: date | None
    started_at: datetime | None
    ended_at: datetime | None


def requests_of(task):
    """Everything that was asked for this task, of all three kinds in one query."""
    moment, day = DateTimeField(), DateField()
    none = {"day": Value(None, day), "start": Value(None, moment), "end": Value(None, moment)}
    pauses = {"day": F("until"), "start": F("started_at"), "end": F("ended_at")}
    # The pauses come first: their columns tell the database the types of the others' empty ones.
    rows = _asked(task.suspensions, RequestKind.SUSPENSION, pauses).union(
        _asked(task.extensions, RequestKind.EXTENSION, none), _asked(task.appeals, RequestKind.APPEAL, none), all=True
    )
    return sorted((Asked(RequestKind(kind), *facts) for kind, *facts in rows), key=lambda asked: asked.requested_at)


def _asked(requests, kind, extra):
    """One kind's rows in the order of `Asked`."""
    shared = {"what": Value(kind.value), "who": F("requested_by__full_name")}
    rows = requests.order_by().annotate(**shared, **extra)
    return rows.values_list("what", "pk", "reason", "who", "requested_at", "decision", "day", "start", "end")


def topics_of_cannot(task, requests):
    """Which reasons of 办不了 can be followed now; asking the office to help always can."""
    can = {
        "return": cases.allows(task, TaskAction.RETURN),
        "extend": may_ask(task, RequestKind.EXTENSION, requests),
        "suspend": may_ask(task, RequestKind.SUSPENSION, requests),
        "cannot": True,
    }
    return [topic for topic in WAYS if can[topic]]


def asked_for_help(trail):
    """The call for the office's help that nobody has answered by dispatching or closing since, or None."""
    answers = (TaskAction.ASSIGN, TaskAction.PASS, TaskAction.FORCE_CLOSE, TaskAction.RETURN, TaskAction.FIX)
    for step in reversed(trail):
        if step.action in answers:
            return None
        if step.action == TaskAction.NOTE and step.note.startswith(COORDINATION):
            return step
    return None


def may_receive(user, task):
    """Whether this person may sign for the task now."""
    return cases.is_ours(user, task) and task.state == TaskState.DISPATCHED
