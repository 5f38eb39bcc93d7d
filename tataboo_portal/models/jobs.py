"""Background work as rows: the broker only wakes a worker, the row is the truth."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from tataboo_portal.enums import JobStatus

MOST_ATTEMPTS = 5
# Nothing is put off for longer: what is was written down by a clock that went wrong.
MOST_AHEAD = timedelta(hours=1)


class JobQuerySet(models.QuerySet):
    def due(self, now):
        """Jobs that wait, or whose worker's lease ran out, and may be tried again."""
        waiting = models.Q(not_before__lte=now) | models.Q(not_before__gt=now + MOST_AHEAD)
        lost = models.Q(lease_until__lt=now) | models.Q(lease_until__gt=now + MOST_AHEAD)
        return self.filter(models.Q(waiting, status=JobStatus.WAITING) | models.Q(lost, status=JobStatus.RUNNING))


class Job(models.Model):
    """后台任务: a Celery task to run once, with its arguments, attempts and outcome."""

    token = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    task = models.CharField("任务", max_length=80)
    arguments = models.JSONField("参数", default=dict)
    status = models.CharField("状态", max_length=10, choices=JobStatus.choices, default=JobStatus.WAITING)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    progress = models.PositiveSmallIntegerField("进度（%）", default=0)
    not_before = models.DateTimeField("最早开始", default=timezone.now)
    lease_until = models.DateTimeField("占用到", null=True, blank=True)
    error = models.TextField("原因", blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="发起人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField("发起时间", auto_now_add=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        ordering = ("-id",)
        indexes = (models.Index(fields=("status", "not_before"), name="job_by_status"),)

    def __str__(self):
        return f"{self.task} {self.get_status_display()}"
