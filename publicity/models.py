"""宣传与文明: what was hung up, made or handed out, and where."""

from django.db import models

from campaigns.models import Indicator
from tataboo_portal.models import LedgerQuerySet, LedgerRecord


class PublicityKind(models.Model):
    """宣传形式: its name, 量词 and total are its indicator's; whether it counts as 公益广告 is the office's word."""

    indicator = models.OneToOneField(
        Indicator, verbose_name="指标", on_delete=models.PROTECT, related_name="publicity_kind"
    )
    counts_as_public_ad = models.BooleanField(
        "计入公益广告", default=False, help_text="横幅、易拉宝、小插件等形式不计入文明城市公益广告。"
    )
    position = models.PositiveSmallIntegerField("排序", default=100)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "宣传形式"
        ordering = ("position", "id")

    def __str__(self):
        return self.indicator.name

    @property
    def label(self):
        """Shortcut, name and 量词 as they stand in select boxes."""
        return self.indicator.label


class PlacementQuerySet(LedgerQuerySet):
    def for_list(self):
        """Rows with all the ledger prints, in one query."""
        return super().for_list().select_related("kind__indicator")


class Placement(LedgerRecord):
    """宣传投放: so much of one kind, at one place, on one day."""

    kind = models.ForeignKey(PublicityKind, verbose_name="形式", on_delete=models.PROTECT, related_name="placements")
    topic = models.CharField("主题", max_length=80, blank=True)
    valid_until = models.DateField("有效期至", null=True, blank=True)

    objects = PlacementQuerySet.as_manager()

    class Meta(LedgerRecord.Meta):
        verbose_name = verbose_name_plural = "宣传投放"
        indexes = (
            *LedgerRecord.Meta.indexes,
            models.Index(fields=("kind", "-day", "-id"), name="placement_by_kind_day"),
        )

    def __str__(self):
        return f"{self.unit} {self.kind} {self.quantity}{self.kind.indicator.unit_word}"

    @property
    def counted(self):
        """The indicator this entry adds to."""
        return self.kind.indicator
