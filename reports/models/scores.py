"""考核结果: what a period came to by a version of a scheme, with the evidence of every point lost, and the appeals."""

import uuid

from django.db import models
from django.db.models import Q

from reports.enums import AppealState, ScoringState
from reports.models.schemes import PLACES, AssessmentScheme, SchemeItem, SchemeVersion, person
from tataboo_portal.models import Unit
from tataboo_portal.permissions import Permission


class ScoringQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everything for who scores; what is or was published for everybody else."""
        if user.may(Permission.SCORE_UNITS):
            return self
        return self.filter(is_trial=False, published_at__isnull=False)

    def standing(self):
        """Results that stand: published or frozen, no trial."""
        return self.filter(is_trial=False, state__in=(ScoringState.PUBLISHED, ScoringState.FROZEN))

    def for_list(self):
        """Results with all a list prints, in one query."""
        return self.select_related("scheme", "rules")


class Scoring(models.Model):
    """考核结果: one period by one version of a scheme, from facts alone; frozen, its content keeps its SHA-256."""

    rules = models.ForeignKey(SchemeVersion, verbose_name="规则版本", on_delete=models.PROTECT, related_name="scorings")
    scheme = models.ForeignKey(
        AssessmentScheme, verbose_name="考核方案", on_delete=models.PROTECT, related_name="scorings", editable=False
    )
    start = models.DateField("期间从")
    end = models.DateField("期间到")
    is_trial = models.BooleanField("试算", default=False)
    state = models.CharField("状态", max_length=10, choices=ScoringState.choices, default=ScoringState.DRAFT)
    computed_at = models.DateTimeField("计算时间")
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    published_by = person("公示人")
    published_at = models.DateTimeField("公示时间", null=True, blank=True)
    appeal_until = models.DateTimeField("申诉截止", null=True, blank=True)
    frozen_by = person("定稿人")
    frozen_at = models.DateTimeField("定稿时间", null=True, blank=True)
    content = models.JSONField("定稿内容", null=True, blank=True, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)
    withdrawn_by = person("撤回人")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawal_reason = models.CharField("撤回原因", max_length=200, blank=True)

    objects = ScoringQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "考核结果"
        ordering = ("-start", "scheme__position", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("scheme", "start"),
                condition=Q(is_trial=False, withdrawn_at__isnull=True),
                name="scoring_one_per_period",
                violation_error_message="这个方案这一期已经有结果了。",
            ),
            models.UniqueConstraint(
                fields=("rules", "start"),
                condition=Q(is_trial=True),
                name="scoring_one_trial_per_period",
                violation_error_message="这一版这一期已经试算过了。",
            ),
            models.CheckConstraint(
                condition=~Q(state=ScoringState.FROZEN) | (Q(content__isnull=False) & ~Q(sha256="")),
                name="scoring_frozen_with_content",
                violation_error_message="定稿要有内容和校验码。",
            ),
        )
        indexes = (
            models.Index(fields=("-start", "id"), name="scoring_by_period"),
            models.Index(fields=("appeal_until",), name="scoring_to_freeze", condition=Q(state=ScoringState.PUBLISHED)),
        )

    def __str__(self):
        return f"{self.scheme} {self.start:%Y-%m}"

    @property
    def is_draft(self):
        """Whether it may be figured out again."""
        return self.state == ScoringState.DRAFT


class UnitScore(models.Model):
    """单位得分: the total and the place of one unit; both empty where too little could be measured."""

    scoring = models.ForeignKey(Scoring, verbose_name="考核结果", on_delete=models.CASCADE, related_name="units")
    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.PROTECT, related_name="+")
    points = models.DecimalField("得分", null=True, **PLACES)
    low = models.DecimalField("得分下限", null=True, **PLACES)
    high = models.DecimalField("得分上限", null=True, **PLACES)
    rank = models.PositiveSmallIntegerField("名次", null=True)
    previous_points = models.DecimalField("上期得分", null=True, **PLACES)
    previous_rank = models.PositiveSmallIntegerField("上期名次", null=True)
    has_flag = models.BooleanField("流动红旗", default=False)
    is_to_improve = models.BooleanField("待改进", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "单位得分"
        ordering = ("unit__position", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("scoring", "unit"), name="unit_score_once", violation_error_message="这个单位已经有得分。"
            ),
        )

    def __str__(self):
        return f"{self.unit} {self.points}"


class ItemScore(models.Model):
    """项目得分: what was found, of how many, and what it came to; `granted` is what an appeal changed it to."""

    unit_score = models.ForeignKey(UnitScore, verbose_name="单位得分", on_delete=models.CASCADE, related_name="items")
    item = models.ForeignKey(SchemeItem, verbose_name="考核项目", on_delete=models.PROTECT, related_name="+")
    part = models.DecimalField("达到的", max_digits=10, decimal_places=2, null=True)
    whole = models.PositiveIntegerField("样本", null=True)
    base = models.PositiveIntegerField("来自多少人", null=True)
    points = models.DecimalField("得分", null=True, **PLACES)
    low = models.DecimalField("得分下限", null=True, **PLACES)
    high = models.DecimalField("得分上限", null=True, **PLACES)
    lost = models.DecimalField("扣分", default=0, **PLACES)
    is_small = models.BooleanField("样本少", default=False)
    granted = models.DecimalField("申诉后得分", null=True, **PLACES)
    granted_reason = models.CharField("申诉采纳原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "项目得分"
        ordering = ("item__position", "item_id")
        constraints = (
            models.UniqueConstraint(
                fields=("unit_score", "item"), name="item_score_once", violation_error_message="这个项目已经有得分。"
            ),
        )

    def __str__(self):
        return f"{self.unit_score.unit} {self.item} {self.final}"

    @property
    def final(self):
        """The points that count."""
        return self.points if self.granted is None else self.granted


class ScoreEvidence(models.Model):
    """扣分依据: one record behind points lost, named as it was when it was found."""

    score = models.ForeignKey(ItemScore, verbose_name="项目得分", on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField("类别", max_length=16)
    key = models.CharField("编号", max_length=64)
    words = models.CharField("说明", max_length=200)
    lost = models.DecimalField("扣分", null=True, **PLACES)

    class Meta:
        verbose_name = verbose_name_plural = "扣分依据"
        ordering = ("id",)

    def __str__(self):
        return self.words


class ScoreAppealQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Every appeal, or those of the person's own unit."""
        return self if user.may(Permission.SEE_ALL_UNITS) else self.filter(score__unit_score__unit=user.unit_id)

    def pending(self):
        """Those that wait for a decision."""
        return self.filter(state=AppealState.PENDING)

    def for_list(self):
        """Appeals with all a list prints, in one query."""
        return self.select_related("score__unit_score__unit", "score__item", "asked_by", "decided_by")


class ScoreAppeal(models.Model):
    """考核申诉: a unit says why one item is wrong; somebody of the office who is not of that unit decides."""

    client_uuid = models.UUIDField("提交编号", default=uuid.uuid4, unique=True, editable=False)
    score = models.ForeignKey(ItemScore, verbose_name="项目得分", on_delete=models.PROTECT, related_name="appeals")
    words = models.CharField("申诉理由", max_length=400)
    asked_by = person("申诉人")
    asked_at = models.DateTimeField("申诉时间")
    state = models.CharField("状态", max_length=10, choices=AppealState.choices, default=AppealState.PENDING)
    decided_by = person("决定人")
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    reason = models.CharField("决定原因", max_length=200, blank=True)
    points_before = models.DecimalField("决定前得分", null=True, blank=True, **PLACES)
    points_after = models.DecimalField("决定后得分", null=True, blank=True, **PLACES)

    objects = ScoreAppealQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "考核申诉"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("score",),
                condition=Q(state=AppealState.PENDING),
                name="score_appeal_one_pending",
                violation_error_message="这一项已经有一个申诉在等决定。",
            ),
        )

    def __str__(self):
        return f"{self.score} 申诉"
