"""表扬与锦旗: thanks that came in, linked to whom and what they were for."""

from django.db import models

from inspections.models import RemediationTask
from publicity.enums import PraiseKind
from tataboo_portal.models import RegisterQuerySet, RegisterRecord


class PraiseQuerySet(RegisterQuerySet):
    def for_list(self):
        """Rows with all a list prints, and their photos in a second query."""
        return super().for_list().select_related("task").prefetch_related("photos")

    def in_words(self):
        """Thanks that came as words: letters, calls, messages."""
        return self.live().exclude(kind=PraiseKind.BANNER)


class Praise(RegisterRecord):
    """表扬与锦旗: what the giver wrote, with a photo; the giver's name is shown masked to all but those who may write."""

    kind = models.CharField("形式", max_length=10, choices=PraiseKind.choices, default=PraiseKind.BANNER)
    day = models.DateField("日期")
    giver = models.CharField("赠送人（来信人）", max_length=40, blank=True)
    content = models.CharField("内容", max_length=200)
    task = models.ForeignKey(
        RemediationTask,
        verbose_name="相关任务",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="praises",
    )

    objects = PraiseQuerySet.as_manager()

    class Meta(RegisterRecord.Meta):
        verbose_name = verbose_name_plural = "表扬与锦旗"
        ordering = ("-day", "-id")
        indexes = (models.Index(fields=("-day", "-id"), name="praise_by_day"),)

    def __str__(self):
        return f"{self.unit} 收到{self.get_kind_display()}"

    @property
    def counted_days(self):
        """The day it came."""
        return (self.day,)
