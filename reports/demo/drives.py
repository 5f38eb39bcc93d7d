"""Three sample clean-up events of this month, each with its records, none in the future."""

import uuid
from datetime import timedelta

from django.utils import timezone

from campaigns import actions
from campaigns.models import Indicator
from reports.demo.ledgers import DEMO_NOTE
from tataboo_portal.models import Unit, User

EVENTS = (
    ("1", 2, "示例大清扫", {"people": 25, "vehicles": 2}, {"dead_corner": 3, "sticker": 42}),
    ("5", 8, "示例大清理", {"person_times": 36, "vehicles": 1}, {"garbage_truckload": 4, "street_vendor": 2}),
    ("A", 9, "示例大清运", {"people": 12, "person_times": 20}, {"garbage_truckload": 6}),
)


def make(chance):
    """Write the events through the portal's own action; returns how many."""
    by, indicators = User.objects.get(username="office"), {row.code: row for row in Indicator.objects.all()}
    for code, days_ago, name, took_part, results in EVENTS:
        actions.log_drive(
            by=by,
            client_uuid=uuid.UUID(int=chance.getrandbits(128), version=4),
            unit=Unit.objects.get(code=code),
            day=timezone.localdate() - timedelta(days=days_ago),
            place=None,
            location="",
            name=name,
            note=DEMO_NOTE,
            results={indicators[indicator]: quantity for indicator, quantity in results.items()},
            **took_part,
        )
    return len(EVENTS)
