"""延期, 挂账, 申诉: each a request with its reason and a decision by somebody else, with its reason."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from inspections.enums import Decision, RequestKind
from inspections.models.tasks import RemediationTask
from tataboo_portal.permissions import Permission


class RequestQuerySet(models.QuerySet):
    def pending(self):
        """Those that wait for a decision."""
        return self.filter(decision=Decision.PENDING)

    def approved(self):
        """Those that were granted."""
        return self.filter(decision=Decision.APPROVED)

    def withdraw(self, reason):
        """End those that wait, by the portal itself: there is nothing left to decide."""
        ended = {"decision": Decision.WITHDRAWN, "decided_at": timezone.now(), "decision_note": reason}
        return self.pending().update(**ended)

    def visible_to(self, user):
        """Every request, or those of tasks the person's unit leads."""
        return self if user.may(Permission.SEE_ALL_UNITS) else self.filter(task__unit=user.unit_id)

    def for_list(self):
        """Requests with all a list prints, in one query."""
        return self.select_related("task__unit", "task__category", "requested_by", "decided_by")


class TaskRequest(models.Model):
    """What a unit asks of the office for one task."""

    task = models.ForeignKey(RemediationTask, verbose_name="任务", on_delete=models.PROTECT, related_name="%(class)ss")
    client_uuid = models.UUIDField("提交编号", default=uuid.uuid4, unique=True, editable=False)
    reason = models.CharField("理由", max_length=200)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="申请人", on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField("申请时间", default=timezone.now)
    decision = models.CharField("决定", max_length=10, choices=Decision.choices, default=Decision.PENDING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="决定人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decision_note = models.CharField("决定理由", max_length=200, blank=True)

    objects = RequestQuerySet.as_manager()
    kind: RequestKind

    class Meta:
        abstract = True
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("task",),
                condition=models.Q(decision=Decision.PENDING),
                name="%(class)s_one_pending_per_task",
                violation_error_message="这条任务已经有一个申请在等决定。",
            ),
            models.CheckConstraint(
                name="%(class)s_decided_by_another",
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("requested_by")),
                violation_error_message="自己的申请要由别人决定。",
            ),
        )

    def __str__(self):
        return f"{self.task.number} {self._meta.verbose_name} {self.get_decision_display()}"


class Extension(TaskRequest):
    """延期: one more original limit, at most twice, never once overdue."""

    kind = RequestKind.EXTENSION

    due_from = models.DateTimeField("原期限", null=True, blank=True)
    due_to = models.DateTimeField("新期限", null=True, blank=True)

    class Meta(TaskRequest.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "延期"


class Suspension(TaskRequest):
    """挂账: the clock stands still until a day, at most a year ahead, granted once; then it goes on by itself."""

    kind = RequestKind.SUSPENSION

    until = models.DateField("挂到哪天")
    started_at = models.DateTimeField("开始", null=True, blank=True)
    ended_at = models.DateTimeField("结束", null=True, blank=True)

    class Meta(TaskRequest.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "挂账"


class Appeal(TaskRequest):
    """申诉: when granted the task leaves the statistics of timeliness; the fact that it was late stays."""

    kind = RequestKind.APPEAL

    class Meta(TaskRequest.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "申诉"
