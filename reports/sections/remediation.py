"""整改任务: due, on time, overdue, sent back and come back; how many came in is told under 总体情况."""

from inspections.models import RemediationTask
from reports.metrics import tasks
from reports.metrics.cells import within_days
from reports.sections.blocks import LAST, bound, joined, number
from reports.sections.facts import BEFORE
from reports.sections.task_sentences import due_and_on_time
from tataboo_portal.quantities import points_words

PART, HEADING = LAST, "整改任务"


def build(facts):
    """One paragraph of counts, with the rate's change in percentage points; what there was none of is not told."""
    return [joined([_due(facts), *_overdue(facts), *_came_back(facts)], mark="；")]


def _due(facts):
    if not facts.value(tasks.DUE):
        return ["上周没有到期的整改任务"]
    rate, before = facts.totals.rate(facts.period), facts.totals.rate(facts.before)
    change = points_words(rate, before, than=BEFORE)
    told = [bound(f"（{change}）", "rate:change")] if change else []
    return [*due_and_on_time(facts), "，按期率", bound(f"{rate}%", "rate"), *told]


def _overdue(facts):
    late = facts.value(tasks.OVERDUE)
    return [["逾期未办", number(late, "项", metric=tasks.OVERDUE)]] if late else []


def _came_back(facts):
    """返工 of what was closed in the week, and 反弹 among what was reported in it."""
    days = facts.meeting_week.shifted(-1).days()
    counted = RemediationTask.objects.counted()
    reworked = counted.filter(within_days("closed_at", days), rework_count__gt=0).count()
    again = counted.filter(within_days("reported_at", days), recurrence_of__isnull=False).count()
    runs = [["经返工办结", bound(f"{reworked}项", "reworked")]] if reworked else []
    return [*runs, ["反弹", bound(f"{again}项", "recurred")]] if again else runs
