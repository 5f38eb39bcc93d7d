"""What a verifier may want to know of a photo, and what they made of it; hints are never deleted and never blame."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone

from inspections.enums import HintAnswer, HintKind
from inspections.models.trail import TaskPhoto


class EvidenceHint(models.Model):
    """照片提示: why a photo deserves a second look, in one sentence, and the verifier's answer."""

    task_photo = models.ForeignKey(TaskPhoto, verbose_name="照片", on_delete=models.PROTECT, related_name="hints")
    kind = models.CharField("类别", max_length=13, choices=HintKind.choices)
    words = models.CharField("为什么", max_length=200)
    other_photo = models.ForeignKey(
        TaskPhoto, verbose_name="另一张照片", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    found_at = models.DateTimeField("发现时间", default=timezone.now, editable=False)
    answer = models.CharField("核查人的回答", max_length=8, choices=HintAnswer.choices, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="回答人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    answered_at = models.DateTimeField("回答时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "照片提示"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                "task_photo",
                "kind",
                Coalesce("other_photo", 0),
                name="evidence_hint_once",
                violation_error_message="这条提示已经有了。",
            ),
        )

    def __str__(self):
        return f"{self.task_photo} {self.get_kind_display()}"
