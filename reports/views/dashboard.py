"""看板 and its button 刷新."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from reports import actions, dashboard
from reports.links import page_of, period_asked
from tataboo_portal.access import permission_required
from tataboo_portal.permissions import Permission


@require_GET
@permission_required(Permission.SEE_TOTALS)
def board(request):
    """看板: who is behind and why, in one look, with every number open."""
    now, today = timezone.now(), timezone.localdate()
    context = dashboard.page(request.user, period_asked(request.GET, today), now, today)
    return render(request, "reports/dashboard.html", context)


@require_POST
@permission_required(Permission.SEE_TOTALS)
def refresh(request):
    """刷新: ask for new totals and go back to the period that was looked at."""
    actions.ask_for_refresh(by=request.user)
    messages.success(request, "正在重新统计，几秒后刷新页面就能看到。")
    return redirect(page_of("dashboard", period_asked(request.POST, timezone.localdate())))
