"""周例会材料: the draft of a week, what somebody changed in it by hand, and every version that was published."""

from django.db import models

from reports.enums import ReportState
from reports.models.versions import PublishedVersion


class WeeklyReport(models.Model):
    """周例会材料: for the meeting of one week, speaking of the week before it.

    `content` is what the portal computed last; `edits` is {address of a run or block: what somebody made of it}, kept beside it
    so that the computed value is never lost. `additions` is what the office put in besides: sentences, and which pairs of photos.
    """

    meeting_week = models.DateField("例会所在周（周一）", unique=True)
    number = models.PositiveIntegerField("期号", unique=True)
    state = models.CharField("状态", max_length=10, choices=ReportState.choices, default=ReportState.DRAFT)
    content = models.JSONField("内容", default=dict)
    edits = models.JSONField("手工修改", default=dict, blank=True)
    additions = models.JSONField("插入的内容", default=dict, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    built_at = models.DateTimeField("生成时间")
    data_as_of = models.DateTimeField("数据截至")

    class Meta:
        verbose_name = verbose_name_plural = "周例会材料"
        ordering = ("-meeting_week",)

    def __str__(self):
        return f"第{self.number}期 {self.meeting_week}"

    @property
    def is_published(self):
        """Whether its words stand still."""
        return self.state == ReportState.PUBLISHED


class ReportVersion(PublishedVersion):
    """发布的版本 of the weekly report."""

    report = models.ForeignKey(
        WeeklyReport, verbose_name="周例会材料", on_delete=models.PROTECT, related_name="versions"
    )

    class Meta:
        verbose_name = verbose_name_plural = "发布的版本"
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(
                fields=("report", "number"),
                name="report_version_once",
                violation_error_message="这一版已经发布过。",
            ),
            models.UniqueConstraint(
                fields=("report",),
                condition=models.Q(withdrawn_at__isnull=True),
                name="report_version_one_in_force",
                violation_error_message="这一期已经有一版在用，先撤回再发布。",
            ),
        )

    def __str__(self):
        return f"{self.report} 第{self.number}次发布"
