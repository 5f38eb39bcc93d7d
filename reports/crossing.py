"""九×五: one metric by area and by line at once, each record in exactly one cell."""

from dataclasses import dataclass

from reports.grid import Number
from reports.links import Links
from reports.totals import crossed
from tataboo_portal.models import Unit
from tataboo_portal.quantities import on_screen

OFF = "none"


@dataclass(frozen=True)
class Line:
    """One area across all lines, with its own sum."""

    name: str
    code: str
    numbers: list
    sum: Number


def table(user, metric, period):
    """Areas down, lines across, sums both ways; what lies off an axis stands in its own row or column."""
    cells, links = crossed(metric, period), Links(user)
    zones = list(Unit.objects.zones())
    areas = [(unit.pk, unit.code, unit.short_name or unit.name) for unit in zones if unit.community_key]
    lines = [(unit.pk, unit.code, unit.short_name or unit.name) for unit in zones if unit.market_group_key]
    down, across = [*areas, (None, OFF, "不在社区里")], [*lines, (None, OFF, "不在市场线上")]

    def number(value, **axes):
        return Number(on_screen(value), links.crossed(metric, period, **axes) if value else "")

    rows = [
        Line(
            name=name,
            code="" if code == OFF else code,
            numbers=[
                number(cells.get((area, line), 0), community=code, line=line_code) for line, line_code, _ in across
            ],
            sum=number(sum(cells.get((area, line), 0) for line, _, _ in across), community=code),
        )
        for area, code, name in down
    ]
    sums = [
        number(sum(cells.get((area, line), 0) for area, _, _ in down), line=line_code) for line, line_code, _ in across
    ]
    return {
        "heads": [{"code": "" if code == OFF else code, "name": name} for _, code, name in across],
        "rows": rows,
        "sums": sums,
        "sum": number(sum(cells.values())),
    }
