"""Totals: cells counted from the rooms below, and the runs that counted them."""

from django.db import models
from django.db.models.functions import Coalesce

from tataboo_portal.enums import PeriodKind
from tataboo_portal.models import Unit


class Rollup(models.Model):
    """汇总格: the sum of one metric for one leading unit, area and line in one period; deleted and written again."""

    metric = models.CharField("指标", max_length=48)
    unit = models.ForeignKey(Unit, verbose_name="责任单位", on_delete=models.PROTECT, related_name="+")
    community = models.ForeignKey(Unit, verbose_name="所在社区", on_delete=models.PROTECT, null=True, related_name="+")
    market_group = models.ForeignKey(
        Unit, verbose_name="市场工作组", on_delete=models.PROTECT, null=True, related_name="+"
    )
    period_kind = models.CharField("期间类别", max_length=8, choices=PeriodKind.choices)
    period_start = models.DateField("期间开始")
    value = models.BigIntegerField("合计")

    class Meta:
        verbose_name = verbose_name_plural = "汇总格"
        constraints = (
            models.UniqueConstraint(
                "period_kind",
                "period_start",
                "metric",
                "unit",
                Coalesce("community", 0),
                Coalesce("market_group", 0),
                name="rollup_cell_once",
            ),
        )
        indexes = (models.Index(fields=("metric", "period_kind", "period_start"), name="rollup_by_metric"),)

    def __str__(self):
        return f"{self.metric} {self.period_kind} {self.period_start} {self.value}"


class RollupRun(models.Model):
    """汇总运行: when totals were last brought up to date, and whether a recount found them wrong."""

    started_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("完成时间")
    is_recount = models.BooleanField("全量重算", default=False)
    days = models.PositiveIntegerField("重算天数", default=0)
    cells = models.PositiveIntegerField("写入格数", default=0)
    differences = models.JSONField("对不上的格", default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "汇总运行"
        ordering = ("-id",)

    def __str__(self):
        return f"{self.finished_at:%Y-%m-%d %H:%M}"
