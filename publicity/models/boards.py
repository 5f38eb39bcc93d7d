"""宣传栏与板报: boards that have to be renewed every so often, and each issue that stood on them."""

from datetime import timedelta

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from publicity.models.placements import PublicityKind
from tataboo_portal.models import RegisterQuerySet, RegisterRecord
from tataboo_portal.periods import months_after
from tataboo_portal.permissions import Permission


class BoardKind(models.Model):
    """宣传栏类型: how often it has to be renewed, and what each issue counts as.

    Cycles: 小区健康教育宣传栏 2 months, 市场健康教育栏 monthly, 农残公示 daily (domain research §1.4).
    """

    code = models.SlugField("代码", max_length=24, unique=True)
    name = models.CharField("名称", max_length=30)
    cycle_months = models.PositiveSmallIntegerField("更新周期（月）", null=True, blank=True)
    cycle_days = models.PositiveSmallIntegerField("更新周期（天）", null=True, blank=True)
    counts_as = models.ForeignKey(
        PublicityKind,
        verbose_name="每期计入",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="板报每出一期计一期；空着只看更新，不计宣传数量。",
    )
    needs_smoking_words = models.BooleanField("要有控烟内容", default=False)
    source = models.CharField("依据", max_length=120, blank=True)
    position = models.PositiveSmallIntegerField("排序", default=100)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "宣传栏类型"
        ordering = ("position", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(cycle_months__isnull=False, cycle_days__isnull=True)
                | Q(cycle_months__isnull=True, cycle_days__isnull=False),
                name="board_kind_has_one_cycle",
                violation_error_message="更新周期填月或者天，只填一个。",
            ),
        )

    def __str__(self):
        return self.name

    @property
    def cycle_words(self):
        """How often, as pages say it: “每 2 个月”, “每天”."""
        count, word = (self.cycle_months, "个月") if self.cycle_months else (self.cycle_days, "天")
        return f"每 {count} {word}" if count > 1 else f"每{word}"

    def next_after(self, day):
        """The last day by which an issue of this day has to be replaced; no cycle is shorter than a day."""
        return months_after(day, self.cycle_months) if self.cycle_months else day + timedelta(days=self.cycle_days)


class BoardQuerySet(RegisterQuerySet):
    def for_list(self):
        """Boards with all a list prints, in one query."""
        return super().for_list().select_related("kind__counts_as__indicator", "keeper")

    def visible_to(self, user):
        """Every board, those of the person's own unit, area or line, and those they keep."""
        if user.may(Permission.SEE_ALL_UNITS):
            return self
        own = user.unit_id
        return self.filter(Q(unit=own) | Q(community=own) | Q(market_group=own) | Q(keeper=user.pk))

    def in_hands_of(self, user):
        """Boards this person renews: the own unit's, and those they keep."""
        return self.filter(Q(unit=user.unit_id) | Q(keeper=user.pk))

    def due(self, day):
        """Boards that have to be renewed by this day."""
        return self.live().filter(is_in_use=True, next_due_on__lte=day)

    def stale(self, day):
        """Boards whose day has passed."""
        return self.live().filter(is_in_use=True, next_due_on__lt=day)

    def to_renew(self):
        """Boards that have to be renewed by today."""
        return self.due(timezone.localdate())

    def late(self):
        """Boards whose day has passed today."""
        return self.stale(timezone.localdate())

    def out_of_use(self):
        """Boards that are no longer renewed."""
        return self.filter(is_in_use=False)


class Board(RegisterRecord):
    """宣传栏: one board at one place; `next_due_on` is kept in step with its newest live issue."""

    kind = models.ForeignKey(BoardKind, verbose_name="类型", on_delete=models.PROTECT, related_name="boards")
    name = models.CharField("名称", max_length=60)
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="负责人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="boards",
        help_text="提醒发给他；空着发给单位的人。",
    )
    set_up_on = models.DateField("设置日期", help_text="还没有出过一期的，从这一天起算。")
    last_issue_on = models.DateField("最近一期", null=True, blank=True, editable=False)
    next_due_on = models.DateField("应更新日期", editable=False)
    is_in_use = models.BooleanField("在用", default=True)

    objects = BoardQuerySet.as_manager()

    class Meta(RegisterRecord.Meta):
        verbose_name = verbose_name_plural = "宣传栏"
        indexes = (
            models.Index(fields=("next_due_on", "id"), name="board_by_due", condition=Q(voided_at__isnull=True)),
            models.Index(fields=("unit", "next_due_on"), name="board_by_unit_due", condition=Q(voided_at__isnull=True)),
        )

    def __str__(self):
        return self.name

    def save(self, *args, update_fields=None, **kwargs):
        """Keep the day of the next issue in step with the newest one, or with the day the board was set up."""
        self.next_due_on = self.kind.next_after(self.last_issue_on) if self.last_issue_on else self.set_up_on
        if update_fields is not None:
            update_fields = {*update_fields, "next_due_on"}
        super().save(*args, update_fields=update_fields, **kwargs)


class BoardIssueQuerySet(RegisterQuerySet):
    def for_list(self):
        """Issues with all a list prints, in one query."""
        return super().for_list().select_related("board__kind")

    def visible_to(self, user):
        """Every issue, those of the person's own unit, area or line, and those of the boards they keep."""
        if user.may(Permission.SEE_ALL_UNITS):
            return self
        own = user.unit_id
        return self.filter(Q(unit=own) | Q(community=own) | Q(market_group=own) | Q(board__keeper=user.pk))


class BoardIssue(RegisterRecord):
    """一期: what stood on a board from this day on; one that counts also stands in the publicity ledger, written with it."""

    board = models.ForeignKey(Board, verbose_name="宣传栏", on_delete=models.PROTECT, related_name="issues")
    day = models.DateField("更新日期")
    year = models.PositiveSmallIntegerField("年")
    number = models.PositiveSmallIntegerField("期号", validators=[MinValueValidator(1, "期号从 1 开始。")])
    topic = models.CharField("主题", max_length=80, blank=True)
    has_smoking_words = models.BooleanField("有控烟内容", default=False)

    objects = BoardIssueQuerySet.as_manager()

    class Meta(RegisterRecord.Meta):
        verbose_name = verbose_name_plural = "宣传栏期次"
        ordering = ("-day", "-id")
        indexes = (models.Index(fields=("board", "-day", "-id"), name="board_issue_by_day"),)
        constraints = (
            models.UniqueConstraint(
                fields=("board", "year", "number"),
                condition=Q(voided_at__isnull=True),
                name="board_issue_once_per_number",
                violation_error_message="这块宣传栏今年已经有这一期了。",
            ),
        )

    def __str__(self):
        return f"{self.board} {self.issue_words}"

    @property
    def issue_words(self):
        """The issue as it has to be written on the board: “2026年第6期”."""
        return f"{self.year}年第{self.number}期"
