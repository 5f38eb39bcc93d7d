"""Choices of the campaigns floor that code branches on."""

from django.db.models import TextChoices


class Ledger(TextChoices):
    """Which ledger takes new records of an indicator."""

    WORK = "work", "整治台账"
    PUBLICITY = "publicity", "宣传台账"
    TRAINING = "training", "培训会议"
    DOCUMENT = "document", "工作方案"
    ACTIVITY = "activity", "文化活动"
    CENTRE = "centre", "文化中心"
    SMOKING = "smoking", "控烟检查"
    SURVEY = "survey", "满意度调查"
    PRAISE = "praise", "表扬锦旗"
    NONE = "none", "只有历史数字"


class IndicatorGroup(TextChoices):
    TOTALS = "totals", "八项总账"
    FORMS = "forms", "整治形式"
    DRIVES = "drives", "集中行动"
    PUBLICITY = "publicity", "宣传发动"
    MEETINGS = "meetings", "会议培训"
    CIVILITY = "civility", "文明创建"


class DetailKind(TextChoices):
    """How a ledger's own column is read and written."""

    TEXT = "text", "文字"
    NUMBER = "number", "数"
    DAY = "day", "日期"
    CHOICE = "choice", "几选一"


class Display(TextChoices):
    """How a total is written in official text: the rule of 余."""

    EXACT = "exact", "精确"
    APPROXIMATE = "approx", "约数（余）"


class RenovationWork(TextChoices):
    HARDENING = "hardening", "道路硬化"
    PATCHING = "patching", "路面修补"
    ASPHALT = "asphalt", "铺设柏油路"
    PAINTING = "painting", "粉刷墙面"
    PARKING = "parking", "划定停车位"
    GATE = "gate", "安装门禁"
    GREENING = "greening", "修剪补植"
    OTHER = "other", "其他"


class RenovationStatus(TextChoices):
    PLANNED = "planned", "未开工"
    UNDER_WAY = "under_way", "施工"
    FINISHED = "finished", "完工"
