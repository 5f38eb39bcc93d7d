"""One refused attempt, one event: at every address that turns somebody away, with the method, the path and who it was."""

import pytest
from django.urls import reverse

from tataboo_portal.enums import AuditAction
from tataboo_portal.models import AuditEvent
from tests.access import world
from tests.access.matrix import POLICY
from tests.access.rows import NO
from tests.people import person

pytestmark = pytest.mark.sweep
REFUSING = sorted((method, name) for (method, name), answers in POLICY.items() if NO in answers.values())


@pytest.fixture(scope="module")
def owned(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), world.open_world("li") as found:
        yield found, world.clients()


@pytest.fixture(autouse=True)
def pages_for_residents(settings):
    settings.PUBLIC_PAGES = True


@pytest.mark.parametrize(("method", "name"), REFUSING, ids=lambda part: part)
def test_every_refusal_leaves_one_event_and_nothing_else_does(db, owned, method, name):
    found, people = owned
    url = reverse(name, args=found.get(name, [()])[0])
    for who, wanted in POLICY[method, name].items():
        with world.undone():
            before = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            response = getattr(people[who], method.lower())(url)
            b"".join(response)
            left = list(AuditEvent.objects.filter(pk__gt=before).order_by("pk"))
            refused = [event for event in left if event.action == AuditAction.REFUSED]
            if response.status_code != NO:
                assert not refused, (who, wanted)
                continue
            assert len(left) == len(refused) == 1, (who, [str(event) for event in left])
            assert (refused[0].reason, refused[0].actor_id) == (f"{method} {url}"[:200], person(who).pk)
