"""病媒防制: bait stations with their checks and spacing, and treatments."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format

from inspections.enums import BaitStatus
from inspections.models.tasks import RemediationTask
from tataboo_portal.enums import PlaceKind
from tataboo_portal.models import RegisterQuerySet, RegisterRecord


class BaitSpacing(models.Model):
    """毒饵站间距: how far apart at a type of place; there is no national rule, so the office sets it (domain research §1.6)."""

    place_kind = models.CharField("点位类型", max_length=16, choices=PlaceKind.choices, unique=True)
    metres = models.PositiveSmallIntegerField("间距（米）")
    source = models.CharField("依据", max_length=80, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "毒饵站间距"
        ordering = ("place_kind",)

    def __str__(self):
        return f"{self.get_place_kind_display()} {self.metres} 米"


class BaitStationQuerySet(RegisterQuerySet):
    def for_list(self):
        """Stations with the spacing the office has set for the type of place they stand at, in one query."""
        spacing = BaitSpacing.objects.filter(place_kind=models.OuterRef("place__kind")).values("metres")[:1]
        return super().for_list().annotate(spacing=models.Subquery(spacing))

    def to_check(self):
        """Stations whose next check is due today or was due before."""
        return self.filter(next_check_on__lte=timezone.localdate())

    def not_good(self):
        """Stations that are damaged or empty."""
        return self.exclude(status=BaitStatus.GOOD)

    def too_far(self):
        """Stations whose next one stands farther away than the office's rule for such a place."""
        nearer = BaitSpacing.objects.filter(
            place_kind=models.OuterRef("place__kind"), metres__lt=models.OuterRef("metres_to_next")
        )
        return self.filter(models.Exists(nearer))


class BaitStation(RegisterRecord):
    """毒饵站: a numbered station; its row and column place it on the map-free layout of its compound or market."""

    code = models.CharField("编号", max_length=20)
    installed_on = models.DateField("安装日期", null=True, blank=True)
    status = models.CharField("状态", max_length=10, choices=BaitStatus.choices, default=BaitStatus.GOOD)
    bait_name = models.CharField("药物名称", max_length=40, blank=True)
    has_warning_label = models.BooleanField("有警示标识", default=True)
    layout_row = models.PositiveSmallIntegerField("示意图第几排", default=1)
    layout_column = models.PositiveSmallIntegerField("示意图第几列", default=1)
    metres_to_next = models.PositiveSmallIntegerField("到下一个的距离（米）", null=True, blank=True)
    last_checked_on = models.DateField("最近检查", null=True, blank=True, editable=False)
    next_check_on = models.DateField("下次检查", default=timezone.localdate)

    objects = BaitStationQuerySet.as_manager()

    class Meta(RegisterRecord.Meta):
        verbose_name = verbose_name_plural = "毒饵站"
        indexes = (models.Index(fields=("next_check_on", "id"), name="bait_station_by_check"),)
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "code"),
                condition=models.Q(voided_at__isnull=True),
                name="bait_station_code_once_per_unit",
                violation_error_message="这个单位已经有这个编号的毒饵站。",
            ),
        )

    def __str__(self):
        return self.code


class BaitCheck(models.Model):
    """毒饵站检查: once a month or oftener; what was found and how much bait was added."""

    client_uuid = models.UUIDField("提交编号", default=uuid.uuid4, unique=True, editable=False)
    station = models.ForeignKey(BaitStation, verbose_name="毒饵站", on_delete=models.PROTECT, related_name="checks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="检查人", on_delete=models.PROTECT, related_name="+")
    day = models.DateField("日期")
    status = models.CharField("状态", max_length=10, choices=BaitStatus.choices)
    grams_added = models.PositiveSmallIntegerField("补药（克）", default=0)
    note = models.CharField("说明", max_length=200, blank=True)
    task = models.ForeignKey(
        RemediationTask, verbose_name="转成的任务", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "毒饵站检查"
        ordering = ("-day", "-id")

    def __str__(self):
        return f"{self.station} {date_format(self.day)}"


class PestTreatment(RegisterRecord):
    """病媒消杀: one treatment with drug, dose, people and the density before and after."""

    day = models.DateField("日期")
    site_type = models.CharField("场所类型", max_length=40, blank=True)
    area = models.PositiveIntegerField("面积（㎡）", null=True, blank=True)
    drug_name = models.CharField("药物名称", max_length=40)
    registration_number = models.CharField("登记证号", max_length=40, blank=True)
    batch = models.CharField("批号", max_length=40, blank=True)
    dilution = models.CharField("浓度配比", max_length=40, blank=True)
    dosage = models.CharField("用药量", max_length=40, blank=True)
    method = models.CharField("方法", max_length=40, blank=True)
    operators = models.CharField("作业人员", max_length=80, blank=True)
    density_before = models.CharField("消杀前密度", max_length=40, blank=True)
    density_after = models.CharField("消杀后密度", max_length=40, blank=True)
    signed_by = models.CharField("签字", max_length=40, blank=True)

    class Meta(RegisterRecord.Meta):
        verbose_name = verbose_name_plural = "病媒消杀"
        ordering = ("-day", "-id")

    def __str__(self):
        return f"{date_format(self.day)} {self.drug_name}"
