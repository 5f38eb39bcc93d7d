"""The people of the street and the work they send: accounts, tasks that wait for their after photo, and outboxes full of photos."""

import uuid
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.urls import reverse
from django.utils import timezone

from inspections import actions
from inspections.models import TaskCategory
from tataboo_portal.enums import Role, UnitKind
from tataboo_portal.models import DeviceSession, Unit, User
from tests.load.phones import Item
from tests.load.stand import PASSWORD

EVERY_THIRD = 3


class Street:
    """Everybody who carries a phone, each with an account of a community."""

    def __init__(self, count, *, name="load"):
        units, kept = list(Unit.objects.filter(kind=UnitKind.COMMUNITY)), make_password(PASSWORD)
        self.people = []
        for number in range(1, count + 1):
            values = {"full_name": f"示例{number}", "role": Role.COMMUNITY, "unit": units[number % len(units)]}
            self.people.append(User.objects.create(username=f"{name}{number}", password=kept, **values))
        self.category = TaskCategory.objects.filter(is_active=True).first()
        self.office = User.objects.filter(role=Role.OFFICE).first()

    def report(self, label, path):
        """A problem with its before photo, as it waits in an outbox; `label` tells it from all others."""
        fields = {"category": self.category.pk, "quantity": 1, "where": label, "note": "示例"}
        return Item("/report/", fields, path)

    def fix(self, person, path):
        """The after photo of a task that was given to the person's unit this morning."""
        facts = {"category": self.category, "location": "示例", "quantity": 1}
        task = actions.report_problem(by=person, client_uuid=uuid.uuid4(), unit=person.unit, photo=None, **facts)
        due = timezone.now() + timedelta(days=2)
        actions.assign(by=self.office, task=task, client_uuid=uuid.uuid4(), unit=person.unit, due_at=due)
        return Item(reverse("task_fix", args=[task.number]), {"quantity": 1, "note": "示例"}, path)

    def outboxes(self, paths, each, *, mark):
        """A list of items per person: reports with a before photo, the last one the after photo of a task."""
        boxes, paths = [], iter(paths)
        for number, person in enumerate(self.people):
            items = [self.report(f"{mark}{number}-{place}", next(paths)) for place in range(max(1, each - 1))]
            items += [self.fix(person, next(paths))] if each > 1 else []
            boxes.append(items)
        return boxes


def expire_logins(people, part=EVERY_THIRD):
    """End the sessions of every third person, as when the time is over; returns how many."""
    some = people[::part]
    return DeviceSession.objects.filter(person__in=some).delete()[0]
