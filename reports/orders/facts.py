"""What a 督办单 starts from: the matter, the problem, the people and the day, as the records hold them."""

from datetime import timedelta

from django.utils import timezone

from inspections.enums import TaskSource
from inspections.models import RemediationTask
from reports.enums import OrderSource
from reports.models import SupervisionOrder
from tataboo_portal import workdays
from tataboo_portal.enums import Role
from tataboo_portal.permissions import Permission

WORKDAYS = 3  # how long a unit has when nothing else says so
LONGEST_HOLIDAY = timedelta(days=21)
MOST_TASKS = 12  # as many as a sheet of A4 holds beside the rest
DEMAND = "按时限整改到位，上传整改后照片，报办理结果。"
SOURCES = {
    TaskSource.HIGHER: OrderSource.SUPERIOR,
    TaskSource.LEADER: OrderSource.LEADER,
    TaskSource.MEETING: OrderSource.MEETING,
    TaskSource.PUBLIC: OrderSource.RESIDENTS,
}


def longest(name):
    """How many characters of a field there are."""
    return SupervisionOrder._meta.get_field(name).max_length


def usual_day(today):
    """The third workday from tomorrow on."""
    tomorrow = today + timedelta(days=1)
    return workdays.workdays_between(tomorrow, tomorrow + LONGEST_HOLIDAY)[WORKDAYS - 1]


def of_task(task, user, now):
    """The facts of an order about one task; `user` is who would issue it."""
    today, due_on = timezone.localdate(now), task.due_at and timezone.localdate(task.due_at)
    late = task.is_overdue(now)
    days = f"，期限{due_on.month}月{due_on.day}日，已经逾期" if late else ""
    return people_of_task(task) | {
        "source": source_of(task, user, late),
        "unit": task.unit,
        "matter": f"{task.title}（任务 {task.number}）",
        "problem": f"{task.description or task.title}{days}"[: longest("problem")],
        "demand": DEMAND,
        "due_on": due_on if due_on and due_on > today else usual_day(today),
    }


def source_of(task, user, late):
    """Where an order about the task comes from: its being late, the leader who issues it, or where the task came from."""
    if late:
        return OrderSource.OVERDUE
    if user.role == Role.LEADER:
        return OrderSource.LEADER
    return SOURCES.get(task.source, OrderSource.OFFICE)


def people_of_task(task):
    """协办单位, 责任人 and 联系电话 of a task."""
    names = "、".join(unit.name for unit in task.assisting_units.all())
    found = {"assisting": names[: longest("assisting")]}
    if task.assignee:
        found |= {"person": task.assignee.full_name[: longest("person")], "phone": task.assignee.phone}
    return found


def overdue_tasks(unit, now):
    """The unit's overdue tasks, the longest overdue first."""
    return RemediationTask.objects.filter(unit=unit).overdue(now).select_related("place").order_by("due_at", "id")


def of_unit(unit, tasks, now):
    """The facts of an order about all overdue tasks of a unit; `tasks` are these, the longest overdue first."""
    today = timezone.localdate(now)
    facts = {"source": OrderSource.OVERDUE, "unit": unit, "demand": DEMAND, "due_on": usual_day(today)}
    if not tasks:
        return facts | {"matter": "", "problem": ""}
    days = (today - timezone.localdate(tasks[0].due_at)).days
    since = f"，最长的逾期{days}天" if days else ""
    return facts | {
        "matter": f"限期办结逾期的整改任务{len(tasks)}项",
        "problem": f"整改任务逾期{len(tasks)}项{since}。",
    }


def in_charge_of(unit):
    """分管领导 of a unit by name."""
    leaders = unit.leaders.filter(is_active=True).order_by("pk")
    names = "、".join(leader.full_name for leader in leaders if leader.may(Permission.SEE_ALL_UNITS))
    return names[: longest("in_charge")]


def turn_of(tasks):
    """第几次督办: one more than the orders that went out about any of these tasks."""
    about = SupervisionOrder.objects.live()
    keys = [task.pk for task in tasks]
    one, many = about.filter(task__in=keys), about.filter(tasks__in=keys)
    return len({*one.values_list("pk", flat=True), *many.values_list("pk", flat=True)}) + 1
