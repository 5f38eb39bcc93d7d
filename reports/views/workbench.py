"""工作台: the first page of everybody."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from inspections import deadlines
from reports import workbench
from tataboo_portal.enums import Role


@require_GET
def home(request):
    """What this person has to do now, by role; leaders go straight to the board."""
    user, now, today = request.user, timezone.now(), timezone.localdate()
    if user.role == Role.LEADER:
        return redirect("dashboard")
    if user.role == Role.ADMIN:
        context = {"health": workbench.health(), "unplanned_years": deadlines.unplanned_years(today)}
        return render(request, "reports/workbench_admin.html", context)
    if user.role == Role.OFFICE:
        context = {"queues": workbench.office_queues(user, today, now), "group": workbench.to_verify(user, now)}
        context["unplanned_years"] = deadlines.unplanned_years(today)
        return render(request, "reports/workbench_office.html", context)
    if user.role == Role.INSPECTOR:
        context = {"group": workbench.to_verify(user, now), "look_backs": workbench.to_look_back(user, today)}
        return render(request, "reports/workbench_inspector.html", context)
    context = {"queues": workbench.unit_queues(user, now)}
    has_orders = any(queue.words == workbench.ORDERS for queue in context["queues"])
    sent = [workbench.ordered(user, today)] if has_orders else []
    context["groups"] = [*sent, *workbench.own_groups(user, today, now)]
    context["publicity"] = [
        group
        for group in (
            workbench.decided(user, today),
            workbench.to_tell(user, today),
            workbench.to_renew(user, today),
            workbench.to_take_down(user, today),
        )
        if group.rows
    ]
    return render(request, "reports/workbench_unit.html", context | {"patrol": workbench.to_patrol(user, today)})
