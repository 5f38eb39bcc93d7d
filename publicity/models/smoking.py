"""控烟检查: one look at one place against the seven points of the domain research (§1.8)."""

from django.db import models
from django.db.models import Q

from inspections.models import RemediationTask
from tataboo_portal.models import RegisterQuerySet, RegisterRecord

POINTS = ("signs_clear", "no_butts", "no_ashtrays", "no_smell", "has_dissuader", "shows_hotline", "no_tobacco_ads")
FAULTS = {
    "signs_clear": "标识不醒目",
    "no_butts": "有烟蒂",
    "no_ashtrays": "有烟具",
    "no_smell": "有烟味",
    "has_dissuader": "没有劝阻员",
    "shows_hotline": "没有投诉电话",
    "no_tobacco_ads": "有烟草广告",
}
ALL_MET = Q(**dict.fromkeys(POINTS, True))


class SmokingCheckQuerySet(RegisterQuerySet):
    def with_faults(self):
        """Checks that found a point which is not met."""
        return self.exclude(ALL_MET)

    def without_task(self):
        """Checks that found one and of which nobody has made a task."""
        return self.with_faults().filter(task__isnull=True)


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

    objects = SmokingCheckQuerySet.as_manager()

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
    def faults(self):
        """What is wrong, in words: “有烟蒂”."""
        return [words for name, words in FAULTS.items() if not getattr(self, name)]

    @property
    def counted_days(self):
        """The day of the check."""
        return (self.day,)
