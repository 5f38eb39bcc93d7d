"""Task states and the table of allowed moves (words of GB/T 30428.8)."""

from django.db.models import TextChoices


class TaskState(TextChoices):
    REPORTED = "reported", "待派单"
    PROCESSING = "processing", "待整改"
    REWORK = "rework", "返工"
    RESOLVED = "resolved", "待核查"
    CLOSED = "closed", "已办结"
    VOID = "void", "已作废"


class TaskAction(TextChoices):
    REPORT = "report", "上报"
    ASSIGN = "assign", "派单"
    FIX = "fix", "整改"
    PASS = "pass", "核查合格"
    SEND_BACK = "send_back", "退回返工"
    VOID = "void", "作废"
    RESHOOT = "reshoot", "重拍照片"


class PhotoStage(TextChoices):
    BEFORE = "before", "整改前"
    AFTER = "after", "整改后"


class TaskSource(TextChoices):
    PATROL = "patrol", "巡查"
    OFFICE = "office", "双创办"
    LEADER = "leader", "领导交办"
    HIGHER = "higher", "上级交办"


OPEN_STATES = (TaskState.REPORTED, TaskState.PROCESSING, TaskState.REWORK, TaskState.RESOLVED)
IN_HANDS_STATES = (TaskState.PROCESSING, TaskState.REWORK)
HANDED_IN_STATES = (TaskState.RESOLVED, TaskState.CLOSED)

TRANSITIONS: dict[TaskAction, dict[TaskState, TaskState]] = {
    TaskAction.ASSIGN: {
        TaskState.REPORTED: TaskState.PROCESSING,
        TaskState.PROCESSING: TaskState.PROCESSING,
        TaskState.REWORK: TaskState.REWORK,
    },
    TaskAction.FIX: {TaskState.PROCESSING: TaskState.RESOLVED, TaskState.REWORK: TaskState.RESOLVED},
    TaskAction.PASS: {TaskState.RESOLVED: TaskState.CLOSED},
    TaskAction.SEND_BACK: {TaskState.RESOLVED: TaskState.REWORK},
    TaskAction.VOID: {
        TaskState.REPORTED: TaskState.VOID,
        TaskState.PROCESSING: TaskState.VOID,
        TaskState.REWORK: TaskState.VOID,
        TaskState.RESOLVED: TaskState.VOID,
    },
}
