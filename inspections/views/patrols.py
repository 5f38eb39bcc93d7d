"""Rounds: what one has seen, ticked on a phone, and the rounds there were; the board that shows the gaps."""

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from inspections import coverage
from inspections.actions.patrols import record_round
from inspections.forms.places import BoardFilter, PatrolForm
from inspections.models import PatrolRound
from inspections.patrols import MOST_ON_A_ROUND, round_groups
from tataboo_portal.access import permission_required, submitted
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
    """巡查: the rounds there were, newest first."""
    rounds = PatrolRound.objects.visible_to(request.user).for_list()
    page = paginate(rounds.annotate(count=Count("visits")), request.GET)
    return render(request, "places/patrol_list.html", {"page": page})
