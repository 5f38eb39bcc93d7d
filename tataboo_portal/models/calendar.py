"""The office's own calendar: holidays, make-up workdays, and its hours by season."""

from datetime import time

from django.db import models


class WorkCalendarDay(models.Model):
    """放假与调休: a day on which the Monday-to-Friday rule does not hold (Asia/Shanghai dates)."""

    day = models.DateField("日期", unique=True)
    is_workday = models.BooleanField("上班", help_text="打勾是调休上班，不打勾是放假。")
    name = models.CharField("名称", max_length=40)
    source = models.CharField("来源", max_length=80, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "放假与调休"
        ordering = ("-day",)

    def __str__(self):
        return f"{self.day} {self.name}{'上班' if self.is_workday else '放假'}"


class WorkHours(models.Model):
    """作息时间: the office's hours from a date on (Asia/Shanghai); summer and winter are a row each."""

    effective_from = models.DateField("从哪天起", unique=True)
    morning_start = models.TimeField("上午上班", default=time(8))
    morning_end = models.TimeField("上午下班", default=time(12))
    afternoon_start = models.TimeField("下午上班", default=time(14))
    afternoon_end = models.TimeField("下午下班", default=time(18))

    class Meta:
        verbose_name = verbose_name_plural = "作息时间"
        ordering = ("-effective_from",)
        constraints = (
            models.CheckConstraint(
                name="work_hours_in_order",
                condition=models.Q(
                    morning_start__lt=models.F("morning_end"),
                    morning_end__lte=models.F("afternoon_start"),
                    afternoon_start__lt=models.F("afternoon_end"),
                ),
                violation_error_message="四个时间要依次往后：上午上班、上午下班、下午上班、下午下班。",
            ),
        )

    def __str__(self):
        return f"{self.effective_from}起 {self.morning_start:%H:%M}—{self.afternoon_end:%H:%M}"

    @property
    def spans(self):
        """The two stretches of a working day as (start, end) times."""
        return (self.morning_start, self.morning_end), (self.afternoon_start, self.afternoon_end)
