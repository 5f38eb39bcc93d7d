"""Exports too large for one answer: asked for by one person, written in the background, kept for a day."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from tataboo_portal.enums import ExportFormat, ExportState

KEPT_FOR = timedelta(hours=24)


def export_path(export, filename):
    """A server-made name: unguessable, and nothing of what was asked for reaches the disk."""
    return f"exports/{export.token.hex[:2]}/{export.token.hex}"


UNDER_WAY = (ExportState.WAITING, ExportState.RUNNING, ExportState.STOPPED)


class ExportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Only what this person asked for: nobody fetches another's export."""
        return self.filter(by=user)

    def under_way(self):
        """Exports still to be written."""
        return self.filter(state__in=UNDER_WAY)

    def expired(self, now):
        """Exports whose day is over but whose file still lies in the storage, and those nobody got to write for a day."""
        given_up = models.Q(state__in=UNDER_WAY, asked_at__lte=now - KEPT_FOR)
        return self.filter(models.Q(expires_at__lte=now) | given_up).exclude(state=ExportState.EXPIRED)


class ExportFile(models.Model):
    """导出文件: one list with its filter as a file for the person who asked."""

    token = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    client_uuid = models.UUIDField("提交编号", default=uuid.uuid4, unique=True, editable=False)
    listing = models.CharField("列表", max_length=24)
    title = models.CharField("名称", max_length=80)
    params = models.JSONField("筛选条件", default=dict)
    kind = models.CharField("格式", max_length=8, choices=ExportFormat.choices, default=ExportFormat.XLSX)
    state = models.CharField("状态", max_length=10, choices=ExportState.choices, default=ExportState.WAITING)
    rows_done = models.PositiveIntegerField("已写行数", default=0)
    rows_total = models.PositiveIntegerField("总行数", default=0)
    file = models.FileField("文件", upload_to=export_path, max_length=120, blank=True)
    byte_count = models.PositiveBigIntegerField("字节数", default=0)
    refusal = models.CharField("没有生成的原因", max_length=120, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="导出人", on_delete=models.PROTECT, related_name="exports"
    )
    asked_at = models.DateTimeField("申请时间", default=timezone.now)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    expires_at = models.DateTimeField("有效期至", null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导出文件"
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("by", "-id"), name="export_by_person"),
            models.Index(fields=("expires_at",), name="export_by_expiry"),
        )

    def __str__(self):
        return f"{self.title}（{self.get_kind_display()}）"

    @property
    def is_under_way(self):
        """Whether it is still to be written."""
        return self.state in UNDER_WAY

    @property
    def measure(self):
        """What its progress is counted in."""
        return "条" if self.kind == ExportFormat.ZIP else "行"

    def may_be_fetched(self, now=None):
        """Whether the file is there and its day is not over."""
        return self.state == ExportState.READY and self.expires_at > (now or timezone.now())

    @property
    def percent(self):
        """How far it is, in whole percent."""
        return min(99, 100 * self.rows_done // self.rows_total) if self.rows_total else 0
