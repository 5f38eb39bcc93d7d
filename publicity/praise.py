"""表扬与锦旗: which task somebody may be thanked for."""

from inspections.models import RemediationTask


def is_units(task, unit):
    """Whether a unit leads a task, helped with it, or has it on its area or line."""
    if unit.pk in {task.unit_id, task.community_id, task.market_group_id}:
        return True
    return task.assisting_units.filter(pk=unit.pk).exists()


def task_numbered(number, user):
    """The task of this number that the person may see, or None."""
    if "\x00" in number or not user:
        return None
    return RemediationTask.objects.visible_to(user).filter(number=number).first()
