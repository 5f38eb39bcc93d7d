"""A street under a moved clock: tasks with limits of their own, and beats that tell people."""

import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

import time_machine

from inspections import actions, escalation
from inspections.models import CaseRule, TaskCategory
from tataboo_portal.enums import LimitKind
from tataboo_portal.models import Notice, User
from tests import makers
from tests.people import person

CHINA = ZoneInfo("Asia/Shanghai")
MONDAY = "2026-11-23 08:00"  # 8 office hours from here end at 18:00; 75 % of them at 16:00, 150 % on Tuesday at 12:00


def at(words):
    """A moment in China."""
    return datetime.fromisoformat(words).replace(tzinfo=CHINA)


def somebody(username, name, **values):
    """One more person of the street."""
    return User.objects.create_user(username, full_name=name, **values)


def dispatched(start=MONDAY, value=8, kind=LimitKind.WORK_HOUR, assignee=None, unit="1", **values):
    """A task given to its unit at a moment with a limit of its own."""
    category = TaskCategory.objects.get(code="dead_corner")
    rule = CaseRule.objects.get_or_create(
        category=category, condition=f"示例{value}{kind}", defaults={"limit_value": value, "limit_kind": kind}
    )[0]
    with time_machine.travel(at(start), tick=False):
        task = makers.reported(unit=unit, by=person("wang"), **values)
        number = {"client_uuid": uuid.uuid4(), "unit": task.unit, "rule": rule, "assignee": assignee}
        return actions.assign(by=person("wang"), task=task, **number)


def run(words):
    """A beat at a moment: the names told in it, in the order of their accounts."""
    seen = set(Notice.objects.values_list("pk", flat=True))
    with time_machine.travel(at(words), tick=False):
        escalation.escalate()
    return "".join(
        Notice.objects.exclude(pk__in=seen)
        .order_by("recipient__username")
        .values_list("recipient__full_name", flat=True)
    )
