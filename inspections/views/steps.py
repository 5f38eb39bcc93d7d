"""The pages on which a task is reported, dispatched, fixed, judged, voided and shot again."""

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from inspections import actions, cases, deadlines, evidence
from inspections.enums import TaskState
from inspections.forms.steps import AssignForm, FixForm, ReportForm, ReshootForm, VerifyForm, VoidForm
from inspections.models import RemediationTask
from inspections.places import by_code
from inspections.views.pages import step_page, submission
from inspections.views.tasks import load
from tataboo_portal.access import permission_required, require, submitted
from tataboo_portal.models import Place
from tataboo_portal.permissions import Permission

MOST_NAMED_PLACES = 500


@require_http_methods(["GET", "POST"])
@permission_required(Permission.REPORT_PROBLEM)
def task_report(request):
    """拍照上报: one form, one photo, one task however often it arrives."""
    last = RemediationTask.objects.filter(reported_by=request.user).order_by("-id").first()
    initial = {"category": last.category_id if last else None}
    place = by_code(request.user, request.GET.get("place"))
    if place:
        initial |= {"where": place.name, "place_code": place.code, "unit": place.community_id}
    form = ReportForm(*submitted(request), user=request.user, initial=initial)

    def take():
        return actions.report_problem(by=request.user, **form.values())

    places = Place.objects.visible_to(request.user).active()[:MOST_NAMED_PLACES]
    return submission(request, form, "inspections/task_report.html", take, places=places)


@require_http_methods(["GET", "POST"])
def task_assign(request, number):
    """派单: unit, person, deadline."""
    task = load(request, number)
    require(request.user, Permission.ASSIGN_TASK)
    initial = {
        "unit": task.unit_id,
        "assignee": task.assignee_id,
        "assisting_units": task.assisting_units.all(),
        "rule": task.rule_id or deadlines.default_rule(task.category),
        "due_at": task.due_at,
        "version": task.version,
    }
    form = AssignForm(*submitted(request), initial=initial, task=task)

    def take():
        return actions.assign(by=request.user, task=task, **form.cleaned_data)

    unplanned = deadlines.unplanned_years(timezone.localdate())
    return step_page(request, task, form, "inspections/task_assign.html", take, unplanned_years=unplanned)


@require_http_methods(["GET", "POST"])
def task_fix(request, number):
    """拍整改后: the same angle, the quantity, sent."""
    task = load(request, number)
    if not cases.is_ours(request.user, task):
        raise PermissionDenied
    initial = {"quantity": task.quantity}
    form = FixForm(*submitted(request), user=request.user, category=task.category, initial=initial)

    def take():
        return actions.fix(by=request.user, task=task, **form.values())

    reason = cases.sent_back(list(task.steps.select_related("by"))) if task.state == TaskState.REWORK else None
    return step_page(request, task, form, "inspections/task_fix.html", take, sent_back=reason)


@require_http_methods(["GET", "POST"])
def task_verify(request, number):
    """核查: pass or send back; never by the one who fixed it."""
    task = load(request, number)
    require(request.user, Permission.VERIFY_TASK)
    if cases.own_fix(request.user, task):
        raise PermissionDenied(cases.OWN_WORK_SENTENCE)
    initial = {"quantity": task.quantity, "version": task.version}
    form = VerifyForm(*submitted(request), category=task.category, initial=initial)

    def take():
        step = {name: form.cleaned_data[name] for name in ("client_uuid", "note", "version")}
        if form.cleaned_data["decision"] == VerifyForm.PASS:
            return actions.verify(by=request.user, task=task, quantity=form.cleaned_data["quantity"], **step)
        return actions.send_back(by=request.user, task=task, **step)

    hints = evidence.hints_for(request.user, task, current=True)
    return step_page(request, task, form, "inspections/task_verify.html", take, hints=hints)


@require_http_methods(["GET", "POST"])
def task_void(request, number):
    """作废: with a reason."""
    task = load(request, number)
    require(request.user, Permission.VOID_TASK)
    form = VoidForm(*submitted(request), initial={"version": task.version})

    def take():
        return actions.void(by=request.user, task=task, **form.cleaned_data)

    return step_page(request, task, form, "inspections/task_void.html", take)


@require_http_methods(["GET", "POST"])
def task_reshoot(request, number):
    """重拍: replaces a photo that could not be opened."""
    task = load(request, number)
    broken = cases.broken_photo(task, cases.photo_rows(task))
    if not cases.may_reshoot(request.user, task, broken) and not cases.has_reshot(request.user, task):
        raise PermissionDenied
    form = ReshootForm(*submitted(request), user=request.user)

    def take():
        wanted = ("client_uuid", "photo")
        return actions.replace_photo(by=request.user, task=task, **{name: form.cleaned_data[name] for name in wanted})

    return step_page(request, task, form, "inspections/task_reshoot.html", take)
