"""宣传栏: what has to be renewed, and the quick way to say that it was."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from publicity import boards
from publicity.actions import boards as acts
from publicity.forms.boards import BoardForm, DueFilter, IssueForm, NextIssueForm
from publicity.models import Board, BoardIssue, Placement
from tataboo_portal import photos
from tataboo_portal.access import submitted, visible_or_404
from tataboo_portal.ledger_views import may_write
from tataboo_portal.paging import paginate
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal
from tataboo_portal.registers import Column, Group, Link, Register

SHOWN_ISSUES = 12
ORDER = ("next_due_on", "id")


def may_renew(user, board):
    """Whether this person may say that the board was renewed: who may write it, and whoever keeps it."""
    keeps = board.keeper_id == user.pk and user.may(Permission.LOG_WORK)
    return not board.is_voided and (may_write(user, board) or keeps)


def about_board(request, board):
    """The board's last issues, and whether this person may add the next."""
    issues = board.issues.live().select_related("placement").prefetch_related("photos")[:SHOWN_ISSUES]
    return {"issues": issues, "may_renew": may_renew(request.user, board)}


def about_issue(request, issue):
    """What an issue counts as, for those who may see it."""
    placements = Placement.objects.live().visible_to(request.user).select_related("kind__indicator")
    return {"placement": placements.filter(board_issue=issue).first()}


@require_GET
def board_due(request):
    """该更新的宣传栏: the late first, then what comes up within a week, with the units that have any."""
    today = timezone.localdate()
    coming = Board.objects.visible_to(request.user).due(today + boards.SOON)
    filters = DueFilter(request.GET, coming)
    page = paginate(filters.qs.for_list(), request.GET, keys=ORDER)
    context = {
        "filter": filters,
        "page": page,
        "rows": boards.rows_for(page.rows, today),
        "units": boards.by_unit(coming, today),
        "asked_unit": request.GET.get("unit", ""),
    }
    return render(request, "publicity/board_due.html", context)


@require_http_methods(["GET", "POST"])
def board_issue_add(request, pk):
    """更新一期: a photo and a tap; the number, the day and what is usual are filled in."""
    board = visible_or_404(Board.objects.for_list(), request.user, pk=pk)
    if not may_renew(request.user, board):
        raise PermissionDenied
    initial = {"day": timezone.localdate(), "client_uuid": uuid.uuid4()}
    form = NextIssueForm(*submitted(request), user=request.user, board=board, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            issue = acts.add_issue(by=request.user, client_uuid=form.cleaned_data["client_uuid"], **form.values())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"已记：{issue}，下次 {words_of(issue.board)}前更新。")
            return redirect("register_detail", "boards", pk)
    if form.is_bound:
        photos.keep_for_retry(form, by=request.user)
    context = {"board": board, "form": form, "flags": boards.flags(board)}
    return render(request, "publicity/board_issue_add.html", context, status=400 if form.errors else 200)


def words_of(board):
    """The day by which a board has to be renewed next, “1月25日”."""
    day = Board.objects.values_list("next_due_on", flat=True).get(pk=board.pk)
    return f"{day.month}月{day.day}日"


BOARDS = Register(
    slug="boards",
    model=Board,
    form=BoardForm,
    title="宣传栏",
    icon="building-community",
    group="宣传与文明",
    columns=(
        Column("unit", "责任单位"),
        Column("name"),
        Column("kind"),
        Column("where", "位置"),
        Column("keeper"),
        Column("last_issue_on"),
        Column("next_due_on"),
    ),
    search=("name", "kind__name"),
    keys=ORDER,
    related=("kind",),
    groups=(Group("late", "逾期的"), Group("to_renew", "该更新的"), Group("out_of_use", "停用的")),
    flags=boards.flags,
    hint="该更新的排在最前面。更新了就到那块栏的页面点“更新一期”，拍一张就行。",
    extra="publicity/_board.html",
    extra_context=about_board,
    links=(Link("board_due", (), "clock", "该更新的"), Link("register_list", ("issues",), "list-check", "各期")),
    void=acts.void_board,
)
ISSUES = Register(
    slug="issues",
    model=BoardIssue,
    form=IssueForm,
    title="宣传栏期次",
    icon="list-check",
    group="宣传与文明",
    columns=(
        Column("unit", "责任单位"),
        Column("board"),
        Column("issue_words", "期号"),
        Column("day"),
        Column("topic"),
        Column("has_smoking_words"),
    ),
    search=("board__name", "topic"),
    keys=("-day", "-id"),
    day="day",
    prefilled=("board",),
    extra="publicity/_issue.html",
    extra_context=about_issue,
    links=(Link("register_list", ("boards",), "building-community", "宣传栏"),),
    add=acts.add_issue,
    change=acts.change_issue,
    void=acts.void_issue,
)
