"""Policy of the further steps of a task and its requests."""

import uuid

from django.utils import timezone

from inspections.enums import Decision
from inspections.models import Extension
from tests.access.rows import BAD, EVERYONE, LOGIN, MOVED, NO, OK, UNKNOWN, row
from tests.people import person

OFFICE_PAGE = row(LOGIN, OK, NO, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, NO)
OFFICE_FORM = row(LOGIN, BAD, NO, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, NO)
UNIT_PAGE = row(LOGIN, NO, OK, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, NO)
UNIT_FORM = row(LOGIN, NO, BAD, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, NO)
OFFICE_STEPS = ("task_accept", "task_reject", "task_duplicate", "task_force_close", "task_resume", "request_decide")
UNIT_STEPS = ("task_hand_over", "task_return", "task_stage", "task_cannot", "task_ask")

POLICY: dict = (
    {("GET", name): OFFICE_PAGE for name in OFFICE_STEPS}
    | {("POST", name): OFFICE_FORM for name in OFFICE_STEPS}
    | {("GET", name): UNIT_PAGE for name in UNIT_STEPS}
    | {("POST", name): UNIT_FORM for name in UNIT_STEPS}
    | {
        ("POST", "task_receive"): row(LOGIN, NO, MOVED, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, NO),
        ("POST", "task_undo"): row(LOGIN, NO, MOVED, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, NO),
        ("GET", "task_say"): row(LOGIN, OK, OK, UNKNOWN, UNKNOWN, UNKNOWN, OK, NO, NO),
        ("POST", "task_say"): row(LOGIN, BAD, BAD, UNKNOWN, UNKNOWN, UNKNOWN, BAD, NO, NO),
        ("GET", "request_list"): EVERYONE,
    }
)


def addresses(task):
    """The arguments of these addresses, all of them 绣品厂社区's; `task` is a dispatched one."""
    asked = Extension.objects.create(
        task=task,
        client_uuid=uuid.uuid4(),
        reason="等材料到货",
        requested_by=person("li"),
        requested_at=timezone.now(),
        decision=Decision.PENDING,
    )
    steps = ("task_receive", "task_undo", "task_say", *OFFICE_STEPS[:-1], *UNIT_STEPS[:-1])
    arguments = dict.fromkeys(steps, (task.number,))
    return arguments | {"task_ask": (task.number, "suspension"), "request_decide": ("extension", asked.pk)}
