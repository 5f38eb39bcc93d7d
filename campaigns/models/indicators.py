"""指标: what is counted, with its 量词 and the columns of its own ledger."""

from django.db import models

from campaigns.enums import DetailKind, Display, IndicatorGroup, Ledger


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
    verb = models.CharField("动词", max_length=6, blank=True, help_text="例会材料写在名称前，比如：开展。")
    is_market = models.BooleanField("市场整治", default=False, help_text="例会材料写进“市场整治”，不再写进“环境整治”。")
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

    @property
    def told(self):
        """The name as a sentence needs it, with its verb: “举行创卫专题会议”."""
        return f"{self.verb}{self.name}"


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
