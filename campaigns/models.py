"""创建活动: campaigns, indicators, the historical base and the work ledger."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce

from campaigns.enums import DetailKind, Display, IndicatorGroup, Ledger, RenovationStatus, RenovationWork
from tataboo_portal.models import Imported, LedgerQuerySet, LedgerRecord, RegisterQuerySet, RegisterRecord, Unit


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


class DetailColumn(models.Model):
    """明细列: a column that only the ledger of one indicator has (domain research §2.4); its values stand in `details`."""

    indicator = models.ForeignKey(
        Indicator, verbose_name="指标", on_delete=models.PROTECT, related_name="detail_columns"
    )
    code = models.SlugField("代码", max_length=24)
    heading = models.CharField("列名", max_length=20)
    kind = models.CharField("写法", max_length=8, choices=DetailKind.choices, default=DetailKind.TEXT)
    choices = models.CharField("可选的词", max_length=120, blank=True, help_text="用顿号隔开。")
    position = models.PositiveSmallIntegerField("排序", default=100)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "明细列"
        ordering = ("indicator", "position", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("indicator", "code"),
                name="detail_column_once_per_indicator",
                violation_error_message="这个指标已经有这一列了。",
            ),
        )

    def __str__(self):
        return f"{self.indicator} {self.heading}"

    @property
    def words(self):
        """What may be chosen in a column of that kind."""
        return [word for word in self.choices.split("、") if word]


class BaseFigure(Imported):
    """历史基数: a figure from before the ledger, kept in its own words and never passed off as exact records."""

    OVERLAP = "和{words}说的是同一段时间，会重复算；改那一条，或者先停用它。"
    BOTH_DAYS = "期间从和期间到一起填，或者都空着；结束不能早于开始。"

    campaign = models.ForeignKey(Campaign, verbose_name="创建活动", on_delete=models.PROTECT, related_name="figures")
    indicator = models.ForeignKey(Indicator, verbose_name="指标", on_delete=models.PROTECT, related_name="figures")
    value = models.PositiveIntegerField("数值")
    is_approximate = models.BooleanField("约数", default=False)
    own_words = models.CharField("原文", max_length=120)
    unit = models.ForeignKey(
        Unit, verbose_name="责任单位", on_delete=models.PROTECT, null=True, blank=True, help_text="空着是全街道的数。"
    )
    start = models.DateField("期间从", null=True, blank=True, help_text="知道期间才填。")
    end = models.DateField("期间到", null=True, blank=True)
    is_active = models.BooleanField("在用", default=True)
    period_words = models.CharField("原文期间", max_length=40, blank=True, help_text="原文没有写就留空。")
    caliber = models.CharField("口径说明", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField("排序", default=100)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "历史基数"
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(
                "campaign",
                "indicator",
                Coalesce("unit", 0),
                Coalesce("start", date(1900, 1, 1)),
                condition=models.Q(is_active=True),
                name="base_figure_once_per_period",
                violation_error_message="这个活动的这个指标在这个期间已经有历史基数了。",
            ),
            models.CheckConstraint(
                condition=models.Q(start__isnull=True) | models.Q(end__gte=models.F("start")),
                name="base_figure_period_runs_forward",
                violation_error_message="期间的结束不能早于开始。",
            ),
        )

    def __str__(self):
        return self.own_words

    def clean(self):
        """The rules of the admin's form, as everywhere else."""
        if bool(self.start) != bool(self.end) or (self.start and self.end < self.start):
            raise ValidationError({"end": self.BOTH_DAYS})
        other = self.overlapping() if self.is_active and self.campaign_id and self.indicator_id else None
        if other:
            raise ValidationError({"start": other.overlap_sentence})

    def overlapping(self):
        """Another figure in use of the same campaign, indicator and unit that speaks of some of the same days, or None."""
        same = {"campaign": self.campaign_id, "indicator": self.indicator_id, "unit": self.unit_id}
        others = BaseFigure.objects.filter(is_active=True, **same).exclude(pk=self.pk)
        return next((one for one in others if periods_meet(self.start, self.end, one.start, one.end)), None)

    @property
    def overlap_sentence(self):
        """Why another figure may not speak of the same days."""
        return self.OVERLAP.format(words=f"“{self.own_words}”")

    def span(self, today):
        """The days it speaks of: its own, else those of the whole campaign, a running one until today."""
        if self.start:
            return self.start, self.end or self.start
        return self.campaign.start, self.campaign.end or max(today, self.campaign.start)

    @property
    def figure_words(self):
        """The number as the source writes it, with its 量词: “1100余处”, “3万份”."""
        found = re.findall(rf"\d+万?余?{re.escape(self.indicator.unit_word)}", self.own_words)
        return found[-1] if found else f"{self.value}{'余' * self.is_approximate}{self.indicator.unit_word}"


def periods_meet(start, end, other_start, other_end):
    """Whether two periods share a day; without days each stands for its whole campaign."""
    if not (start and other_start):
        return True
    return start <= (other_end or other_start) and other_start <= (end or start)


class CleanupDrive(RegisterRecord):
    """清扫活动（大清扫、大清理、大清运）: one event with who took part; what it achieved stands as its work records.

    People (人) and person-times (人次) are told apart and never added.
    """

    EVENT = "cleanup_event"  # each event is itself one 次 of this indicator

    day = models.DateField("日期")
    name = models.CharField("活动", max_length=60, blank=True)
    people = models.PositiveIntegerField("参加人数", null=True, blank=True)
    person_times = models.PositiveIntegerField("参加人次", null=True, blank=True)
    vehicles = models.PositiveSmallIntegerField("出动车辆", null=True, blank=True)
    helpers = models.ManyToManyField(Unit, verbose_name="参加单位", blank=True, related_name="+")

    objects = RegisterQuerySet.as_manager()

    class Meta(RegisterRecord.Meta):
        verbose_name = verbose_name_plural = "清扫活动"
        ordering = ("-day", "-id")
        indexes = (
            models.Index(fields=("-day", "-id"), name="drive_by_day"),
            models.Index(fields=("unit", "-day", "-id"), name="drive_by_unit_day"),
        )

    def __str__(self):
        return f"{self.unit} {self.day} {self.name or '清扫活动'}"

    @property
    def results(self):
        """{indicator id: quantity} of its records, those that count unless the event itself was voided."""
        records = [row for row in self.records.all() if row.is_voided == self.is_voided]
        return {row.indicator_id: row.quantity for row in records}

    @property
    def counted_days(self):
        """The day of the event."""
        return (self.day,)


class WorkRecordQuerySet(LedgerQuerySet):
    def for_list(self):
        """Rows with all the ledger prints, in one query."""
        return super().for_list().select_related("indicator")


class WorkRecord(LedgerRecord):
    """整治记录: so much of one indicator, done by one unit, on one day."""

    indicator = models.ForeignKey(Indicator, verbose_name="类型", on_delete=models.PROTECT, related_name="records")
    drive = models.ForeignKey(
        CleanupDrive,
        verbose_name="清扫活动",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="records",
        editable=False,
    )

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

    @property
    def is_part(self):
        """Whether this entry belongs to an event and is changed through it alone."""
        return self.drive_id is not None


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
