"""运行状况 as rows: when what goes on by itself last did, and how each thing stands since when."""

from django.db import models
from django.utils import timezone

from tataboo_portal.enums import HealthLevel


class Pulse(models.Model):
    """脉搏: when something that goes on by itself last did, and what it found."""

    name = models.CharField("名称", max_length=40, unique=True)
    at = models.DateTimeField("最近一次", null=True, blank=True)
    facts = models.JSONField("结果", default=dict, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "脉搏"

    def __str__(self):
        return self.name


class HealthState(models.Model):
    """运行状况: how one thing stands, since when; the administrators are told when it turns red and when it is well again."""

    name = models.CharField("名称", max_length=40, unique=True)
    level = models.CharField("状态", max_length=4, choices=HealthLevel.choices, default=HealthLevel.WELL)
    since = models.DateTimeField("从什么时候", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "运行状况"

    def __str__(self):
        return f"{self.name} {self.get_level_display()}"
