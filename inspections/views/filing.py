"""The pages on which the office accepts a report, does not, or closes a case by force."""

from django.views.decorators.http import require_http_methods

from inspections import actions, deadlines
from inspections.forms.filing import AcceptForm, DuplicateForm, RejectForm
from inspections.forms.steps import ForceCloseForm
from inspections.views.pages import small_step, step_page
from inspections.views.tasks import load
from tataboo_portal.access import require, submitted
from tataboo_portal.permissions import Permission


@require_http_methods(["GET", "POST"])
def task_accept(request, number):
    """立案: condition, source, urgency."""
    task = load(request, number)
    require(request.user, Permission.ASSIGN_TASK)
    initial = {
        "rule": task.rule_id or deadlines.default_rule(task.category),
        "source": task.source,
        "source_number": task.source_number,
        "is_urgent": task.is_urgent,
        "version": task.version,
    }
    form = AcceptForm(*submitted(request), initial=initial, task=task)

    def take():
        return actions.accept(by=request.user, task=task, **form.values())

    return small_step(request, task, form, take, title="立案", button="立案")


@require_http_methods(["GET", "POST"])
def task_reject(request, number):
    """不予受理: with a reason."""
    task = load(request, number)
    require(request.user, Permission.ASSIGN_TASK)
    form = RejectForm(*submitted(request), initial={"version": task.version})

    def take():
        return actions.reject(by=request.user, task=task, **form.cleaned_data)

    return small_step(request, task, form, take, title="不予受理", button="不予受理", is_final=True)


@require_http_methods(["GET", "POST"])
def task_duplicate(request, number):
    """判为重复: the task that handles the problem already."""
    task = load(request, number)
    require(request.user, Permission.ASSIGN_TASK)
    form = DuplicateForm(*submitted(request), initial={"version": task.version}, task=task, user=request.user)

    def take():
        return actions.mark_duplicate(by=request.user, task=task, **form.values())

    return step_page(request, task, form, "inspections/task_duplicate.html", take)


@require_http_methods(["GET", "POST"])
def task_force_close(request, number):
    """强制结案: with a reason and a mark that stays."""
    task = load(request, number)
    require(request.user, Permission.VOID_TASK)
    form = ForceCloseForm(*submitted(request), initial={"version": task.version})

    def take():
        return actions.force_close(by=request.user, task=task, **form.cleaned_data)

    return small_step(request, task, form, take, title="强制结案", button="强制结案", is_final=True)
