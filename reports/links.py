"""Every number's way to its records: list pages with exactly the filter that gives that sum, and pages by period."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from reports.metrics import module_of
from reports.metrics.tasks import OVERDUE
from tataboo_portal import numbers
from tataboo_portal.enums import PeriodKind
from tataboo_portal.periods import Period, Span
from tataboo_portal.permissions import Permission

FIRST_DAY = date(2000, 1, 1)
SWITCHED_KINDS = (PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.YEAR)
THIS_WORDS = {PeriodKind.WEEK: "本周", PeriodKind.MONTH: "本月", PeriodKind.YEAR: "今年"}
LAST_WORDS = {PeriodKind.WEEK: "上周", PeriodKind.MONTH: "上月", PeriodKind.YEAR: "去年"}


class Links:
    """Addresses of the records behind numbers, for one person: an empty string where their list would not add up."""

    def __init__(self, user):
        sees_all = user.may(Permission.SEE_ALL_UNITS)
        self._set((sees_all, None if sees_all else user.unit_id))

    @classmethod
    def within(cls, scope):
        """The addresses for everybody of one scope."""
        links = cls.__new__(cls)
        links._set(scope)
        return links

    def _set(self, scope):
        self.scope = scope  # whether every unit is seen, else whose rows are: the same for all who see the same
        self._sees_all, self._own_unit_id = scope
        self._lists, self._suffixes = {}, {}

    def sees(self, unit=None):
        """Whether this person's lists show every record of the unit (of all units: None)."""
        return self._sees_all or (unit is not None and unit.pk == self._own_unit_id)

    def records(self, metric, period, unit=None):
        """The list of exactly the rows counted in one metric, period and unit (or in all units)."""
        if not self.sees(unit):
            return ""
        key = metric, period
        if key not in self._lists:
            url_name, params, *args = module_of(metric).records_of(metric, period)
            params = params | numbers.named(metric, period.start, period.end)
            self._lists[key] = f"{reverse(url_name, args=args)}?{urlencode(params, safe=':')}"
        return f"{self._lists[key]}{self._only(unit)}"

    def crossed(self, metric, period, **axes):
        """The list of the rows counted in one metric and period, in one area (`community`) or on one line (`line`), or both."""
        if not self._sees_all:
            return ""
        return f"{self.records(metric, period)}&{urlencode(axes)}" if axes else self.records(metric, period)

    def _only(self, unit):
        if unit is None:
            return ""
        if unit.pk not in self._suffixes:
            self._suffixes[unit.pk] = f"&{urlencode({'unit': unit.code})}"
        return self._suffixes[unit.pk]

    def overdue(self, period, today, unit=None):
        """The tasks a tile calls overdue: all of them now in a running period, those due in it in a past one."""
        if period.end < today:
            return self.records(OVERDUE, period, unit)
        if not self.sees(unit):
            return ""
        return f"{reverse('task_list')}?group=overdue{self._only(unit)}"


@dataclass(frozen=True)
class Choice:
    """One entry of a switch."""

    words: str
    url: str
    current: bool


def period_asked(params, today):
    """The period named by `?period=week&start=2026-11-16`, or the days of `?from=…&to=…`; the running week for anything else."""
    first, last = day_asked(params.get("from"), today), day_asked(params.get("to"), today)
    if first and last and first <= last:
        return Span.of(first, last)
    kind = params.get("period")
    kind = PeriodKind(kind) if kind in SWITCHED_KINDS else PeriodKind.WEEK
    return Period.of(kind, day_asked(params.get("start"), today) or today)


def day_asked(words, today):
    """A day in ISO form, brought into the days there can be totals of; None for anything else."""
    try:
        return min(max(date.fromisoformat(words or ""), FIRST_DAY), today)
    except ValueError:
        return None


def page_of(url_name, period, **more):
    """A page of totals for a period."""
    return f"{reverse(url_name)}?{urlencode(named(period) | more)}"


def named(period):
    """What asks a page of totals for a period, as `period_asked` reads it."""
    if period.kind not in SWITCHED_KINDS:
        return {"from": period.start, "to": period.end}
    return {"period": period.kind.value, "start": period.start}


def period_choices(page, period, today, **kept):
    """The switch 本周, 上周, 本月, 全年 of a page of totals (URL name or address); a running period's address never grows old.

    `kept` is what the page was asked for besides.
    """
    address, week = page if page.startswith("/") else reverse(page), Period.of(PeriodKind.WEEK, today)

    def choice(words, asked, shown):
        return Choice(words, f"{address}?{urlencode(asked | kept)}", current=period == shown)

    def running(kind, words):
        return choice(words, {"period": kind.value}, Period.of(kind, today))

    return [
        running(PeriodKind.WEEK, "本周"),
        choice("上周", named(week.previous()), week.previous()),
        running(PeriodKind.MONTH, "本月"),
        running(PeriodKind.YEAR, "全年"),
    ]


def words_of(period, today):
    """How sentences call the period: “本周”, “上月”, or its own label."""
    if period.kind not in THIS_WORDS:
        return period.label
    running = Period.of(period.kind, today)
    if period == running:
        return THIS_WORDS[period.kind]
    return LAST_WORDS[period.kind] if period == running.previous() else period.label
