"""Every metric the totals know, as an explicit list: to add one, write a module, name it here, and test it.

A module has: `TABLE` (whose marks in `ChangedDay` it answers), `PREFIX` (how its metric codes begin),
`day_cells(days, now)` (its cells of these days), `known_days()` (first and last day of its rows), `records_of(metric,
period)` (URL name, filter and arguments of the list that shows the rows behind a number), and `MOVES_WITH_TIME`; where that is true also
`days_moved(since, until)`, the days whose cells the clock alone has changed.
"""

from reports.metrics import drives, events, placements, tasks, work_records

MODULES = (work_records, placements, drives, tasks, *events.ALL)


def module_of(metric):
    """The module that counts this metric."""
    return next(module for module in MODULES if metric.startswith(module.PREFIX))
