"""简报 and 奋进篇: an article about a period, drafted from its totals and the office's own words, edited by people."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from reports.enums import BulletinKind


class Bulletin(models.Model):
    """简报: its content is frozen and hashed once it is published."""

    client_uuid = models.UUIDField("提交编号", default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("类别", max_length=10, choices=BulletinKind.choices, default=BulletinKind.BULLETIN)
    title = models.CharField("标题", max_length=80)
    start = models.DateField("期间从")
    end = models.DateField("期间到")
    content = models.JSONField("内容", default=dict)
    edits = models.JSONField("手工修改", default=dict, blank=True)
    data_as_of = models.DateTimeField("数据截至", null=True, blank=True)
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="起草人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField("起草时间", default=timezone.now)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True, editable=False)
    void_reason = models.CharField("作废原因", max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "简报"
        ordering = ("-start", "-id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(end__gte=models.F("start")),
                name="bulletin_ends_after_start",
                violation_error_message="期间的结束不能早于开始。",
            ),
        )

    def __str__(self):
        return self.title
