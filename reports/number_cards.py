"""口径卡: what a number is, whose, of which days, how it is counted, what a historical base adds, and how to say it."""

from dataclasses import dataclass

from django.utils import timezone

from campaigns import bases
from reports.links import FIRST_DAY, Links
from reports.metrics.names import name_of
from reports.totals import Totals
from tataboo_portal.enums import PeriodKind
from tataboo_portal.models import Unit
from tataboo_portal.periods import Period, Span
from tataboo_portal.quantities import change_words, official, on_screen

STREET = "全街道"
BEFORE = {PeriodKind.DAY: "前一天", PeriodKind.WEEK: "前一周", PeriodKind.MONTH: "前一个月", PeriodKind.YEAR: "上年"}


@dataclass(frozen=True)
class NumberCard:
    """One number told in full."""

    name: str
    whose: str
    period: str
    value: str
    unit_word: str
    caliber: str
    with_base: str
    sentence: str
    as_of: object


def card(user, asked):
    """The card of a number this person may open, or None."""
    name, unit = name_of(asked.metric), unit_named(asked.unit)
    if name is None or unit is False or not Links(user).sees(unit):
        return None
    today = timezone.localdate()
    first, last = (min(max(day, FIRST_DAY), Period.of(PeriodKind.YEAR, today).end) for day in (asked.start, asked.end))
    period = Span.of(first, last)
    totals = Totals.load([period, period.previous()], metrics=(asked.metric,))
    value = totals.value(asked.metric, period, unit and unit.pk)
    base = base_of(name, period, unit, today)
    return NumberCard(
        name=name.words,
        whose=unit.name if unit else STREET,
        period=period.label,
        value=on_screen(value),
        unit_word=name.unit_word,
        caliber=name.caliber,
        with_base=base.sentence(value) if base else "",
        sentence=sentence(name, period, unit, totals, asked.metric, today),
        as_of=totals.as_of,
    )


def unit_named(code):
    """The unit of a code, None for no code, False for a code nobody has."""
    return (Unit.objects.filter(code=code).first() or False) if code else None


def base_of(name, period, unit, today):
    """The historical base within the period, or None."""
    if name.indicator_id is None:
        return None
    return bases.within(period.start, period.end, bases.figures_in_use(unit), today=today).get(name.indicator_id)


def sentence(name, period, unit, totals, metric, today):
    """The number as somebody says it: “11月23日至29日，绣品厂社区清理牛皮癣42处，比前一周减少12处，下降22%。”"""
    unit_id = unit and unit.pk
    value, before = (totals.value(metric, one, unit_id) for one in (period, period.previous()))
    said = official(value, name.unit_word, approximate=name.is_approximate)
    change = (
        f"，{change_words(value, before, name.unit_word, than=BEFORE.get(period.kind, '前一时期'))}"
        if period.end < today
        else ""
    )
    return f"{days_of(period)}，{unit.name if unit else STREET}{name.words}{said}{change}。"


def days_of(period):
    """The days as a speech names them."""
    return period.label.replace("—", "至")
