"""What every section is built from, read once: periods, totals, units, indicators."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from campaigns.enums import Display, IndicatorGroup, Ledger
from campaigns.models import Indicator
from inspections.enums import TaskState
from reports import pairs, submissions
from reports.metrics.cells import moment
from reports.totals import Totals
from tataboo_portal.enums import PeriodKind
from tataboo_portal.models import Unit
from tataboo_portal.periods import Period
from tataboo_portal.weeks import Week

BEFORE, PAIRS_LOOKED_THROUGH = "前一周", 50
CLEANUP, MARKET, PUBLICITY, MEETINGS, CIVILITY = PLACES = ("cleanup", "market", "publicity", "meetings", "civility")


@dataclass(frozen=True)
class Facts:
    """The facts of one weekly report: the week it speaks of and the week before that."""

    meeting_week: Week
    period: Period
    before: Period
    totals: Totals
    units: list
    work_indicators: list
    told_in: dict
    now: object

    @classmethod
    def of(cls, meeting_week, now):
        """Read everything the sections share."""
        period = Period.of(PeriodKind.WEEK, meeting_week.shifted(-1).monday)
        counted = list(Indicator.objects.filter(is_active=True).exclude(ledger=Ledger.NONE).order_by("position"))
        return cls(
            meeting_week=meeting_week,
            period=period,
            before=period.previous(),
            totals=Totals.load([period, period.previous()]),
            units=list(Unit.objects.zones()),
            work_indicators=[indicator for indicator in counted if indicator.ledger == Ledger.WORK],
            told_in={place: [indicator for indicator in counted if place_of(indicator) == place] for place in PLACES},
            now=now,
        )

    @cached_property
    def material(self):
        """What the units handed in for this meeting, read when a section asks for it."""
        return submissions.material(self.meeting_week)

    @cached_property
    def pairs(self):
        """The pairs whose photos can be shown among the week's last closed tasks, the latest first, read when asked for."""
        week = self.meeting_week.shifted(-1)
        closed = pairs.closed_tasks(moment(week.monday), moment(week.sunday + timedelta(days=1)))
        latest = closed.order_by(*pairs.KEYS).values("pk")[:PAIRS_LOOKED_THROUGH]
        within = pairs.proven(closed.filter(pk__in=latest, state=TaskState.CLOSED))
        return pairs.with_photos(list(within.for_list().order_by(*pairs.KEYS)))

    def value(self, metric, unit=None):
        """The week's total of a metric."""
        return self.totals.value(metric, self.period, unit.pk if unit else None)

    def value_before(self, metric):
        """The total of the week before."""
        return self.totals.value(metric, self.before)


def is_approximate(indicator):
    """Whether official text rounds this indicator and says 余."""
    return indicator.display == Display.APPROXIMATE


def place_of(indicator):
    """Under which section an indicator is told: one only, so that no number is told twice; read from its row, never from its code."""
    if indicator.is_market:
        return MARKET
    if indicator.group in {IndicatorGroup.CIVILITY, IndicatorGroup.MEETINGS}:
        return CIVILITY if indicator.group == IndicatorGroup.CIVILITY else MEETINGS
    return CLEANUP if indicator.ledger == Ledger.WORK else PUBLICITY
