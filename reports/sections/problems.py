"""存在的问题: what is overdue, who recorded nothing, and what the units themselves name."""

from django.db.models import Count

from inspections.models import RemediationTask
from reports.enums import Part
from reports.metrics import tasks, work_records
from reports.sections import handed_in
from reports.sections.blocks import PROBLEMS, bound, paragraph, units_named

PART, HEADING = PROBLEMS, ""


def build(facts):
    """One paragraph per problem, then every unit's own; a week without any of the first kind says so."""
    found = [block for block in (_overdue(facts), _silent(facts)) if block]
    told = [*handed_in.unfinished(facts.material), *handed_in.by_unit(facts.material, Part.PROBLEM)]
    return [*(found or [paragraph("没有逾期任务，九+五责任区域都有工作记录。")]), *told]


def _overdue(facts):
    groups = RemediationTask.objects.overdue(facts.now).order_by("unit__position").values_list("unit__name")
    counts = [(name, count) for name, count in groups.annotate(count=Count("pk")) if count]
    if not counts:
        return None
    total = bound(f"{sum(count for _, count in counts)}项", "overdue")
    return paragraph("逾期未办的整改任务", total, "：", bound(units_named(counts), "overdue:units"), "。")


def _silent(facts):
    metrics = [f"{work_records.PREFIX}{indicator.code}" for indicator in facts.work_indicators]
    metrics.append(tasks.CLOSED)
    silent = [unit.name for unit in facts.units if not any(facts.value(metric, unit) for metric in metrics)]
    named = bound("、".join(silent), "silent")
    return paragraph("上周没有工作记录的单位：", named, "。") if silent else None
