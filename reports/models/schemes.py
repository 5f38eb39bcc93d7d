"""考核方案: what is scored and how, as versions of data; one in use never changes."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from reports.enums import Cycle, RulesState
from tataboo_portal.enums import UnitKind

PLACES = {"max_digits": 6, "decimal_places": 1}
SCORED_KINDS = [(kind.value, kind.label) for kind in (UnitKind.COMMUNITY, UnitKind.MARKET_GROUP)]


def person(words):
    """A person who did something with a row, or nobody: the clock."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=words,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )


class AssessmentScheme(models.Model):
    """考核方案: which units are compared with each other, and how often; never persons."""

    code = models.SlugField("代码", max_length=32, unique=True)
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("考核对象", max_length=16, choices=SCORED_KINDS)
    cycle = models.CharField("周期", max_length=8, choices=Cycle.choices, default=Cycle.MONTH)
    appeal_workdays = models.PositiveSmallIntegerField(
        "公示几个工作日", default=3, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    note = models.CharField("说明", max_length=200, blank=True)
    is_active = models.BooleanField("在用", default=True, help_text="停用以后不再计算，算过的结果留着。")
    position = models.PositiveSmallIntegerField("排序", default=100)

    class Meta:
        verbose_name = verbose_name_plural = "考核方案"
        ordering = ("position", "id")

    def __str__(self):
        return self.name


class SchemeVersion(models.Model):
    """规则版本: the items and how standings are told; once it is in use a change is a new version."""

    scheme = models.ForeignKey(
        AssessmentScheme, verbose_name="考核方案", on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveSmallIntegerField("版本")
    state = models.CharField("状态", max_length=8, choices=RulesState.choices, default=RulesState.DRAFT)
    valid_from = models.DateField("从哪天起执行", null=True, blank=True)
    valid_until = models.DateField("执行到哪天", null=True, blank=True)
    change = models.CharField("改了什么", max_length=200, blank=True)
    source = models.CharField("依据", max_length=200, blank=True, help_text="没有核对过原文的写“示例”或者“参考”。")
    flag_least = models.DecimalField(
        "流动红旗最低得分率（%）", null=True, blank=True, help_text="空着不评流动红旗。", **PLACES
    )
    flag_first_only = models.BooleanField("流动红旗只给第一名", default=True)
    improve_below = models.DecimalField(
        "待改进线（得分率 %）", null=True, blank=True, help_text="低于它的标“待改进”；空着不标。", **PLACES
    )
    least_measured = models.PositiveSmallIntegerField(
        "至少有多少分能算（%）",
        default=50,
        validators=[MaxValueValidator(100)],
        help_text="有足够样本的项目加起来不到这个比例的单位，不给总分、不排名。",
    )
    created_by = person("起草人")
    created_at = models.DateTimeField("起草时间", auto_now_add=True)
    version = models.PositiveIntegerField("修改次数", default=1, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "规则版本"
        ordering = ("scheme", "-number")
        constraints = (
            models.UniqueConstraint(
                fields=("scheme", "number"), name="scheme_version_once", violation_error_message="这一版已经有了。"
            ),
            models.CheckConstraint(
                condition=~Q(state=RulesState.IN_FORCE) | Q(valid_from__isnull=False),
                name="scheme_version_in_force_from",
                violation_error_message="执行的规则要写从哪天起。",
            ),
        )

    def __str__(self):
        return f"{self.scheme} v{self.number}"

    @property
    def is_draft(self):
        """Whether it may still be changed."""
        return self.state == RulesState.DRAFT


class SchemeItem(models.Model):
    """考核项目: what is looked at (`fact`), how it is turned into points (`formula`), both names from lists in code."""

    rules = models.ForeignKey(SchemeVersion, verbose_name="规则版本", on_delete=models.CASCADE, related_name="items")
    code = models.SlugField("代码", max_length=32)
    name = models.CharField("名称", max_length=30)
    points = models.DecimalField("满分", validators=[MinValueValidator(Decimal("0.1"))], **PLACES)
    fact = models.CharField("看什么", max_length=32)
    fact_params = models.JSONField("看什么的参数", default=dict, blank=True)
    formula = models.CharField("怎么算分", max_length=32)
    params = models.JSONField("怎么算分的参数", default=dict, blank=True)
    least_sample = models.PositiveSmallIntegerField("样本少于多少不扣分", default=5)
    source = models.CharField("依据", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField("排序", default=100)

    class Meta:
        verbose_name = verbose_name_plural = "考核项目"
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("rules", "code"),
                name="scheme_item_once",
                violation_error_message="这一版已经有这个代码的项目。",
            ),
            models.CheckConstraint(
                condition=Q(points__gt=0), name="scheme_item_has_points", violation_error_message="满分要大于 0。"
            ),
        )

    def __str__(self):
        return self.name
