"""每周按时完成率: a cell per zone and week, its number always printed, its shade in six steps."""

from dataclasses import dataclass

from reports.dashboard.figures import periods_back
from reports.links import page_of
from reports.metrics.tasks import DUE
from tataboo_portal.enums import PeriodKind
from tataboo_portal.periods import Period

STEPS = (60, 70, 80, 90, 100)


@dataclass(frozen=True)
class Cell:
    """The on-time rate of one zone in one week."""

    text: str
    css: str
    url: str


def weeks_shown(period, today):
    """The eight weeks up to the end of the period, or up to this one."""
    return periods_back(Period.of(PeriodKind.WEEK, min(period.end, today)))


def cell(totals, week, unit, links):
    """The rate with its shade; a dash without shade where nothing was due."""
    rate = totals.rate(week, unit.pk)
    if rate is None:
        return Cell("--", "", "")
    return Cell(str(rate), f"h{sum(rate >= step for step in STEPS)}", links.records(DUE, week, unit))


def table(tiles, totals, weeks, links):
    """Heads “11/16” with the board of that week behind them, and a row per zone."""
    heads = [{"words": f"{week.start.month}/{week.start.day}", "url": page_of("dashboard", week)} for week in weeks]
    rows = [{"tile": tile, "cells": [cell(totals, week, tile.unit, links) for week in weeks]} for tile in tiles]
    return {"heads": heads, "rows": rows}
