"""Looking back at what was closed, and a person's own saved filters."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from inspections.enums import LookBackOutcome
from inspections.models.tasks import RemediationTask


class LookBackRule(models.Model):
    """回头看规则: so many days after closing, look again at this share of the closed tasks."""

    days = models.PositiveSmallIntegerField("办结后多少天", unique=True, validators=[MinValueValidator(1)])
    percent = models.PositiveSmallIntegerField(
        "抽查百分比", default=20, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "回头看规则"
        ordering = ("days",)

    def __str__(self):
        return f"办结后 {self.days} 天抽 {self.percent}%"


class LookBackQuerySet(models.QuerySet):
    def to_do(self):
        """Those nobody has judged yet."""
        return self.filter(outcome="")

    def for_list(self):
        """Checks with all a list prints, in one query."""
        return self.select_related("task__unit", "task__category__indicator", "task__place", "checked_by")


class LookBack(models.Model):
    """回头看: one closed task to be looked at again on a day."""

    task = models.ForeignKey(RemediationTask, verbose_name="任务", on_delete=models.PROTECT, related_name="look_backs")
    rule = models.ForeignKey(LookBackRule, verbose_name="规则", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField("应查日期")
    outcome = models.CharField("结果", max_length=10, choices=LookBackOutcome.choices, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="检查人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    checked_at = models.DateTimeField("检查时间", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    new_task = models.ForeignKey(
        RemediationTask, verbose_name="反弹后的任务", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField("生成时间", default=timezone.now)

    objects = LookBackQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "回头看"
        ordering = ("due_on", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("task", "rule"),
                name="look_back_once_per_rule",
                violation_error_message="这条已经安排过回头看。",
            ),
        )
        indexes = (models.Index(fields=("outcome", "due_on"), name="look_back_by_outcome"),)

    def __str__(self):
        return f"{self.task.number} {self.due_on}"


class SavedFilter(models.Model):
    """常用筛选: a task list one person looks at often, under a name of their own."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="人员", on_delete=models.CASCADE, related_name="saved_filters"
    )
    name = models.CharField("名称", max_length=20)
    query = models.CharField("条件", max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = "常用筛选"
        ordering = ("user", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "name"), name="saved_filter_once", violation_error_message="已经有一个同名的常用筛选。"
            ),
        )

    def __str__(self):
        return self.name
