"""减负: what a week's forms cost a unit, counted by night."""

from django.db import models

from tataboo_portal.models import Unit


class BurdenWeek(models.Model):
    """减负周账: one unit's forms, photos, doubles and minutes of one week; never of a person, never time spent online."""

    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.PROTECT, related_name="+")
    monday = models.DateField("周一")
    forms = models.PositiveIntegerField("填表次数", default=0)
    kinds = models.JSONField("填的是什么", default=dict, help_text="对象类别 → 次数。")
    photos = models.PositiveIntegerField("传照片张数", default=0)
    typed_twice = models.PositiveIntegerField("重复填写条数", default=0)
    handed_in = models.PositiveIntegerField("交办件数", default=0, help_text="这一周交的整改，从派单算起。")
    median_minutes = models.PositiveIntegerField("每件中位数（分钟）", null=True, blank=True)
    listed = models.JSONField("数的是哪些", default=dict, help_text="任务编号，和重复的条目。")
    counted_at = models.DateTimeField("统计时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "减负周账"
        ordering = ("-monday", "unit__position")
        constraints = (models.UniqueConstraint(fields=("unit", "monday"), name="burden_once_per_week"),)
        indexes = (models.Index(fields=("monday",), name="burden_by_week"),)

    def __str__(self):
        return f"{self.unit} {self.monday}"
