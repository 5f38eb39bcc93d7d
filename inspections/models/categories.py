"""What kind of problem, when a case is filed and closed, and how long it may take: rows the office edits."""

from django.core.validators import MinValueValidator
from django.db import models

from campaigns.models import Indicator
from tataboo_portal.clocks import limit_words
from tataboo_portal.enums import LimitKind


class TaskCategory(models.Model):
    """问题类别: what kind of problem, and what a closed one counts as."""

    code = models.SlugField("代码", max_length=32, unique=True)
    name = models.CharField("名称", max_length=40)
    indicator = models.ForeignKey(
        Indicator,
        verbose_name="计入指标",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="办结并填数量时，记一笔到这个指标。",
    )
    unit_word = models.CharField("量词", max_length=8, default="处", help_text="没有计入指标时用。")
    position = models.PositiveSmallIntegerField("排序", default=100)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "问题类别"
        ordering = ("position", "code")

    def __str__(self):
        return self.name


class Limit(models.Model):
    """A time limit: so many of one of the four clocks."""

    limit_value = models.PositiveSmallIntegerField("时限", default=1, validators=[MinValueValidator(1)])
    limit_kind = models.CharField("时限单位", max_length=10, choices=LimitKind.choices, default=LimitKind.WORK_DAY)

    class Meta:
        abstract = True

    @property
    def limit(self):
        """The limit in words: “4工作时”."""
        return limit_words(self.limit_value, self.limit_kind)


class CaseRule(Limit):
    """立结案条件: one condition of a category with its own closing condition and limit (domain research §1.2)."""

    category = models.ForeignKey(TaskCategory, verbose_name="类别", on_delete=models.PROTECT, related_name="rules")
    condition = models.CharField("立案条件", max_length=80)
    closing_condition = models.CharField("结案条件", max_length=80, blank=True)
    source = models.CharField("依据", max_length=80, blank=True)
    position = models.PositiveSmallIntegerField("排序", default=100)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "立结案条件"
        ordering = ("category", "position", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("category", "condition"),
                name="case_rule_condition_once",
                violation_error_message="这个类别已经有这一条立案条件。",
            ),
        )

    def __str__(self):
        return f"{self.condition}（{self.limit}）"


class CaseStage(Limit):
    """办理阶段: one of several stages a case goes through in turn, each with its own limit (僵尸车, 违章搭建)."""

    rule = models.ForeignKey(CaseRule, verbose_name="立结案条件", on_delete=models.CASCADE, related_name="stages")
    name = models.CharField("阶段", max_length=40)
    position = models.PositiveSmallIntegerField("顺序", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "办理阶段"
        ordering = ("rule", "position", "id")

    def __str__(self):
        return f"{self.name}（{self.limit}）"
