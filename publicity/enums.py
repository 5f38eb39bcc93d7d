"""Choices of the publicity floor that code branches on."""

from django.db.models import TextChoices


class TrainingKind(TextChoices):
    """Which of the two a gathering is; its value is the code of the indicator it counts for."""

    TRAINING = "training", "业务培训"
    MEETING = "special_meeting", "专题会议"


class ActivityStatus(TextChoices):
    """Only what was held counts."""

    PLANNED = "planned", "计划"
    HELD = "held", "已举办"
    CANCELLED = "cancelled", "取消"


class FacilityGroup(TextChoices):
    SERVICE = "service", "服务"
    ROOM = "room", "文体活动室"


class Level(TextChoices):
    """The five steps of satisfaction and 不了解 (domain research §5.6)."""

    VERY_SATISFIED = "5", "满意"
    SATISFIED = "4", "比较满意"
    FAIR = "3", "一般"
    DISSATISFIED = "2", "不太满意"
    VERY_DISSATISFIED = "1", "不满意"
    UNKNOWN = "0", "不了解"


class ResponseSource(TextChoices):
    LINK = "link", "扫码"
    PAPER = "paper", "入户纸质"


class PraiseKind(TextChoices):
    """What came; its value is the code of the indicator it counts for where it is a banner, else of 表扬."""

    BANNER = "banner", "锦旗"
    LETTER = "letter", "表扬信"
    CALL = "call", "来电来访"
    MESSAGE = "message", "留言点赞"
