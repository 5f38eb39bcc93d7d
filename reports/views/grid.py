"""九+五: the fourteen zones side by side."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from reports import grid
from reports.links import Links, named, page_of, period_asked, period_choices, words_of
from reports.totals import OVERDUE_NOW, Totals
from tataboo_portal.access import permission_required
from tataboo_portal.models import Unit
from tataboo_portal.permissions import Permission


@require_GET
@permission_required(Permission.SEE_TOTALS)
def areas(request):
    """九+五: the tiles, and every indicator by unit; each number with its records."""
    today = timezone.localdate()
    period, links, units = period_asked(request.GET, today), Links(request.user), list(Unit.objects.all())
    totals = Totals.load([period], beside=OVERDUE_NOW)
    based = grid.bases_by_unit(period, today)
    shown = grid.columns(grid.counted_indicators(), totals, period, based)
    overdue = grid.overdue_by_unit(totals, period, today)
    tiles = grid.tiles([unit for unit in units if unit.is_zone], totals, overdue, period, today, links)
    context = {
        "period": period,
        "period_words": words_of(period, today),
        "choices": period_choices("grid", period, today),
        "asked": named(period),
        "as_of": totals.as_of,
        "tiles": tiles,
        "many_late": grid.many_late(tiles),
        "expected": grid.EXPECTED_RATE,
        "caliber": grid.CALIBER,
        "columns": shown,
        "column_groups": grid.column_groups(shown),
        "matrix": grid.matrix(units, shown, totals, period, links, based),
        "has_base": bool(based[None]),
        "board_url": page_of("dashboard", period),
    }
    return render(request, "reports/grid.html", context)
