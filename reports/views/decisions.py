"""议定事项 after the meeting: the list, and one decision with everything that may be done with it."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from reports import decisions
from reports.actions import decisions as acts
from reports.actions import orders
from reports.enums import DecisionState
from reports.forms.decisions import DecisionFilter
from reports.forms.meetings import ChangeForm, OrderForm, ReportForm, SendBackForm, StrikeForm, TaskForm
from reports.models import Decision
from tataboo_portal.access import permission_required, visible_or_404
from tataboo_portal.ledger_forms import VoidForm
from tataboo_portal.paging import paginate
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal


@require_GET
@permission_required(Permission.SEE_TOTALS)
def decision_list(request):
    """议定事项: every unit's, or the person's own unit's, the newest first."""
    filters = DecisionFilter(request.GET, user=request.user)
    page = paginate(filters.qs.for_list(), request.GET, keys=("-id",))
    rows = decisions.rows_for(page.rows, timezone.localdate())
    return render(request, "reports/decision_list.html", {"filter": filters, "page": page, "rows": rows})


@require_GET
@permission_required(Permission.SEE_TOTALS)
def decision_detail(request, pk):
    """One decision: how it stands, and the forms this person may use now."""
    return show(request, decision_or_404(request.user, pk))


def decision_or_404(user, pk):
    """The decision, for those who may know of it."""
    return visible_or_404(Decision.objects.for_list(), user, pk=pk)


def may(user, step, decision):
    """Whether the person may take the step at all."""
    if step == "report":
        return decisions.may_report(user, decision)
    if step in {"strike", "back"}:
        return decisions.may_strike_off(user, decision)
    return user.may(Permission.BUILD_REPORT)


def is_possible(step, decision, order):
    """Whether the step makes sense as the decision stands now."""
    if decision.voided_at or decision.state == DecisionState.STRUCK_OFF:
        return False
    reported = decision.state == DecisionState.REPORTED
    asked = {"strike": reported, "back": reported, "task": decision.task_id is None, "order": order is None}
    return asked.get(step, True) and (step != "void" or (order is None and decision.task_id is None))


def forms_of(decision):
    """{step: its form, as the page shows it at first}."""
    version = {"version": decision.version}
    values = {name: getattr(decision, name) for name in ("words", "unit", "person", "due_on")}
    return {
        "report": ReportForm(
            initial=version | {"result": "" if decision.result.startswith("退回：") else decision.result}
        ),
        "strike": StrikeForm(initial=version),
        "back": SendBackForm(initial=version),
        "order": OrderForm(initial={"client_uuid": uuid.uuid4(), "due_on": decision.due_on}),
        "task": TaskForm(),
        "change": ChangeForm(initial=version | values),
        "void": VoidForm(),
    }


def show(request, decision, *, sent=None, status=200):
    """The page of a decision; `sent` is {step: the form that was not taken}."""
    order = decision.orders.live().select_related("unit", "received_by").first()
    known = forms_of(decision) | (sent or {})
    for step, form in known.items():
        form.auto_id = f"id_{step}_%s"
    offered = {
        step: form
        for step, form in known.items()
        if may(request.user, step, decision) and is_possible(step, decision, order)
    }
    context = {
        "decision": decision,
        "order": order,
        "row": decisions.rows_for([decision], timezone.localdate())[0],
        "forms": offered,
        "form": next(iter((sent or {}).values()), None),
    }
    return render(request, "reports/decision_detail.html", context, status=status)


STEPS = {
    "report": (ReportForm, lambda by, decision, data: acts.report(decision, by=by, **data), "落实情况已报。"),
    "strike": (StrikeForm, lambda by, decision, data: acts.strike_off(decision, by=by, **data), "已销号。"),
    "back": (SendBackForm, lambda by, decision, data: acts.send_back(decision, by=by, **data), "已退回。"),
    "order": (OrderForm, lambda by, decision, data: orders.issue(by=by, decision=decision, **data), "督办单已发。"),
    "task": (
        TaskForm,
        lambda by, decision, data: acts.make_task(decision, by=by, **data),
        "已转成任务，派给责任单位。",
    ),
    "change": (ChangeForm, lambda by, decision, data: acts.change_decision(decision, by=by, **data), "已修改。"),
    "void": (VoidForm, lambda by, decision, data: acts.void_decision(decision, by=by, **data), "已作废，序号留着。"),
}


@require_POST
@permission_required(Permission.SEE_TOTALS)
def decision_step(request, pk, step):
    """落实、销号、退回、督办、转任务、改、作废: one step of one decision."""
    decision = decision_or_404(request.user, pk)
    if step not in STEPS:
        raise Http404
    if not may(request.user, step, decision) and not is_own_strike(request.user, step):
        raise PermissionDenied
    form_class, act, done = STEPS[step]
    form = form_class(request.POST)
    if not form.is_valid():
        return show(request, decision, sent={step: form}, status=400)
    try:
        act(request.user, decision, form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return show(request, decision_or_404(request.user, pk), sent={step: form}, status=400)
    messages.success(request, done)
    return redirect("decision_detail", pk)


def is_own_strike(user, step):
    """Somebody of the office striking off their own unit's matter is told why not, not turned away."""
    return step in {"strike", "back"} and user.may(Permission.BUILD_REPORT)
