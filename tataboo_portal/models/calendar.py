"""The office's own calendar of holidays and make-up workdays."""

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
