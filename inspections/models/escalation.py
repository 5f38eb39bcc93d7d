"""Escalation as data: who is told at which share of the clock, and what was told already."""

from datetime import time

from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone

from inspections.enums import AlarmRecipient
from inspections.models.tasks import RemediationTask


class EscalationRule(models.Model):
    """提醒升级规则: at so many per cent of the clock, tell these; nothing is sent in the quiet hours (Asia/Shanghai)."""

    percent = models.PositiveSmallIntegerField(
        "用掉时限的百分比", validators=[MinValueValidator(1)], help_text="75 是快到期，100 是到期，150 是逾期一半。"
    )
    recipient = models.CharField("通知谁", max_length=10, choices=AlarmRecipient.choices)
    to_robots = models.BooleanField("同时发到群机器人", default=False)
    quiet_from = models.TimeField("几点后不打扰", default=time(20))
    quiet_to = models.TimeField("几点前不打扰", default=time(7, 30))
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "提醒升级规则"
        ordering = ("percent", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("percent", "recipient"),
                name="escalation_rule_once",
                violation_error_message="这个百分比已经通知这些人了。",
            ),
        )

    def __str__(self):
        return f"{self.percent}% {self.get_recipient_display()}"


class EscalationAlarm(models.Model):
    """提醒记录: this rule has spoken of this task for this deadline; it never does so twice."""

    task = models.ForeignKey(RemediationTask, verbose_name="任务", on_delete=models.PROTECT, related_name="alarms")
    rule = models.ForeignKey(EscalationRule, verbose_name="规则", on_delete=models.PROTECT, related_name="alarms")
    due_at = models.DateTimeField("当时的期限")
    created_at = models.DateTimeField("时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "提醒记录"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("task", "rule", "due_at"),
                name="escalation_alarm_once",
                violation_error_message="这条已经提醒过。",
            ),
        )

    def __str__(self):
        return f"{self.task.number} {self.rule}"
