"""Every register of the house in one place, and the pages they share (the engine stands on the ground floor)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tataboo_portal import register_views
from tataboo_portal.access import require
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal
from tataboo_portal.registers import all_registers


def register_or_404(slug):
    """The register at this address."""
    if slug not in all_registers():
        raise Http404
    return all_registers()[slug]


@require_GET
def register_index(request):
    """登记簿: every register with its number of rows."""
    return register_views.index_page(request, all_registers().values())


@require_GET
def register_list(request, slug):
    """The rows of one register."""
    return register_views.list_page(request, register_or_404(slug))


@require_http_methods(["GET", "POST"])
def register_add(request, slug):
    """A new row."""
    return register_views.add_page(request, register_or_404(slug))


@require_http_methods(["GET", "POST"])
def register_detail(request, slug, pk):
    """One row."""
    return register_views.detail_page(request, register_or_404(slug), pk)


@require_POST
def register_void(request, slug, pk):
    """作废 one row."""
    return register_views.void_row(request, register_or_404(slug), pk)


@require_GET
def register_photo(request, slug, pk, token, size):
    """A photo of a row."""
    return register_views.photo(request, register_or_404(slug), pk, token, size)


@require_GET
def register_paper(request, slug, pk, token):
    """The paper of a row, for saving."""
    return register_views.paper(request, register_or_404(slug), pk, token)


@require_POST
def register_task(request, slug, pk):
    """转成任务: one tap files it, the next tap only leads to it."""
    register = register_or_404(slug)
    if register.file_task is None:
        raise Http404
    row = register_views.load(request, register, pk)
    require(request.user, Permission.REPORT_PROBLEM)
    try:
        task = register.file_task(row, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("register_detail", slug, pk)
    messages.success(request, f"已转成任务 {task.number}。")
    return redirect("task_detail", task.number)
