"""本周工作安排: the tasks whose deadlines fall into the week of the meeting, and what the units handed in."""

from django.db.models import Count

from inspections.models import RemediationTask
from reports.enums import Part
from reports.metrics.cells import within_days
from reports.sections import handed_in
from reports.sections.blocks import NEXT, bound, paragraph, units_named

PART, HEADING = NEXT, ""


def build(facts):
    """What is due this week, then every unit's own plan, and who has not handed one in."""
    return [*_due(facts), *handed_in.by_unit(facts.material, Part.PLAN), *handed_in.missing(facts.material)]


def _due(facts):
    due = RemediationTask.objects.in_hands().filter(within_days("due_at", facts.meeting_week.days()))
    groups = due.order_by("unit__position").values_list("unit__name").annotate(count=Count("pk"))
    counts = [(name, count) for name, count in groups if count]
    if not counts:
        return [paragraph("本周无到期的整改任务。")]
    total = sum(count for _, count in counts)
    due, whose = bound(f"{total}项", "due"), bound(units_named(counts), "due:units")
    return [paragraph("本周到期的整改任务", due, "：", whose, "。")]
