"""巡查: rounds that mark places as seen, so that the board can show what nobody has looked at."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format

from inspections.models.tasks import RemediationTask
from tataboo_portal.models import Place, Unit, Voidable, VoidableQuerySet
from tataboo_portal.permissions import Permission


class PatrolRoundQuerySet(VoidableQuerySet):
    def visible_to(self, user):
        """Every round, or those of the person's own unit."""
        return self if user.may(Permission.SEE_ALL_UNITS) else self.filter(unit=user.unit_id)

    def for_list(self):
        """Rounds with all a list prints, in one query."""
        return self.select_related("by", "unit")


class PatrolRound(Voidable):
    """巡查: one person's round on one day, with the places they saw; one ticked by mistake is voided and counts no more."""

    client_uuid = models.UUIDField("提交编号", default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="巡查人", on_delete=models.PROTECT, related_name="patrol_rounds"
    )
    unit = models.ForeignKey(
        Unit, verbose_name="单位", on_delete=models.PROTECT, null=True, blank=True, related_name="patrol_rounds"
    )
    day = models.DateField("日期")
    note = models.CharField("说明", max_length=200, blank=True)
    created_at = models.DateTimeField("记录时间", default=timezone.now)

    objects = PatrolRoundQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "巡查"
        ordering = ("-day", "-id")
        indexes = (models.Index(fields=("unit", "-day", "-id"), name="patrol_by_unit_day"),)

    def __str__(self):
        return f"{date_format(self.day)} {self.by}"

    def may_be_voided_by(self, user):
        """Whether this person made it, or is the office that corrects anybody's."""
        return self.by_id == user.pk or user.may(Permission.LOG_FOR_ANY_UNIT)


class PatrolVisitQuerySet(models.QuerySet):
    def live(self):
        """Visits of rounds that count."""
        return self.filter(patrol__voided_at__isnull=True)


class PatrolVisit(models.Model):
    """巡查点位: one place seen on a round; a problem found there is a task of its own."""

    patrol = models.ForeignKey(PatrolRound, verbose_name="巡查", on_delete=models.PROTECT, related_name="visits")
    place = models.ForeignKey(Place, verbose_name="点位", on_delete=models.PROTECT, related_name="visits")
    day = models.DateField("日期")
    task = models.ForeignKey(
        RemediationTask, verbose_name="发现的问题", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PatrolVisitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "巡查点位"
        ordering = ("-day", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("patrol", "place"),
                name="place_once_per_patrol",
                violation_error_message="这次巡查已经记过这个点位。",
            ),
        )
        indexes = (models.Index(fields=("place", "-day"), name="visit_by_place_day"),)

    def __str__(self):
        return f"{date_format(self.day)} {self.place}"
