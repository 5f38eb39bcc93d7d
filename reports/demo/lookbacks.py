"""Sample look-backs: the closed samples that fell due, most of the older ones judged."""

from django.utils import timezone

from inspections import lookbacks
from inspections.enums import LookBackOutcome
from inspections.models import LookBack
from tataboo_portal.enums import Role
from tataboo_portal.models import User

JUDGED = 0.6


def make(chance):
    """Draw what is due as the nightly run would, and let the inspector have looked at most of it; returns how many."""
    lookbacks.plan()
    inspector = User.objects.filter(role=Role.INSPECTOR).first()
    for look_back in lookbacks.due_for(inspector).order_by("due_on", "id"):
        if chance.random() < JUDGED:
            look_back.outcome, look_back.checked_by = LookBackOutcome.HELD, inspector
            look_back.checked_at, look_back.note = timezone.now(), "示例：没有反弹"
            look_back.save()
    return LookBack.objects.count()
