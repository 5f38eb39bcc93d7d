"""工作台: the first page of everybody."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from reports import workbench
from tataboo_portal.enums import Role


@require_GET
def home(request):
    """What this person has to do now, by role; leaders go straight to the board."""
    user, now, today = request.user, timezone.now(), timezone.localdate()
    if user.role == Role.LEADER:
        return redirect("dashboard")
    if user.role == Role.ADMIN:
        return render(request, "reports/workbench_admin.html", {"health": workbench.health()})
    if user.role == Role.OFFICE:
        context = {"queues": workbench.office_queues(today, now), "group": workbench.to_verify(user, now)}
        return render(request, "reports/workbench_office.html", context)
    if user.role == Role.INSPECTOR:
        return render(request, "reports/workbench_inspector.html", {"group": workbench.to_verify(user, now)})
    return render(request, "reports/workbench_unit.html", {"groups": workbench.own_groups(user, today, now)})
