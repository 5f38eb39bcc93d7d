"""重算期限: what the present calendar would move, and moving it when somebody says so."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from inspections import actions, recalculation
from inspections.forms.lookbacks import RecalculateForm
from tataboo_portal.access import permission_required, submitted
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal


@require_http_methods(["GET", "POST"])
@permission_required(Permission.MANAGE)
def task_recalculate(request):
    """按现在的日历重算在办任务期限: first the list of what would move, then all of it at once."""
    form = RecalculateForm(submitted(request)[0])
    if form.is_bound and form.is_valid():
        try:
            moved = actions.recalculate(by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"已重算，改了 {moved} 项任务的期限。")
            return redirect("task_recalculate")
    found = recalculation.changes()
    fresh = RecalculateForm(initial={"digest": recalculation.digest(found)})
    context = {"form": form, "fresh": fresh, "changes": found, "is_capped": len(found) == recalculation.MOST_CHANGES}
    return render(request, "desks/recalculate.html", context, status=400 if form.is_bound else 200)
