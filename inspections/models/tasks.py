"""排查整改: a problem seen, filed, assigned, fixed, and verified by somebody else."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from campaigns.models import WorkRecord
from inspections.enums import (
    CAME_FROM,
    HANDED_IN_STATES,
    IN_HANDS_STATES,
    NO_CASE_STATES,
    OPEN_STATES,
    STAYING,
    TO_ASSIGN_STATES,
    TRANSITIONS,
    TaskAction,
    TaskSource,
    TaskState,
)
from inspections.models.categories import CaseRule, Limit, TaskCategory
from tataboo_portal.models import Imported, Located, Unit
from tataboo_portal.permissions import Permission


class TaskQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Every task, or those the person's unit leads or helps with, on its area or line, and those they reported."""
        if user.may(Permission.SEE_ALL_UNITS):
            return self
        own = user.unit_id
        mine = models.Q(unit=own) | models.Q(community=own) | models.Q(market_group=own) | models.Q(reported_by=user)
        helped = RemediationTask.assisting_units.through.objects.filter(unit=own, remediationtask=models.OuterRef("pk"))
        return self.filter(mine | models.Exists(helped))

    def counted(self):
        """Cases that statistics speak of: not the voided, the rejected and the duplicates."""
        return self.exclude(state__in=NO_CASE_STATES)

    def to_assign(self):
        """Tasks the office has to accept or dispatch."""
        return self.filter(state__in=TO_ASSIGN_STATES)

    def in_hands(self):
        """Tasks somebody has to fix now."""
        return self.filter(state__in=IN_HANDS_STATES)

    def overdue(self, now=None):
        """Tasks still to be fixed whose deadline has passed."""
        return self.in_hands().filter(due_at__lt=now or timezone.now())

    def due_counted(self, now=None):
        """应办: dispatched tasks whose deadline has passed, or which were handed in before it did.

        A task whose clock is paused (挂账) or whose appeal was granted is left out; the facts of it stay.
        """
        handed_in = models.Q(state__in=HANDED_IN_STATES)
        passed = models.Q(due_at__lt=now or timezone.now(), state__in=IN_HANDS_STATES)
        return self.filter(due_at__isnull=False, exempted_at__isnull=True).filter(passed | handed_in)

    def on_time(self, now=None):
        """按期: of 应办, those handed in by their deadline."""
        return self.due_counted(now).filter(state__in=HANDED_IN_STATES, fixed_at__lte=models.F("due_at"))

    def overdue_counted(self, now=None):
        """逾期 as statistics count it: overdue, and not exempted by an appeal."""
        return self.overdue(now).filter(exempted_at__isnull=True)

    def recurring(self, category, place, since):
        """Closed tasks of the same category at the same place, closed on or after a moment, newest first."""
        return self.filter(category=category, place=place, state=TaskState.CLOSED, closed_at__gte=since).order_by(
            "-closed_at"
        )

    def alike(self, category, place):
        """Open tasks of the same category at the same place: perhaps the same problem."""
        return self.filter(category=category, place=place, state__in=OPEN_STATES).order_by("-id")

    def for_list(self):
        """Tasks with all a list prints, in one query."""
        return self.select_related("category__indicator", "unit", "community", "place", "assignee")


class RemediationTask(Located, Limit, Imported):
    """整改任务: one problem at one spot, one leading unit, counted once on both axes."""

    number = models.CharField("编号", max_length=16, unique=True, editable=False)
    client_uuid = models.UUIDField("提交编号", default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField("问题", max_length=60)
    category = models.ForeignKey(TaskCategory, verbose_name="类别", on_delete=models.PROTECT, related_name="tasks")
    source = models.CharField("来源", max_length=8, choices=TaskSource.choices, default=TaskSource.PATROL)
    source_number = models.CharField("交办编号", max_length=40, blank=True, help_text="上级交办单上的编号。")
    is_urgent = models.BooleanField("紧急", default=False)
    state = models.CharField("状态", max_length=12, choices=TaskState.choices, default=TaskState.REPORTED)
    unit = models.ForeignKey(Unit, verbose_name="主办单位", on_delete=models.PROTECT, related_name="+")
    assisting_units = models.ManyToManyField(Unit, verbose_name="协办单位", blank=True, related_name="+")
    rule = models.ForeignKey(
        CaseRule, verbose_name="立案条件", on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    original = models.ForeignKey(
        "self", verbose_name="和哪条重复", on_delete=models.PROTECT, null=True, blank=True, related_name="duplicates"
    )
    recurrence_of = models.ForeignKey(
        "self", verbose_name="反弹自", on_delete=models.PROTECT, null=True, blank=True, related_name="recurrences"
    )
    description = models.CharField("说明", max_length=200, blank=True)
    quantity = models.PositiveIntegerField("数量", default=1)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="责任人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned_tasks",
    )
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="上报人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reported_tasks",
        help_text="空着是系统自己生成的，比如宣传品过期。",
    )
    reported_at = models.DateTimeField("上报时间", default=timezone.now)
    dispatched_at = models.DateTimeField("派单时间", null=True, blank=True)
    first_due_at = models.DateTimeField(
        "最初期限", null=True, blank=True, editable=False, help_text="第一次派单时的期限，以后不改。"
    )
    extension_count = models.PositiveSmallIntegerField("延期次数", default=0, editable=False)
    suspended_at = models.DateTimeField("挂账时间", null=True, blank=True, editable=False)
    exempted_at = models.DateTimeField("申诉成立时间", null=True, blank=True, editable=False)
    due_at = models.DateTimeField("期限", null=True, blank=True)
    due_is_named = models.BooleanField(
        "期限自定", default=False, editable=False, help_text="派单人自己定的期限；改了日历也不重算。"
    )
    fixed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="整改人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    fixed_at = models.DateTimeField("整改时间", null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="核查人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    is_forced = models.BooleanField("强制结案", default=False, editable=False)
    rework_count = models.PositiveSmallIntegerField("返工次数", default=0)
    work_record = models.OneToOneField(
        WorkRecord,
        verbose_name="办结记账",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "整改任务"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="task_verified_by_another_person",
                condition=models.Q(verified_by__isnull=True)
                | models.Q(fixed_by__isnull=True)
                | ~models.Q(verified_by=models.F("fixed_by")),
                violation_error_message="整改人不能核查自己办的任务。",
            ),
        )
        indexes = (
            models.Index(fields=("state", "due_at", "id"), name="task_by_state_due"),
            models.Index(fields=("unit", "state", "due_at"), name="task_by_unit_state_due"),
            models.Index(fields=("community", "-id"), name="task_by_community"),
            models.Index(fields=("market_group", "-id"), name="task_by_line"),
            models.Index(fields=("unit", "-id"), name="task_by_unit"),
            models.Index(fields=("category", "place", "closed_at"), name="task_by_recurrence"),
            models.Index(fields=("due_at",), name="task_by_due"),
            models.Index(fields=("reported_at",), name="task_by_reported"),
            models.Index(fields=("closed_at",), name="task_by_closed"),
            # Few rows among many: a list or a count of them must not read the rest.
            models.Index(
                fields=("due_at", "id"), name="task_in_hands_by_due", condition=models.Q(state__in=IN_HANDS_STATES)
            ),
            models.Index(
                fields=("fixed_at", "id"), name="task_to_verify", condition=models.Q(state=TaskState.RESOLVED)
            ),
            models.Index(
                fields=("-id",), name="task_open_urgent", condition=models.Q(is_urgent=True, state__in=OPEN_STATES)
            ),
            models.Index(fields=("-id",), name="task_forced", condition=models.Q(is_forced=True)),
            models.Index(fields=("source", "-id"), name="task_by_source"),
            models.Index(fields=("category", "-id"), name="task_by_category"),
            models.Index(fields=("assignee", "-id"), name="task_by_assignee"),
        )

    def __str__(self):
        return f"{self.number} {self.title}"

    def next_state(self, action: TaskAction):
        """The state this action leads to from here, or None when it is not allowed."""
        state = TaskState(self.state)
        if action in STAYING:
            return state if state in STAYING[action] else None
        if (action, state) in CAME_FROM:
            return TaskState(self.steps.filter(action=CAME_FROM[action, state]).latest("id").from_state)
        return TRANSITIONS[action].get(state)

    @property
    def unit_word(self):
        """The 量词 of the task's quantity."""
        return self.category.indicator.unit_word if self.category.indicator else self.category.unit_word

    @property
    def pressing_due(self):
        """The deadline while somebody has to fix it, or None."""
        return self.due_at if self.state in IN_HANDS_STATES else None

    def is_overdue(self, now=None):
        """Whether it is still to be fixed and its deadline has passed."""
        return self.state in IN_HANDS_STATES and self.due_at is not None and self.due_at < (now or timezone.now())
