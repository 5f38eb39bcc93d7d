"""Choices that code branches on; whatever staff may add is a database row instead."""

from django.db.models import TextChoices


class UnitKind(TextChoices):
    COMMUNITY = "community", "社区"
    MARKET_GROUP = "market_group", "市场工作组"
    SECTION = "section", "科室"
    CONTRACTOR = "contractor", "作业单位"


class PlaceKind(TextChoices):
    COMPOUND = "compound", "小区"
    BUILDING = "building", "楼栋"
    LANE = "lane", "街巷"
    ROAD = "road", "道路"
    MARKET = "market", "市场"
    SQUARE = "square", "广场"
    PARK = "park", "公园"
    SCHOOL = "school", "学校"
    TOILET = "toilet", "公共厕所"
    OTHER = "other", "其他"


class Role(TextChoices):
    OFFICE = "office", "双创办"
    COMMUNITY = "community", "社区"
    MARKET = "market", "市场组"
    SECTION = "section", "科室"
    INSPECTOR = "inspector", "督导"
    LEADER = "leader", "领导"
    ADMIN = "admin", "管理员"


class PhotoStatus(TextChoices):
    WAITING = "waiting", "处理中"
    READY = "ready", "可以看"
    REFUSED = "refused", "打不开"


class PhotoSize(TextChoices):
    SMALL = "320", "小图"
    MEDIUM = "720", "中图"
    LARGE = "1600", "大图"


class JobStatus(TextChoices):
    WAITING = "waiting", "等待"
    RUNNING = "running", "进行中"
    DONE = "done", "完成"
    GIVEN_UP = "given_up", "停止重试"


class ImportState(TextChoices):
    """How far a batch is; only DONE has written rows."""

    UPLOADED = "uploaded", "等对列"
    CHECKING = "checking", "检查中"
    CHECKED = "checked", "等确认"
    IMPORTING = "importing", "导入中"
    DONE = "done", "已导入"
    UNDONE = "undone", "已撤销"
    REFUSED = "refused", "读不了"
    ABANDONED = "abandoned", "放弃了"


class ProblemKind(TextChoices):
    BAD = "bad", "有错"
    ALIKE = "alike", "和已有的一样"
    UNCHANGED = "unchanged", "没有变化"
    SKIPPED = "skipped", "跳过"


class ExportFormat(TextChoices):
    XLSX = "xlsx", "Excel 表"
    CSV = "csv", "CSV 文本"
    ZIP = "zip", "资料包"


class ExportState(TextChoices):
    """How far an export is; only READY has a file to fetch."""

    WAITING = "waiting", "排队中"
    RUNNING = "running", "生成中"
    STOPPED = "stopped", "中断了，等着再试"
    REFUSED = "refused", "没有生成"
    READY = "ready", "可以下载"
    EXPIRED = "expired", "已过期"


class PeriodKind(TextChoices):
    DAY = "day", "日"
    WEEK = "week", "周"
    MONTH = "month", "月"
    YEAR = "year", "年"


class LimitKind(TextChoices):
    """The four clocks of a deadline (GB/T 30428.8 and the local standards of domain research §1.2)."""

    EMERGENCY_HOUR = "emergency", "紧急工作时"
    WORK_HOUR = "work_hour", "工作时"
    WORK_DAY = "work_day", "工作日"
    CALENDAR_DAY = "day", "自然日"


class RobotKind(TextChoices):
    WECOM = "wecom", "企业微信群机器人"
    DINGTALK = "dingtalk", "钉钉群机器人"


class Feature(TextChoices):
    """What the administrator may switch off as a whole."""

    SCORES = "scores", "考核评比"


class BackupKind(TextChoices):
    BACKUP = "backup", "备份"
    DRILL = "drill", "恢复演练"
    RESTORE = "restore", "恢复"


class HealthLevel(TextChoices):
    WELL = "well", "正常"
    MIND = "mind", "注意"
    ACT = "act", "要处理"


class AuditAction(TextChoices):
    ADD = "add", "新增"
    CHANGE = "change", "修改"
    VOID = "void", "作废"
    STEP = "step", "办理"
    VIEW = "view", "查看"
    BUILD = "build", "生成"
    EXPORT = "export", "导出"
    IMPORT = "import", "导入"
    UNDO = "undo", "撤销"
    SIGN_IN = "sign_in", "登录"
    SIGN_OUT = "sign_out", "退出"
    REFUSED = "refused", "拒绝"
