"""备份记录: what was backed up, drilled and restored, when, and how it ended."""

from django.db import models

from tataboo_portal.enums import BackupKind


class BackupRun(models.Model):
    """备份记录: one backup, drill or restoration that came to an end, good or not."""

    kind = models.CharField("做了什么", max_length=8, choices=BackupKind.choices)
    started_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("完成时间", auto_now_add=True)
    is_good = models.BooleanField("做成了")
    archive = models.CharField("备份文件", max_length=120, blank=True)
    byte_count = models.PositiveBigIntegerField("字节数", default=0)
    sentence = models.CharField("结果", max_length=200)
    facts = models.JSONField("数字", default=dict, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "备份记录"
        ordering = ("-id",)
        indexes = (models.Index(fields=("kind", "-finished_at"), name="backup_newest"),)

    def __str__(self):
        return f"{self.get_kind_display()} {self.archive}"
