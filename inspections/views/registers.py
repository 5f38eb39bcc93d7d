"""Every register of the house in one place, and the pages they share (the engine stands on the ground floor)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campaigns.register_views import RENOVATIONS
from inspections.actions import checks
from inspections.views.register_rows import (
    BAITS,
    MARKETS,
    PLEDGES,
    SHOPS,
    STREETS,
    STRUCTURES,
    TREATMENTS,
    VEHICLES,
)
from tataboo_portal import register_views
from tataboo_portal.access import require
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal

ALL = (SHOPS, PLEDGES, BAITS, TREATMENTS, VEHICLES, STRUCTURES, STREETS, MARKETS, RENOVATIONS)
REGISTERS = {register.slug: register for register in ALL}


def register_or_404(slug):
    """The register at this address."""
    if slug not in REGISTERS:
        raise Http404
    return REGISTERS[slug]


@require_GET
def register_index(request):
    """登记簿: every register with its number of rows."""
    return register_views.index_page(request, ALL)


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


# What of a register becomes a task in one tap.
TASK_OF = {
    BAITS.slug: lambda row, by: checks.file_station(row, by=by),
    VEHICLES.slug: lambda row, by: checks.file_long_case(row, category="zombie_vehicle", by=by),
    STRUCTURES.slug: lambda row, by: checks.file_long_case(row, category="illegal_structure", by=by),
}


@require_POST
def register_task(request, slug, pk):
    """转成任务: one tap files it, the next tap only leads to it."""
    register = register_or_404(slug)
    if slug not in TASK_OF:
        raise Http404
    row = register_views.load(request, register, pk)
    require(request.user, Permission.REPORT_PROBLEM)
    try:
        task = TASK_OF[slug](row, request.user)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("register_detail", slug, pk)
    messages.success(request, f"已转成任务 {task.number}。")
    return redirect("task_detail", task.number)
