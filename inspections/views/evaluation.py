"""综合评价: what came of the cases of a period, unit by unit."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from inspections import deadlines
from inspections.evaluation import counting, table
from inspections.evaluation.rates import Basis
from inspections.evaluation.timing import MOST_TIMED
from inspections.forms.evaluation import EvaluationForm
from tataboo_portal.access import permission_required
from tataboo_portal.models import Unit
from tataboo_portal.permissions import Permission


@require_GET
@permission_required(Permission.SEE_TOTALS)
def task_evaluation(request):
    """综合评价: rates of every unit with the sample behind each, for a period and one of two denominators."""
    today = timezone.localdate()
    form = EvaluationForm(request.GET, today=today)
    form.is_valid()
    span, basis = form.span, form.denominator
    lists = table.Lists(request.user, span)
    rows, total = table.rows_of(Unit.objects.all(), counting.count(span.start, span.end), basis, lists)
    context = {
        "form": form,
        "span": span,
        "headline": table.headline(span.words or span.dates, total.counts, basis),
        "remarks": table.remarks(total.counts),
        "forced_url": lists.url("forced", total.counts.forced, total.counts, None),
        "columns": table.COLUMNS,
        "zones": [row for row in rows if row.unit.is_zone],
        "others": [row for row in rows if not row.unit.is_zone],
        "total": total,
        "timing_capped": total.counts.timed >= MOST_TIMED,
        "most_timed": MOST_TIMED,
        "periods": [(usual.words, usual.query(basis=basis), usual == span) for usual in form.usual.values()],
        "bases": [(choice.label, span.query(basis=choice), choice == basis) for choice in Basis],
        "unplanned_years": deadlines.unplanned_years(today),
    }
    return render(request, "desks/evaluation.html", context)
