"""创建活动: campaigns, indicators, the historical base and the work ledger."""

import re

from django.db import models

from campaigns.enums import Display, IndicatorGroup, Ledger, RenovationStatus, RenovationWork
from tataboo_portal.models import LedgerQuerySet, LedgerRecord, RegisterRecord


class Campaign(models.Model):
    """创建活动: a drive for a title, with the period its figures speak of."""

    code = models.SlugField("代码", max_length=32, unique=True)
    name = models.CharField("名称", max_length=60)
    start = models.DateField("开始日期")
    end = models.DateField("结束日期", null=True, blank=True)
    description = models.TextField("说明", blank=True)
    source = models.CharField("资料来源", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "创建活动"
        ordering = ("-start",)

    def __str__(self):
        return self.name


class IndicatorQuerySet(models.QuerySet):
    def for_ledger(self, ledger):
        """Indicators that take new records in this ledger, in their fixed order."""
        return self.filter(ledger=ledger, is_active=True).order_by("position")


class Indicator(models.Model):
    """指标: one kind of countable thing with its 量词; different 量词 are never added up."""

    code = models.SlugField("代码", max_length=32, unique=True)
    name = models.CharField("名称", max_length=40)
    unit_word = models.CharField("量词", max_length=8)
    ledger = models.CharField("台账", max_length=12, choices=Ledger.choices)
    group = models.CharField("分组", max_length=12, choices=IndicatorGroup.choices)
    display = models.CharField("公文写法", max_length=8, choices=Display.choices, default=Display.EXACT)
    shortcut = models.CharField("快捷字母", max_length=1, blank=True, help_text="记一笔时按这个字母选中。")
    most_per_record = models.PositiveIntegerField("单笔上限", default=100_000, help_text="一笔超过这个数就不收。")
    caliber = models.CharField("口径说明", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField("排序", default=100)
    is_active = models.BooleanField("在用", default=True)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "指标"
        ordering = ("position", "code")
        constraints = (
            models.UniqueConstraint(
                fields=("ledger", "shortcut"),
                condition=~models.Q(shortcut=""),
                name="indicator_shortcut_once_per_ledger",
                violation_error_message="这个台账里已经有指标用了这个快捷字母。",
            ),
        )

    def __str__(self):
        return self.name

    @property
    def label(self):
        """Shortcut, name and 量词 as they stand in select boxes: “N 清理牛皮癣（处）”."""
        return f"{self.shortcut} {self.name}（{self.unit_word}）".strip()


class BaseFigure(models.Model):
    """历史基数: a figure from before the ledger, kept in its own words and never passed off as exact records."""

    campaign = models.ForeignKey(Campaign, verbose_name="创建活动", on_delete=models.PROTECT, related_name="figures")
    indicator = models.ForeignKey(Indicator, verbose_name="指标", on_delete=models.PROTECT, related_name="figures")
    value = models.PositiveIntegerField("数值")
    is_approximate = models.BooleanField("约数", default=False)
    own_words = models.CharField("原文", max_length=120)
    period_words = models.CharField("原文期间", max_length=40, blank=True, help_text="原文没有写就留空。")
    caliber = models.CharField("口径说明", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField("排序", default=100)

    class Meta:
        verbose_name = verbose_name_plural = "历史基数"
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "indicator"),
                name="base_figure_once_per_campaign",
                violation_error_message="这个活动的这个指标已经有历史基数了。",
            ),
        )

    def __str__(self):
        return self.own_words

    @property
    def figure_words(self):
        """The number as the source writes it, with its 量词: “1100余处”, “3万份”."""
        found = re.findall(rf"\d+万?余?{re.escape(self.indicator.unit_word)}", self.own_words)
        return found[-1] if found else f"{self.value}{'余' * self.is_approximate}{self.indicator.unit_word}"


class WorkRecordQuerySet(LedgerQuerySet):
    def for_list(self):
        """Rows with all the ledger prints, in one query."""
        return super().for_list().select_related("indicator")


class WorkRecord(LedgerRecord):
    """整治记录: so much of one indicator, done by one unit, on one day."""

    indicator = models.ForeignKey(Indicator, verbose_name="类型", on_delete=models.PROTECT, related_name="records")

    objects = WorkRecordQuerySet.as_manager()

    class Meta(LedgerRecord.Meta):
        verbose_name = verbose_name_plural = "整治记录"
        indexes = (
            *LedgerRecord.Meta.indexes,
            models.Index(fields=("indicator", "-day", "-id"), name="work_by_indicator_day"),
        )

    def __str__(self):
        return f"{self.unit} {self.indicator.name} {self.quantity}{self.indicator.unit_word}"

    @property
    def counted(self):
        """The indicator this entry adds to."""
        return self.indicator


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
