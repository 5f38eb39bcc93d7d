"""总体情况: how many units recorded work, and how many tasks came in and were closed; how they stand is told under 整改任务."""

from reports.metrics import tasks, work_records
from reports.sections.blocks import LAST, between, bound, number, paragraph

PART, HEADING = LAST, "总体情况"


def build(facts):
    """One paragraph of two sentences."""
    return [paragraph(f"上周（{facts.period.label}），", *_recorded(facts), between("。"), *_flow(facts), "。")]


def _recorded(facts):
    active, all_of_them = sum(1 for unit in facts.units if any(_work(facts, unit))), len(facts.units)
    if not active:
        return ["九+五责任区域都没有整治记录"]
    if active == all_of_them:
        return ["九+五责任区域", bound(f"{active}个", "active_units"), "单位都有整治记录"]
    return [f"九+五责任区域{all_of_them}个单位中", bound(f"{active}个", "active_units"), "有整治记录"]


def _work(facts, unit):
    return (facts.value(f"{work_records.PREFIX}{indicator.code}", unit) for indicator in facts.work_indicators)


def _flow(facts):
    reported, closed = facts.value(tasks.REPORTED), facts.value(tasks.CLOSED)
    runs = ["新上报整改任务", number(reported, "项", metric=tasks.REPORTED)] if reported else ["没有新上报的整改任务"]
    return [*runs, "，办结", number(closed, "项", metric=tasks.CLOSED)] if closed else runs
