"""附件2: before and after of the tasks closed in the week."""

from django.utils import timezone

from inspections.enums import PhotoStage, TaskState
from inspections.models import RemediationTask, TaskPhoto
from reports.metrics.cells import within_days
from reports.sections.blocks import ANNEX, photo_pairs
from tataboo_portal.enums import PhotoStatus

PART, HEADING = ANNEX, "问题整改前后对比图"
MOST_PAIRS = 6


def build(facts):
    """Up to six pairs whose photos can be shown, the latest first."""
    days = facts.meeting_week.shifted(-1).days()
    closed = RemediationTask.objects.filter(state=TaskState.CLOSED).filter(within_days("closed_at", days))
    candidates = list(closed.select_related("unit").order_by("-closed_at")[: MOST_PAIRS * 2])
    shots = TaskPhoto.objects.filter(task__in=candidates, photo__status=PhotoStatus.READY).select_related("photo")
    newest = {(shot.task_id, shot.stage): shot.photo for shot in shots.order_by("id")}
    items = [_item(task, newest) for task in candidates if {(task.pk, stage) for stage in PhotoStage} <= newest.keys()]
    return [photo_pairs(items[:MOST_PAIRS])] if items else []


def _item(task, newest):
    closed = timezone.localdate(task.closed_at)
    return {
        "number": task.number,
        "before": str(newest[task.pk, PhotoStage.BEFORE].token),
        "after": str(newest[task.pk, PhotoStage.AFTER].token),
        "caption": f"{task.title}，{closed.month}月{closed.day}日，{task.unit.name}",
    }
