"""Somebody's pages do not change when another unit gets rows of every kind: no count, badge, total or list tells of them."""

import difflib
import re

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from reports import rollups
from tataboo_portal.models import Notice
from tests.access import marks, world
from tests.access.routes import methods, routes
from tests.people import person

pytestmark = pytest.mark.sweep

# 赵 is not asked: the market 李 writes of stands on his line.
STRANGERS = ("zhang", "chen")
PASSING = re.compile(r'[0-9a-f]{8}-[0-9a-f-]{27}|name="csrfmiddlewaretoken" value="\w+"|"token": "\w+"')
# Pages that speak of all units to everybody who opens them: {route: of what}.
OF_ALL_UNITS = {
    "area_crossing": "totals by area and line",
    "grid": "totals of the nine and five",
    "dashboard": "totals",
    "task_evaluation": "totals of how cases are handled",
    "dossier": "how many proofs a clause has, of all units",
    "centre_board": "which community has which facilities",
    "goal_list": "goals",
    "goal_export": "goals",
    "meeting_list": "weekly reports",
    "bulletin_list": "bulletins",
    "scheme_list": "the rules of scoring",
    "score_list": "published scores",
    "survey_list": "surveys",
    "suggestion_list": "suggestions",
}
TOLD_TO_ALL = {"2026年10月考核已公示"}


@pytest.fixture(autouse=True)
def pages_for_residents(settings):
    """The pages for residents are on."""
    settings.PUBLIC_PAGES = True


def pages(client):
    """{route: what somebody reads there} of every page and file that leads to no row of its own."""
    call_command("reindex", verbosity=0)
    found = {}
    for route in routes():
        if not route.is_admins and not route.converters and "GET" in methods(route.callback):
            response = client.get(reverse(route.name))
            found[route.name] = PASSING.sub("", marks.text_of(response)) if response.status_code == 200 else ""
    return found


def told_meanwhile(who):
    """What somebody was told of since, taken back: everybody is told of published scores."""
    new = Notice.objects.filter(recipient=who, title__in=TOLD_TO_ALL)
    new.delete()


def difference(before, after):
    """The first lines in which a page differs."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return "\n".join(line[:200] for line in list(lines)[:12])


@pytest.mark.parametrize("who", STRANGERS)
def test_a_strangers_pages_do_not_change_with_foreign_rows(db, client, who):
    with time_machine.travel(timezone.now(), tick=False), transaction.atomic():
        world.some_rows(who)
        rollups.refresh()
        client.force_login(person(who))
        before = pages(client)
        world.made_for("li")
        told_meanwhile(person(who))
        after = pages(client)
        transaction.set_rollback(True)
    changed = {name for name in before if before[name] != after[name]}
    unexpected = sorted(changed - {*OF_ALL_UNITS})
    assert not unexpected, "\n".join(f"{name}\n{difference(before[name], after[name])}" for name in unexpected)
    assert changed == {*OF_ALL_UNITS}, "a page is said to speak of all units and does not"
