"""定时清扫、洒水 and 市场划行归市: daily street work, and which goods belong in which row of a market."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.formats import date_format

from inspections.enums import StreetWork
from inspections.models.tasks import RemediationTask
from tataboo_portal.models import Photo, Place, RegisterRecord


class StreetCleaning(RegisterRecord):
    """清扫洒水: one turn of sweeping or watering on one stretch."""

    day = models.DateField("日期")
    work = models.CharField("作业", max_length=10, choices=StreetWork.choices)
    started_at = models.TimeField("开始", null=True, blank=True)
    ended_at = models.TimeField("结束", null=True, blank=True)
    is_scheduled = models.BooleanField("定时", default=True, help_text="不打勾是临时加的。")
    people_count = models.PositiveSmallIntegerField("出动人数", null=True, blank=True)
    vehicle = models.CharField("车辆", max_length=40, blank=True)

    class Meta(RegisterRecord.Meta):
        verbose_name = verbose_name_plural = "清扫洒水"
        ordering = ("-day", "-id")

    def __str__(self):
        return f"{date_format(self.day)} {self.get_work_display()}"

    @property
    def hours(self):
        """From when to when, as far as it was written down: “05:00—07:30”."""
        times = [f"{moment:%H:%M}" for moment in (self.started_at, self.ended_at) if moment]
        return "—".join(times)


class MarketZone(RegisterRecord):
    """划行归市: one row of a market's plan and the goods that belong there."""

    name = models.CharField("区域", max_length=40)
    goods = models.CharField("经营品类", max_length=60)
    stall_count = models.PositiveSmallIntegerField("摊位数", default=0)
    layout_row = models.PositiveSmallIntegerField("示意图第几排", default=1)
    layout_column = models.PositiveSmallIntegerField("示意图第几列", default=1)
    has_sign = models.BooleanField("有分区标识", default=True)

    class Meta(RegisterRecord.Meta):
        verbose_name = verbose_name_plural = "划行归市"
        ordering = ("place", "layout_row", "layout_column", "id")

    def __str__(self):
        return f"{self.name} {self.goods}"


class MarketCheck(models.Model):
    """划行归市检查: one look at a market's zones; stalls found outside their row are counted."""

    client_uuid = models.UUIDField("提交编号", default=uuid.uuid4, unique=True, editable=False)
    place = models.ForeignKey(Place, verbose_name="市场", on_delete=models.PROTECT, related_name="market_checks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="检查人", on_delete=models.PROTECT, related_name="+")
    day = models.DateField("日期")
    out_of_zone = models.PositiveSmallIntegerField("不在区域内的摊位", default=0)
    note = models.CharField("说明", max_length=200, blank=True)
    photo = models.ForeignKey(
        Photo, verbose_name="照片", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    task = models.ForeignKey(
        RemediationTask, verbose_name="转成的任务", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "划行归市检查"
        ordering = ("-day", "-id")
        indexes = (models.Index(fields=("day",), name="market_check_by_day"),)

    def __str__(self):
        return f"{date_format(self.day)} {self.place}"
