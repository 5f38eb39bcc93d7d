"""What a bulletin is written from, read once: totals of its days, historical figures that belong to it, and its words for the period."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from campaigns import bases
from campaigns.models import Campaign, Indicator
from reports.bulletins import period_words
from reports.bulletins.phrases import RATE
from reports.grid import EXPECTED_RATE
from reports.metrics.tasks import DUE, ON_TIME, OVERDUE
from reports.totals import Totals
from tataboo_portal.models import Unit
from tataboo_portal.periods import Span
from tataboo_portal.quantities import share


@dataclass(frozen=True)
class Facts:
    """The facts of one bulletin: `told_on` is the day it is dated, `campaign` the one whose figures without days it tells."""

    span: Span
    told_on: date
    campaign: Campaign | None = None

    @cached_property
    def totals(self):
        """The cells of all units together."""
        return Totals.load([self.span], axis=None)

    @cached_property
    def indicators(self):
        """{code: indicator}, in their fixed order."""
        return {row.code: row for row in Indicator.objects.order_by("position", "code")}

    @cached_property
    def units(self):
        """The 九+五."""
        return list(Unit.objects.zones())

    @cached_property
    def _tasks_by_unit(self):
        return Totals.load([self.span], metrics=(DUE, ON_TIME, OVERDUE))

    @cached_property
    def figures(self):
        """{indicator code: historical figures}: those of its days, and those without days of the campaign it was written for."""
        spans = [(*figure.span(self.told_on), figure) for figure in bases.figures_in_use()]
        found = {}
        for figure in bases.apart([one for one in spans if self._belongs(*one)]):
            found.setdefault(figure.indicator.code, []).append(figure)
        return found

    def _belongs(self, first, last, figure):
        if self.span.start <= first and last <= self.span.end:
            return True
        return figure.start is None and self.campaign is not None and figure.campaign_id == self.campaign.pk

    @property
    def period(self):
        """The words for its days."""
        return period_words.told(self.span, self.told_on, self.campaign and self.campaign.start)

    def period_of(self, figure):
        """A historical figure's own words for its period."""
        first, _ = figure.span(self.told_on)
        return period_words.of_source(figure.period_words, first.year, self.told_on)

    def value(self, metric):
        """The total of a metric in all its days."""
        return self.totals.value(metric, self.span)

    @cached_property
    def rate(self):
        """按期率, or None."""
        return self.totals.rate(self.span)

    @cached_property
    def standings(self):
        """[(unit, due, on time, rate, overdue)] of the 九+五, best rate first, those without tasks last."""
        rows = []
        for unit in self.units:
            due, on_time, overdue = (
                self._tasks_by_unit.value(metric, self.span, unit.pk) for metric in (DUE, ON_TIME, OVERDUE)
            )
            rows.append((unit, due, on_time, share(on_time, due), overdue))
        return sorted(rows, key=lambda row: (row[3] is None, -(row[3] or 0), row[4]))

    def named(self, code):
        """What a phrase says that no list shows: the rate, units with everything on time, behind, or with tasks overdue."""
        if code == RATE:
            return "" if self.rate is None else f"{self.rate}%"
        rows = self.standings
        told = {
            "units:on_time": [unit.name for unit, _, _, rate, overdue in rows if rate == 100 and not overdue],
            "units:behind": [
                f"{unit.name}（{rate}%）" for unit, _, _, rate, _ in rows if rate is not None and rate < EXPECTED_RATE
            ],
            "units:overdue": [f"{unit.name}{overdue}项" for unit, _, _, _, overdue in rows if overdue],
        }
        return "、".join(told[code])

    def filled(self, words):
        """A phrase with what it says of the bulletin as a whole."""
        return words.replace("{period}", self.period).replace("{expected}", str(EXPECTED_RATE))
