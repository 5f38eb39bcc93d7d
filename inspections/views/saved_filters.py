"""常用筛选: kept and let go by the person they belong to."""

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from inspections import actions
from inspections.forms.desks import SavedFilterForm
from inspections.forms.filters import kept_query
from tataboo_portal.refusals import Refusal


@require_POST
def task_filter_save(request):
    """Keep the list as it is shown now."""
    query = kept_query(QueryDict(request.POST.get("query", "")[:2000]))
    form = SavedFilterForm({"name": request.POST.get("name", ""), "query": query})
    if form.is_valid():
        try:
            saved = actions.save_filter(by=request.user, **form.cleaned_data)
            messages.success(request, f"已存成常用：{saved.name}")
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
    else:
        messages.error(request, next(iter(form.errors.values()))[0])
    return redirect(f"{reverse('task_list')}?{query}" if query else "task_list")


@require_POST
def task_filter_remove(request, pk):
    """Let one of one's own go."""
    saved = get_object_or_404(request.user.saved_filters, pk=pk)
    actions.remove_filter(by=request.user, saved=saved)
    messages.success(request, f"已删掉常用：{saved.name}")
    return redirect("task_list")
