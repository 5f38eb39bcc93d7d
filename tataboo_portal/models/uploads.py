"""Photos on their way: what of a file has arrived, piece by piece, until the whole becomes a Photo."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from tataboo_portal.models.photos import Photo


class PartialUpload(models.Model):
    """续传照片: one file a phone sends in pieces; the phone names it, so that any number of tries is one upload."""

    client_uuid = models.UUIDField("提交编号")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="上传人", on_delete=models.PROTECT, related_name="partial_uploads"
    )
    shown_name = models.CharField("文件名", max_length=80, blank=True)
    byte_count = models.PositiveIntegerField("字节数")
    sha256 = models.CharField("SHA-256", max_length=64)
    taken_at = models.DateTimeField("拍摄时间（手机自述）", null=True, blank=True)
    received = models.PositiveIntegerField("已收到字节", default=0)
    photo = models.OneToOneField(
        Photo, verbose_name="照片", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    refusal = models.CharField("不收的原因", max_length=120, blank=True)
    created_at = models.DateTimeField("开始时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "续传照片"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("user", "client_uuid"),
                name="partial_upload_once_per_user",
                violation_error_message="这张照片已经在传。",
            ),
        )
        indexes = (models.Index(fields=("created_at",), name="partial_upload_by_age"),)

    def __str__(self):
        return f"{self.shown_name} {self.received}/{self.byte_count}"

    def piece_path(self, offset):
        """Where the piece that begins at this offset lies in the storage."""
        return f"partials/{self.client_uuid.hex[:2]}/{self.user_id}-{self.client_uuid.hex}/{offset:09d}"
