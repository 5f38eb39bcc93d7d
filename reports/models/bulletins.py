"""简报, 奋进篇 and 通报: an article about a stretch of days, drafted from its totals and edited by the office."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from campaigns.models import Campaign
from reports.enums import BulletinKind, ReportState
from reports.models.versions import PublishedVersion


class BulletinQuerySet(models.QuerySet):
    def live(self):
        """Those that were not voided."""
        return self.filter(voided_at__isnull=True)


class Bulletin(models.Model):
    """简报: `content` is what the portal wrote last, `edits` what somebody made of its sentences, as in the weekly report.

    Beside them stand the office's own paragraphs by section (`own_words`) and the chosen photo pairs (`pairs`): task number, in
    which section, and the caption where somebody changed it.
    """

    client_uuid = models.UUIDField("提交编号", default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("类别", max_length=10, choices=BulletinKind.choices, default=BulletinKind.BULLETIN)
    title = models.CharField("标题", max_length=80)
    start = models.DateField("期间从")
    end = models.DateField("期间到")
    campaign = models.ForeignKey(
        Campaign,
        verbose_name="创建活动",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="选了以后，这个活动没有写明期间的历史基数按原文写进来；不选就不写。",
    )
    issued_on = models.DateField("日期", default=timezone.localdate)
    year = models.PositiveSmallIntegerField("年份", editable=False)
    number = models.PositiveIntegerField("期号", null=True, blank=True)
    reference = models.CharField(
        "发文字号", max_length=40, blank=True, help_text="只有通报才用，比如：××〔2017〕12号。"
    )
    addressee = models.CharField("主送", max_length=120, blank=True)
    signer = models.CharField("落款", max_length=40, blank=True)
    copies_to = models.CharField("抄送", max_length=120, blank=True)
    has_ranking = models.BooleanField("写排名表", default=True)
    own_words = models.JSONField("自己写的话", default=dict, blank=True)
    pairs = models.JSONField("对比照片", default=list, blank=True)
    state = models.CharField("状态", max_length=10, choices=ReportState.choices, default=ReportState.DRAFT)
    content = models.JSONField("内容", default=dict)
    edits = models.JSONField("手工修改", default=dict, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    built_at = models.DateTimeField("生成时间")
    data_as_of = models.DateTimeField("数据截至")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="起草人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField("起草时间", default=timezone.now)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="作废人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    voided_at = models.DateTimeField("作废时间", null=True, blank=True, editable=False)
    void_reason = models.CharField("作废原因", max_length=200, blank=True, editable=False)

    objects = BulletinQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "简报"
        ordering = ("-issued_on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(end__gte=models.F("start")),
                name="bulletin_ends_after_start",
                violation_error_message="期间的结束不能早于开始。",
            ),
            models.UniqueConstraint(
                fields=("kind", "year", "number"),
                condition=models.Q(voided_at__isnull=True),
                name="bulletin_number_once",
                violation_error_message="这一年已经有这一期了。",
            ),
        )
        indexes = (models.Index(fields=("-issued_on", "-id"), name="bulletin_by_day"),)

    def __str__(self):
        return self.title

    @property
    def is_published(self):
        """Whether its words stand still."""
        return self.state == ReportState.PUBLISHED

    @property
    def is_circular(self):
        """Whether it is a 通报, the only kind with a red header, a reference and a table of units."""
        return self.kind == BulletinKind.CIRCULAR

    @property
    def issue(self):
        """“第3期”, or nothing."""
        return f"第{self.number}期" if self.number else ""


class BulletinVersion(PublishedVersion):
    """发布的版本 of a bulletin."""

    bulletin = models.ForeignKey(Bulletin, verbose_name="简报", on_delete=models.PROTECT, related_name="versions")

    class Meta:
        verbose_name = verbose_name_plural = "发布的简报"
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(
                fields=("bulletin", "number"),
                name="bulletin_version_once",
                violation_error_message="这一版已经发布过。",
            ),
            models.UniqueConstraint(
                fields=("bulletin",),
                condition=models.Q(withdrawn_at__isnull=True),
                name="bulletin_version_one_in_force",
                violation_error_message="这一份已经有一版在用，先撤回再发布。",
            ),
        )

    def __str__(self):
        return f"{self.bulletin} 第{self.number}次发布"
