"""培训、专题会议、工作方案、文化活动 and 志愿服务: who came together for what."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone

from publicity.enums import ActivityStatus, TrainingKind
from tataboo_portal.models import Attachment, RegisterQuerySet, RegisterRecord, Unit


class TrainingQuerySet(RegisterQuerySet):
    def for_list(self):
        """Rows with all a list prints, and the units that came in a second query."""
        return super().for_list().select_related("material").prefetch_related("attending_units")


class Training(RegisterRecord):
    """培训、专题会议: each is one 场 or 次 of its indicator; who came is told in people."""

    kind = models.CharField("类型", max_length=16, choices=TrainingKind.choices, default=TrainingKind.TRAINING)
    day = models.DateField("日期")
    subject = models.CharField("主题", max_length=80)
    speaker = models.CharField("主讲（主持）", max_length=40, blank=True)
    attending_units = models.ManyToManyField(Unit, verbose_name="参加单位", blank=True, related_name="+")
    people = models.PositiveIntegerField("参加人数", null=True, blank=True)
    material = models.ForeignKey(
        Attachment, verbose_name="材料", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = TrainingQuerySet.as_manager()

    class Meta(RegisterRecord.Meta):
        verbose_name = verbose_name_plural = "培训会议"
        ordering = ("-day", "-id")
        indexes = (
            models.Index(fields=("-day", "-id"), name="training_by_day"),
            models.Index(fields=("kind", "-day"), name="training_by_kind_day"),
        )

    def __str__(self):
        return f"{self.get_kind_display()} {self.subject}"

    @property
    def counted_days(self):
        """The day of the gathering."""
        return (self.day,)


class PlanDocument(RegisterRecord):
    """工作方案: a document that was issued, with its number and the paper itself."""

    title = models.CharField("标题", max_length=80)
    number = models.CharField("文号", max_length=40, blank=True)
    day = models.DateField("印发日期")
    paper = models.ForeignKey(
        Attachment, verbose_name="文件", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = RegisterQuerySet.as_manager()

    class Meta(RegisterRecord.Meta):
        verbose_name = verbose_name_plural = "工作方案"
        ordering = ("-day", "-id")
        indexes = (models.Index(fields=("-day", "-id"), name="plan_document_by_day"),)

    def __str__(self):
        return self.title

    @property
    def counted_days(self):
        """The day it was issued."""
        return (self.day,)


class ActivityTheme(models.Model):
    """活动主题: 我们的节日, 节俭养德 and so on; the office may add one."""

    code = models.SlugField("代码", max_length=24, unique=True)
    name = models.CharField("名称", max_length=20, unique=True)
    is_volunteering = models.BooleanField("志愿服务", default=False, help_text="计入志愿服务活动，不计入文化活动。")
    position = models.PositiveSmallIntegerField("排序", default=100)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "活动主题"
        ordering = ("position", "id")

    def __str__(self):
        return self.name


class ActivityQuerySet(RegisterQuerySet):
    def for_list(self):
        """Rows with all a list prints, in one query."""
        return super().for_list().select_related("theme")

    def held(self):
        """Rows that count: held, and not voided."""
        return self.live().filter(status=ActivityStatus.HELD)

    def held_culture(self):
        """What counts as 文化活动."""
        return self.held().filter(theme__is_volunteering=False)

    def held_volunteering(self):
        """What counts as 志愿服务."""
        return self.held().filter(theme__is_volunteering=True)

    def awaiting(self, today=None):
        """Planned ones whose day has come, and of which nobody has written yet how they went."""
        return self.live().filter(status=ActivityStatus.PLANNED, day__lte=today or timezone.localdate())


class Activity(RegisterRecord):
    """文化活动、志愿服务: planned or held; people (人) and person-times (人次) are told apart and never added."""

    theme = models.ForeignKey(ActivityTheme, verbose_name="主题", on_delete=models.PROTECT, related_name="activities")
    title = models.CharField("活动", max_length=80)
    status = models.CharField("状态", max_length=10, choices=ActivityStatus.choices, default=ActivityStatus.HELD)
    day = models.DateField("日期")
    starts_at = models.TimeField("开始", null=True, blank=True)
    ends_at = models.TimeField("结束", null=True, blank=True)
    organiser = models.CharField("组织", max_length=60, blank=True)
    people = models.PositiveIntegerField("参加人数", null=True, blank=True)
    person_times = models.PositiveIntegerField("参加人次", null=True, blank=True)
    hours = models.DecimalField(
        "志愿时长（小时）", max_digits=7, decimal_places=1, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    content = models.CharField("内容", max_length=200, blank=True)
    platform_number = models.CharField("志愿平台编号", max_length=40, blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta(RegisterRecord.Meta):
        verbose_name = verbose_name_plural = "活动"
        ordering = ("-day", "-id")
        indexes = (
            models.Index(fields=("-day", "-id"), name="activity_by_day"),
            models.Index(fields=("unit", "-day"), name="activity_by_unit_day"),
        )

    def __str__(self):
        return f"{self.theme} {self.title}"

    @property
    def counted_days(self):
        """The day of the activity."""
        return (self.day,)

    @property
    def times(self):
        """When on that day, as far as it is known: “9:00—11:00”, “9:00起”."""
        start, end = (f"{at:%H:%M}" if at else "" for at in (self.starts_at, self.ends_at))
        return f"{start}—{end}" if start and end else f"{start}起" if start else f"到{end}" if end else ""

    def is_awaiting(self, today):
        """Whether its day has come and nobody has written yet how it went."""
        return self.status == ActivityStatus.PLANNED and self.day <= today and not self.is_voided
