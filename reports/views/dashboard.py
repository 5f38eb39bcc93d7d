"""看板 and its button 刷新."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from reports import actions, dashboard
from reports.links import page_of, period_asked
from tataboo_portal.access import permission_required
from tataboo_portal.permissions import Permission

SCREENS = {"1": 1, "2": 2}
SECONDS_PER_SCREEN = 60


@require_GET
@permission_required(Permission.SEE_TOTALS)
def board(request):
    """看板: who is behind and why, in one look, with every number open.

    On a wall (`screen=1`, then 2) the two halves of the page take turns; the page asks for its other half by a header, so that it
    needs no script.
    """
    now, today = timezone.now(), timezone.localdate()
    period, screen = period_asked(request.GET, today), SCREENS.get(request.GET.get("screen"))
    urls = {"board_url": page_of("dashboard", period), "screen_url": page_of("dashboard", period, screen=1)}
    context = dashboard.page(request.user, period, now, today) | urls | {"screen": screen}
    response = render(request, "reports/dashboard.html", context)
    if screen:
        response["Refresh"] = f"{SECONDS_PER_SCREEN}; url={page_of('dashboard', period, screen=3 - screen)}"
    return response


@require_POST
@permission_required(Permission.SEE_TOTALS)
def refresh(request):
    """刷新: ask for new totals and go back to the period that was looked at."""
    actions.ask_for_refresh(by=request.user)
    messages.success(request, "正在重新统计，几秒后刷新页面就能看到。")
    return redirect(page_of("dashboard", period_asked(request.POST, timezone.localdate())))
