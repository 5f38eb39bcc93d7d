"""定时值班: which of the running beats sends what is due, and when each thing was sent last."""

from django.db import models


class BeatDuty(models.Model):
    """定时值班: one row; whoever holds it sends, and who takes over knows what was sent."""

    ONLY = 1

    holder = models.CharField("值班进程", max_length=80, blank=True)
    ticked_at = models.DateTimeField("最近报到", null=True, blank=True)
    sent = models.JSONField("上次发出", default=dict, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "定时值班"

    def __str__(self):
        return self.holder
