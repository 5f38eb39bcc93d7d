"""周例会: the meeting of a week, who was there, and what it decided."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from inspections.models import RemediationTask
from reports.enums import DecisionState, Presence
from tataboo_portal.models import Unit
from tataboo_portal.permissions import Permission


class Meeting(models.Model):
    """周例会: one a week at most; its day is the first workday of the week unless the office moves it."""

    week = models.DateField("所在周（周一）", unique=True)
    day = models.DateField("日期")
    starts_at = models.TimeField("时间", null=True, blank=True)
    place = models.CharField("地点", max_length=60, blank=True)
    chair = models.CharField("主持", max_length=30, blank=True)
    recorder = models.CharField("记录", max_length=30, blank=True)
    subject = models.CharField("议题", max_length=200, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "周例会"
        ordering = ("-week",)

    def __str__(self):
        return f"{self.day} 周例会"


class Attendance(models.Model):
    """到会情况: one line of the minutes."""

    meeting = models.ForeignKey(Meeting, verbose_name="周例会", on_delete=models.CASCADE, related_name="attendance")
    unit = models.ForeignKey(
        Unit, verbose_name="单位", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField("姓名", max_length=30)
    presence = models.CharField("情况", max_length=10, choices=Presence.choices, default=Presence.PRESENT)
    position = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "到会情况"
        ordering = ("meeting", "position", "id")

    def __str__(self):
        return f"{self.name} {self.get_presence_display()}"


class DecisionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Every decision, or those of the person's own unit."""
        return self if user.may(Permission.SEE_ALL_UNITS) else self.filter(unit=user.unit_id)

    def unfinished(self):
        """Those not struck off yet."""
        return self.live().exclude(state=DecisionState.STRUCK_OFF)

    def live(self):
        """Those that were not taken back."""
        return self.filter(voided_at__isnull=True)

    def overdue(self, day):
        """Unfinished ones whose day has passed."""
        return self.unfinished().filter(due_on__lt=day)

    def for_list(self):
        """Decisions with all a list prints, in one query."""
        return self.select_related("meeting", "unit", "task", "struck_off_by")


class Decision(models.Model):
    """议定事项: what, by whom, until when; tracked until somebody of the office strikes it off (销号)."""

    client_uuid = models.UUIDField("提交编号", default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, verbose_name="周例会", on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField("序号")
    words = models.CharField("事项", max_length=200)
    unit = models.ForeignKey(Unit, verbose_name="责任单位", on_delete=models.PROTECT, related_name="decisions")
    person = models.CharField("责任人", max_length=30, blank=True)
    due_on = models.DateField("时限", null=True, blank=True)
    task = models.ForeignKey(
        RemediationTask, verbose_name="转成的任务", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField("状态", max_length=10, choices=DecisionState.choices, default=DecisionState.OPEN)
    result = models.CharField("落实情况", max_length=200, blank=True)
    reported_at = models.DateTimeField("报办结时间", null=True, blank=True)
    struck_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="销号人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    struck_off_at = models.DateTimeField("销号时间", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="记录人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField("记录时间", default=timezone.now)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True, editable=False)
    void_reason = models.CharField("作废原因", max_length=200, blank=True, editable=False)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "议定事项"
        ordering = ("-meeting__week", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("meeting", "number"),
                name="decision_once_per_number",
                violation_error_message="这次会议已经有这个序号的事项。",
            ),
        )
        indexes = (
            models.Index(fields=("state", "due_on"), name="decision_by_state"),
            models.Index(fields=("unit", "state", "due_on"), name="decision_by_unit"),
        )

    def __str__(self):
        return f"{self.number}. {self.words}"
