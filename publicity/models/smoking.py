"""控烟检查: one look at one place against the seven points of the domain research (§1.8)."""

from django.db import models

from inspections.models import RemediationTask
from tataboo_portal.models import RegisterQuerySet, RegisterRecord

POINTS = ("signs_clear", "no_butts", "no_ashtrays", "no_smell", "has_dissuader", "shows_hotline", "no_tobacco_ads")


class SmokingCheck(RegisterRecord):
    """控烟检查: each point met or not; one that is not met can become a task."""

    day = models.DateField("日期")
    sign_count = models.PositiveSmallIntegerField("禁烟标识数", null=True, blank=True)
    signs_clear = models.BooleanField("标识醒目", default=True)
    no_butts = models.BooleanField("没有烟蒂", default=True)
    no_ashtrays = models.BooleanField("没有烟具", default=True)
    no_smell = models.BooleanField("没有烟味", default=True)
    has_dissuader = models.BooleanField("有劝阻员", default=True)
    shows_hotline = models.BooleanField("有投诉电话", default=True)
    no_tobacco_ads = models.BooleanField("没有烟草广告", default=True)
    task = models.ForeignKey(
        RemediationTask,
        verbose_name="转成的任务",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    objects = RegisterQuerySet.as_manager()

    class Meta(RegisterRecord.Meta):
        verbose_name = verbose_name_plural = "控烟检查"
        ordering = ("-day", "-id")
        indexes = (
            models.Index(fields=("-day", "-id"), name="smoking_check_by_day"),
            models.Index(fields=("place", "-day", "-id"), name="smoking_check_by_place"),
        )

    def __str__(self):
        return f"{self.where or self.unit} 控烟检查"

    @property
    def unmet(self):
        """The names of the points that are not met."""
        return [self._meta.get_field(name).verbose_name for name in POINTS if not getattr(self, name)]

    @property
    def counted_days(self):
        """The day of the check."""
        return (self.day,)
