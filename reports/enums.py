"""Choices of the reports floor that code branches on."""

from django.db.models import TextChoices


class Cycle(TextChoices):
    """How often a scheme is scored."""

    MONTH = "month", "每月"
    QUARTER = "quarter", "每季度"


class RulesState(TextChoices):
    """A version of a scheme: only a draft may be changed; one in use is followed by a new version."""

    DRAFT = "draft", "草稿"
    TRIAL = "trial", "试算"
    IN_FORCE = "in_force", "执行"
    RETIRED = "retired", "停用"


class ScoringState(TextChoices):
    """考核结果: figured out again while a draft, open to appeals while published, never changed once frozen."""

    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "公示中"
    FROZEN = "frozen", "已定稿"
    WITHDRAWN = "withdrawn", "已撤回"


class AppealState(TextChoices):
    PENDING = "pending", "等待决定"
    GRANTED = "granted", "采纳"
    REFUSED = "refused", "不采纳"


class ReportState(TextChoices):
    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已发布"


class SubmissionState(TextChoices):
    """未交 is a row that was begun, or no row at all."""

    MISSING = "missing", "未交"
    HANDED_IN = "handed_in", "已交"
    RETURNED = "returned", "已退回"


class MomentKind(TextChoices):
    DEADLINE = "deadline", "截止"
    REMINDER = "reminder", "提醒"


class Part(TextChoices):
    """The three things every unit tells the meeting."""

    LAST = "last", "上周工作开展情况"
    PLAN = "plan", "本周工作安排"
    PROBLEM = "problem", "存在的问题"


class Presence(TextChoices):
    PRESENT = "present", "出席"
    LEAVE = "leave", "请假"
    OBSERVER = "observer", "列席"


class DecisionState(TextChoices):
    """议定事项: open until somebody of the office strikes it off (销号)."""

    OPEN = "open", "办理中"
    REPORTED = "reported", "已报办结"
    STRUCK_OFF = "struck_off", "已销号"


class OrderSource(TextChoices):
    """Where a 督办单 comes from."""

    MEETING = "meeting", "例会议定"
    OVERDUE = "overdue", "逾期升级"
    SUPERIOR = "superior", "上级督查"
    LEADER = "leader", "领导批示"
    RESIDENTS = "residents", "群众反映"
    OFFICE = "office", "双创办督查"


class OrderState(TextChoices):
    """督办单: what its moments say of it; none of this is a column."""

    OPEN = "open", "办理中"
    REPORTED = "reported", "待销号"
    STRUCK_OFF = "struck_off", "已销号"
    VOIDED = "voided", "已作废"


class BulletinKind(TextChoices):
    """Of the three only the 通报 is an official document with a red header."""

    BULLETIN = "bulletin", "简报"
    ARTICLE = "article", "奋进篇"
    CIRCULAR = "circular", "通报"


class ProofKind(TextChoices):
    """What proves a clause: a record, released photos (a pair, or those of a record), or a paper."""

    RECORD = "record", "记录"
    PHOTO = "photo", "照片"
    PAPER = "paper", "文件"


class ProofState(TextChoices):
    """How a clause stands: enough and fresh, enough only with what is too old, or not enough."""

    MISSING = "missing", "缺"
    STALE = "stale", "过期"
    MET = "met", "齐"


class Duty(TextChoices):
    """Who provides the proof of a clause."""

    OFFICE = "office", "双创办"
    COMMUNITIES = "communities", "各社区"
    MARKETS = "markets", "各市场工作组"
    SECTIONS = "sections", "有关科室"
    EVERYBODY = "everybody", "各单位"


class SuggestionState(TextChoices):
    """意见: what became of it."""

    NEW = "new", "新"
    SEEN = "seen", "已看"
    TAKEN = "taken", "采纳"
    DECLINED = "declined", "不采纳"
