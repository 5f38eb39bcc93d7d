"""Meetings, decisions and 督办单 the tests need, made through the portal's own actions."""

import uuid
from datetime import timedelta

from django.utils import timezone

from reports.actions import decisions, orders
from reports.models import Decision
from tataboo_portal.weeks import Week
from tests.people import person, unit_of


def made(unit="1", words="清理二号楼后的杂物", by=None, week=None, **values):
    """A decision of this week's meeting for 绣品厂社区, due in three days unless said otherwise."""
    return decisions.add_decision(
        by=by or person("wang"),
        client_uuid=values.pop("client_uuid", uuid.uuid4()),
        week=week or Week.current(),
        unit=unit_of(unit),
        words=words,
        **{"person": "王敏", "due_on": timezone.localdate() + timedelta(days=3), **values},
    )


def reported(decision=None, by=None, result="已清理，拍了照片"):
    """A decision its unit says is done."""
    decision = decision or made()
    return decisions.report(decision, by=by or person("li"), version=decision.version, result=result)


def struck_off(decision=None, by=None):
    """A decision the office struck off."""
    decision = reported(decision)
    return decisions.strike_off(decision, by=by or person("wang"), version=decision.version)


def ordered(decision=None, by=None, **values):
    """A 督办单 about a decision."""
    decision = decision or made()
    return orders.issue(
        by=by or person("wang"),
        client_uuid=values.pop("client_uuid", uuid.uuid4()),
        decision=decision,
        **{"demand": "拍整改前后照片", "due_on": timezone.localdate() + timedelta(days=3), **values},
    )


def warned(unit="1", by=None, **values):
    """A 督办单 about a matter of its own."""
    return orders.issue_plain(
        by=by or person("wang"),
        client_uuid=values.pop("client_uuid", uuid.uuid4()),
        unit=unit_of(unit),
        **{"matter": "清理河道漂浮物", "source": "superior", "due_on": in_days(3), **values},
    )


def pressed(task, by=None, **values):
    """A 督办单 about a task."""
    number = values.pop("client_uuid", uuid.uuid4())
    facts = {"matter": task.title, "source": "overdue", "due_on": in_days(3), **values}
    return orders.issue_for_task(by=by or person("wang"), client_uuid=number, task=task, **facts)


def answered(order=None, by=None, result="已清理", **values):
    """A 督办单 its unit says is done."""
    order = order or warned()
    return orders.report(order, by=by or person("li"), version=order.version, result=result, **values)


def in_days(count):
    """A day from today."""
    return timezone.localdate() + timedelta(days=count)


def kept(decision):
    """The decision as the database has it now."""
    return Decision.objects.get(pk=decision.pk)
