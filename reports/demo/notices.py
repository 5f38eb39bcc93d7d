"""Who answers for whom in the demo, and the reminders that were due by the last morning."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from inspections import escalation
from tataboo_portal import inbox
from tataboo_portal.models import Notice, Unit, User

MORNING = time(9)


def make(chance):
    """A head for every area and line, all of them in the leader's charge, and what a run at the last 9 o'clock says."""
    User.objects.filter(unit__in=Unit.objects.zones()).update(is_unit_head=True)
    User.objects.get(username="leader").units_in_charge.set(Unit.objects.zones())
    escalation.escalate(last_morning(timezone.localtime()))
    for notice in Notice.objects.order_by("pk"):
        if chance.random() < 0.3:
            inbox.read(notice)
    return Notice.objects.count()


def last_morning(now):
    """The last 9 o'clock that has passed."""
    morning = datetime.combine(now.date(), MORNING, tzinfo=now.tzinfo)
    return morning if morning <= now else morning - timedelta(days=1)
