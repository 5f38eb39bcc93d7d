"""转任务: what a check of a place found becomes a task in one tap."""

from django.db import transaction

from inspections.actions import checks
from inspections.enums import TaskSource
from tataboo_portal.refusals import Refusal

ALL_MET_SENTENCE = "这次检查都合格，不用转任务。"


@transaction.atomic
def file_task(check, *, by):
    """The task of a check's unmet points, with its photo; the one it already has when there is one."""
    locked = checks.locked_row(check)
    if locked.task:
        return locked.task
    if not locked.faults:
        raise Refusal(ALL_MET_SENTENCE)
    words = "、".join(locked.faults)
    note = f"{words}；{locked.note}"[:200] if locked.note else words
    title = f"{locked.where[:24]} 控烟：{words}"
    return checks.file_from(locked, "smoking", by=by, source=TaskSource.CHECK, note=note, title=title)
