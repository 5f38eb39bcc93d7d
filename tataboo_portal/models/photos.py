"""Photos: the private original and what is known of it; who may look is decided by the record that owns it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from tataboo_portal.enums import PhotoSize, PhotoStatus


def original_path(photo, filename):
    """A server-made name: nothing of the sender's file name reaches the disk."""
    return f"originals/{photo.token.hex[:2]}/{photo.token.hex}"


class Photo(models.Model):
    """照片: kept as received and never served; served sizes are new pixels without metadata."""

    token = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    original = models.FileField("原图", upload_to=original_path, max_length=120)
    shown_name = models.CharField("文件名", max_length=80, blank=True)
    byte_count = models.PositiveIntegerField("字节数")
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    width = models.PositiveIntegerField("宽", null=True, blank=True)
    height = models.PositiveIntegerField("高", null=True, blank=True)
    taken_at = models.DateTimeField("拍摄时间（照片自述）", null=True, blank=True)
    software = models.CharField("处理软件（照片自述）", max_length=60, blank=True)
    camera = models.CharField("相机（照片自述）", max_length=60, blank=True)
    latitude = models.FloatField("纬度（照片自述）", null=True, blank=True)
    longitude = models.FloatField("经度（照片自述）", null=True, blank=True)
    is_screenshot_like = models.BooleanField("像截屏", default=False)
    fingerprint = models.CharField("画面指纹", max_length=64, blank=True)
    caption = models.CharField("水印", max_length=200, blank=True)
    received_at = models.DateTimeField("收到时间", default=timezone.now, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="上传人", on_delete=models.PROTECT, null=True, related_name="photos"
    )
    status = models.CharField("状态", max_length=8, choices=PhotoStatus.choices, default=PhotoStatus.WAITING)
    refusal = models.CharField("打不开的原因", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "照片"
        ordering = ("id",)

    def __str__(self):
        return f"照片 {self.token.hex[:8]}"

    def claim(self, facts):
        """Take over what the file says of itself; the caller saves."""
        for name, value in facts.items():
            setattr(self, name, value)

    @property
    def is_ready(self):
        """Whether the served sizes exist."""
        return self.status == PhotoStatus.READY

    def served_path(self, size: PhotoSize):
        """Where the served copy of this size lies in the photo storage."""
        return f"photos/{self.token.hex[:2]}/{self.token.hex}/{size}.jpg"


class PhotoBand(models.Model):
    """画面指纹片段: one of sixteen numbered pieces of a photo's fingerprint; alike photos share at least one."""

    photo = models.ForeignKey(Photo, verbose_name="照片", on_delete=models.CASCADE, related_name="bands")
    value = models.PositiveIntegerField("片段")

    class Meta:
        verbose_name = verbose_name_plural = "画面指纹片段"
        indexes = (models.Index(fields=("value", "photo"), name="photo_band_by_value"),)

    def __str__(self):
        return f"{self.photo} {self.value}"
