"""The append-only trail of a task, its photos, and the stages of a long case."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from inspections.enums import PhotoStage, TaskAction, TaskState
from inspections.models.categories import Limit
from inspections.models.tasks import RemediationTask
from tataboo_portal.models import Photo


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
    due_from = models.DateTimeField("原期限", null=True, blank=True)
    due_to = models.DateTimeField("新期限", null=True, blank=True)
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


class TaskStage(Limit):
    """任务阶段: one stage of a multi-stage case with its own deadline; the next begins when this one is done."""

    task = models.ForeignKey(RemediationTask, verbose_name="任务", on_delete=models.PROTECT, related_name="stages")
    name = models.CharField("阶段", max_length=40)
    position = models.PositiveSmallIntegerField("顺序")
    started_at = models.DateTimeField("开始", null=True, blank=True)
    due_at = models.DateTimeField("期限", null=True, blank=True)
    done_at = models.DateTimeField("完成", null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="完成人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = verbose_name_plural = "任务阶段"
        ordering = ("task", "position")
        constraints = (
            models.UniqueConstraint(
                fields=("task", "position"), name="task_stage_once", violation_error_message="这个阶段已经有了。"
            ),
        )

    def __str__(self):
        return f"{self.task.number} {self.name}"
