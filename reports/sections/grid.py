"""附件1: the 九+五 against the eight totals and the tasks."""

from campaigns.enums import IndicatorGroup
from reports.metrics import tasks, work_records
from reports.sections.blocks import ANNEX, table

PART, HEADING = ANNEX, "各社区、市场工作组工作量汇总表"


def build(facts):
    """One table: a row per unit, a column per indicator of the eight totals, tasks due and on time, and the sum."""
    columns = [indicator for indicator in facts.work_indicators if indicator.group == IndicatorGroup.TOTALS]
    metrics = [f"{work_records.PREFIX}{column.code}" for column in columns] + [tasks.DUE, tasks.ON_TIME]
    head = ["单位", *[f"{column.name}（{column.unit_word}）" for column in columns], "应办任务（项）", "按期办结（项）"]
    rows = [[unit.name, *[facts.value(metric, unit) for metric in metrics]] for unit in facts.units]
    zones = {unit.pk for unit in facts.units}
    others = [
        sum(value for pk, value in facts.totals.by_unit(metric, facts.period).items() if pk not in zones)
        for metric in metrics
    ]
    if any(others):
        rows.append(["其他单位", *others])
    rows.append(["合计", *[facts.value(metric) for metric in metrics]])
    codes = [unit.code for unit in facts.units] + [None] * any(others) + [""]
    return [table(HEADING, head, rows, metrics=metrics, units=codes)]
