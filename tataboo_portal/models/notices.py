"""What the portal tells people: the in-app inbox first, group robots beside it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from tataboo_portal.enums import RobotKind


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Only the person's own."""
        return self.filter(recipient=user)

    def unread(self):
        """Those not opened yet."""
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """通知: one message to one person, with where it leads and when it was read."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="收件人", on_delete=models.PROTECT, related_name="notices"
    )
    key = models.CharField("去重键", max_length=120, blank=True, help_text="同一件事只通知一次。")
    title = models.CharField("标题", max_length=80)
    body = models.TextField("内容", blank=True)
    url = models.CharField("链接", max_length=200, blank=True)
    created_at = models.DateTimeField("时间", default=timezone.now)
    read_at = models.DateTimeField("已读时间", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("recipient", "key"),
                condition=~models.Q(key=""),
                name="notice_once_per_key",
                violation_error_message="这件事已经通知过这个人。",
            ),
        )
        indexes = (models.Index(fields=("recipient", "read_at", "-id"), name="notice_by_recipient"),)

    def __str__(self):
        return self.title


class RobotChannel(models.Model):
    """群机器人: an 企业微信 or 钉钉 group that gets digests; its address is a secret and must be on the allow-list."""

    name = models.CharField("名称", max_length=40, unique=True)
    kind = models.CharField("类型", max_length=10, choices=RobotKind.choices)
    url = models.CharField("地址", max_length=300, help_text="机器人的 webhook 地址，只有管理员看得到。")
    secret = models.CharField("加签密钥", max_length=120, blank=True, help_text="钉钉选了“加签”时填。")
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "群机器人"
        ordering = ("name",)

    def __str__(self):
        return self.name


class RobotDelivery(models.Model):
    """群机器人发送记录: one message to one group; the job behind it tries again until it is accepted once."""

    channel = models.ForeignKey(
        RobotChannel, verbose_name="群机器人", on_delete=models.PROTECT, related_name="deliveries"
    )
    token = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField("去重键", max_length=120, unique=True)
    text = models.TextField("内容")
    path = models.CharField("打开哪一页", max_length=200, blank=True)
    created_at = models.DateTimeField("时间", default=timezone.now)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    sent_at = models.DateTimeField("送达时间", null=True, blank=True)
    error = models.CharField("没送到的原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "群机器人发送记录"
        ordering = ("-id",)

    def __str__(self):
        return f"{self.channel} {self.created_at:%Y-%m-%d %H:%M}"


class StandardText(models.Model):
    """常用语: a sentence offered beside a box, so that nobody types it twice."""

    topic = models.SlugField(
        "用在哪里",
        max_length=32,
        help_text="return 退回、send_back 返工、reject 不予受理、cannot 办不了、extend 延期、report 例会材料。",
    )
    text = models.CharField("内容", max_length=200)
    position = models.PositiveSmallIntegerField("排序", default=100)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "常用语"
        ordering = ("topic", "position", "id")

    def __str__(self):
        return self.text
