"""Sample goals of the running year: for the eight totals, and for one unit."""

from campaigns.enums import IndicatorGroup
from campaigns.models import Goal, Indicator
from tataboo_portal.enums import PeriodKind
from tataboo_portal.models import Unit
from tataboo_portal.periods import Period

SOURCE = "示例目标"
OF_THE_STREET = {
    "dead_corner": 1_200,
    "garbage_truckload": 1_600,
    "trash_bin": 400,
    "sticker": 14_000,
    "illegal_structure": 260,
    "signboard": 360,
    "street_vendor": 900,
    "zombie_vehicle": 190,
}
OF_A_UNIT = {"dead_corner": 90, "sticker": 800}


def make(today):
    """The goals of the year that holds today; returns how many."""
    year = Period.of(PeriodKind.YEAR, today)
    indicators = {row.code: row for row in Indicator.objects.filter(group=IndicatorGroup.TOTALS)}
    unit = Unit.objects.zones().first()
    meant = [(None, code, value) for code, value in OF_THE_STREET.items()]
    meant += [(unit, code, value) for code, value in OF_A_UNIT.items()]
    made = [
        Goal(
            indicator=indicators[code],
            unit=owner,
            period_kind=year.kind,
            period_start=year.start,
            value=value,
            source=SOURCE,
        )
        for owner, code, value in meant
        if code in indicators
    ]
    return len(Goal.objects.bulk_create(made))
