"""宣传台账: entries, and what becomes of what was put up — taken down, put back, turned into a task."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campaigns import bases
from campaigns.enums import Ledger
from campaigns.forms.details import with_details
from publicity import actions, expiry
from publicity.forms.placements import PlacementFilter, PlacementForm, TakeDownForm
from publicity.models import Placement
from tataboo_portal import ledger_views
from tataboo_portal.access import require, visible_or_404
from tataboo_portal.ledger_views import may_write
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal


def about_placement(row):
    """What the page of one placement gets beside its own columns: how it stands, and the form that takes it down."""
    today = timezone.localdate()
    return {
        **with_details(row),
        "down_form": TakeDownForm(initial={"day": today}),
        "stands": expiry.stands(row),
        "flag": expiry.flag(row, today),
        "may_become_task": expiry.may_become_task(row),
    }


PUBLICITY = ledger_views.Ledger(
    model=Placement,
    form=PlacementForm,
    filter=PlacementFilter,
    prefix="placement",
    title="宣传台账",
    counted_heading="形式",
    sum_fields=("kind__position", "kind__indicator__name", "kind__indicator__unit_word", "kind__indicator_id"),
    add=actions.log_placement,
    change=actions.change_placement,
    void=actions.void_placement,
    detail_template="publicity/placement_detail.html",
    list_context=bases.beside_sums(Ledger.PUBLICITY),
    row_context=about_placement,
)


@require_http_methods(["GET", "POST"])
def placement_list(request):
    """宣传台账: quick entry, sums, rows."""
    return ledger_views.list_page(request, PUBLICITY)


@require_http_methods(["GET", "POST"])
def placement_detail(request, pk):
    """One placement."""
    return ledger_views.detail_page(request, PUBLICITY, pk)


@require_POST
def placement_void(request, pk):
    """作废 one placement."""
    return ledger_views.void_row(request, PUBLICITY, pk)


@require_GET
def placement_photo(request, pk, token, size):
    """A photo of a placement."""
    return ledger_views.photo(request, PUBLICITY, pk, token, size)


def load(request, pk):
    """The placement this person may know of, or 404."""
    return visible_or_404(Placement.objects.for_list(), request.user, pk=pk)


def writable(request, pk):
    """The placement this person may write, else 404 or 403."""
    row = load(request, pk)
    if not may_write(request.user, row):
        raise PermissionDenied
    return row


def back_after(request, pk, act, words):
    """Back to the placement's page with what was done, or with why it was not."""
    try:
        act()
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, words)
    return redirect("placement_detail", pk)


@require_POST
def placement_take_down(request, pk):
    """拆除: from which day on it no longer hangs."""
    row, form = writable(request, pk), TakeDownForm(request.POST)
    if not form.is_valid():
        messages.error(request, "".join(next(iter(form.errors.values()))))
        return redirect("placement_detail", pk)
    facts = form.cleaned_data
    return back_after(request, pk, lambda: actions.take_down(row, by=request.user, **facts), "已记拆除，数量不变。")


@require_POST
def placement_put_back(request, pk):
    """撤销拆除: it hangs as before."""
    row = writable(request, pk)
    return back_after(request, pk, lambda: actions.put_back(row, by=request.user), "已撤销拆除。")


@require_POST
def placement_task(request, pk):
    """转成任务: one tap files it, the next tap only leads to it."""
    row = load(request, pk)
    require(request.user, Permission.REPORT_PROBLEM)
    try:
        task = actions.file_task(row, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("placement_detail", pk)
    messages.success(request, f"已转成任务 {task.number}。")
    return redirect("task_detail", task.number)
