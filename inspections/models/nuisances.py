"""僵尸车 and 违章搭建: registers of long cases, each with the task that handles it."""

from django.db import models

from inspections.enums import BuildingMaterial, Demolition, VehicleDisposal, VehicleStatus
from inspections.models.tasks import RemediationTask
from tataboo_portal.models import RegisterQuerySet, RegisterRecord


class LongCaseQuerySet(RegisterQuerySet):
    def for_list(self):
        """Entries with the task that handles them, in one query."""
        return super().for_list().select_related("task")

    def without_task(self):
        """Entries nobody has made a task of."""
        return self.filter(task__isnull=True)


class ZombieVehicle(RegisterRecord):
    """僵尸车: an abandoned vehicle from the first look to its removal."""

    vehicle_type = models.CharField("车型", max_length=40)
    colour = models.CharField("颜色", max_length=20, blank=True)
    plate = models.CharField("车牌", max_length=12, blank=True, help_text="没有车牌就空着。")
    vin_tail = models.CharField("车架号后 6 位", max_length=6, blank=True)
    status = models.CharField("状态", max_length=10, choices=VehicleStatus.choices, default=VehicleStatus.FOUND)
    first_seen_on = models.DateField("首次发现")
    notice_posted_on = models.DateField("告知书张贴日期", null=True, blank=True)
    owner_contact = models.CharField("联系车主情况", max_length=120, blank=True)
    disposal = models.CharField("处置方式", max_length=12, choices=VehicleDisposal.choices, blank=True)
    storage_yard = models.CharField("停放场", max_length=60, blank=True)
    announced_until = models.DateField("公告期满", null=True, blank=True)
    gone_on = models.DateField("处置日期", null=True, blank=True)
    task = models.ForeignKey(
        RemediationTask, verbose_name="整改任务", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = LongCaseQuerySet.as_manager()

    class Meta(RegisterRecord.Meta):
        verbose_name = verbose_name_plural = "僵尸车"
        ordering = ("-first_seen_on", "-id")

    def __str__(self):
        return " ".join(part for part in (self.colour, self.vehicle_type, self.plate) if part)


class IllegalStructure(RegisterRecord):
    """违章搭建: a structure from the notice to its demolition."""

    owner_name = models.CharField("当事人", max_length=40, blank=True)
    material = models.CharField("结构", max_length=12, choices=BuildingMaterial.choices)
    use = models.CharField("用途", max_length=40, blank=True)
    built_when = models.CharField("建成时间", max_length=20, blank=True, help_text="比如 2015年，不清楚就空着。")
    area = models.DecimalField("面积（㎡）", max_digits=8, decimal_places=2, null=True, blank=True)
    is_new = models.BooleanField("新增", default=False, help_text="不打勾是存量。")
    found_on = models.DateField("发现日期")
    notice_on = models.DateField("告知书日期", null=True, blank=True)
    demolition = models.CharField("拆除方式", max_length=10, choices=Demolition.choices, blank=True)
    demolished_on = models.DateField("拆除日期", null=True, blank=True)
    task = models.ForeignKey(
        RemediationTask, verbose_name="整改任务", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = LongCaseQuerySet.as_manager()

    class Meta(RegisterRecord.Meta):
        verbose_name = verbose_name_plural = "违章搭建"
        ordering = ("-found_on", "-id")

    def __str__(self):
        return " ".join(part for part in (self.where, self.get_material_display(), self.use) if part)
