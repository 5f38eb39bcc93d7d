"""Totals as pages and reports read them: one query over ready cells, whatever the size of the ledgers."""

from collections import Counter, defaultdict
from functools import cached_property, reduce
from operator import or_

from django.db.models import Q, Subquery, Sum

from reports.metrics.tasks import DUE, ON_TIME, OVERDUE
from reports.models import Rollup, RollupRun
from tataboo_portal.enums import PeriodKind
from tataboo_portal.quantities import share


class Totals:
    """The values of some periods by metric and unit; build it with `Totals.load`."""

    def __init__(self, values, run=None, counted_at=None):
        self._values = values  # {(metric, kind, start): {unit id: value}}
        self.run, self._counted_at = run, counted_at  # the refresh these cells come from; None when there were none

    @classmethod
    def load(cls, periods, *, metrics=None, axis="unit", beside=None):
        """Read the totals of these periods (or spans, as the pieces they are made of) in one query.

        By leading unit, or along `axis` "community" or "market_group" (None there stands for records off the axis),
        or with `axis=None` only of all units together. `metrics` narrows the reading to some codes;
        `beside` names further cells to read in the same breath (`cells_of`, `OVERDUE_NOW`).
        """
        asked = cells_of(periods, metrics)
        cells = Rollup.objects.filter(asked if beside is None else asked | beside)
        key = [f"{axis}_id"] if axis else []
        newest = RollupRun.objects.order_by("-id")
        stamp = {"run": Subquery(newest.values("pk")[:1]), "counted_at": Subquery(newest.values("finished_at")[:1])}
        grouped = cells.order_by().values_list("metric", "period_kind", "period_start", *key)
        rows = list(grouped.annotate(total=Sum("value"), **stamp))
        values = defaultdict(dict)
        for metric, kind, start, *unit_id, total, _, _ in rows:
            values[metric, kind, start][unit_id[0] if axis else None] = total
        return cls(values, *rows[0][-2:]) if rows else cls(values)

    def by_unit(self, metric, period):
        """{unit id: value} of one metric in one period; units without records are missing."""
        if period.kind:
            return self._values.get((metric, period.kind, period.start), {})
        total = Counter()
        for piece in period.pieces():
            total.update(self.by_unit(metric, piece))
        return total

    def value(self, metric, period, unit_id=None):
        """The total of one unit, or of all units together."""
        cells = self.by_unit(metric, period)
        return sum(cells.values()) if unit_id is None else cells.get(unit_id, 0)

    def rate(self, period, unit_id=None):
        """The whole percentage of due tasks fixed on time; None when nothing was due."""
        return share(self.value(ON_TIME, period, unit_id), self.value(DUE, period, unit_id))

    def overdue_now(self):
        """{unit id: tasks overdue at the last refresh}; only of totals that were read with `OVERDUE_NOW` beside."""
        found = Counter()
        for (metric, kind, _), units in self._values.items():
            if (metric, kind) == (OVERDUE, PeriodKind.YEAR):
                found.update(units)
        return dict(found)

    @cached_property
    def as_of(self):
        """数据截至: when the totals were last brought up to date, or None before the first time."""
        return self._counted_at or as_of()


def _in_periods(kind, periods):
    return Q(period_kind=kind, period_start__in={period.start for period in periods if period.kind == kind})


# What is overdue at the last refresh, whatever its due day; `Totals.overdue_now` adds it up.
OVERDUE_NOW = Q(metric=OVERDUE, period_kind=PeriodKind.YEAR)


def cells_of(periods, metrics=None):
    """The cells of these periods, of all metrics or of some."""
    pieces = [piece for period in periods for piece in period.pieces()]
    found = reduce(or_, [_in_periods(kind, pieces) for kind in {piece.kind for piece in pieces}])
    return found if metrics is None else found & Q(metric__in=metrics)


def crossed(metric, period):
    """{(community id, market group id): total} of one metric in one period; None stands for off that axis."""
    cells = Rollup.objects.filter(cells_of([period], [metric])).order_by()
    rows = cells.values_list("community_id", "market_group_id").annotate(total=Sum("value"))
    return {(community, line): total for community, line, total in rows}


def as_of():
    """数据截至: when the totals were last brought up to date, or None before the first time."""
    return RollupRun.objects.order_by("-id").values_list("finished_at", flat=True).first()
