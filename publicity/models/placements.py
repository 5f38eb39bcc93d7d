"""宣传: what was made, what was hung up or handed out and where, until when it holds, and what was taken down."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from campaigns.models import Indicator
from inspections.models import RemediationTask
from tataboo_portal.enums import PlaceKind
from tataboo_portal.models import LedgerQuerySet, LedgerRecord, RegisterQuerySet, RegisterRecord


class PublicityKind(models.Model):
    """宣传形式: its name, 量词 and total are its indicator's; whether it counts as 公益广告 is the office's word."""

    indicator = models.OneToOneField(
        Indicator, verbose_name="指标", on_delete=models.PROTECT, related_name="publicity_kind"
    )
    counts_as_public_ad = models.BooleanField(
        "计入公益广告", default=False, help_text="横幅、易拉宝、小插件等形式不计入文明城市公益广告。"
    )
    stays = models.BooleanField(
        "留在现场", default=True, help_text="发出去就没有了的（资料、倡议书、电子屏播放）不打勾。"
    )
    lasts_days = models.PositiveSmallIntegerField(
        "一般用多少天", null=True, blank=True, help_text="记投放时按这个天数填有效期；空着不填。"
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


class BatchQuerySet(RegisterQuerySet):
    def for_list(self):
        """Batches with all a list prints, in one query."""
        return super().for_list().select_related("kind__indicator")


class MaterialBatch(RegisterRecord):
    """宣传品批次: so much of one kind, made at one time; what is left of it is what was not yet put up."""

    kind = models.ForeignKey(PublicityKind, verbose_name="形式", on_delete=models.PROTECT, related_name="batches")
    topic = models.CharField("主题", max_length=80, blank=True)
    day = models.DateField("制作日期")
    quantity = models.PositiveIntegerField("数量", validators=[MinValueValidator(1, "数量要填数字，比如 12。")])
    maker = models.CharField("制作单位", max_length=60, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta(RegisterRecord.Meta):
        verbose_name = verbose_name_plural = "宣传品批次"
        ordering = ("-day", "-id")

    def __str__(self):
        return f"{self.kind} {self.amount_words}（{self.day.month}月{self.day.day}日）"

    @property
    def amount_words(self):
        """How much, with its 量词: “500 条”."""
        return f"{self.quantity} {self.kind.indicator.unit_word}"


class AdRequirement(models.Model):
    """公益广告要求: at a place of this kind there have to be at least so many that count as 公益广告."""

    place_kind = models.CharField("点位类型", max_length=16, choices=PlaceKind.choices, unique=True)
    least = models.PositiveSmallIntegerField("至少几处")
    source = models.CharField("依据", max_length=120, blank=True)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "公益广告要求"
        ordering = ("place_kind",)

    def __str__(self):
        return f"{self.get_place_kind_display()}至少 {self.least} 处"


class PlacementQuerySet(LedgerQuerySet):
    def for_list(self):
        """Rows with all the ledger prints, in one query."""
        return super().for_list().select_related("kind__indicator", "batch", "task", "board_issue__board")

    def standing(self):
        """What still hangs or stands: not voided, not taken down, not handed out, and no issue that a later one covers."""
        is_covered = Q(board_issue__day__lt=F("board_issue__board__last_issue_on"))
        return self.live().filter(removed_on__isnull=True, kind__stays=True).exclude(is_covered)

    def holding(self, day):
        """What stands and may stand on this day."""
        return self.standing().filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))

    def taken_down(self):
        """What was taken down and not voided."""
        return self.live().filter(removed_on__isnull=False)

    def expired(self, day):
        """What still stands although its last valid day lies before this one."""
        return self.standing().filter(valid_until__lt=day)

    def public_ads(self, day):
        """What counts as 公益广告 on a day: of a kind that counts, standing, and not expired."""
        return self.holding(day).filter(kind__counts_as_public_ad=True)


class Placement(LedgerRecord):
    """宣传投放: so much of one kind, at one place, on one day."""

    kind = models.ForeignKey(PublicityKind, verbose_name="形式", on_delete=models.PROTECT, related_name="placements")
    topic = models.CharField("主题", max_length=80, blank=True)
    valid_until = models.DateField("有效期至", null=True, blank=True)

    batch = models.ForeignKey(
        MaterialBatch,
        verbose_name="批次",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="placements",
    )
    board_issue = models.OneToOneField(
        "publicity.BoardIssue",
        verbose_name="宣传栏期次",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="placement",
        editable=False,
    )
    removed_on = models.DateField("拆除日期", null=True, blank=True, editable=False)
    removed_note = models.CharField("拆除说明", max_length=80, blank=True, editable=False)
    task = models.ForeignKey(
        RemediationTask,
        verbose_name="转成的任务",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    objects = PlacementQuerySet.as_manager()

    class Meta(LedgerRecord.Meta):
        verbose_name = verbose_name_plural = "宣传投放"
        constraints = (
            *LedgerRecord.Meta.constraints,
            models.CheckConstraint(
                condition=Q(removed_on__isnull=True) | Q(removed_on__gte=F("day")),
                name="placement_removed_after_day",
                violation_error_message="拆除日期不能早于投放日期。",
            ),
        )
        indexes = (
            *LedgerRecord.Meta.indexes,
            models.Index(fields=("kind", "-day", "-id"), name="placement_by_kind_day"),
            models.Index(
                fields=("valid_until", "id"),
                name="placement_standing_until",
                condition=Q(removed_on__isnull=True, voided_at__isnull=True, valid_until__isnull=False),
            ),
            models.Index(
                fields=("place", "kind"),
                name="placement_standing_at",
                condition=Q(removed_on__isnull=True, voided_at__isnull=True),
            ),
        )

    def __str__(self):
        return f"{self.unit} {self.kind} {self.quantity}{self.kind.indicator.unit_word}"

    @property
    def counted(self):
        """The indicator this entry adds to."""
        return self.kind.indicator

    @property
    def is_part(self):
        """Whether this entry belongs to a board's issue and is changed through it alone."""
        return self.board_issue_id is not None
