"""撤销: one button after handing in."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from inspections import actions, cases
from inspections.enums import TaskState
from inspections.forms.unit_steps import ReceiveForm
from inspections.views.tasks import load
from tataboo_portal.refusals import Refusal

VOIDED_WORDS = "已撤销，这条不再办理。"
BACK_WORDS = "已撤销，照片还留着，可以重新拍。"


@require_POST
def task_undo(request, number):
    """Take back the report or the after photo this person just handed in."""
    task = load(request, number)
    if not cases.has_handed_in(request.user, task):
        raise PermissionDenied
    form = ReceiveForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.errors["client_uuid"][0])
        return redirect("task_detail", task.number)
    try:
        task = actions.undo(by=request.user, task=task, client_uuid=form.cleaned_data["client_uuid"])
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, VOIDED_WORDS if task.state == TaskState.VOID else BACK_WORDS)
    return redirect("task_detail", task.number)
