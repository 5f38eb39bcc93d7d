"""Rounds: what one has seen, ticked on a phone, and the rounds there were; the board that shows the gaps."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from inspections import coverage
from inspections.actions.patrols import record_round, void_round
from inspections.forms.patrols import RoundFilter
from inspections.forms.places import BoardFilter, PatrolForm
from inspections.models import PatrolRound
from inspections.patrols import MOST_ON_A_ROUND, found_on, round_groups
from tataboo_portal.access import permission_required, submitted, visible_or_404
from tataboo_portal.ledger_forms import VoidForm
from tataboo_portal.models import Place, Unit
from tataboo_portal.paging import paginate
from tataboo_portal.permissions import Permission


@require_GET
def coverage_board(request):
    """覆盖: a panel per community, a cell per place, and the crossings nobody holds."""
    user, today = request.user, timezone.localdate()
    filters = BoardFilter(request.GET, Place.objects.visible_to(user))
    places = coverage.places_of(filters.qs)
    shown = places[: coverage.MOST_PLACES]
    context = {
        "filter": filters,
        "panels": coverage.panels(shown, today),
        "legend": coverage.legend(shown, today),
        "has_more": len(places) > coverage.MOST_PLACES,
        "lead": coverage.sentence([coverage.seen_state(place, today) for place in shown], "处"),
    }
    return render(request, "places/coverage.html", context | crossings(user))


def crossings(user):
    """The matrix of areas and lines and the cells nobody holds, whatever the board is filtered to."""
    areas, lines = coverage.own_axes(user, list(Unit.objects.active().zones()))
    if not areas:
        return {}
    rows = coverage.matrix(areas, lines, coverage.holders(user))
    total, unkept, bare = coverage.gaps(rows)
    return {"lines": lines, "rows": rows, "gap_count": total, "unkept": unkept, "bare": bare}


@require_http_methods(["GET", "POST"])
@permission_required(Permission.PATROL)
def patrol_new(request):
    """记巡查: own places by need, ticked, sent with one tap."""
    places = Place.objects.visible_to(request.user).active()
    form = PatrolForm(submitted(request)[0], places=places)
    if form.is_bound and form.is_valid():
        sent = form.cleaned_data
        record_round(by=request.user, client_uuid=sent["client_uuid"], places=list(sent["seen"]), note=sent["note"])
        messages.success(request, f"已记：今天看过 {len(sent['seen'])} 处。")
        return redirect("patrol_list")
    context = {
        "form": form,
        "groups": round_groups(request.user, places, timezone.localdate()),
        "most": MOST_ON_A_ROUND,
        "ticked": form.data.getlist("places") if form.is_bound else (),
        "whole": form.data.getlist("whole") if form.is_bound else (),
    }
    return render(request, "places/patrol_new.html", context, status=400 if form.is_bound else 200)


@require_GET
def patrol_list(request):
    """巡查: the rounds there were, newest first, with what they found."""
    user = request.user
    filters = RoundFilter(request.GET, PatrolRound.objects.visible_to(user))
    page = paginate(filters.qs.for_list().annotate(count=Count("visits")), request.GET)
    found, may_patrol = found_on(page.rows, user), user.may(Permission.PATROL)
    rows = [
        {
            "patrol": patrol,
            "found": found[patrol.pk],
            "may_void": may_patrol and not patrol.is_voided and patrol.may_be_voided_by(user),
        }
        for patrol in page.rows
    ]
    return render(request, "places/patrol_list.html", {"filter": filters, "page": page, "rows": rows})


@require_POST
@permission_required(Permission.PATROL)
def patrol_void(request, pk):
    """作废 of a round ticked by mistake, with its reason."""
    patrol = visible_or_404(PatrolRound.objects.for_list(), request.user, pk=pk)
    if not patrol.may_be_voided_by(request.user):
        raise PermissionDenied
    form = VoidForm(request.POST)
    if form.is_valid():
        void_round(by=request.user, patrol=patrol, reason=form.cleaned_data["reason"])
        messages.success(request, "已作废，点位退回到上一次有人看过的日子。可以在“显示：作废的”里看到。")
    else:
        messages.error(request, "没有作废：作废要写原因。")
    return redirect("patrol_list")
