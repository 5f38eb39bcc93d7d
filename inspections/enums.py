"""Task states and the table of allowed moves (words of GB/T 30428.8), and the other choices of this floor."""

from django.db.models import TextChoices


class TaskState(TextChoices):
    REPORTED = "reported", "待受理"
    ACCEPTED = "accepted", "待派单"
    DISPATCHED = "dispatched", "待签收"
    PROCESSING = "processing", "待整改"
    REWORK = "rework", "返工"
    RESOLVED = "resolved", "待核查"
    SUSPENDED = "suspended", "挂账"
    CLOSED = "closed", "已办结"
    REJECTED = "rejected", "不予受理"
    DUPLICATE = "duplicate", "重复上报"
    VOID = "void", "已作废"


class TaskAction(TextChoices):
    REPORT = "report", "上报"
    ACCEPT = "accept", "立案"
    REJECT = "reject", "不予受理"
    DUPLICATE = "duplicate", "判为重复"
    ASSIGN = "assign", "派单"
    RECEIVE = "receive", "签收"
    HAND_OVER = "hand_over", "派给责任人"
    RETURN = "return", "单位退回"
    STAGE = "stage", "完成阶段"
    FIX = "fix", "整改"
    PASS = "pass", "核查合格"
    SEND_BACK = "send_back", "退回返工"
    ASK = "ask", "申请"
    EXTEND = "extend", "批准延期"
    SUSPEND = "suspend", "批准挂账"
    RESUME = "resume", "恢复计时"
    EXEMPT = "exempt", "申诉成立"
    REFUSE = "refuse", "申请没有批准"
    FORCE_CLOSE = "force_close", "强制结案"
    VOID = "void", "作废"
    UNDO = "undo", "撤销"
    RESHOOT = "reshoot", "重拍照片"
    NOTE = "note", "补充说明"
    ALARM = "alarm", "提醒升级"
    RECALCULATE = "recalculate", "重算期限"


class CasePhase(TextChoices):
    """七环节: the seven steps of a case (GB/T 30428, CJJ/T 106)."""

    COLLECTED = "collected", "信息收集"
    FILED = "filed", "案卷建立"
    DISPATCHED = "dispatched", "任务派遣"
    HANDLED = "handled", "任务处理"
    REPORTED_BACK = "reported_back", "处理反馈"
    VERIFIED = "verified", "核查结案"
    EVALUATED = "evaluated", "综合评价"


class PhotoStage(TextChoices):
    BEFORE = "before", "整改前"
    AFTER = "after", "整改后"


class TaskSource(TextChoices):
    PATROL = "patrol", "巡查"
    OFFICE = "office", "双创办"
    LEADER = "leader", "领导交办"
    HIGHER = "higher", "上级交办"
    MEETING = "meeting", "例会议定"
    CHECK = "check", "检查发现"
    PUBLIC = "public", "群众反映"
    MEDIA = "media", "媒体曝光"


class PublicState(TextChoices):
    """How far a resident's report is: nothing of it is a task before somebody has looked at it."""

    WAITING = "waiting", "等待受理"
    ACCEPTED = "accepted", "已受理"
    DECLINED = "declined", "不予受理"


class PublicRating(TextChoices):
    SATISFIED = "satisfied", "满意"
    DISSATISFIED = "dissatisfied", "不满意"


class RequestKind(TextChoices):
    EXTENSION = "extension", "延期"
    SUSPENSION = "suspension", "挂账"
    APPEAL = "appeal", "申诉"


class Decision(TextChoices):
    PENDING = "pending", "等待决定"
    APPROVED = "approved", "批准"
    REFUSED = "refused", "不批准"
    WITHDRAWN = "withdrawn", "作废"


class AlarmRecipient(TextChoices):
    HANDLER = "handler", "责任人"
    UNIT_HEAD = "unit_head", "单位负责人"
    IN_CHARGE = "in_charge", "分管领导"
    LEADER = "leader", "主要领导"


class Outcome(TextChoices):
    """One item of a checklist at one place."""

    PASS = "pass", "合格"
    FAIL = "fail", "不合格"
    NOT_APPLICABLE = "na", "不涉及"


class LookBackOutcome(TextChoices):
    HELD = "held", "没有反弹"
    CAME_BACK = "came_back", "反弹"


class HintKind(TextChoices):
    """Why a photo deserves a second look."""

    REUSED = "reused", "同一张照片用过"
    UNCHANGED = "unchanged", "整改后与整改前几乎一样"
    OUT_OF_WINDOW = "out_of_window", "拍摄时间不在任务时间内"
    EDITED = "edited", "修图软件处理过"
    FAR_AWAY = "far_away", "拍摄地点离点位远"
    SCREENSHOT = "screenshot", "像截屏"


class HintAnswer(TextChoices):
    FINE = "fine", "说得通"
    DOUBTFUL = "doubtful", "有疑问"


class BaitStatus(TextChoices):
    GOOD = "good", "完好"
    DAMAGED = "damaged", "缺损"
    EMPTY = "empty", "缺药"


class VehicleStatus(TextChoices):
    FOUND = "found", "已登记"
    NOTIFIED = "notified", "已贴告知书"
    TOWED = "towed", "已拖移公告"
    GONE = "gone", "已处置"


class VehicleDisposal(TextChoices):
    DRIVEN_AWAY = "driven_away", "自行驶离"
    TOWED = "towed", "拖移"


class BuildingMaterial(TextChoices):
    BRICK = "brick", "砖混"
    STEEL_SHEET = "steel_sheet", "彩钢"
    OTHER = "other", "其他"


class Demolition(TextChoices):
    BY_OWNER = "by_owner", "自拆"
    ASSISTED = "assisted", "助拆"
    FORCED = "forced", "强拆"


class StreetWork(TextChoices):
    SWEEPING = "sweeping", "清扫"
    WATERING = "watering", "洒水"


OPEN_STATES = (
    TaskState.REPORTED,
    TaskState.ACCEPTED,
    TaskState.DISPATCHED,
    TaskState.PROCESSING,
    TaskState.REWORK,
    TaskState.RESOLVED,
    TaskState.SUSPENDED,
)
TO_ASSIGN_STATES = (TaskState.REPORTED, TaskState.ACCEPTED)
IN_HANDS_STATES = (TaskState.DISPATCHED, TaskState.PROCESSING, TaskState.REWORK)
HANDED_IN_STATES = (TaskState.RESOLVED, TaskState.CLOSED)
# Reported, but no case: out of every total except 立案率.
NO_CASE_STATES = (TaskState.REJECTED, TaskState.DUPLICATE, TaskState.VOID)


def _from(states, target):
    return dict.fromkeys(states, target)


TRANSITIONS: dict[TaskAction, dict[TaskState, TaskState]] = {
    TaskAction.ACCEPT: {TaskState.REPORTED: TaskState.ACCEPTED},
    TaskAction.REJECT: _from(TO_ASSIGN_STATES, TaskState.REJECTED),
    TaskAction.DUPLICATE: _from(TO_ASSIGN_STATES, TaskState.DUPLICATE),
    TaskAction.ASSIGN: {
        TaskState.ACCEPTED: TaskState.DISPATCHED,
        TaskState.DISPATCHED: TaskState.DISPATCHED,
        TaskState.PROCESSING: TaskState.DISPATCHED,
        TaskState.REWORK: TaskState.REWORK,
    },
    TaskAction.RECEIVE: {TaskState.DISPATCHED: TaskState.PROCESSING},
    TaskAction.HAND_OVER: {TaskState.PROCESSING: TaskState.PROCESSING, TaskState.REWORK: TaskState.REWORK},
    TaskAction.RETURN: _from((TaskState.DISPATCHED, TaskState.PROCESSING), TaskState.ACCEPTED),
    TaskAction.STAGE: {TaskState.PROCESSING: TaskState.PROCESSING},
    TaskAction.FIX: _from((TaskState.PROCESSING, TaskState.REWORK), TaskState.RESOLVED),
    TaskAction.PASS: {TaskState.RESOLVED: TaskState.CLOSED},
    TaskAction.SEND_BACK: {TaskState.RESOLVED: TaskState.REWORK},
    TaskAction.SUSPEND: _from(IN_HANDS_STATES, TaskState.SUSPENDED),
    # What was paused goes on where it stood, and what was handed in goes back to where it came from: see CAME_FROM.
    TaskAction.RESUME: {TaskState.SUSPENDED: TaskState.PROCESSING},
    TaskAction.FORCE_CLOSE: _from(
        (*IN_HANDS_STATES, TaskState.ACCEPTED, TaskState.RESOLVED, TaskState.SUSPENDED), TaskState.CLOSED
    ),
    TaskAction.VOID: _from(OPEN_STATES, TaskState.VOID),
    TaskAction.UNDO: {TaskState.REPORTED: TaskState.VOID, TaskState.RESOLVED: TaskState.PROCESSING},
}
# Acts that lead back to the state from which the act named here came: a fix or a pause of rework to rework.
CAME_FROM: dict[tuple[TaskAction, TaskState], TaskAction] = {
    (TaskAction.UNDO, TaskState.RESOLVED): TaskAction.FIX,
    (TaskAction.RESUME, TaskState.SUSPENDED): TaskAction.SUSPEND,
}
# Acts that leave the state as it is, and the states in which they are possible.
STAYING: dict[TaskAction, tuple[TaskState, ...]] = {
    TaskAction.ASK: (*IN_HANDS_STATES, TaskState.RESOLVED, TaskState.CLOSED, TaskState.SUSPENDED),
    TaskAction.EXTEND: IN_HANDS_STATES,
    TaskAction.EXEMPT: (*IN_HANDS_STATES, TaskState.RESOLVED, TaskState.CLOSED, TaskState.SUSPENDED),
    TaskAction.REFUSE: tuple(TaskState),
    TaskAction.RESHOOT: OPEN_STATES,
    TaskAction.NOTE: OPEN_STATES,
    TaskAction.ALARM: IN_HANDS_STATES,
    TaskAction.RECALCULATE: IN_HANDS_STATES,
}
# An act from an earlier state takes the step in between on its way: dispatching accepts, handing in signs for.
ON_THE_WAY: dict[tuple[TaskAction, TaskState], TaskAction] = {
    (TaskAction.ASSIGN, TaskState.REPORTED): TaskAction.ACCEPT,
    (TaskAction.FIX, TaskState.DISPATCHED): TaskAction.RECEIVE,
    (TaskAction.STAGE, TaskState.DISPATCHED): TaskAction.RECEIVE,
    (TaskAction.HAND_OVER, TaskState.DISPATCHED): TaskAction.RECEIVE,
}


class Seen(TextChoices):
    """When a place was last looked at, against its interval; the board's cells are marked with it."""

    LATE = "late", "超期"
    NEVER = "never", "从没看过"
    SOON = "soon", "快到期"
    TODAY = "today", "今天看过"
    ON_TIME = "on_time", "按时"
    NOT_ASKED = "not_asked", "不要求巡查"
