"""What people do with an activity beside writing it down: say how a planned one went."""

from django.db import transaction

from publicity.enums import ActivityStatus
from publicity.models import Activity
from tataboo_portal import ledgers
from tataboo_portal.refusals import Refusal

CANCELLED_SENTENCE = "这场活动已经取消了；要是办了，先在下面把状态改回“计划”。"


@transaction.atomic
def hold(activity, *, by, version, photo=None, **values):
    """已举办: the planned activity with its day and numbers; the very same sent twice is harmless."""
    locked = Activity.objects.select_for_update().get(pk=activity.pk)
    if locked.status == ActivityStatus.CANCELLED:
        raise Refusal(CANCELLED_SENTENCE)
    is_told = locked.status == ActivityStatus.HELD and locked.changed_by_id == by.pk and locked.version == version + 1
    if is_told and all(getattr(locked, name) == value for name, value in values.items()):
        return locked
    return ledgers.change(locked, by=by, version=version, photo=photo, status=ActivityStatus.HELD, **values)
