"""整改任务: reported, due, on time, closed, and what came back."""

from reports.metrics import tasks
from reports.sections.blocks import LAST, between, bound, number, paragraph
from reports.sections.facts import BEFORE
from tataboo_portal.quantities import points_words

PART, HEADING = LAST, "整改任务"


def build(facts):
    """One paragraph of counts, with the rate's change in percentage points."""
    reported, closed = facts.value(tasks.REPORTED), facts.value(tasks.CLOSED)
    due, on_time = facts.value(tasks.DUE), facts.value(tasks.ON_TIME)
    if not (reported or closed or due):
        return [paragraph("上周没有整改任务。")]
    runs = [
        "新上报",
        number(reported, "项", metric=tasks.REPORTED),
        "，办结",
        number(closed, "项", metric=tasks.CLOSED),
    ]
    if due:
        rate, before = facts.totals.rate(facts.period), facts.totals.rate(facts.before)
        change = points_words(rate, before, than=BEFORE)
        runs += [between("；"), "应办", number(due, "项", metric=tasks.DUE), "，按期办结"]
        runs += [number(on_time, "项", metric=tasks.ON_TIME), "，按期率", bound(f"{rate}%", "rate")]
        runs += [bound(f"（{change}）", "rate:change")] if change else []
    return [paragraph(*runs, "。")]
