"""One step of a task: locked, checked against the table of moves, written with trail, audit and marks, or refused."""

from django.db import transaction
from django.utils import timezone

from inspections.enums import ON_THE_WAY, TaskAction
from inspections.models import RemediationTask, TaskStep
from tataboo_portal import audit
from tataboo_portal.changes import mark_changed
from tataboo_portal.enums import AuditAction
from tataboo_portal.refusals import StaleEdit

# Steps that only say something: whoever has the task open may still go on.
TALK = (TaskAction.ASK, TaskAction.NOTE, TaskAction.ALARM, TaskAction.REFUSE)
# What the last step means for somebody who comes too late.
LATE_WORDS = {
    TaskAction.REPORT: "上报了这条，还没派单，派单以后再办。",
    TaskAction.ACCEPT: "已立案，等派单。",
    TaskAction.REJECT: "已判为不予受理，不用再办。",
    TaskAction.DUPLICATE: "已判为重复上报，不用再办。",
    TaskAction.ASSIGN: "已派过单，现在等整改。看看再办。",
    TaskAction.RECEIVE: "已签收，正在整改。看看再办。",
    TaskAction.HAND_OVER: "已派给责任人，正在整改。看看再办。",
    TaskAction.RETURN: "已退回街道，等重新派单。",
    TaskAction.STAGE: "刚办完一个阶段，看看再办。",
    TaskAction.FIX: "已交整改后的照片，现在等核查。",
    TaskAction.PASS: "已核查过这条，已办结。",
    TaskAction.SEND_BACK: "已把这条退回，现在等重新整改。",
    TaskAction.EXTEND: "刚批准延期，看看新期限再办。",
    TaskAction.SUSPEND: "已批准挂账，恢复计时以后再办。",
    TaskAction.RESUME: "刚恢复计时，看看新期限再办。",
    TaskAction.EXEMPT: "刚批准申诉，看看再办。",
    TaskAction.FORCE_CLOSE: "已强制结案，不用再办。",
    TaskAction.VOID: "已作废这条，不用再办。",
    TaskAction.UNDO: "刚撤销了自己交的，看看再办。",
    TaskAction.RESHOOT: "刚重拍了照片，看看再办。",
    TaskAction.RECALCULATE: "刚按新日历重算期限，看看新期限再办。",
}


def days_of(task):
    """The local dates under which the task is counted."""
    moments = (task.reported_at, task.due_at, task.closed_at)
    return [timezone.localdate(moment) for moment in moments if moment]


def why_not(task):
    """Why a step cannot be taken any more: who did what to the task last, and when."""
    last = task.steps.exclude(action__in=TALK).select_related("by").order_by("-id").first()
    return f"{who_and_when(last.by, last.at)} {LATE_WORDS[last.action]}"


def who_and_when(by, at):
    """“王 16:30”, with the day when it was not today; without a person it was the portal itself."""
    who, when = by.full_name if by else audit.SYSTEM, timezone.localtime(at)
    day = "" if when.date() == timezone.localdate() else f"{when.month}月{when.day}日 "
    return f"{who} {day}{when:%H:%M}"


@transaction.atomic
def take_step(*, by, task, action, client_uuid, change=None, note="", version=None, at=None):
    """Lock the task, check the table of moves, apply `change(task)`, and write trail, audit and marks.

    `version` is what the person had on the screen, where that matters; `by=None` is the clock; `at` is the moment the
    caller reckons from (now). A step from an earlier state takes the one in between on its way. Returns (task, step);
    step is None when this very step was already taken. Raises Refusal with the reason, StaleEdit when somebody else
    was faster.
    """
    locked = RemediationTask.objects.select_for_update().get(pk=task.pk)
    if TaskStep.objects.filter(client_uuid=client_uuid, task=locked).exists():
        return locked, None
    if version not in (None, locked.version):
        raise StaleEdit(why_not(locked))
    before, old_days = audit.snapshot(locked), days_of(locked)
    facts, on_the_way = {"by": by, "at": at or timezone.now()}, ON_THE_WAY.get((action, locked.state))
    if on_the_way:
        _move(locked, on_the_way, **facts)
    step = _move(locked, action, change=change, note=note, client_uuid=client_uuid, **facts)
    if action not in TALK:
        locked.version += 1
    locked.save()
    audit.record(
        by=by, action=AuditAction.STEP, subject=locked, before=before, after=audit.snapshot(locked), reason=note
    )
    mark_changed(RemediationTask, *old_days, *days_of(locked))
    return locked, step


def _move(locked, action, *, change=None, **facts):
    """Move the locked task along the table and write the step; the caller saves the task."""
    target = locked.next_state(action)
    if target is None:
        raise StaleEdit(why_not(locked))
    from_state, due_from = locked.state, locked.due_at
    if change:
        change(locked)
    locked.state = target
    if due_from and locked.due_at != due_from:
        facts |= {"due_from": due_from, "due_to": locked.due_at}
    return TaskStep.objects.create(task=locked, action=action, from_state=from_state, to_state=target, **facts)
