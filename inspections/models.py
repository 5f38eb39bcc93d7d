"""排查整改: a problem seen, assigned, fixed, and verified by somebody else."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from campaigns.models import Indicator, WorkRecord
from inspections.enums import (
    HANDED_IN_STATES,
    IN_HANDS_STATES,
    TRANSITIONS,
    PhotoStage,
    TaskAction,
    TaskSource,
    TaskState,
)
from tataboo_portal.models import Located, Photo, Unit
from tataboo_portal.permissions import Permission


class TaskCategory(models.Model):
    """问题类别: what kind of problem, how long it may take, and what a closed one counts as."""

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
    limit_workdays = models.PositiveSmallIntegerField("时限（工作日）", default=1)
    closing_condition = models.CharField("结案条件", max_length=80, blank=True)
    position = models.PositiveSmallIntegerField("排序", default=100)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "问题类别"
        ordering = ("position", "code")

    def __str__(self):
        return self.name


class TaskQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Every task, or those of the person's own unit, area or line, and those they reported themselves."""
        if user.may(Permission.SEE_ALL_UNITS):
            return self
        own = user.unit_id
        mine = models.Q(unit=own) | models.Q(community=own) | models.Q(market_group=own)
        return self.filter(mine | models.Q(reported_by=user))

    def counted(self):
        """Tasks that statistics speak of: all but the voided."""
        return self.exclude(state=TaskState.VOID)

    def in_hands(self):
        """Tasks somebody has to fix now."""
        return self.filter(state__in=IN_HANDS_STATES)

    def overdue(self, now=None):
        """Tasks still to be fixed whose deadline has passed."""
        return self.in_hands().filter(due_at__lt=now or timezone.now())

    def due_counted(self, now=None):
        """应办: dispatched tasks whose deadline has passed, or which were handed in before it did."""
        handed_in = models.Q(state__in=HANDED_IN_STATES)
        return (
            self.counted().filter(due_at__isnull=False).filter(models.Q(due_at__lt=now or timezone.now()) | handed_in)
        )

    def on_time(self, now=None):
        """按期: of 应办, those handed in by their deadline."""
        return self.due_counted(now).filter(state__in=HANDED_IN_STATES, fixed_at__lte=models.F("due_at"))

    def for_list(self):
        """Tasks with all a list prints, in one query."""
        return self.select_related("category__indicator", "unit", "community", "place", "assignee")


class RemediationTask(Located):
    """整改任务: one problem at one spot, one leading unit, counted once on both axes."""

    number = models.CharField("编号", max_length=16, unique=True, editable=False)
    client_uuid = models.UUIDField("提交编号", default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField("问题", max_length=60)
    category = models.ForeignKey(TaskCategory, verbose_name="类别", on_delete=models.PROTECT, related_name="tasks")
    source = models.CharField("来源", max_length=8, choices=TaskSource.choices, default=TaskSource.PATROL)
    state = models.CharField("状态", max_length=12, choices=TaskState.choices, default=TaskState.REPORTED)
    unit = models.ForeignKey(Unit, verbose_name="主办单位", on_delete=models.PROTECT, related_name="+")
    description = models.CharField("说明", max_length=200, blank=True)
    quantity = models.PositiveIntegerField("数量", default=1)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="责任人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned_tasks",
    )
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="上报人", on_delete=models.PROTECT, related_name="reported_tasks"
    )
    reported_at = models.DateTimeField("上报时间", default=timezone.now)
    dispatched_at = models.DateTimeField("派单时间", null=True, blank=True)
    due_at = models.DateTimeField("期限", null=True, blank=True)
    fixed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="整改人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    fixed_at = models.DateTimeField("整改时间", null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="核查人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    rework_count = models.PositiveSmallIntegerField("返工次数", default=0)
    work_record = models.OneToOneField(
        WorkRecord,
        verbose_name="办结记账",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "整改任务"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="task_verified_by_another_person",
                condition=models.Q(verified_by__isnull=True)
                | models.Q(fixed_by__isnull=True)
                | ~models.Q(verified_by=models.F("fixed_by")),
                violation_error_message="整改人不能核查自己办的任务。",
            ),
        )
        indexes = (
            models.Index(fields=("state", "due_at", "id"), name="task_by_state_due"),
            models.Index(fields=("unit", "state", "due_at"), name="task_by_unit_state_due"),
            models.Index(fields=("due_at",), name="task_by_due"),
            models.Index(fields=("reported_at",), name="task_by_reported"),
            models.Index(fields=("closed_at",), name="task_by_closed"),
        )

    def __str__(self):
        return f"{self.number} {self.title}"

    def next_state(self, action: TaskAction):
        """The state this action leads to from here, or None when it is not allowed."""
        return TRANSITIONS.get(action, {}).get(TaskState(self.state))

    def is_overdue(self, now=None):
        """Whether it is still to be fixed and its deadline has passed."""
        return self.state in IN_HANDS_STATES and self.due_at is not None and self.due_at < (now or timezone.now())


class TaskStep(models.Model):
    """办理经过: who did what, when and why; rows are only ever added."""

    task = models.ForeignKey(RemediationTask, verbose_name="任务", on_delete=models.PROTECT, related_name="steps")
    client_uuid = models.UUIDField("提交编号", default=uuid.uuid4, unique=True, editable=False)
    action = models.CharField("动作", max_length=12, choices=TaskAction.choices)
    from_state = models.CharField("原状态", max_length=12, choices=TaskState.choices, blank=True)
    to_state = models.CharField("新状态", max_length=12, choices=TaskState.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="操作人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField("时间", default=timezone.now)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "办理经过"
        ordering = ("id",)

    def __str__(self):
        return f"{self.task.number} {self.get_action_display()}"


class TaskPhoto(models.Model):
    """任务照片: before or after; photos of earlier rounds are kept."""

    task = models.ForeignKey(RemediationTask, verbose_name="任务", on_delete=models.PROTECT, related_name="photos")
    photo = models.OneToOneField(Photo, verbose_name="照片", on_delete=models.PROTECT, related_name="+")
    stage = models.CharField("阶段", max_length=8, choices=PhotoStage.choices)
    step = models.ForeignKey(TaskStep, verbose_name="所属步骤", on_delete=models.PROTECT, related_name="photos")

    class Meta:
        verbose_name = verbose_name_plural = "任务照片"
        ordering = ("id",)

    def __str__(self):
        return f"{self.task.number} {self.get_stage_display()}"
