"""提醒升级: the rules in words, what would be sent at a moment, and what was sent last."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from inspections import alarms, escalation
from inspections.forms.alarms import MomentForm
from inspections.models import EscalationRule
from tataboo_portal.access import permission_required
from tataboo_portal.models import RobotChannel
from tataboo_portal.permissions import Permission

LAST_SAID = 20
MOST_DIGESTS = 100


@require_GET
@permission_required(Permission.PREVIEW_ALARMS)
def alarm_preview(request):
    """A dry run: the very digests that a run at this moment would send, with nothing written."""
    now = timezone.now()
    form = MomentForm(request.GET if request.GET.get("at") else None, initial={"at": timezone.localtime(now)})
    moment = form.cleaned_data["at"] if form.is_bound and form.is_valid() else now
    found, people = escalation.due_alarms(moment), escalation.People()
    lines, digests = escalation.group_lines(found), escalation.digests(found, people)
    context = {
        "form": form,
        "moment": moment,
        "is_now": moment is now,
        "rules": [
            {"rule": rule, "words": alarms.rule_words(rule), "quiet": alarms.quiet_words(rule)}
            for rule in EscalationRule.objects.order_by("percent", "id")
        ],
        "channels": RobotChannel.objects.all(),
        "digests": digests[:MOST_DIGESTS],
        "more": len(digests) - MOST_DIGESTS,
        "group_text": alarms.group_text(lines) if lines else "",
        "missing": [
            {"who": alarms.audience_label(audience), "units": units}
            for audience, units in escalation.nobody_behind(found, people).items()
        ],
        "last_said": escalation.last_said(LAST_SAID),
    }
    return render(request, "alarms/preview.html", context)
