"""历史基数: figures from before the ledger."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce

from campaigns.models.campaigns import Campaign
from campaigns.models.indicators import Indicator
from tataboo_portal.models import Imported, Unit


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
