"""重算期限: deadlines follow the calendar only when somebody looked at the change and said so."""

import uuid

from django.db import transaction

from inspections import deadlines, recalculation
from inspections.enums import TaskAction
from inspections.models import TaskStep
from inspections.steps import take_step
from tataboo_portal.clocks import office_calendar
from tataboo_portal.refusals import Refusal

REASON = "放假安排有变，按现在的日历重算"
CHANGED_SENTENCE = "刚才看过以后又有变化，下面是现在的结果，再看一遍。"


@transaction.atomic
def recalculate(*, by, digest, client_uuid):
    """Move the deadlines that were looked at, all or none, each with a step that says from when to when; returns how many.

    `digest` names what was on the screen; when something has changed since, nothing is moved. A second arrival moves nothing.
    """
    if TaskStep.objects.filter(client_uuid=uuid.uuid5(client_uuid, "0")).exists():
        return 0
    found, calendar = recalculation.changes(), office_calendar()
    if recalculation.digest(found) != digest:
        raise Refusal(CHANGED_SENTENCE)
    for position, change in enumerate(found):
        take_step(
            by=by,
            task=change.task,
            action=TaskAction.RECALCULATE,
            client_uuid=uuid.uuid5(client_uuid, str(position)),
            change=lambda locked: deadlines.move(locked, recalculation.change_of(locked, calendar)),
            note=REASON,
            version=change.task.version,
        )
    return len(found)
