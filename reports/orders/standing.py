"""How orders stand, as cards and cells show them, and what a person may do with one."""

from dataclasses import dataclass

from django.db.models import Q

from reports.enums import OrderState
from reports.models import SupervisionOrder
from tataboo_portal.permissions import Permission
from tataboo_portal.registers import Flag

MOST_SHOWN = 3
FLAGS = {
    OrderState.OPEN: Flag("todo", "clock", "办理中"),
    OrderState.REPORTED: Flag("todo", "eye", "待销号"),
    OrderState.STRUCK_OFF: Flag("done", "circle-check", "已销号"),
    OrderState.VOIDED: Flag("void", "trash", "已作废"),
}


@dataclass(frozen=True)
class Row:
    """An order as a list draws it."""

    order: SupervisionOrder
    days_late: int
    is_due_today: bool

    @property
    def flag(self):
        """The clock where it presses, else the state."""
        if self.days_late:
            return Flag("late", "alert-triangle", f"逾期 {self.days_late} 天")
        return Flag("soon", "clock", "今天到期") if self.is_due_today else FLAGS[self.order.state]


def rows_for(orders, today):
    """Orders with how late they are; one that was reported is late no more."""
    found = []
    for order in orders:
        days = (today - order.due_on).days if order.state == OrderState.OPEN else -1
        found.append(Row(order, max(days, 0), days == 0))
    return found


def open_by_unit(units):
    """{unit id: its unfinished order about its overdue tasks}; one query."""
    found = SupervisionOrder.objects.unfinished().of_overdue().filter(unit__in=units)
    return {order.unit_id: order for order in found}


def has_open(task):
    """The unfinished order about this very task, or None."""
    return SupervisionOrder.objects.unfinished().filter(task=task).first()


def orders_of(task, user):
    """The unfinished orders that speak of the task and that the person may know of, the newest first."""
    listed = SupervisionOrder.tasks.through.objects.filter(remediationtask=task.pk).values("supervisionorder")
    about = SupervisionOrder.objects.unfinished().filter(Q(task=task) | Q(pk__in=listed))
    return list(about.visible_to(user).order_by("-id")[:MOST_SHOWN])


def may_issue(user):
    """Whether the person may send one out."""
    return user.may(Permission.ISSUE_ORDER)


def is_addressee(user, order):
    """Whether the sheet went to this person's unit."""
    return user.may(Permission.LOG_WORK) and user.unit_id == order.unit_id


def may_judge(user, order):
    """Whether the person may strike it off or send it back: the office, and never somebody of the unit that answers for it."""
    return user.may(Permission.BUILD_REPORT) and user.unit_id != order.unit_id


def may_void(user, order):
    """Whether the person may take it back: the office, and whoever issued it."""
    return user.may(Permission.BUILD_REPORT) or (may_issue(user) and order.issued_by_id == user.pk)
