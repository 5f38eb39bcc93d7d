"""附件2: before and after of the tasks closed in the week."""

from datetime import timedelta

from inspections.enums import TaskState
from reports import pairs
from reports.metrics.cells import moment
from reports.sections.blocks import ANNEX, photo_pairs

PART, HEADING = ANNEX, "问题整改前后对比图"
MOST_PAIRS = 6
LOOKED_THROUGH = 50


def build(facts):
    """Up to six pairs whose photos can be shown, the latest first; looked for among the week's last closed tasks."""
    week = facts.meeting_week.shifted(-1)
    closed = pairs.closed_tasks(moment(week.monday), moment(week.sunday + timedelta(days=1)))
    latest = closed.order_by(*pairs.KEYS).values("pk")[:LOOKED_THROUGH]
    within = closed.filter(pk__in=latest, state=TaskState.CLOSED)
    found = pairs.with_photos(list(pairs.proven(within).for_list().order_by(*pairs.KEYS)[:MOST_PAIRS]))
    return [photo_pairs([pair.item for pair in found])] if found else []
