"""督办单 on the page of a task: the open ones that speak of it, and the way to send one out.

A tag, since the page stands on a floor below that knows nothing of the roof.
"""

from django import template

from inspections.enums import OPEN_STATES
from reports import orders

register = template.Library()


@register.inclusion_tag("reports/_task_orders.html")
def task_orders(task, user):
    """The open orders the person may know of, and whether they may send one out; one query."""
    told = orders.orders_of(task, user)
    is_free = task.state in OPEN_STATES and all(order.task_id != task.pk for order in told)
    return {"task": task, "orders": told, "may_issue": is_free and orders.may_issue(user)}
