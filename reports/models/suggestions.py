"""意见箱: what people find cumbersome about the portal, and what the office answered."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from reports.enums import SuggestionState
from tataboo_portal.models import Unit, Voidable
from tataboo_portal.models.records import VoidableQuerySet
from tataboo_portal.permissions import Permission


class SuggestionQuerySet(VoidableQuerySet):
    def visible_to(self, user):
        """Everybody reads what others find cumbersome; what was taken out only its author and who answers."""
        if user.may(Permission.ANSWER_SUGGESTION):
            return self
        return self.filter(models.Q(voided_at__isnull=True) | models.Q(created_by=user))

    def for_list(self):
        """Suggestions with all a list prints, in one query."""
        return self.select_related("unit", "created_by", "answered_by", "voided_by")


class Suggestion(Voidable):
    """意见: one person's words about one page; its author's name stays with the office where he asked for that."""

    client_uuid = models.UUIDField("提交编号", default=uuid.uuid4, unique=True, editable=False)
    words = models.CharField("哪里麻烦", max_length=400)
    page = models.CharField("哪一页", max_length=200, blank=True)
    is_anonymous = models.BooleanField("对其他单位不署名", default=False)
    unit = models.ForeignKey(
        Unit, verbose_name="单位", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="提出人", on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("时间", default=timezone.now)
    state = models.CharField(
        "状态", max_length=8, choices=SuggestionState.choices, default=SuggestionState.NEW, db_index=True
    )
    answer = models.CharField("答复", max_length=400, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="答复人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "意见"
        ordering = ("-id",)

    def __str__(self):
        return self.words[:40]
