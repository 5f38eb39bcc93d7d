"""督办单: one numbered sheet to one unit, about a decision, a task, its overdue tasks, or a matter of its own."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from inspections.models import RemediationTask
from reports.enums import OrderSource, OrderState
from reports.models.meetings import Decision
from tataboo_portal.models import Photo, Unit
from tataboo_portal.permissions import Permission

OPEN = models.Q(struck_off_at__isnull=True, voided_at__isnull=True)


class OrderQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Every order, or those to the person's own unit."""
        return self if user.may(Permission.SEE_ALL_UNITS) else self.filter(unit=user.unit_id)

    def live(self):
        """Those that were not taken back."""
        return self.filter(voided_at__isnull=True)

    def unfinished(self):
        """Neither struck off nor taken back."""
        return self.filter(OPEN)

    def waiting(self):
        """Unfinished ones whose unit has not reported yet."""
        return self.unfinished().filter(reported_at__isnull=True)

    def reported(self):
        """Those that wait for the office to strike them off."""
        return self.unfinished().filter(reported_at__isnull=False)

    def overdue(self, day):
        """Waiting ones whose day has passed."""
        return self.waiting().filter(due_on__lt=day)

    def of_overdue(self):
        """Those about a unit's overdue tasks as a whole."""
        return self.filter(source=OrderSource.OVERDUE, task__isnull=True)

    def for_list(self):
        """Orders with all a list prints, in one query."""
        return self.select_related("unit", "task", "decision__meeting", "received_by", "struck_off_by")


class SupervisionOrder(models.Model):
    """督办单: printable, signed for, reported by its unit, struck off by the office; what it said when it went out stays."""

    client_uuid = models.UUIDField("提交编号", default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField("编号", max_length=20, unique=True, editable=False)
    source = models.CharField("来源", max_length=10, choices=OrderSource.choices, default=OrderSource.MEETING)
    unit = models.ForeignKey(Unit, verbose_name="责任单位", on_delete=models.PROTECT, related_name="supervision_orders")
    assisting = models.CharField("协办单位", max_length=100, blank=True)
    in_charge = models.CharField("分管领导", max_length=60, blank=True)
    person = models.CharField("责任人", max_length=30, blank=True)
    phone = models.CharField("联系电话", max_length=20, blank=True)
    matter = models.CharField("督办事项", max_length=200)
    problem = models.CharField("存在问题", max_length=400, blank=True)
    demand = models.CharField("整改要求", max_length=200, blank=True)
    instruction = models.CharField("领导批示", max_length=200, blank=True)
    turn = models.PositiveSmallIntegerField("第几次督办", default=1)
    issued_on = models.DateField("交办日期", default=timezone.localdate)
    due_on = models.DateField("办结时限")
    decision = models.ForeignKey(
        Decision, verbose_name="议定事项", on_delete=models.PROTECT, null=True, blank=True, related_name="orders"
    )
    task = models.ForeignKey(
        RemediationTask, verbose_name="任务", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    tasks = models.ManyToManyField(RemediationTask, verbose_name="督办的任务", blank=True, related_name="+")
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="签收人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    received_at = models.DateTimeField("签收时间", null=True, blank=True)
    result = models.CharField("办理结果", max_length=200, blank=True)
    photo = models.ForeignKey(
        Photo, verbose_name="整改照片", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reported_at = models.DateTimeField("反馈时间", null=True, blank=True)
    opinion = models.CharField("核查意见", max_length=200, blank=True)
    struck_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="销号人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    struck_off_at = models.DateTimeField("销号时间", null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="交办人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True, editable=False)
    void_reason = models.CharField("作废原因", max_length=200, blank=True, editable=False)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督办单"
        ordering = ("-issued_on", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("task",),
                condition=OPEN,
                name="order_open_once_per_task",
                violation_error_message="这条任务已经有一张没有销号的督办单。",
            ),
            models.UniqueConstraint(
                fields=("unit",),
                condition=OPEN & models.Q(source=OrderSource.OVERDUE, task__isnull=True),
                name="order_open_once_per_unit",
                violation_error_message="这个单位的逾期任务已经有一张没有销号的督办单。",
            ),
        )
        indexes = (
            models.Index(fields=("unit", "struck_off_at", "due_on"), name="order_by_unit"),
            models.Index(fields=("due_on", "id"), condition=OPEN, name="order_open_by_day"),
        )

    def __str__(self):
        return f"{self.number} {self.matter}"

    @property
    def state(self):
        """How the order stands."""
        if self.voided_at:
            return OrderState.VOIDED
        if self.struck_off_at:
            return OrderState.STRUCK_OFF
        return OrderState.REPORTED if self.reported_at else OrderState.OPEN
