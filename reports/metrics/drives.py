"""清扫活动: people and person-times by day, two metrics that are never added; the events themselves are work records."""

from django.db.models import Max, Min, Sum

from campaigns.models import CleanupDrive
from reports.metrics.cells import AXES, Cell, on_days

TABLE = CleanupDrive._meta.label
PREFIX = "drive:"
MOVES_WITH_TIME = False

PEOPLE, PERSON_TIMES = "drive:people", "drive:person_times"


def day_cells(days, now):
    """The cells of these days, in one grouped query."""
    groups = CleanupDrive.objects.live().filter(on_days("day", days)).order_by().values_list(*AXES, "day")
    for *axes, day, people, person_times in groups.annotate(Sum("people"), Sum("person_times")):
        for metric, value in ((PEOPLE, people), (PERSON_TIMES, person_times)):
            if value:
                yield Cell(metric, *axes, day, value)


def known_days():
    """The first and the last day with an event, or Nones."""
    return tuple(CleanupDrive.objects.aggregate(first=Min("day"), last=Max("day")).values())


def records_of(metric, period):
    """The list of the rows behind a number."""
    return "drive_list", {"from": period.start, "to": period.end}
