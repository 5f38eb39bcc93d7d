"""综合文化服务中心: one of each community, with the article's six services and four rooms."""

from django.db import models

from publicity.enums import FacilityGroup
from tataboo_portal.models import RegisterQuerySet, RegisterRecord


class FacilityKind(models.Model):
    """服务和活动室: what a centre has to offer; the office may add one."""

    code = models.SlugField("代码", max_length=24, unique=True)
    name = models.CharField("名称", max_length=20, unique=True)
    group = models.CharField("分组", max_length=10, choices=FacilityGroup.choices)
    position = models.PositiveSmallIntegerField("排序", default=100)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "服务和活动室"
        ordering = ("position", "id")

    def __str__(self):
        return self.name


class CultureCentre(RegisterRecord):
    """综合文化服务中心: when it is open, for whom, and whom to call."""

    name = models.CharField("名称", max_length=60)
    opened_on = models.DateField("建成日期", null=True, blank=True, help_text="不知道就空着；有日期才计入总数。")
    opening_hours = models.CharField("开放时间", max_length=80, blank=True, help_text="比如：周一至周日 8:30—17:30。")
    is_free = models.BooleanField("免费开放", default=True)
    contact = models.CharField("联系人", max_length=20, blank=True)
    phone = models.CharField("联系电话", max_length=20, blank=True)
    area = models.DecimalField("面积（平方米）", max_digits=7, decimal_places=1, null=True, blank=True)

    objects = RegisterQuerySet.as_manager()

    class Meta(RegisterRecord.Meta):
        verbose_name = verbose_name_plural = "综合文化服务中心"
        constraints = (
            models.UniqueConstraint(
                fields=("unit",),
                condition=models.Q(voided_at__isnull=True),
                name="culture_centre_once_per_unit",
                violation_error_message="这个社区已经有综合文化服务中心了，在原来那条上改。",
            ),
        )

    def __str__(self):
        return self.name

    @property
    def counted_days(self):
        """The day it opened, where it is known."""
        return (self.opened_on,) if self.opened_on else ()


class Facility(models.Model):
    """One service or room of one centre: whether it is there, when it is open, where it is."""

    centre = models.ForeignKey(CultureCentre, verbose_name="中心", on_delete=models.PROTECT, related_name="facilities")
    kind = models.ForeignKey(FacilityKind, verbose_name="服务（活动室）", on_delete=models.PROTECT, related_name="+")
    is_there = models.BooleanField("已设", default=False)
    opening_hours = models.CharField("开放时间", max_length=60, blank=True, help_text="空着和中心一样。")
    room = models.CharField("位置", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "中心的服务和活动室"
        ordering = ("kind__position", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("centre", "kind"),
                name="facility_once_per_centre",
                violation_error_message="这个中心已经有这一项了。",
            ),
        )

    def __str__(self):
        return f"{self.centre} {self.kind}"
