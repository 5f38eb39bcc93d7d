"""Marks that say which day of which table must be counted again."""

from django.db import models


class ChangedDay(models.Model):
    """待重算日: append-only and without a unique key, so that two writers never wait for each other."""

    table = models.CharField("数据表", max_length=60)
    day = models.DateField("日期")
    marked_at = models.DateTimeField("标记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "待重算日"
        indexes = (models.Index(fields=("table", "day"), name="changed_day_by_table"),)

    def __str__(self):
        return f"{self.table} {self.day}"
