"""The long product: every role × every state of a task × every step, opened and sent; nothing breaks, nothing leaks."""

import pytest
from django.urls import reverse

from inspections.enums import TaskState
from inspections.models import RemediationTask
from tests import makers
from tests.access.matrix import ROLES
from tests.people import person

pytestmark = pytest.mark.sweep

STEPS = ("task_detail", "task_assign", "task_fix", "task_verify", "task_void", "task_reshoot")
STRANGERS = ("zhang", "zhao", "chen")


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("state", TaskState)
def test_no_role_breaks_or_moves_a_task_by_opening_or_sending_nothing(client, db, who, state):
    task = makers.assigned(unit="1")
    RemediationTask.objects.filter(pk=task.pk).update(state=state)
    client.force_login(person(who))
    for step in STEPS:
        url = reverse(step, args=(task.number,))
        for method in ("get", "post", "put", "patch", "delete", "head"):
            status = getattr(client, method)(url).status_code
            assert status < 500, (step, method)
            if who in STRANGERS and method in {"get", "post", "head"}:
                assert status in {404, 405}, (step, method)
    assert RemediationTask.objects.get(pk=task.pk).state == state
