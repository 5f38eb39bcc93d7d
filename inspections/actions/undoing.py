"""撤销: whoever just handed something in takes it back, as long as nobody has gone on with it."""

from django.db import transaction

from inspections import cases
from inspections.enums import TaskAction, TaskState
from inspections.steps import take_step
from tataboo_portal.refusals import Refusal

REASON = "撤销"
OTHERS_SENTENCE = "这一步不是自己交的，只有交的人能撤销。"
LATE_SENTENCE = "交上去超过 5 分钟了，不能再撤销；交错了就告诉街道双创办。"


@transaction.atomic
def undo(*, by, task, **step):
    """Void one's report, or take back one's after photo, within five minutes of its arrival; photos and trail stay.

    Who accepted or judged it meanwhile keeps the word: the refusal names them.
    """

    def change(locked):
        who, _ = cases.hand_in(locked)
        if who != by.pk:
            raise Refusal(OTHERS_SENTENCE)
        if not cases.may_undo(by, locked):
            raise Refusal(LATE_SENTENCE)
        if locked.state == TaskState.RESOLVED:
            locked.fixed_by, locked.fixed_at = None, None

    return take_step(by=by, task=task, action=TaskAction.UNDO, change=change, note=REASON, **step)[0]
