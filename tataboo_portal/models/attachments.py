"""附件: papers that belong to a record (材料, 方案); kept privately, handed out only by the gate of that record."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


def attachment_path(attachment, filename):
    """A server-made name: nothing of the sender's file name reaches the disk."""
    return f"attachments/{attachment.token.hex[:2]}/{attachment.token.hex}"


class Attachment(models.Model):
    """附件: a paper as it came; it holds no upward link, the record that owns it lets people in."""

    token = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField("文件", upload_to=attachment_path, max_length=120)
    shown_name = models.CharField("文件名", max_length=80)
    byte_count = models.PositiveIntegerField("字节数")
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    received_at = models.DateTimeField("收到时间", default=timezone.now, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="上传人", on_delete=models.PROTECT, null=True, related_name="attachments"
    )

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ("id",)

    def __str__(self):
        return self.shown_name
