"""Photos: the private original and what is known of it; who may look is decided by the record that owns it."""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from tataboo_portal.enums import PhotoSize, PhotoStatus

MOST_RECTANGLES = 50
WHOLE = 1000
RECTANGLES_SENTENCE = f"遮挡最多 {MOST_RECTANGLES} 处，每处都要在照片里面，重新选一下。"


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

    @property
    def release_words(self):
        """How far its copy for outside is, as the office reads it."""
        release = getattr(self, "release", None)
        return release.words if release else "还没检查遮挡"

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


def check_rectangles(rectangles):
    """Raise ValidationError unless these are at most 50 [x, y, w, h] in thousandths, not empty and inside the picture."""
    if not isinstance(rectangles, list) or len(rectangles) > MOST_RECTANGLES or not all(map(_is_inside, rectangles)):
        raise ValidationError(RECTANGLES_SENTENCE, "rectangles")


def _is_inside(rectangle):
    if not isinstance(rectangle, list) or len(rectangle) != 4 or any(type(part) is not int for part in rectangle):
        return False
    x, y, width, height = rectangle
    return min(x, y) >= 0 < min(width, height) and max(x + width, y + height) <= WHOLE


class PhotoRelease(models.Model):
    """对外版本: the copy of a photo that may leave the case, with what somebody covered in its pixels; its token is its own."""

    photo = models.OneToOneField(Photo, verbose_name="照片", on_delete=models.PROTECT, related_name="release")
    token = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    rectangles = models.JSONField("遮挡", default=list, blank=True, validators=(check_rectangles,))
    status = models.CharField("状态", max_length=8, choices=PhotoStatus.choices, default=PhotoStatus.WAITING)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="处理人", on_delete=models.PROTECT, related_name="+"
    )
    released_at = models.DateTimeField("处理时间", default=timezone.now)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "对外版本"
        ordering = ("id",)

    def __str__(self):
        return f"{self.photo} 对外版本"

    @property
    def is_live(self):
        """Whether nobody has withdrawn it."""
        return self.withdrawn_at is None

    @property
    def is_ready(self):
        """Whether its copies exist and may leave the case."""
        return self.is_live and self.status == PhotoStatus.READY

    @property
    def words(self):
        """How far it is, as the office reads it."""
        if not self.is_live:
            return "已撤回"
        if self.status == PhotoStatus.WAITING:
            return "处理中"
        if self.status == PhotoStatus.REFUSED:
            return "没有画成"
        return f"已遮挡 {len(self.rectangles)} 处" if self.rectangles else "已看过不用遮"

    def served_path(self, size: PhotoSize):
        """Where its copy of this size lies in the photo storage; unguessable even for one who knows the photo's token."""
        return f"releases/{self.token.hex[:2]}/{self.token.hex}/{size}.jpg"
