"""How a task looks on a page: its flags, its steps, what this person may do next, and its photos."""

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from django.utils import timezone

from inspections.enums import (
    HANDED_IN_STATES,
    IN_HANDS_STATES,
    NO_CASE_STATES,
    ON_THE_WAY,
    OPEN_STATES,
    STAYING,
    TO_ASSIGN_STATES,
    TRANSITIONS,
    PhotoStage,
    TaskAction,
    TaskState,
)
from inspections.models import TaskPhoto
from tataboo_portal.permissions import Permission

UNDO_WITHIN = timedelta(minutes=5)
OWN_WORK_SENTENCE = "自己办的整改要由别人核查。"


@dataclass(frozen=True)
class Flag:
    """A status as icon, word and colour."""

    kind: str
    icon: str
    words: str


STATE_FLAGS = {
    TaskState.REPORTED: Flag("todo", "circle-dashed", "待受理"),
    TaskState.ACCEPTED: Flag("todo", "circle-dashed", "待派单"),
    TaskState.DISPATCHED: Flag("todo", "circle-dashed", "待签收"),
    TaskState.PROCESSING: Flag("todo", "circle-dashed", "待整改"),
    TaskState.SUSPENDED: Flag("soon", "clock", "挂账"),
    TaskState.REJECTED: Flag("void", "x", "不予受理"),
    TaskState.DUPLICATE: Flag("void", "x", "重复上报"),
    TaskState.REWORK: Flag("back", "arrow-back-up", "退回返工"),
    TaskState.RESOLVED: Flag("check", "eye", "待核查"),
    TaskState.CLOSED: Flag("done", "circle-check", "已办结"),
    TaskState.VOID: Flag("void", "trash", "已作废"),
}


def deadline_flag(task, now):
    """Overdue by so many days, due today, or None; only while somebody has to fix it."""
    if task.state not in IN_HANDS_STATES or not task.due_at:
        return None
    days = (_day(now) - timezone.localdate(task.due_at)).days
    if task.due_at < now:
        return Flag("late", "alert-triangle", f"逾期 {days} 天" if days else "今天已逾期")
    return None if days else Flag("soon", "clock", "今天到期")


@lru_cache(maxsize=16)
def _day(now):
    """The local day of the present moment, which is the same for every row of a page."""
    return timezone.localdate(now)


def flags(task, now=None):
    """The deadline first when it presses; it says by itself that the task still waits for its fix."""
    pressing = deadline_flag(task, now or timezone.now())
    state = STATE_FLAGS[task.state]
    if pressing and task.state in (TaskState.DISPATCHED, TaskState.PROCESSING):
        return [pressing]
    return [pressing, state] if pressing else [state]


@dataclass(frozen=True)
class Step:
    """One line of the step list: done, now, or to come."""

    words: str
    status: str
    css: str = ""
    hint: str = ""


DONE, NOW, TO_COME = "is-done", "is-now", ""
AFTER_STEPS = {
    TaskState.REPORTED: Step("拍整改后", "派单以后拍", TO_COME),
    TaskState.ACCEPTED: Step("拍整改后", "派单以后拍", TO_COME),
    TaskState.DISPATCHED: Step("拍整改后", "等签收", NOW),
    TaskState.PROCESSING: Step("拍整改后", "等整改", NOW),
    TaskState.SUSPENDED: Step("拍整改后", "挂账，恢复计时以后拍", TO_COME),
    TaskState.REWORK: Step("拍整改后", "等重新整改", NOW),
    TaskState.RESOLVED: Step("拍整改后", "已完成", DONE),
    TaskState.CLOSED: Step("拍整改后", "已完成", DONE),
}
MY_STEP = Step("拍整改后", "该这步了", NOW, "站在上图同一位置、同一角度拍")
CHECK_STEPS = {
    TaskState.RESOLVED: Step("交街道核查", "等核查", NOW),
    TaskState.CLOSED: Step("交街道核查", "已办结", DONE),
}


def steps(task, user, before):
    """The four steps of a task in words for this person; `before` is its first photo, if it has one. A voided task has none."""
    state = TaskState(task.state)
    if state not in AFTER_STEPS:
        return []
    told = f"{task.quantity} {task.unit_word}"
    # Handing in keeps the number that stands there; nobody is asked, so nothing is said to be checked.
    is_in = state in HANDED_IN_STATES
    counted = Step("报数量", f"已报 {told}" if is_in else f"现填 {told}", DONE if is_in else TO_COME)
    return [
        Step("拍整改前", "已完成" if before else "没有照片", DONE if before else TO_COME),
        MY_STEP if may_fix(user, task) else AFTER_STEPS[state],
        counted,
        CHECK_STEPS.get(state, Step("交街道核查", "拍完自动交")),
    ]


def days_taken(task):
    """Days from report to closing, both counted as dates, or None while it is open."""
    if not task.closed_at:
        return None
    return (timezone.localdate(task.closed_at) - timezone.localdate(task.reported_at)).days


def photo_rows(task):
    """The task's photos, oldest first, with who took them."""
    return list(task.photos.select_related("photo__uploaded_by", "photo__release").order_by("id"))


def newest(rows, stage):
    """The photo of a stage that counts: the last one."""
    return next((row for row in reversed(rows) if row.stage == stage), None)


def pair(task, rows):
    """The photos that count now, as (before, after); in rework, also while that is paused, the old after photo does not."""
    after = None if task.state in (*IN_HANDS_STATES, TaskState.SUSPENDED) else newest(rows, PhotoStage.AFTER)
    return newest(rows, PhotoStage.BEFORE), after


def earlier(rows, shown):
    """The photos beside the shown pair; an after photo that was handed in before knows what it answered (`facing`)."""
    others = [row for row in rows if row not in shown]
    for row in others:
        befores = [other for other in rows if other.stage == PhotoStage.BEFORE and other.pk < row.pk]
        facing = befores[-1] if row.stage == PhotoStage.AFTER and befores else None
        row.facing = facing if facing and facing.photo.is_ready and row.photo.is_ready else None
    return others


def broken_photo(task, rows):
    """The photo of the current round that could not be opened and may be shot again, or None."""
    if task.state not in OPEN_STATES:
        return None
    current = newest(rows, PhotoStage.AFTER if task.state == TaskState.RESOLVED else PhotoStage.BEFORE)
    return current if current and current.photo.refusal else None


def sent_back(trail):
    """The step that sent the task back last, or None; `trail` is the steps in order."""
    return next((step for step in reversed(trail) if step.action == TaskAction.SEND_BACK), None)


def rows_for(tasks, now):
    """Tasks with flags and the newest photo of each stage, in one query whatever their number."""
    rows = TaskPhoto.objects.filter(task__in=tasks).select_related("photo").order_by("id")
    newest = {(row.task_id, row.stage): row.photo for row in rows}
    return [
        {
            "task": task,
            "flags": flags(task, now),
            "photo": newest.get((task.pk, PhotoStage.BEFORE)),
            "after": newest.get((task.pk, PhotoStage.AFTER)),
            "is_late": task.is_overdue(now),
        }
        for task in tasks
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


def own_fix(user, task):
    """Whether this person handed in the fix that now waits for somebody else's judgement."""
    return task.fixed_by_id == user.pk and task.state == TaskState.RESOLVED


def may_assign(user, task):
    """Whether this person may give the task to a unit now."""
    return user.may(Permission.ASSIGN_TASK) and task.state in (*TO_ASSIGN_STATES, *IN_HANDS_STATES)


def may_void(user, task):
    """Whether this person may take the task out of the counts."""
    return user.may(Permission.VOID_TASK) and task.state not in (TaskState.CLOSED, *NO_CASE_STATES)


def allows(task, action):
    """Whether the table of moves knows this act from the task's state, directly or with the step on its way."""
    state = TaskState(task.state)
    if action in STAYING:
        return state in STAYING[action]
    return state in TRANSITIONS[action] or (action, state) in ON_THE_WAY


def is_helper(user, task):
    """Whether this person's unit helps with the task (协办)."""
    return user.may(Permission.FIX_TASK) and task.assisting_units.filter(pk=user.unit_id).exists()


def directs_or_works(user, task):
    """Whether this person directs the work, has the task, or reported it."""
    directs = user.may(Permission.ASSIGN_TASK) or user.may(Permission.VERIFY_TASK)
    return directs or is_ours(user, task) or task.reported_by_id == user.pk


def may_say(user, task):
    """Whether this person may add a word to the trail: who directs, works on, reported or helps with the task."""
    return directs_or_works(user, task) or is_helper(user, task)


def may_reshoot(user, task, broken):
    """Whether this person may replace the photo that could not be opened."""
    if not broken:
        return False
    return is_ours(user, task) or (broken.stage == PhotoStage.BEFORE and user.may(Permission.REPORT_PROBLEM))


def hand_in(task):
    """Who handed in what the task now waits with, and when: the report, or the fix; (None, None) once somebody went on with it."""
    if task.state == TaskState.REPORTED:
        return task.reported_by_id, task.reported_at
    if task.state == TaskState.RESOLVED:
        return task.fixed_by_id, task.fixed_at
    return None, None


def may_undo(user, task, now=None):
    """Whether this person may still take back what they just handed in."""
    who, at = hand_in(task)
    return who == user.pk and (now or timezone.now()) - at <= UNDO_WITHIN


def has_handed_in(user, task):
    """Whether this person ever reported the task or handed in its fix: the second arrival of an undo is no trespass."""
    return task.steps.filter(action__in=(TaskAction.REPORT, TaskAction.FIX), by=user).exists()


def has_reshot(user, task):
    """Whether this person shot a photo again before: their second arrival of the same picture is no trespass."""
    return task.steps.filter(action=TaskAction.RESHOOT, by=user).exists()
