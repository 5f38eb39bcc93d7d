"""The answer to a hint about a photo, given where the hint was read."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from inspections import evidence
from inspections.actions.evidence import answer_hint
from inspections.forms.evidence import HintForm
from inspections.views.tasks import load
from tataboo_portal.access import require
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal

CHOOSE_SENTENCE = "点“说得通”或者“有疑问”，说明最多 200 个字。"
# Where a hint is read, by the word its form carries; the desk keeps its place in the queue.
PAGES = {"desk": "task_verify_desk", "verify": "task_verify"}


@require_POST
def task_hint(request, number, pk):
    """留意: 说得通 or 有疑问; whoever may not see the hint learns nothing of it."""
    task = load(request, number)
    require(request.user, Permission.VERIFY_TASK)
    hint = next((known for known in evidence.hints_for(request.user, task) if known.pk == pk), None)
    if hint is None:
        raise Http404
    form = HintForm(request.POST)
    if form.is_valid():
        try:
            answered = answer_hint(by=request.user, hint=hint, **form.cleaned_data)
        except Refusal as refusal:
            messages.warning(request, refusal.sentence)
        else:
            messages.success(request, f"已记：{answered.get_answer_display()}。")
    else:
        messages.error(request, CHOOSE_SENTENCE)
    return redirect(f"{where_from(request, task)}#h-hints")


def where_from(request, task):
    """The page the hint was read on."""
    page = PAGES.get(request.POST.get("page"), "task_detail")
    address = reverse(page) if page == PAGES["desk"] else reverse(page, args=[task.number])
    return f"{address}?{request.GET.urlencode()}" if request.GET else address
