"""目标: how much of an indicator is meant to be done in a period, by the street or by one unit."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Coalesce

from campaigns.models.indicators import Indicator
from tataboo_portal.enums import PeriodKind
from tataboo_portal.models import Imported, Unit
from tataboo_portal.periods import Period


class GoalQuerySet(models.QuerySet):
    def in_use(self):
        """Goals that are compared with."""
        return self.filter(is_active=True)

    def for_list(self):
        """Goals with all a list prints, in one query."""
        return self.select_related("indicator", "unit")


class Goal(Imported):
    """目标: counted against exact records alone, never against the historical base."""

    MOST = 100_000_000
    TAKEN = "这个单位的这个指标在这个期间已经有目标了，改那一条就行。"
    KINDS = (PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.YEAR)

    indicator = models.ForeignKey(Indicator, verbose_name="指标", on_delete=models.PROTECT, related_name="goals")
    unit = models.ForeignKey(
        Unit, verbose_name="责任单位", on_delete=models.PROTECT, null=True, blank=True, help_text="空着是全街道的目标。"
    )
    period_kind = models.CharField("期间", max_length=8, choices=[(kind, kind.label) for kind in KINDS])
    period_start = models.DateField("期间从")
    value = models.PositiveIntegerField("目标数", validators=[MinValueValidator(1)])
    source = models.CharField("依据", max_length=120, blank=True, help_text="比如哪次会议定的。")
    is_active = models.BooleanField("在用", default=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = GoalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "目标"
        ordering = ("-period_start", "period_kind", "indicator__position", "unit__position", "id")
        constraints = (
            models.UniqueConstraint(
                "indicator",
                Coalesce("unit", 0),
                "period_kind",
                "period_start",
                condition=models.Q(is_active=True),
                name="goal_once_per_period",
                violation_error_message="这个单位的这个指标在这个期间已经有目标了，改那一条就行。",
            ),
            models.CheckConstraint(
                condition=models.Q(value__gt=0),
                name="goal_is_above_nothing",
                violation_error_message="目标要大于0。",
            ),
        )
        indexes = (models.Index(fields=("period_start", "period_kind"), name="goal_by_period"),)

    def __str__(self):
        return f"{self.period.label} {self.unit or '全街道'} {self.words}"

    @property
    def period(self):
        """The period it is meant for."""
        return Period.of(self.period_kind, self.period_start)

    @property
    def words(self):
        """“清理卫生死角1300处”."""
        return f"{self.indicator.name}{self.value}{self.indicator.unit_word}"
