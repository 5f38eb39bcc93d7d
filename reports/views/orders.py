"""督办单: the list, one as a sheet of A4 with what may be done with it, and sending one out."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from inspections.enums import PhotoStage
from inspections.models import RemediationTask, TaskPhoto
from reports import orders
from reports.actions import orders as acts
from reports.enums import OrderSource, OrderState
from reports.forms.orders import (
    BackForm,
    OrderFilter,
    OutgoingForm,
    PlainOrderForm,
    ResultForm,
    StrikeOrderForm,
    TaskOrderForm,
)
from reports.models import SupervisionOrder
from tataboo_portal import photos
from tataboo_portal.access import permission_required, photo_response, submitted, visible_or_404
from tataboo_portal.actions import see_plain
from tataboo_portal.ledger_forms import VoidForm
from tataboo_portal.models import Photo, Unit
from tataboo_portal.paging import paginate
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal


@require_GET
@permission_required(Permission.SEE_TOTALS)
def order_list(request):
    """督办单: every unit's, or the person's own unit's, the newest first."""
    filters = OrderFilter(request.GET, user=request.user)
    page = paginate(filters.qs.for_list(), request.GET, keys=("-id",))
    rows = orders.rows_for(page.rows, timezone.localdate())
    return render(request, "reports/order_list.html", {"filter": filters, "page": page, "rows": rows})


@require_http_methods(["GET", "POST"])
@permission_required(Permission.ISSUE_ORDER)
def order_task(request, number):
    """督办 a task: the sheet is filled in already and wants to be confirmed."""
    task = visible_or_404(RemediationTask.objects.for_list(), request.user, number=number)
    facts = orders.of_task(task, request.user, timezone.now())
    if request.method == "GET" and facts.get("phone"):
        see_plain(by=request.user, subject=task.assignee, what="联系电话")

    def take(values):
        return acts.issue_for_task(by=request.user, task=task, **values)

    form = TaskOrderForm(*submitted(request), initial=initial(facts))
    return outgoing(request, form, take, {"task": task, "unit": task.unit, "earlier": orders.has_open(task)})


@require_http_methods(["GET", "POST"])
@permission_required(Permission.ISSUE_ORDER)
def order_unit(request, code):
    """督办 a unit about its overdue tasks, which are listed."""
    unit = next((unit for unit in Unit.objects.active() if unit.code == code), None)
    if unit is None:
        raise Http404
    late = list(orders.overdue_tasks(unit, timezone.now()))
    facts = orders.of_unit(unit, late, timezone.now())

    def take(values):
        return acts.issue_for_unit(by=request.user, unit=unit, **values)

    form = OutgoingForm(*submitted(request), initial=initial(facts))
    context = {"unit": unit, "late": late[: orders.MOST_TASKS], "count": len(late), "is_of_unit": True}
    return outgoing(request, form, take, context | {"earlier": orders.open_by_unit([unit]).get(unit.pk)})


@require_http_methods(["GET", "POST"])
@permission_required(Permission.ISSUE_ORDER)
def order_new(request):
    """督办 a matter of its own."""

    def take(values):
        return acts.issue_plain(by=request.user, **values)

    facts = {"due_on": orders.usual_day(timezone.localdate()), "source": OrderSource.OFFICE}
    return outgoing(request, PlainOrderForm(*submitted(request), initial=initial(facts)), take, {})


def initial(facts):
    """What a fresh form starts from."""
    return facts | {"client_uuid": uuid.uuid4()}


def outgoing(request, form, take, context):
    """Show the sheet to be, or send it out and show it."""
    if form.is_bound and form.is_valid():
        try:
            order = take(form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"督办单 {order.number} 已发给{order.unit.name}，并通知了他们。")
            return redirect("order_detail", order.pk)
    status = 400 if form.is_bound else 200
    return render(request, "reports/order_form.html", {"form": form, **context}, status=status)


def order_or_404(user, pk):
    """The 督办单, for those who may know of it."""
    return visible_or_404(SupervisionOrder.objects.for_list().select_related("photo", "issued_by"), user, pk=pk)


@require_GET
@permission_required(Permission.SEE_TOTALS)
def order_detail(request, pk):
    """督办单 as one sheet of A4, and under it what this person may do with it now."""
    return show(request, order_or_404(request.user, pk))


@require_POST
@permission_required(Permission.SEE_TOTALS)
def order_phone(request, pk):
    """看电话: the sheet with the number whole, to call and to print, for those who send it out and whom it goes to; written down."""
    order = order_or_404(request.user, pk)
    if not may_see_phone(request.user, order):
        raise PermissionDenied
    see_plain(by=request.user, subject=order, what="联系电话")
    return show(request, order, has_phone=True)


def may_see_phone(user, order):
    """Whether the number on the order is this person's to see."""
    return user.may(Permission.ISSUE_ORDER) or user.unit_id == order.unit_id


def may(user, step, order):
    """Whether the person may take the step at all."""
    if step == "report":
        return orders.is_addressee(user, order) or user.may(Permission.LOG_FOR_ANY_UNIT)
    return orders.may_void(user, order) if step == "void" else orders.may_judge(user, order)


def is_possible(step, order):
    """Whether the step makes sense as the order stands now."""
    if step == "void":
        return order.state in {OrderState.OPEN, OrderState.REPORTED}
    if order.decision_id:
        return False
    wanted = {"report": {OrderState.OPEN, OrderState.REPORTED}}
    return order.state in wanted.get(step, {OrderState.REPORTED})


def forms_of(user, order):
    """{step: its form, as the page shows it at first}."""
    version = {"version": order.version}
    return {
        "strike": StrikeOrderForm(initial=version),
        "back": BackForm(initial=version),
        "report": ResultForm(user=user, initial=version | {"result": order.result}),
        "void": VoidForm(),
    }


def show(request, order, *, sent=None, status=200, has_phone=False):
    """The page of an order; `sent` is {step: the form that was not taken}, `has_phone` that the number on it was asked for."""
    user, known = request.user, forms_of(request.user, order) | (sent or {})
    for step, form in known.items():
        form.auto_id = f"id_{step}_%s"
    offered = {step: form for step, form in known.items() if may(user, step, order) and is_possible(step, order)}
    tasks = list(order.tasks.for_list().order_by("due_at", "id")[: orders.MOST_TASKS + 1])
    context = {
        "order": order,
        "row": orders.rows_for([order], timezone.localdate())[0],
        "forms": offered,
        "form": next(iter((sent or {}).values()), None),
        "may_sign": order.received_at is None and order.state == OrderState.OPEN and orders.is_addressee(user, order),
        "tasks": tasks[: orders.MOST_TASKS],
        "more": order.tasks.count() - orders.MOST_TASKS if len(tasks) > orders.MOST_TASKS else 0,
        "photos": photos_of(order, user),
        "has_phone": has_phone,
        "may_see_phone": bool(order.phone) and not has_phone and may_see_phone(user, order),
    }
    return render(request, "reports/order_detail.html", context, status=status)


def photos_of(order, user):
    """The newest 整改前 and 整改后 of the order's task, as far as the person may see them."""
    if not order.task_id or not RemediationTask.objects.visible_to(user).filter(pk=order.task_id).exists():
        return {}
    rows = TaskPhoto.objects.filter(task=order.task_id, stage__in=(PhotoStage.BEFORE, PhotoStage.AFTER))
    return {row.stage: row.photo for row in rows.select_related("photo").order_by("id") if row.photo.is_ready}


STEPS = {
    "report": (acts.report, "办理结果已报。"),
    "strike": (acts.strike_off, "已销号。"),
    "back": (acts.send_back, "已退回，并通知了他们。"),
    "void": (acts.void, "已作废，编号留着。"),
}


def sent_form(request, step):
    """The form of a step as it was sent."""
    if step == "report":
        return ResultForm(request.POST, request.FILES, user=request.user)
    return {"strike": StrikeOrderForm, "back": BackForm, "void": VoidForm}[step](request.POST)


@require_POST
@permission_required(Permission.SEE_TOTALS)
def order_step(request, pk, step):
    """办理结果、销号、退回、作废: one step of one order."""
    order = order_or_404(request.user, pk)
    if step not in STEPS:
        raise Http404
    # Somebody of the office judging their own unit's order is told why not, not turned away.
    if not may(request.user, step, order) and not request.user.may(Permission.BUILD_REPORT):
        raise PermissionDenied
    (act, done), form = STEPS[step], sent_form(request, step)
    if form.is_valid():
        try:
            act(order, by=request.user, **taken(form))
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, done)
            return redirect("order_detail", pk)
    if step == "report":
        photos.keep_for_retry(form, by=request.user)
    return show(request, order_or_404(request.user, pk), sent={step: form}, status=400)


def taken(form):
    """What the action needs, without the ways a photo may come in."""
    return {name: value for name, value in form.cleaned_data.items() if not name.startswith("photo_")}


@require_POST
@permission_required(Permission.SEE_TOTALS)
def order_sign(request, pk):
    """签收 by somebody of the unit."""
    order = order_or_404(request.user, pk)
    if not orders.is_addressee(request.user, order):
        raise PermissionDenied
    try:
        acts.sign_for(order, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, f"督办单 {order.number} 已签收。")
    return redirect("order_detail", pk)


@require_GET
@permission_required(Permission.SEE_TOTALS)
def order_photo(request, pk, token, size):
    """The photo of the result."""
    order = order_or_404(request.user, pk)
    return photo_response(Photo.objects.filter(pk=order.photo_id), token, size)
