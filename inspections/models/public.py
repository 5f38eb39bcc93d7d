"""随手拍: what residents report through the one public page, before and beside the task it may become."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from inspections.enums import Decision, PublicRating, PublicState
from inspections.models.tasks import RemediationTask
from tataboo_portal.models import Photo, Place
from tataboo_portal.models.places import random_code
from tataboo_portal.permissions import Permission

TRACK_LENGTH = 16  # 31**16: nobody finds another's report by trying


def new_track_code():
    """An unguessable code by which its reporter, and nobody else, follows a report."""
    return random_code(TRACK_LENGTH)


class PublicReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Every report for those who accept reports; for those who judge results, the ones somebody was not satisfied with."""
        if user.may(Permission.ASSIGN_TASK):
            return self
        return self.filter(rating=PublicRating.DISSATISFIED) if user.may(Permission.VERIFY_TASK) else self.none()

    def waiting(self):
        """Reports nobody has looked at yet."""
        return self.filter(state=PublicState.WAITING)

    def unhappy(self):
        """Results a resident was not satisfied with and nobody has decided on yet."""
        return self.filter(rating=PublicRating.DISSATISFIED, reopening=Decision.PENDING)

    def for_list(self):
        """Reports with all a list prints, in one query."""
        return self.select_related("place__community", "photo", "task", "new_task", "decided_by", "reopening_by")


class PublicReport(models.Model):
    """随手拍: one photo of one place; a phone number only for those who accept it."""

    client_uuid = models.UUIDField("提交编号", default=uuid.uuid4, unique=True, editable=False)
    track = models.CharField("查询码", max_length=20, unique=True, default=new_track_code, editable=False)
    place = models.ForeignKey(Place, verbose_name="点位", on_delete=models.PROTECT, related_name="public_reports")
    photo = models.ForeignKey(
        Photo, verbose_name="照片", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    words = models.CharField("说明", max_length=100, blank=True)
    phone = models.CharField("电话", max_length=20, blank=True)
    sender = models.CharField(
        "来源指纹", max_length=64, editable=False, help_text="网络地址加盐后的摘要，只用来限次数。"
    )
    received_at = models.DateTimeField("收到时间", default=timezone.now, editable=False)
    state = models.CharField("状态", max_length=10, choices=PublicState.choices, default=PublicState.WAITING)
    task = models.OneToOneField(
        RemediationTask,
        verbose_name="任务",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="public_report",
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="受理人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField("受理时间", null=True, blank=True)
    decision_note = models.CharField("不予受理的原因", max_length=100, blank=True)
    rating = models.CharField("评价", max_length=12, choices=PublicRating.choices, blank=True)
    rating_words = models.CharField("评价说明", max_length=100, blank=True)
    rated_at = models.DateTimeField("评价时间", null=True, blank=True)
    reopening = models.CharField("再整改", max_length=10, choices=Decision.choices, blank=True)
    reopening_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="决定人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reopening_at = models.DateTimeField("决定时间", null=True, blank=True)
    reopening_note = models.CharField("决定说明", max_length=100, blank=True)
    new_task = models.ForeignKey(
        RemediationTask, verbose_name="再整改的任务", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    erased_at = models.DateTimeField("个人信息删除时间", null=True, blank=True, editable=False)

    never_in_trail = ("phone", "words", "rating_words", "sender")
    objects = PublicReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "随手拍"
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("state", "-id"), name="public_report_by_state"),
            models.Index(fields=("sender", "-received_at"), name="public_report_by_sender"),
            models.Index(fields=("place", "-received_at"), name="public_report_by_place"),
            models.Index(fields=("-received_at",), name="public_report_by_time"),
            models.Index(
                fields=("-id",),
                name="public_report_unhappy",
                condition=Q(rating=PublicRating.DISSATISFIED, reopening=Decision.PENDING),
            ),
        )

    def __str__(self):
        return f"{self.place} 随手拍 {self.received_at:%m-%d %H:%M}"

    @property
    def current_task(self):
        """The task in which the problem is handled now, or None."""
        return self.new_task or self.task
