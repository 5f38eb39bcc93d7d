"""How a task looks on a page: its flags, its steps, what this person may do next, and its photos."""

from dataclasses import dataclass

from django.utils import timezone

from inspections.enums import IN_HANDS_STATES, PhotoStage, TaskState
from tataboo_portal.permissions import Permission


@dataclass(frozen=True)
class Flag:
    """A status as icon, word and colour."""

    kind: str
    icon: str
    words: str


STATE_FLAGS = {
    TaskState.REPORTED: Flag("todo", "circle-dashed", "待派单"),
    TaskState.PROCESSING: Flag("todo", "circle-dashed", "待整改"),
    TaskState.REWORK: Flag("back", "arrow-back-up", "退回返工"),
    TaskState.RESOLVED: Flag("check", "eye", "待核查"),
    TaskState.CLOSED: Flag("done", "circle-check", "已办结"),
    TaskState.VOID: Flag("void", "trash", "已作废"),
}


def deadline_flag(task, now):
    """Overdue by so many days, due today, or None; only while somebody has to fix it."""
    if task.state not in IN_HANDS_STATES or not task.due_at:
        return None
    if task.due_at < now:
        days = (timezone.localdate(now) - timezone.localdate(task.due_at)).days
        return Flag("late", "alert-triangle", f"逾期 {days} 天" if days else "今天已逾期")
    if timezone.localdate(task.due_at) == timezone.localdate(now):
        return Flag("soon", "clock", "今天到期")
    return None


def flags(task, now=None):
    """The deadline first when it presses, then the state."""
    pressing = deadline_flag(task, now or timezone.now())
    state = STATE_FLAGS[TaskState(task.state)]
    return [pressing, state] if pressing else [state]


@dataclass(frozen=True)
class Step:
    """One line of the step list: done, now, or to come."""

    words: str
    status: str
    css: str
    hint: str = ""


def steps(task):
    """The four steps a worker sees, in the words of the page."""
    fixed = task.state in (TaskState.RESOLVED, TaskState.CLOSED)
    now = task.state in IN_HANDS_STATES
    closed = task.state == TaskState.CLOSED
    unit_word = task.category.indicator.unit_word if task.category.indicator else "处"
    return [
        Step("拍整改前", "已完成", "is-done"),
        Step(
            "拍整改后",
            "已完成" if fixed else "该这步了" if now else "等街道派单",
            "is-done" if fixed else "is-now" if now else "",
            "站在上图同一位置、同一角度拍" if now else "",
        ),
        Step("核对数量", f"已填 {task.quantity} {unit_word}", "is-done" if fixed else ""),
        Step("交街道核查", "已办结" if closed else "等核查" if fixed else "拍完自动交", "is-done" if closed else "is-now" if fixed else ""),
    ]


def is_ours(user, task):
    """Whether fixing this task is this person's or their unit's job."""
    return user.may(Permission.FIX_TASK) and (task.unit_id == user.unit_id or task.assignee_id == user.pk)


def may_fix(user, task):
    """Whether this person may hand in the after photo now."""
    return is_ours(user, task) and task.state in IN_HANDS_STATES


def may_verify(user, task):
    """Whether this person may judge the fix now; never their own."""
    return user.may(Permission.VERIFY_TASK) and task.state == TaskState.RESOLVED and task.fixed_by_id != user.pk


def may_assign(user, task):
    """Whether this person may give the task to a unit now."""
    return user.may(Permission.ASSIGN_TASK) and task.state in (TaskState.REPORTED, *IN_HANDS_STATES)


def may_void(user, task):
    """Whether this person may take the task out of the counts."""
    return user.may(Permission.VOID_TASK) and task.state not in (TaskState.CLOSED, TaskState.VOID)


def may_reshoot(user, task, newest):
    """Whether this person may replace the newest photo because it could not be opened."""
    if not newest or not newest.photo.refusal or task.state in (TaskState.CLOSED, TaskState.VOID):
        return False
    if newest.stage == PhotoStage.BEFORE:
        return user.may(Permission.REPORT_PROBLEM)
    return is_ours(user, task)
