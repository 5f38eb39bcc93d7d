"""Sentences about tasks that were due, of all units or of one."""

from reports.metrics import tasks
from reports.sections.blocks import bound, number


def due_and_on_time(facts, unit=None, *, mark="，"):
    """“应办32项，按期办结30项”; where none was done in time, that."""
    due, on_time = facts.value(tasks.DUE, unit), facts.value(tasks.ON_TIME, unit)
    runs = ["应办", number(due, "项", metric=tasks.DUE, unit=unit), mark]
    if not on_time:
        return [*runs, bound("未按期办结", f"{tasks.ON_TIME}:none{unit.code if unit else ''}")]
    return [*runs, "按期办结", number(on_time, "项", metric=tasks.ON_TIME, unit=unit)]
