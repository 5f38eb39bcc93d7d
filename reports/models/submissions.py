"""各单位报送: what one unit tells the meeting of one week, in three parts."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models

from reports.enums import MomentKind, Part, SubmissionState
from tataboo_portal.models import Unit
from tataboo_portal.permissions import Permission


class SubmissionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Every unit's, or the person's own unit's."""
        return self if user.may(Permission.SEE_ALL_UNITS) else self.filter(unit=user.unit_id)

    def handed_in(self):
        """Those the office may use."""
        return self.filter(state=SubmissionState.HANDED_IN)


class Submission(models.Model):
    """报送: late is marked, never refused."""

    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.PROTECT, related_name="submissions")
    meeting_week = models.DateField("例会所在周（周一）")
    state = models.CharField("状态", max_length=10, choices=SubmissionState.choices, default=SubmissionState.MISSING)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="报送人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    handed_in_at = models.DateTimeField("报送时间", null=True, blank=True)
    is_late = models.BooleanField("迟交", default=False)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="退回人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    returned_at = models.DateTimeField("退回时间", null=True, blank=True)
    return_reason = models.CharField("退回原因", max_length=200, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    changed_at = models.DateTimeField("修改时间", auto_now=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报送材料"
        ordering = ("-meeting_week", "unit__position")
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "meeting_week"),
                name="submission_once_per_week",
                violation_error_message="这个单位这一周已经有一份材料了。",
            ),
        )
        indexes = (models.Index(fields=("meeting_week", "state"), name="submission_by_week"),)

    def __str__(self):
        return f"{self.unit} {self.meeting_week}"


class SubmissionItem(models.Model):
    """一条: an item of one of the three parts; one of 上周 remembers the plan it answers, a plan its person and day."""

    submission = models.ForeignKey(Submission, verbose_name="报送材料", on_delete=models.CASCADE, related_name="items")
    client_uuid = models.UUIDField("提交编号", default=uuid.uuid4, unique=True, editable=False)
    part = models.CharField("部分", max_length=8, choices=Part.choices)
    words = models.CharField("内容", max_length=200)
    position = models.PositiveSmallIntegerField("排序", default=0)
    is_done = models.BooleanField("完成", null=True, blank=True, help_text="只有上周的计划才填。")
    person = models.CharField("责任人", max_length=30, blank=True)
    due_on = models.DateField("时限", null=True, blank=True)
    needs_coordination = models.BooleanField("需协调", default=False)
    answers = models.ForeignKey(
        "self",
        verbose_name="对应上周的安排",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="answered_by",
    )

    class Meta:
        verbose_name = verbose_name_plural = "报送条目"
        ordering = ("submission", "part", "position", "id")

    def __str__(self):
        return self.words


class SubmissionMoment(models.Model):
    """报送时间: when a week's material is due, and when those who have not handed it in are reminded."""

    kind = models.CharField("类别", max_length=10, choices=MomentKind.choices)
    workdays_before = models.PositiveSmallIntegerField(
        "例会前几个工作日", validators=[MaxValueValidator(5)], help_text="0 是例会当天，1 是例会前最后一个工作日。"
    )
    at = models.TimeField("几点")

    class Meta:
        verbose_name = verbose_name_plural = "报送时间"
        ordering = ("kind", "-workdays_before", "at")
        constraints = (
            models.UniqueConstraint(
                fields=("kind",),
                condition=models.Q(kind=MomentKind.DEADLINE),
                name="submission_one_deadline",
                violation_error_message="截止时间只有一个，改原来的那一个。",
            ),
            models.UniqueConstraint(
                fields=("kind", "workdays_before"),
                name="submission_moment_once",
                violation_error_message="这一天已经提醒一次，改原来的那一个。",
            ),
        )

    def __str__(self):
        day = f"例会前第{self.workdays_before}个工作日" if self.workdays_before else "例会当天"
        return f"{self.get_kind_display()} {day}{self.at:%H:%M}"
