"""目标: read by everybody who sees totals, kept by the office."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from campaigns import actions
from campaigns.forms import GoalFilter, GoalForm
from campaigns.models import Goal
from campaigns.views.campaigns import KEEPERS, may_keep, written
from tataboo_portal.access import permission_required, require_any, submitted
from tataboo_portal.paging import paginate
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal

KEYS = ("-period_start", "-id")


@require_http_methods(["GET", "POST"])
@permission_required(Permission.SEE_TOTALS)
def goal_list(request):
    """目标 by period, those out of use too, and for the office the form for one more."""
    if request.method == "POST":
        require_any(request.user, *KEEPERS)
    form = GoalForm(*submitted(request))
    if request.method == "POST" and form.is_valid() and written(form, actions.set_goal, by=request.user):
        messages.success(request, "目标已记下，看板和九+五上马上能看到。")
        return redirect("goal_list")
    filters = GoalFilter(request.GET, Goal.objects.for_list())
    page = paginate(filters.qs if filters.form.is_valid() else Goal.objects.none(), request.GET, keys=KEYS)
    context = {"filter": filters, "page": page, "form": form, "may_keep": may_keep(request.user)}
    return render(request, "campaigns/goal_list.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def goal_detail(request, pk):
    """One goal and the form that changes it."""
    require_any(request.user, *KEEPERS)
    goal = get_object_or_404(Goal.objects.for_list(), pk=pk)
    form = GoalForm(*submitted(request), goal=goal, initial=GoalForm.initial_of(goal))

    def change(**values):
        return actions.change_goal(goal, version=form.cleaned_data["version"], **values)

    if request.method == "POST" and form.is_valid() and written(form, change, by=request.user):
        messages.success(request, "已保存。")
        return redirect("goal_list")
    context = {"goal": goal, "form": form}
    return render(request, "campaigns/goal_detail.html", context, status=400 if form.errors else 200)


@require_POST
def goal_switch(request, pk):
    """停用 a goal, or take it into use again: it stays either way."""
    require_any(request.user, *KEEPERS)
    goal = get_object_or_404(Goal, pk=pk)
    is_active = request.POST.get("is_active") == "1"
    try:
        actions.switch_goal(goal, by=request.user, is_active=is_active)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, "已启用，看板上和它比。" if is_active else "已停用，看板上不再和它比，还能再启用。")
    return redirect("goal_list")
