"""整治记录: the quantity of each indicator by day."""

from django.db.models import Max, Min

from campaigns.models import WorkRecord
from reports.metrics.cells import summed_quantities

TABLE = WorkRecord._meta.label
PREFIX = "work:"
MOVES_WITH_TIME = False


def day_cells(days, now):
    """The cells of these days."""
    return summed_quantities(WorkRecord.objects, prefix=PREFIX, code="indicator__code", days=days)


def known_days():
    """The first and the last day with a record, or Nones."""
    return tuple(WorkRecord.objects.aggregate(first=Min("day"), last=Max("day")).values())


def records_of(metric, period):
    """The list of the rows behind a number."""
    indicator = metric.removeprefix(PREFIX)
    return "work_list", {"indicator": indicator, "from": period.start, "to": period.end}
