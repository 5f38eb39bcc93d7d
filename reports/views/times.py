"""报送时间: when material for the meeting is due and asked for, with what that means for the coming weeks."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from reports import submissions
from reports.actions import times as acts
from reports.forms.times import TimesForm
from reports.models import SubmissionMoment
from tataboo_portal.access import permission_required
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal


@require_http_methods(["GET", "POST"])
@permission_required(Permission.BUILD_REPORT)
def meeting_times(request):
    """报送时间: look at, try out, and save; trying out shows the coming weeks and writes nothing."""
    kept = list(SubmissionMoment.objects.all())
    form = TimesForm(request.POST if request.method == "POST" else None, moments=kept)
    if not form.is_bound:
        return show(request, form, kept, seen=submissions.stamp(kept))
    if not form.is_valid():
        return show(request, form, kept, seen=form.data.get("seen", ""), status=400)
    moments, seen = form.moments(), form.cleaned_data["seen"]
    if "preview" in request.POST:
        return show(request, form, moments, seen=seen, is_tried=True)
    try:
        changed = acts.set_times(by=request.user, seen=seen, moments=moments)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return show(request, form, moments, seen=seen, status=400)
    messages.success(request, "报送时间已保存，从下一次提醒起照新的办。" if changed else "没有变化。")
    return redirect("meeting_times")


def show(request, form, moments, *, seen, is_tried=False, status=200):
    """The page with what these moments mean."""
    weeks = submissions.preview(timezone.localdate(), moments)
    context = {"form": form, "weeks": weeks, "seen": seen, "is_tried": is_tried}
    return render(request, "reports/meeting_times.html", context, status=status)
