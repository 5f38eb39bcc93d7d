"""What was published, kept as it was: the content with its SHA-256, who published it, and who took it back."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class PublishedVersion(models.Model):
    """发布的版本: never changed, withdrawn at most; what it is a version of, the model says that keeps it."""

    token = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveSmallIntegerField("第几次发布")
    content = models.JSONField("内容")
    sha256 = models.CharField("SHA-256", max_length=64)
    data_as_of = models.DateTimeField("数据截至")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="发布人", on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField("发布时间", default=timezone.now)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="撤回人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawal_reason = models.CharField("撤回原因", max_length=200, blank=True)

    class Meta:
        abstract = True
