"""Checklists of the national standards: versions, items per place type, inspections, and samples for a mock inspection."""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format

from inspections.enums import Outcome
from inspections.models.categories import TaskCategory
from inspections.models.tasks import RemediationTask
from tataboo_portal.enums import PlaceKind
from tataboo_portal.models import Photo, Place, Unit, Voidable, VoidableQuerySet
from tataboo_portal.permissions import Permission

MOST_ITEMS = 45


class StandardSet(models.Model):
    """检查标准: one version of one standard; an inspection stays on the version it was made with."""

    code = models.SlugField("代码", max_length=32, unique=True)
    name = models.CharField("名称", max_length=60)
    version = models.CharField("版本", max_length=20)
    source = models.CharField("依据", max_length=120, blank=True)
    is_active = models.BooleanField("在用", default=True)
    position = models.PositiveSmallIntegerField("排序", default=100)

    class Meta:
        verbose_name = verbose_name_plural = "检查标准"
        ordering = ("position", "code")

    def __str__(self):
        return f"{self.name}（{self.version}）"


class StandardItem(models.Model):
    """检查条目: one thing to look at, at one type of place; a failed one may become a task of its category."""

    standard = models.ForeignKey(StandardSet, verbose_name="检查标准", on_delete=models.PROTECT, related_name="items")
    place_kind = models.CharField("点位类型", max_length=16, choices=PlaceKind.choices)
    code = models.CharField("条目号", max_length=16)
    text = models.CharField("内容", max_length=200)
    category = models.ForeignKey(
        TaskCategory,
        verbose_name="转任务的类别",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="不合格时一键转成这一类任务。",
    )
    source = models.CharField(
        "依据", max_length=120, blank=True, help_text="从哪里来的；没有核对过原文的写“参考，未核对原文”。"
    )
    position = models.PositiveSmallIntegerField("排序", default=100)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "检查条目"
        ordering = ("standard", "place_kind", "position", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("standard", "place_kind", "code"),
                name="standard_item_code_once",
                violation_error_message="这个标准的这类点位已经有这个条目号。",
            ),
        )

    def __str__(self):
        return f"{self.code} {self.text}"

    def clean(self):
        """A sheet stays as long as a phone can send it, with room for two photos per item."""
        sheet = StandardItem.objects.filter(standard=self.standard_id, place_kind=self.place_kind, is_active=True)
        if self.is_active and sheet.exclude(pk=self.pk).count() >= MOST_ITEMS:
            raise ValidationError(f"一类点位最多 {MOST_ITEMS} 条在用的条目，先停用几条再加。")


class SampleDraw(models.Model):
    """抽查: N places per type drawn at random for a mock inspection; the seed lets anybody draw the same again."""

    client_uuid = models.UUIDField("提交编号", default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("名称", max_length=60)
    standard = models.ForeignKey(StandardSet, verbose_name="检查标准", on_delete=models.PROTECT, related_name="draws")
    seed = models.PositiveBigIntegerField("随机种子")
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="抽取人", on_delete=models.PROTECT, related_name="+"
    )
    drawn_at = models.DateTimeField("抽取时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "抽查"
        ordering = ("-id",)

    def __str__(self):
        return self.name


class InspectionQuerySet(VoidableQuerySet):
    def visible_to(self, user):
        """Every inspection, or those at the person's own area or line, and their own."""
        if user.may(Permission.SEE_ALL_UNITS):
            return self
        own = user.unit_id
        return self.filter(models.Q(community=own) | models.Q(market_group=own) | models.Q(by=user))

    def for_list(self):
        """Inspections with all a list prints, in one query."""
        return self.select_related("place", "standard", "by", "community", "market_group")


class Inspection(Voidable):
    """检查: one place looked at item by item with one version of a standard; voided instead of deleted."""

    client_uuid = models.UUIDField("提交编号", default=uuid.uuid4, unique=True, editable=False)
    standard = models.ForeignKey(
        StandardSet, verbose_name="检查标准", on_delete=models.PROTECT, related_name="inspections"
    )
    place = models.ForeignKey(Place, verbose_name="点位", on_delete=models.PROTECT, related_name="inspections")
    community = models.ForeignKey(Unit, verbose_name="所在社区", on_delete=models.PROTECT, related_name="+")
    market_group = models.ForeignKey(
        Unit, verbose_name="市场工作组", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    draw = models.ForeignKey(
        SampleDraw, verbose_name="抽查", on_delete=models.PROTECT, null=True, blank=True, related_name="inspections"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="检查人", on_delete=models.PROTECT, related_name="+")
    day = models.DateField("日期")
    note = models.CharField("说明", max_length=200, blank=True)
    passed = models.PositiveSmallIntegerField("合格项", default=0, editable=False)
    judged = models.PositiveSmallIntegerField("判定项", default=0, editable=False)
    created_at = models.DateTimeField("记录时间", default=timezone.now)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "检查"
        ordering = ("-day", "-id")
        indexes = (
            models.Index(fields=("-day", "-id"), name="inspection_by_day"),
            models.Index(fields=("place", "-day"), name="inspection_by_place"),
        )

    def __str__(self):
        return f"{date_format(self.day)} {self.place} {self.standard}"

    def may_be_voided_by(self, user):
        """Whether this person made it, or is the office that corrects anybody's."""
        return self.by_id == user.pk or user.may(Permission.LOG_FOR_ANY_UNIT)


class InspectionResult(models.Model):
    """检查结果: what one item was found to be; its words are kept as they were."""

    inspection = models.ForeignKey(Inspection, verbose_name="检查", on_delete=models.PROTECT, related_name="results")
    item = models.ForeignKey(StandardItem, verbose_name="条目", on_delete=models.PROTECT, related_name="+")
    item_text = models.CharField("当时的内容", max_length=200)
    outcome = models.CharField("结果", max_length=8, choices=Outcome.choices)
    note = models.CharField("说明", max_length=200, blank=True)
    photo = models.ForeignKey(
        Photo, verbose_name="照片", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    task = models.ForeignKey(
        RemediationTask, verbose_name="转成的任务", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "检查结果"
        ordering = ("inspection", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("inspection", "item"), name="inspection_item_once", violation_error_message="这个条目已经判过。"
            ),
        )

    def __str__(self):
        return f"{self.item_text} {self.get_outcome_display()}"


class SamplePlace(models.Model):
    """抽中的点位: one place of a draw, and the inspection made there."""

    draw = models.ForeignKey(SampleDraw, verbose_name="抽查", on_delete=models.PROTECT, related_name="places")
    place = models.ForeignKey(Place, verbose_name="点位", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField("顺序")

    class Meta:
        verbose_name = verbose_name_plural = "抽中的点位"
        ordering = ("draw", "position")
        constraints = (
            models.UniqueConstraint(
                fields=("draw", "place"), name="sample_place_once", violation_error_message="这个点位已经抽中。"
            ),
        )

    def __str__(self):
        return f"{self.draw} {self.place}"
