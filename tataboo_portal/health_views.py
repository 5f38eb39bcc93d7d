"""运行状况: how the portal itself is, for the administrator alone, who reads it and does what it says."""

from collections import Counter

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tataboo_portal.access import permission_required
from tataboo_portal.enums import HealthLevel, Role
from tataboo_portal.health import looking
from tataboo_portal.permissions import Permission

CHIPS = {
    HealthLevel.WELL: ("ok", "check"),
    HealthLevel.MIND: ("soon", "clock"),
    HealthLevel.ACT: ("late", "alert-triangle"),
}
ORDER = (HealthLevel.ACT, HealthLevel.MIND, HealthLevel.WELL)


@require_GET
@permission_required(Permission.MANAGE)
def manage_health(request):
    """Everything as it is at this moment, what has to be done first."""
    lines = sorted(looking.look(), key=lambda line: ORDER.index(line.finding.level))
    counts = Counter(line.finding.level for line in lines)
    rows = [{"line": line, "flag": _flag(line.finding.level)} for line in lines]
    context = {"rows": rows, "red": counts[HealthLevel.ACT], "yellow": counts[HealthLevel.MIND], "now": timezone.now()}
    return render(request, "manage/health.html", context)


def _flag(level):
    kind, icon = CHIPS[level]
    return {"kind": kind, "icon": icon, "words": level.label}


@receiver(user_logged_in)
def look_for_an_administrator(sender, user, request, **_):
    """Whoever manages the portal learns at the sign-in what no clock was there to tell."""
    if user.role == Role.ADMIN and getattr(request, "resolver_match", None):
        looking.watch_if_overdue()
