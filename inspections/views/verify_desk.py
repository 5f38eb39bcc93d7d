"""核查台: one pair at a time, one key or one button each; what is judged gives way to the next."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from inspections import actions, cases, evidence
from inspections.enums import TaskState
from inspections.forms.desks import VerifyDeskForm
from inspections.models import RemediationTask
from inspections.views.tasks import load
from tataboo_portal.access import permission_required
from tataboo_portal.paging import paginate
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal, StaleEdit

KEYS = ("fixed_at", "id")


@require_http_methods(["GET", "POST"])
@permission_required(Permission.VERIFY_TASK)
def task_verify_desk(request):
    """核查台: the task handed in first; own fixes are left to somebody else."""
    task, form = None, None
    if request.method == "POST":
        task = load(request, request.POST.get("task", "")[:16])
        form = VerifyDeskForm(request.POST, category=task.category)
        if form.is_valid() and judged(request, task, form):
            return redirect(f"{reverse('task_verify_desk')}{kept_place(request)}")
    page = paginate(
        waiting_for(request.user).for_list().select_related("rule", "fixed_by"), request.GET, keys=KEYS, size=1
    )
    if task is None and not page.rows and request.GET:
        return redirect("task_verify_desk")  # the end of the queue: what was passed over comes again
    task = task or (page.rows[0] if page.rows else None)
    context = {"page": page, "task": task}
    if task:
        context |= facts_of(request.user, task) | {"form": form or form_for(task)}
    return render(request, "desks/verify.html", context, status=400 if form else 200)


def waiting_for(user):
    """What this person may judge: handed in, and not by themselves."""
    return RemediationTask.objects.visible_to(user).filter(state=TaskState.RESOLVED).exclude(fixed_by=user)


def form_for(task):
    """An empty form about the task as it is on the screen."""
    return VerifyDeskForm(category=task.category, initial={"quantity": task.quantity, "version": task.version})


def facts_of(user, task):
    """What stands beside the pair."""
    before, after = cases.pair(task, cases.photo_rows(task))
    hints = evidence.hints_for(user, task, current=True)
    shown = {"before": before, "after": after, "hints": hints}
    return shown | {"flags": cases.flags(task), "unit_word": task.unit_word}


def judged(request, task, form):
    """Take the step and say so; True when the desk may go on to the next task."""
    step = {name: form.cleaned_data[name] for name in ("client_uuid", "note", "version")}
    passes = form.cleaned_data["decision"] == VerifyDeskForm.PASS
    try:
        if passes:
            actions.verify(by=request.user, task=task, quantity=form.cleaned_data["quantity"], **step)
        else:
            actions.send_back(by=request.user, task=task, **step)
    except StaleEdit as refusal:
        messages.warning(request, too_late(task, refusal.sentence))
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return False
    else:
        messages.success(request, f"{task.number} {'核查合格，已办结。' if passes else '已退回返工。'}")
    return True


def too_late(task, sentence):
    """“周洁已核查过，已跳到下一条”, or what else has happened to the task meanwhile."""
    last = task.steps.select_related("by").order_by("-id").first()
    if last.by and last.from_state == TaskState.RESOLVED and last.to_state in (TaskState.CLOSED, TaskState.REWORK):
        return f"{last.by.full_name}已核查过，已跳到下一条。"
    return f"{task.number}：{sentence}"


def kept_place(request):
    """Where in the queue the person stands, kept while they judge."""
    return f"?{request.GET.urlencode()}" if request.GET else ""
