"""总体情况: how much was recorded and how much was due."""

from reports.metrics import tasks, work_records
from reports.sections.blocks import LAST, between, bound, number, paragraph

PART, HEADING = LAST, "总体情况"


def build(facts):
    """One paragraph: how many kinds of work by how many units, and how tasks stand."""
    active = {unit.pk for unit in facts.units if any(_work(facts, unit))}
    recorded = bound(f"{len(active)}个", "active_units")
    runs = [f"上周（{facts.period.label}），九+五责任区域中有", recorded, "单位记录了整治工作", between("。")]
    due, on_time = facts.value(tasks.DUE), facts.value(tasks.ON_TIME)
    if due:
        runs += ["应办整改任务", number(due, "项", metric=tasks.DUE)]
        runs += ["，按期办结", number(on_time, "项", metric=tasks.ON_TIME)]
        runs += ["，按期率", bound(f"{facts.totals.rate(facts.period)}%", "rate"), "。"]
    else:
        runs += ["没有到期的整改任务。"]
    return [paragraph(*runs)]


def _work(facts, unit):
    return (facts.value(f"{work_records.PREFIX}{indicator.code}", unit) for indicator in facts.work_indicators)
