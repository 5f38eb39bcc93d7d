"""督办单: what one says when it goes out, who may do what with it, how it stands, and who is told of it."""

from reports.orders.facts import MOST_TASKS, of_task, of_unit, overdue_tasks, usual_day
from reports.orders.reminders import people_of, remind_due, tell_issuer, tell_unit
from reports.orders.standing import (
    Row,
    has_open,
    is_addressee,
    may_issue,
    may_judge,
    may_void,
    open_by_unit,
    orders_of,
    rows_for,
)

__all__ = [
    "MOST_TASKS",
    "Row",
    "has_open",
    "is_addressee",
    "may_issue",
    "may_judge",
    "may_void",
    "of_task",
    "of_unit",
    "open_by_unit",
    "orders_of",
    "overdue_tasks",
    "people_of",
    "remind_due",
    "rows_for",
    "tell_issuer",
    "tell_unit",
    "usual_day",
]
