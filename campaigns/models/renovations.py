"""老旧小区改造: works on compounds and lanes."""

from django.db import models

from campaigns.enums import RenovationStatus, RenovationWork
from tataboo_portal.models import RegisterRecord


class RenovationProject(RegisterRecord):
    """老旧小区改造: one kind of work on one compound or lane, from plan to finish."""

    site = models.CharField("小区（街巷）", max_length=60)
    work = models.CharField("项目", max_length=16, choices=RenovationWork.choices)
    amount = models.DecimalField("工程量", max_digits=10, decimal_places=2, null=True, blank=True)
    amount_word = models.CharField("工程量单位", max_length=8, blank=True, help_text="㎡、个、套。")
    funds = models.DecimalField("资金（万元）", max_digits=10, decimal_places=2, null=True, blank=True)
    contractor = models.CharField("施工单位", max_length=60, blank=True)
    started_on = models.DateField("开工日期", null=True, blank=True)
    finished_on = models.DateField("竣工日期", null=True, blank=True)
    status = models.CharField("状态", max_length=12, choices=RenovationStatus.choices, default=RenovationStatus.PLANNED)
    source = models.CharField("资料来源", max_length=120, blank=True)

    class Meta(RegisterRecord.Meta):
        verbose_name = verbose_name_plural = "老旧小区改造"

    def __str__(self):
        return f"{self.site} {self.get_work_display()}"

    @property
    def amount_words(self):
        """The amount with its 量词, or nothing."""
        return "" if self.amount is None else f"{self.amount.normalize():f}{self.amount_word}"
