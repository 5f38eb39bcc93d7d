"""回头看: what is due to be looked at again, and what somebody found there."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from inspections import actions, cases, lookbacks
from inspections.actions.lookbacks import OWN_WORK_SENTENCE
from inspections.forms.lookbacks import LookBackForm
from inspections.models import LookBack
from tataboo_portal import photos
from tataboo_portal.access import permission_required, submitted
from tataboo_portal.paging import paginate
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal

DONE = "done"
KEYS = {"": ("due_on", "id"), DONE: ("-checked_at", "-id")}
EMPTY = {"": "没有到期的回头看。", DONE: "还没有回头看过。"}


@require_GET
@permission_required(Permission.VERIFY_TASK)
def look_back_list(request):
    """回头看: those due first, the oldest on top; those done by their own tab."""
    show = DONE if request.GET.get("show") == DONE else ""
    found = LookBack.objects.exclude(outcome="") if show else lookbacks.due_for(request.user)
    page = paginate(found.for_list(), request.GET, keys=KEYS[show])
    context = {
        "page": page,
        "rows": lookbacks.rows_for(page.rows, timezone.localdate()),
        "tabs": [("待看", reverse("look_back_list"), not show), ("看过的", "?show=done", bool(show))],
        "nothing": EMPTY[show],
    }
    return render(request, "desks/look_back_list.html", context)


@require_http_methods(["GET", "POST"])
@permission_required(Permission.VERIFY_TASK)
def look_back_judge(request, pk):
    """One closed problem again: its pair, and whether it came back; never by the one who fixed it."""
    look_back = get_object_or_404(LookBack.objects.for_list(), pk=pk)
    if look_back.task.fixed_by_id == request.user.pk:
        raise PermissionDenied(OWN_WORK_SENTENCE)
    known = lookbacks.known_recurrence(look_back)
    form = LookBackForm(*submitted(request), user=request.user, known=known)
    if form.is_bound and form.is_valid():
        try:
            judged = actions.judge_look_back(by=request.user, look_back=look_back, **form.values())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
            look_back.refresh_from_db(fields=("outcome", "checked_by", "checked_at", "note", "new_task"))
        else:
            messages.success(request, said(judged))
            return redirect("look_back_list")
    if form.is_bound:
        photos.keep_for_retry(form, by=request.user)
    task = look_back.task
    before, after = cases.pair(task, cases.photo_rows(task))
    context = {"look_back": look_back, "task": task, "before": before, "after": after, "form": form, "known": known}
    context["may_judge"] = lookbacks.may_judge(request.user, look_back)
    return render(request, "desks/look_back_judge.html", context, status=400 if form.is_bound else 200)


def said(look_back):
    """What was done, in one sentence."""
    if look_back.new_task:
        return f"已记反弹：{look_back.new_task.number} {look_back.new_task.title}。"
    return f"已记没有反弹：{look_back.task.number}。"
