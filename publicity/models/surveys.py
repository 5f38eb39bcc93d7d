"""满意度调查: questions on a five-step scale, one answer per link, and paper forms brought in as rows."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from publicity.enums import Level, ResponseSource
from tataboo_portal.enums import UnitKind
from tataboo_portal.models import RegisterQuerySet, RegisterRecord, Unit
from tataboo_portal.models.places import random_code

LINK_LENGTH = 14  # 31**14: nobody finds another's link by trying


def new_link_code():
    """An unguessable code for one answer."""
    return random_code(LINK_LENGTH)


class Survey(models.Model):
    """满意度调查: what is asked, from when to when, and how the rate is worked out.

    The rate is (满意 + 比较满意 + `fair_weight` × 一般) ÷ (all answers − 不了解), domain research §5.6; the weights are data.
    """

    client_uuid = models.UUIDField("提交编号", default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField("名称", max_length=60)
    introduction = models.CharField("开头的话", max_length=200, blank=True)
    start = models.DateField("开始日期")
    end = models.DateField("结束日期")
    satisfied_weight = models.DecimalField(
        "比较满意算多少",
        max_digits=3,
        decimal_places=2,
        default=1,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )
    fair_weight = models.DecimalField(
        "一般算多少",
        max_digits=3,
        decimal_places=2,
        default="0.50",
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )
    target = models.PositiveSmallIntegerField(
        "达标线（%）", default=90, validators=[MaxValueValidator(100)], help_text="国家卫生城市：群众满意率不低于 90%。"
    )
    least_sample = models.PositiveSmallIntegerField("样本少于多少要注明", default=30)
    is_closed = models.BooleanField("已结束", default=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="建立人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "满意度调查"
        ordering = ("-start", "-id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(end__gte=models.F("start")),
                name="survey_ends_after_start",
                violation_error_message="结束日期不能早于开始日期。",
            ),
        )

    def __str__(self):
        return self.title

    def is_open(self, day):
        """Whether answers are taken on this day."""
        return not self.is_closed and self.start <= day <= self.end


class SurveyQuestion(models.Model):
    """One question of a survey, by the theme it asks about."""

    survey = models.ForeignKey(Survey, verbose_name="调查", on_delete=models.PROTECT, related_name="questions")
    theme = models.CharField("分项", max_length=20)
    words = models.CharField("问题", max_length=80)
    position = models.PositiveSmallIntegerField("排序", default=100)

    class Meta:
        verbose_name = verbose_name_plural = "调查问题"
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("survey", "theme"),
                name="survey_question_once_per_theme",
                violation_error_message="这个调查已经问了这一项。",
            ),
        )

    def __str__(self):
        return self.theme


class SurveyLink(models.Model):
    """One QR code for one answer, handed out in one community; it opens the questions until it was answered."""

    survey = models.ForeignKey(Survey, verbose_name="调查", on_delete=models.PROTECT, related_name="links")
    community = models.ForeignKey(
        Unit,
        verbose_name="社区",
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"kind": UnitKind.COMMUNITY},
    )
    code = models.CharField("链接码", max_length=20, unique=True, default=new_link_code, editable=False)
    batch = models.UUIDField("一起生成的编号", default=uuid.uuid4, editable=False)
    answered_at = models.DateTimeField("填写时间", null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="生成人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField("生成时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "调查链接"
        ordering = ("survey", "community__position", "id")
        indexes = (
            models.Index(fields=("survey", "community", "id"), name="survey_link_by_area"),
            models.Index(fields=("batch",), name="survey_link_by_batch"),
        )

    def __str__(self):
        return self.code


class SurveyResponseQuerySet(RegisterQuerySet):
    def for_list(self):
        """Rows with all a list prints, in one query."""
        return super().for_list().select_related("survey")


class SurveyResponse(RegisterRecord):
    """一份答卷: nothing in it says who answered; `answers` is {question id as text: level}."""

    survey = models.ForeignKey(Survey, verbose_name="调查", on_delete=models.PROTECT, related_name="responses")
    link = models.OneToOneField(
        SurveyLink,
        verbose_name="链接",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="response",
        editable=False,
    )
    source = models.CharField("来源", max_length=8, choices=ResponseSource.choices, default=ResponseSource.PAPER)
    day = models.DateField("日期")
    answers = models.JSONField("答案", default=dict)
    remark = models.CharField("意见", max_length=200, blank=True)

    never_in_trail = ("remark",)
    objects = SurveyResponseQuerySet.as_manager()

    class Meta(RegisterRecord.Meta):
        verbose_name = verbose_name_plural = "满意度答卷"
        ordering = ("-day", "-id")
        indexes = (
            models.Index(fields=("survey", "-day", "-id"), name="response_by_survey_day"),
            models.Index(fields=("survey", "unit"), name="response_by_survey_unit"),
        )

    def __str__(self):
        return f"{self.unit} {self.day} 答卷"

    @property
    def counted_days(self):
        """The day it was answered."""
        return (self.day,)

    @property
    def levels(self):
        """{question id: level} of what was answered."""
        return {int(question): Level(level) for question, level in self.answers.items()}
