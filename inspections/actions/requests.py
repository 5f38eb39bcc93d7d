"""延期, 挂账 and 申诉: asked by the unit with a reason, decided by somebody else with a reason, both on the trail."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from inspections import deadlines, suspensions
from inspections.actions.dispatching import refuse_strangers
from inspections.enums import Decision, RequestKind, TaskAction
from inspections.models import Appeal, Extension, Suspension
from inspections.steps import take_step, who_and_when, why_not
from tataboo_portal.clocks import office_calendar
from tataboo_portal.refusals import Refusal, StaleEdit

LONGEST_PAUSE = timedelta(days=365)
MODELS = {RequestKind.EXTENSION: Extension, RequestKind.SUSPENSION: Suspension, RequestKind.APPEAL: Appeal}
GRANTED = {
    RequestKind.EXTENSION: TaskAction.EXTEND,
    RequestKind.SUSPENSION: TaskAction.SUSPEND,
    RequestKind.APPEAL: TaskAction.EXEMPT,
}
OVERDUE_SENTENCE = "已经逾期，不能再申请{what}。先整改，逾期有原因的可以申诉。"
TWICE_SENTENCE = f"已经延期 {deadlines.MOST_EXTENSIONS} 次，不能再延。"
PENDING_SENTENCE = "上一个申请还在等街道决定，不用再交。"
PAUSED_ONCE_SENTENCE = "这条已经挂过账，只能挂一次。"
UNTIL_SENTENCE = "挂账要选明天到一年以内的日期。"
NOT_DISPATCHED_SENTENCE = "还没有派单，不用申请。"
EXEMPTED_SENTENCE = "申诉已经成立，不用再交。"
OWN_REQUEST_SENTENCE = "自己的申请要由别人决定。"
UNTIL_PASSED_SENTENCE = "挂到的日期已经过了，这个申请不批准，让单位重新申请。"
DECIDED_SENTENCE = "{who} 已{what}这个申请。"
NO_REASON_SENTENCE = "不批准要写明理由。"


def ask_extension(*, by, task, note, client_uuid):
    """Ask for one more original limit; at most twice, and not once overdue."""

    def allowed(locked):
        refuse_overdue(locked, RequestKind.EXTENSION)
        if locked.extension_count >= deadlines.MOST_EXTENSIONS:
            raise Refusal(TWICE_SENTENCE)

    return _ask(Extension, by=by, task=task, note=note, client_uuid=client_uuid, allowed=allowed)


def ask_suspension(*, by, task, note, client_uuid, until):
    """Ask for a pause of the clock until a day, at most a year ahead, once, and not once overdue."""

    def allowed(locked):
        refuse_overdue(locked, RequestKind.SUSPENSION)
        if locked.suspensions.approved().exists():
            raise Refusal(PAUSED_ONCE_SENTENCE)
        today = timezone.localdate()
        if not today < until <= today + LONGEST_PAUSE:
            raise Refusal(UNTIL_SENTENCE)

    return _ask(Suspension, by=by, task=task, note=note, client_uuid=client_uuid, allowed=allowed, until=until)


def ask_appeal(*, by, task, note, client_uuid):
    """Ask that the task leave the statistics of timeliness."""

    def allowed(locked):
        if locked.exempted_at:
            raise Refusal(EXEMPTED_SENTENCE)

    return _ask(Appeal, by=by, task=task, note=note, client_uuid=client_uuid, allowed=allowed)


def refuse_overdue(task, kind):
    """延期 and 挂账 are for what is still in time."""
    if task.is_overdue():
        raise Refusal(OVERDUE_SENTENCE.format(what=RequestKind(kind).label))


@transaction.atomic
def _ask(model, *, by, task, note, client_uuid, allowed, **facts):
    kind = model._meta.verbose_name

    def change(locked):
        refuse_strangers(by, locked)
        if not locked.due_at:
            raise Refusal(NOT_DISPATCHED_SENTENCE)
        if locked.next_state(GRANTED[model.kind]) is None:  # nobody could grant it any more
            raise StaleEdit(why_not(locked))
        if model.objects.pending().filter(task=locked).exists():
            raise Refusal(PENDING_SENTENCE)
        allowed(locked)

    locked, step = take_step(
        by=by, task=task, action=TaskAction.ASK, client_uuid=client_uuid, change=change, note=f"{kind}：{note}"[:200]
    )
    if step is None:
        return model.objects.get(client_uuid=client_uuid)
    return model.objects.create(task=locked, client_uuid=client_uuid, reason=note, requested_by=by, **facts)


@transaction.atomic
def decide(*, by, request, approved, note, client_uuid):
    """Grant or refuse a request with a reason; granting does what was asked in the same transaction."""
    kind, model, now = request.kind, type(request), timezone.now()
    # Without a join: PostgreSQL reads only the locked row anew after waiting, joined ones stay as they were before.
    locked_request = model.objects.select_for_update().get(pk=request.pk)
    if locked_request.task.steps.filter(client_uuid=client_uuid).exists():
        return locked_request
    if locked_request.decision != Decision.PENDING:
        who = who_and_when(locked_request.decided_by, locked_request.decided_at)
        raise Refusal(DECIDED_SENTENCE.format(who=who, what=locked_request.get_decision_display()))
    if locked_request.requested_by_id == by.pk:
        raise Refusal(OWN_REQUEST_SENTENCE)
    if not approved and not note:
        raise Refusal(NO_REASON_SENTENCE)

    def change(locked):
        if approved:
            _grant(kind, locked_request, locked, now)

    action = GRANTED[kind] if approved else TaskAction.REFUSE
    words = note if approved else f"{kind.label}：{note}"
    take_step(by=by, task=locked_request.task, action=action, client_uuid=client_uuid, change=change, note=words[:200])
    locked_request.decision = Decision.APPROVED if approved else Decision.REFUSED
    locked_request.decided_by, locked_request.decided_at, locked_request.decision_note = by, now, note
    locked_request.save()
    return locked_request


def _grant(kind, request, task, now):
    """Do to the locked task what was asked; the request's own columns are saved by the caller."""
    if kind == RequestKind.EXTENSION:
        if task.extension_count >= deadlines.MOST_EXTENSIONS:
            raise Refusal(TWICE_SENTENCE)
        request.due_from = task.due_at
        request.due_to = deadlines.extended(task, office_calendar())
        deadlines.move(task, request.due_to)
        task.extension_count += 1
    elif kind == RequestKind.SUSPENSION:
        if request.until <= timezone.localdate():
            raise Refusal(UNTIL_PASSED_SENTENCE)
        task.suspended_at = request.started_at = now
    else:
        task.exempted_at = now


def resume(*, by, task, client_uuid, note="", version=None):
    """恢复计时 before the day it was granted until."""
    return suspensions.resume(by=by, task=task, client_uuid=client_uuid, note=note, version=version)
