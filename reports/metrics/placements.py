"""宣传投放: the quantity of each publicity kind by day."""

from django.db.models import Max, Min

from publicity.models import Placement
from reports.metrics.cells import summed_quantities

TABLE = Placement._meta.label
PREFIX = "publicity:"
MOVES_WITH_TIME = False


def day_cells(days, now):
    """The cells of these days."""
    return summed_quantities(Placement.objects, prefix=PREFIX, code="kind__indicator__code", days=days)


def known_days():
    """The first and the last day with a placement, or Nones."""
    return tuple(Placement.objects.aggregate(first=Min("day"), last=Max("day")).values())


def records_of(metric, period):
    """The list of the rows behind a number."""
    return "placement_list", {"kind": metric.removeprefix(PREFIX), "from": period.start, "to": period.end}
